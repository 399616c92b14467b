import type { AddonsError } from "../../../support/addons-error.ts";
import { chartError } from "../archive/chart-error.ts";

/** `origin` gave something else than an index: `what`. */
export function noIndex(origin: string, what: string): AddonsError {
  const hint = "check `repo` in the manifest: its address with /index.yaml behind it must give the index";
  return chartError("CHART-INDEX", `${origin}: not the index of a chart repository: it is ${what}`, hint);
}

const SHOWN_KEYS = 6;

/** ` with KEYS, without "entries"`. */
export function withKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, SHOWN_KEYS).map((key) => key.slice(0, 40));
  const more = keys.length > SHOWN_KEYS ? ", …" : "";
  return keys.length === 0 ? ` without "entries"` : ` with ${shown.join(", ")}${more}, without "entries"`;
}
