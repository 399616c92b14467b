import type { AddonNode } from "./addon-node.ts";

/** Everything these add-ons need, directly or through others; themselves not, unless they are needed. */
export function allNeeds(names: Iterable<string>, addons: readonly AddonNode[]): ReadonlySet<string> {
  return reach(names, new Map(addons.map(({ name, needs }) => [name, needs])));
}

/** Everything that needs these add-ons, directly or through others. */
export function allDependents(names: Iterable<string>, addons: readonly AddonNode[]): ReadonlySet<string> {
  const dependents = new Map<string, string[]>(addons.map(({ name }) => [name, []]));
  for (const { name, needs } of addons) for (const need of needs) dependents.get(need)?.push(name);
  return reach(names, dependents);
}

function reach(names: Iterable<string>, edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const next of edges.get(name) ?? []) {
      if (reached.has(next) || !edges.has(next)) continue;
      reached.add(next);
      open.push(next);
    }
  }
  return reached;
}
