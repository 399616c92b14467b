import { AddonsError } from "../../support/addons-error.ts";
import type { Problem } from "../../support/problem.ts";
import type { Lockfile, Pin } from "../lockfile.ts";
import { LOCK_FILE } from "../lockfile.ts";
import type { MergedLock, PinConflict } from "./merge-locks.ts";
import { pinKey } from "../pin-key.ts";
import { canKeep } from "../resolve/resolve-pin.ts";
import type { WantedChart } from "../wanted-chart.ts";

/**
 * What the manifest, whose own conflicts are solved by now, says about pins in conflict: a pin is taken when it is the only one of both
 * that the manifest allows. Pins that it does not want, local charts and `renewed` add-ons are left out: they are made anew.
 * Throws AddonsError `LOCK-MERGE-UNDECIDED` with every pin where both sides are allowed.
 */
export function settleConflicts(
  { lock, conflicts }: MergedLock,
  wanted: readonly WantedChart[],
  renewed: (addon: string) => boolean,
): Lockfile {
  const addons: Record<string, Record<string, Pin>> = {};
  for (const [addon, pins] of Object.entries(lock.addons)) addons[addon] = { ...pins };
  const undecided: { readonly conflict: PinConflict; readonly wanted: WantedChart }[] = [];
  for (const conflict of conflicts) {
    const place = wanted.find((chart) => chart.addon === conflict.addon && pinKey(chart) === conflict.key);
    if (place === undefined || renewed(conflict.addon)) continue;
    const allowed = [conflict.ours, conflict.theirs].filter((pin) => pin !== undefined && canKeep(place, pin));
    if (allowed.length > 1) undecided.push({ conflict, wanted: place });
    else if (allowed[0]) addons[conflict.addon] = { ...addons[conflict.addon], [conflict.key]: allowed[0] };
  }
  if (undecided.length > 0) throw notDecided(undecided);
  return { lockVersion: 1, addons };
}

function notDecided(
  undecided: readonly { readonly conflict: PinConflict; readonly wanted: WantedChart }[],
): AddonsError {
  const problems = undecided.map(({ conflict, wanted }): Problem => {
    const { addon, key, base, ours, theirs } = conflict;
    const was = base === undefined ? "it was not locked before" : `it was ${base.chart}`;
    return {
      code: "LOCK-MERGE-UNDECIDED",
      severity: "error",
      message: `${addon} (${key}) was moved to ${told(ours)} here and to ${told(theirs)} there; ${was}, and the manifest allows both`,
      hint: `set its version in the manifest to the one that is meant, or let it be resolved anew: addons lock --update ${addon}`,
      at: wanted.at,
    };
  });
  const [first] = problems;
  const message =
    problems.length === 1
      ? (first?.message ?? "")
      : `${LOCK_FILE}: ${problems.length} pins were moved by both branches, and the manifest allows both sides`;
  const hint = first?.hint;
  return new AddonsError("LOCK-MERGE-UNDECIDED", message, {
    kind: "usage",
    problems,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Version, and the digest where both sides have the same version with other bytes. */
function told(pin: Pin | undefined): string {
  return pin === undefined ? "nothing" : `${pin.chart} (${pin.archive ?? pin.commit ?? pin.content})`;
}
