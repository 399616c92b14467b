import type { Lockfile, Pin } from "../lockfile.ts";
import { pinOf, readPinKey, type PinPlace } from "../pin-key.ts";
import type { PinConflict } from "./merge-locks.ts";

/** What became of a pin that both branches of a merge had changed. */
export interface MergedPin extends PinPlace {
  readonly addon: string;
  /** Whose chart it has: that of our side, of theirs, of both (with what each changed below it), or one that was made anew. */
  readonly took: "ours" | "theirs" | "both" | "anew";
  /** `name@version`; absent when the manifest does not want the add-on there. */
  readonly chart?: string;
}

/** In the order of `conflicts`. */
export function mergedPins(conflicts: readonly PinConflict[], made: Lockfile): readonly MergedPin[] {
  return conflicts.map(({ addon, key, ours, theirs }) => {
    const place = readPinKey(key);
    const pin = pinOf(made, { addon, ...place });
    const isOurs = isSameChart(pin, ours);
    const isTheirs = isSameChart(pin, theirs);
    const took = isOurs && isTheirs ? "both" : isOurs ? "ours" : isTheirs ? "theirs" : "anew";
    return { addon, ...place, took, ...(pin === undefined ? {} : { chart: pin.chart }) };
  });
}

function isSameChart(pin: Pin | undefined, side: Pin | undefined): boolean {
  return pin?.chart === side?.chart && pin?.content === side?.content && pin?.source === side?.source;
}
