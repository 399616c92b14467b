import { AddonsError } from "../../support/addons-error.ts";
import type { Problem } from "../../support/problem.ts";
import { LOCK_FILE, type Lockfile, type Pin } from "../lockfile.ts";
import { pinKey } from "../pin-key.ts";
import { canKeep } from "../resolve/resolve-pin.ts";
import type { WantedChart } from "../wanted-chart.ts";
import type { MergedLock, PinConflict } from "./merge-locks.ts";
import { areOneChart, mergeParts, told } from "./merge-pins.ts";

/**
 * What the manifest, whose own conflicts are solved by now, says about pins in conflict: a pin is taken when it is the only one of both
 * that the manifest allows, and where both have the same chart, what stands below it is merged. Where neither is allowed, and of
 * `renewed` add-ons, one side stays to start from, so that what guards a pin that moves (its signer, its bytes) guards this one. Pins
 * that nobody wants any more are left out. Throws AddonsError `LOCK-MERGE-UNDECIDED` with every pin that the manifest does not decide.
 */
export function settleConflicts(
  { lock, conflicts }: MergedLock,
  wanted: readonly WantedChart[],
  renewed: (addon: string) => boolean,
): Lockfile {
  const addons: Record<string, Record<string, Pin>> = {};
  for (const [addon, pins] of Object.entries(lock.addons)) addons[addon] = { ...pins };
  const undecided: Undecided[] = [];
  for (const conflict of conflicts) {
    const place = wanted.find((chart) => chart.addon === conflict.addon && pinKey(chart) === conflict.key);
    if (place === undefined) continue;
    const settled = renewed(conflict.addon) ? { pin: startOf(conflict) } : settle(conflict, place);
    if ("why" in settled) undecided.push({ conflict, wanted: place, why: settled.why });
    else if (settled.pin) addons[conflict.addon] = { ...addons[conflict.addon], [conflict.key]: settled.pin };
  }
  if (undecided.length > 0) throw notDecided(undecided);
  return { lockVersion: 1, addons };
}

interface Undecided {
  readonly conflict: PinConflict;
  readonly wanted: WantedChart;
  /** Clauses about the add-on. */
  readonly why: readonly string[];
}

function settle(
  conflict: PinConflict,
  wanted: WantedChart,
): { readonly pin: Pin | undefined } | Pick<Undecided, "why"> {
  const isFolder = wanted.source.kind === "local";
  const isAllowed = (pin: Pin | undefined): pin is Pin =>
    pin !== undefined && (isFolder ? pin.source === wanted.canonical : canKeep(wanted, pin));
  const [ours, theirs] = [conflict.ours, conflict.theirs].filter(isAllowed);
  if (ours === undefined || theirs === undefined) return { pin: ours ?? startOf(conflict) };
  if (!areOneChart(ours, theirs, isFolder ? "folder" : "elsewhere")) {
    return { why: [`was moved to ${told(ours)} here and to ${told(theirs)} there`] };
  }
  const { parts, undecided } = mergeParts(conflict);
  const { subcharts: _subcharts, images: _images, ...chart } = ours;
  return undecided.length > 0 ? { why: undecided } : { pin: { ...chart, ...parts } };
}

/** A side that was signed goes first: its signer must not be lost. */
function startOf({ ours, theirs }: PinConflict): Pin | undefined {
  return [ours, theirs].find((pin) => pin?.signer !== undefined) ?? ours ?? theirs;
}

function notDecided(undecided: readonly Undecided[]): AddonsError {
  const names = [...new Set(undecided.map(({ conflict }) => conflict.addon))].join(" ");
  const problems = undecided.map(({ conflict, wanted, why }): Problem => {
    const { addon, key, base } = conflict;
    const was = base === undefined ? "it was not locked before" : `it was ${base.chart}`;
    const set = wanted.source.kind === "local" ? "" : "set its version in the manifest to the one that is meant, or ";
    return {
      code: "LOCK-MERGE-UNDECIDED",
      severity: "error",
      message: `${addon} (${key}) ${why.join(", and ")}; ${was}, and the manifest allows both`,
      hint: `${set}let it be resolved anew: addons lock --update ${names}`,
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
