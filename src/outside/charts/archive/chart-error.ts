import { AddonsError } from "../../../support/addons-error.ts";

/** A chart that cannot be used as it is. */
export function chartError(code: string, message: string, hint?: string): AddonsError {
  return new AddonsError(code, message, { kind: "failed", ...(hint === undefined ? {} : { hint }) });
}

/** A chart that a guard keeps out: honest packers make no such archives. */
export function refusedChart(code: string, message: string, hint?: string): AddonsError {
  return new AddonsError(code, message, { kind: "refused", ...(hint === undefined ? {} : { hint }) });
}
