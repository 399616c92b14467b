import { findCycles as cyclesOf } from "../support/find-cycles.ts";
import type { AddonNode } from "./addon-node.ts";

/** Shortest ways round among needs, `[a, b, a]`, so that each add-on on a circle is in one of them. Empty for a sound graph. */
export function findCycles(addons: readonly AddonNode[]): readonly (readonly string[])[] {
  return cyclesOf(new Map(addons.map(({ name, needs }) => [name, needs])));
}
