/**
 * Cycles that cover every node that is on one, the shortest of those that hang together first: `[a, b, a]`. Edges to unknown nodes are left out. Sorted; cost is nodes × edges at worst, and only on the parts that have cycles.
 */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const left = onCycles(edges);
  const cycles: (readonly string[])[] = [];
  const covered = new Set<string>();
  for (const start of [...left].sort()) {
    if (covered.has(start)) continue;
    const found = shortestCycle(start, edges, left);
    if (found === undefined) continue;
    const shortest = shortestAlong(found, edges, left);
    const isKnown = cycles.some((cycle) => cycle.join("\n") === shortest.join("\n"));
    for (const node of [...found, ...shortest]) covered.add(node);
    cycles.push(isKnown ? found : shortest);
  }
  return cycles.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
}

/** A cycle that nobody reads to its end is not worth the search for a shorter one. */
const LONGEST_TO_SHORTEN = 100;

/** A short cycle may hang on the one through the first node by name, and is what has to be broken. */
function shortestAlong(
  cycle: readonly string[],
  edges: ReadonlyMap<string, readonly string[]>,
  within: ReadonlySet<string>,
): readonly string[] {
  if (cycle.length > LONGEST_TO_SHORTEN) return cycle;
  let shortest = cycle;
  for (const node of cycle.slice(1, -1)) {
    const other = shortestCycle(node, edges, within);
    if (other !== undefined && other.length < shortest.length) shortest = other;
  }
  return fromFirst(shortest);
}

function fromFirst(cycle: readonly string[]): readonly string[] {
  const open = cycle.slice(1);
  const first = open.indexOf([...open].sort()[0] ?? "");
  const turned = [...open.slice(first), ...open.slice(0, first)];
  return [...turned, ...turned.slice(0, 1)];
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
