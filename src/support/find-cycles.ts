/**
 * One shortest cycle for each node that lies on a cycle and is the first of it by name: `[a, b, a]`.
 * Edges to unknown nodes are left out. Sorted; cost is nodes × edges at worst, and only on the parts that have cycles.
 */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const left = onCycles(edges);
  const cycles: (readonly string[])[] = [];
  const covered = new Set<string>();
  for (const start of [...left].sort()) {
    if (covered.has(start)) continue;
    const cycle = shortestCycle(start, edges, left);
    if (cycle === undefined) continue;
    for (const node of cycle) covered.add(node);
    cycles.push(cycle);
  }
  return cycles;
}

/** Nodes that remain when those without incoming or without outgoing edges are taken away again and again. */
function onCycles(edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const left = peel(edges, new Set(edges.keys()));
  const reversed = new Map<string, string[]>([...left].map((node) => [node, []]));
  for (const node of left) for (const next of edges.get(node) ?? []) reversed.get(next)?.push(node);
  return peel(reversed, left);
}

function peel(edges: ReadonlyMap<string, readonly string[]>, nodes: ReadonlySet<string>): ReadonlySet<string> {
  const left = new Set(nodes);
  const before = new Map<string, string[]>([...nodes].map((node) => [node, []]));
  const open = new Map<string, number>();
  for (const node of nodes) {
    const known = (edges.get(node) ?? []).filter((next) => nodes.has(next));
    open.set(node, known.length);
    for (const next of known) before.get(next)?.push(node);
  }
  const free = [...nodes].filter((node) => open.get(node) === 0);
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    left.delete(node);
    for (const user of before.get(node) ?? []) {
      const count = (open.get(user) ?? 0) - 1;
      open.set(user, count);
      if (count === 0) free.push(user);
    }
  }
  return left;
}

function shortestCycle(
  start: string,
  edges: ReadonlyMap<string, readonly string[]>,
  within: ReadonlySet<string>,
): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let index = 0; index < queue.length; index++) {
    const node = queue[index] ?? start;
    for (const next of [...(edges.get(node) ?? [])].sort()) {
      if (next === start) return [...pathTo(node, cameFrom), start];
      if (!within.has(next) || cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return undefined;
}

function pathTo(node: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const path = [node];
  for (let before = cameFrom.get(node); before !== undefined; before = cameFrom.get(before)) path.unshift(before);
  return path;
}
