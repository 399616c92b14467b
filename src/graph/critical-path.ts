import type { AddonNode } from "./addon-node.ts";
import { orderAddons } from "./order-addons.ts";

/** The chain of needs that takes longest: no order of work can be faster. */
export interface CriticalPath {
  /** First to last. */
  readonly names: readonly string[];
  /** Sum over the chain, in the unit of the given durations. */
  readonly duration: number;
}

/** `durations` by add-on; one that is missing counts nothing. */
export function criticalPath(addons: readonly AddonNode[], durations: ReadonlyMap<string, number>): CriticalPath {
  const chains = new Map<string, CriticalPath>();
  let longest: CriticalPath = { names: [], duration: 0 };
  for (const { name, needs } of orderAddons(addons)) {
    const before = needs.flatMap((need) => chains.get(need) ?? []);
    const slowest = before.reduce((best, chain) => (chain.duration > best.duration ? chain : best), NOTHING);
    const chain = { names: [...slowest.names, name], duration: slowest.duration + (durations.get(name) ?? 0) };
    chains.set(name, chain);
    if (chain.duration > longest.duration || longest.names.length === 0) longest = chain;
  }
  return longest;
}

const NOTHING: CriticalPath = { names: [], duration: 0 };
