import { chartOfPin, type Pin, type SubchartPin } from "../lockfile.ts";
import type { PinConflict } from "./merge-locks.ts";

/** What stands below the chart of a pin, from both branches, and what both of them changed otherwise. */
export interface MergedParts {
  readonly parts: Pick<Pin, "subcharts" | "images">;
  /** One clause about the add-on each; empty when the parts are whole. */
  readonly undecided: readonly string[];
}

/** Subcharts and digests of images three ways, each for itself. */
export function mergeParts({ base, ours, theirs }: PinConflict): MergedParts {
  const subcharts = mergeMaps([base, ours, theirs].map(subchartsOf));
  const images = mergeMaps([base, ours, theirs].map((pin) => pin?.images ?? {}));
  return {
    parts: {
      ...(Object.keys(subcharts.merged).length === 0 ? {} : { subcharts: Object.values(subcharts.merged) }),
      ...(Object.keys(images.merged).length === 0 ? {} : { images: images.merged }),
    },
    undecided: [
      ...subcharts.conflicts.map(([here, there]) => `got the subchart ${told(here)} here and ${told(there)} there`),
      ...images.conflicts.map(
        ([here, there, image]) => `got ${here ?? "no digest"} for ${image} here and ${there ?? "no digest"} there`,
      ),
    ],
  };
}

/**
 * Whether both sides pin one chart, and differ in nothing but what the manifest says (`wants`) and in parts. Of a folder of the project
 * the bytes are made anew, unless it is held back at a commit.
 */
export function areOneChart(ours: Pin, theirs: Pin, source: "folder" | "elsewhere"): boolean {
  if (source === "folder" && ours.commit === undefined && theirs.commit === undefined) return true;
  return JSON.stringify(bytesOf(ours)) === JSON.stringify(bytesOf(theirs));
}

/** Version, and the digest, since both sides may have one version with other bytes. */
export function told(pin: Pin | SubchartPin | undefined): string {
  if (pin === undefined) return "nothing";
  const { chart, archive, commit, content } = pin;
  return `${chart} (${archive ?? (commit === undefined ? content : `commit ${commit}`)})`;
}

function bytesOf({
  wants: _wants,
  subcharts: _subcharts,
  images: _images,
  ...bytes
}: Pin): readonly [string, string][] {
  return Object.entries(bytes).sort(([left], [right]) => (left < right ? -1 : 1));
}

/** By what asks for them, so that a version that moves is the same one. */
function subchartsOf(pin: Pin | undefined): Readonly<Record<string, SubchartPin>> {
  const keyOf = (subchart: SubchartPin): string =>
    JSON.stringify([chartOfPin(subchart).name, subchart.source, subchart.wants ?? ""]);
  return Object.fromEntries((pin?.subcharts ?? []).map((subchart) => [keyOf(subchart), subchart]));
}

interface MergedMap<Value> {
  readonly merged: Readonly<Record<string, Value>>;
  readonly conflicts: readonly (readonly [ours: Value | undefined, theirs: Value | undefined, key: string])[];
}

/** Base, ours and theirs; what both changed, and not to the same, is in `conflicts` only. */
function mergeMaps<Value>([base = {}, ours = {}, theirs = {}]: readonly Readonly<
  Record<string, Value>
>[]): MergedMap<Value> {
  const merged: [string, Value][] = [];
  const conflicts: (readonly [Value | undefined, Value | undefined, string])[] = [];
  for (const key of [...new Set([base, ours, theirs].flatMap(Object.keys))].sort()) {
    const [was, here, there] = [base, ours, theirs].map((map) => (Object.hasOwn(map, key) ? map[key] : undefined));
    const [before, left, right] = [was, here, there].map((value) => JSON.stringify(value));
    const isInConflict = left !== right && left !== before && right !== before;
    const value = left === before ? there : here;
    if (isInConflict) conflicts.push([here, there, key]);
    else if (value !== undefined) merged.push([key, value]);
  }
  return { merged: Object.fromEntries(merged), conflicts };
}
