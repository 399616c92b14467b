import { isJsonObject, type JsonObject, type JsonValue } from "../../src/support/json.ts";

/** One line of the log: somebody wrote a scalar, a list or an empty map. */
export interface Assignment {
  readonly path: readonly string[];
  readonly value: JsonValue;
  /** Who, and where. */
  readonly by: string;
}

/**
 * What layers come to, slowly and obviously: all their leaves as assignments, one after the other, into a table of paths. A leaf throws out
 * what stands below it and what stands above it; an empty map asks only for there to be a map.
 */
export function replay(log: readonly Assignment[]): ReadonlyMap<string, Assignment> {
  const table = new Map<string, Assignment>();
  for (const next of log) {
    const isMap = isJsonObject(next.value);
    const below = [...table.values()].filter(
      ({ path }) => path.length > next.path.length && startsWith(path, next.path),
    );
    if (isMap && below.length > 0) continue;
    for (const [key, known] of table) {
      if (below.includes(known) || startsWith(next.path, known.path)) table.delete(key);
    }
    table.set(JSON.stringify(next.path), next);
  }
  return table;
}

/** Leaves of a map, in any order. */
export function assignmentsOf(data: JsonObject, by: (path: readonly string[]) => string): readonly Assignment[] {
  const visit = (value: JsonValue, path: readonly string[]): readonly Assignment[] => {
    const inside = isJsonObject(value) ? Object.entries(value) : [];
    if (inside.length > 0) return inside.flatMap(([key, inner]) => visit(inner, [...path, key]));
    return path.length === 0 ? [] : [{ path, value, by: by(path) }];
  };
  return visit(data, []);
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((step, index) => path[index] === step);
}
