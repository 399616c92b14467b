/** The nodes of a shortest way, both ends included; undefined when there is none. Equal ways: the first by name. */
export function shortestPath(
  from: string,
  to: string,
  edges: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const cameFrom = new Map<string, string>([[from, from]]);
  const queue = [from];
  for (let index = 0; index < queue.length; index++) {
    const node = queue[index] ?? from;
    if (node === to) return pathBack(to, cameFrom);
    for (const next of [...(edges.get(node) ?? [])].sort()) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return undefined;
}

function pathBack(to: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const path = [to];
  for (let node = to, before = cameFrom.get(node); before !== undefined && before !== node;) {
    path.unshift(before);
    node = before;
    before = cameFrom.get(node);
  }
  return path;
}
