import { AddonsError } from "../../../support/addons-error.ts";

/** A chart that cannot be used as it is. */
export function chartError(code: string, message: string, hint: string = LOOK): AddonsError {
  return new AddonsError(code, message, { kind: "failed", hint });
}

/** A chart that a guard keeps out: honest packers make no such archives. */
export function refusedChart(code: string, message: string, hint: string = STAY_AWAY): AddonsError {
  return new AddonsError(code, message, { kind: "refused", hint });
}

const LOOK = "look at what is served there; choose another version, or tell the chart's maintainers";
const STAY_AWAY = "do not use this archive; tell the chart's maintainers";
