import type { AddonNode } from "./addon-node.ts";

/**
 * The add-ons in an order in which each stands after all it needs; by name where the needs leave a choice. Needs that are
 * not among the add-ons are left out. The manifest has refused cycles, so a cycle is a bug.
 */
export function orderAddons<Node extends AddonNode>(addons: readonly Node[]): readonly Node[] {
  const byName = new Map(addons.map((addon) => [addon.name, addon]));
  const open = new Map<string, number>();
  const dependents = new Map<string, string[]>([...byName.keys()].map((name) => [name, []]));
  for (const { name, needs } of byName.values()) {
    const known = needs.filter((need) => byName.has(need));
    open.set(name, known.length);
    for (const need of known) dependents.get(need)?.push(name);
  }
  const free = (names: Iterable<string>): string[] => [...names].filter((name) => open.get(name) === 0).sort();
  const ordered: Node[] = [];
  for (let next = free(byName.keys()); next.length > 0;) {
    ordered.push(...next.flatMap((name) => byName.get(name) ?? []));
    const users = next.flatMap((name) => dependents.get(name) ?? []);
    for (const user of users) open.set(user, (open.get(user) ?? 0) - 1);
    next = free(new Set(users));
  }
  if (ordered.length < byName.size) throw new Error("orderAddons was given add-ons whose needs go round in a circle");
  return ordered;
}

/** Waves of add-ons: each needs only what stands in earlier ones. For people; work itself is not held up by waves. */
export function waves<Node extends AddonNode>(addons: readonly Node[]): readonly (readonly Node[])[] {
  const byWave: Node[][] = [];
  const wave = new Map<string, number>();
  for (const addon of orderAddons(addons)) {
    const number = Math.max(-1, ...addon.needs.map((need) => wave.get(need) ?? -1)) + 1;
    wave.set(addon.name, number);
    (byWave[number] ??= []).push(addon);
  }
  return byWave;
}
