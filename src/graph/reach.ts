import type { AddonNode } from "./addon-node.ts";
import { orderAddons } from "./order-addons.ts";

/** Who needs whom, directly or through others, of all add-ons at once: one bit per pair, so thousands are no matter. */
export interface Reach {
  /** How many add-ons wait for this one, directly or not. */
  readonly dependents: (name: string) => number;
  /** Whether `addon` needs `need` through another add-on, so that a direct need says nothing new. */
  readonly needsThroughOthers: (addon: string, need: string) => boolean;
}

/** Needs that are not among the add-ons are left out. */
export function reachOf(addons: readonly AddonNode[]): Reach {
  const ordered = orderAddons(addons);
  const numbers = new Map(ordered.map(({ name }, index) => [name, index]));
  const words = Math.ceil(ordered.length / 32);
  const needsOf = ordered.map(({ needs }) => needs.flatMap((need) => numbers.get(need) ?? []));
  const reached = ordered.map(() => new Uint32Array(words));
  const waiting = new Uint32Array(ordered.length);
  needsOf.forEach((needs, index) => {
    const own = reached[index];
    for (const need of needs) if (own !== undefined) addAll(own, reached[need], need);
    if (own !== undefined) countBits(own, waiting);
  });
  return {
    dependents: (name) => waiting[numbers.get(name) ?? -1] ?? 0,
    needsThroughOthers(addon, need) {
      const wanted = numbers.get(need) ?? -1;
      return (needsOf[numbers.get(addon) ?? -1] ?? []).some((other) => has(reached[other], wanted));
    },
  };
}

function addAll(own: Uint32Array, other: Uint32Array | undefined, itself: number): void {
  const into = own;
  for (let word = 0; word < (other?.length ?? 0); word++) into[word] = (into[word] ?? 0) | (other?.[word] ?? 0);
  into[itself >>> 5] = (into[itself >>> 5] ?? 0) | (1 << (itself & 31));
}

function countBits(bits: Uint32Array, counts: Uint32Array): void {
  const into = counts;
  bits.forEach((word, index) => {
    for (let rest = word; rest !== 0; rest &= rest - 1) {
      const at = index * 32 + 31 - Math.clz32(rest & -rest);
      into[at] = (into[at] ?? 0) + 1;
    }
  });
}

function has(bits: Uint32Array | undefined, number: number): boolean {
  return number >= 0 && (((bits?.[number >>> 5] ?? 0) >>> (number & 31)) & 1) === 1;
}
