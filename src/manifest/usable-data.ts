import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";

/**
 * The data without what the schema refuses, so that the checks that follow find everything else in the same run.
 * A wrong list item becomes null: the others keep their places.
 */
export function usableData(data: JsonValue, wrong: readonly YamlPath[]): JsonObject {
  const usable = wrong.length === 0 ? data : without(data, treeOf(wrong));
  return isJsonObject(usable) ? usable : {};
}

/** Paths by their steps; `wrong` where one of them ends. */
interface Tree {
  readonly steps: Map<string, Tree>;
  state: "wrong" | "on the way";
}

function treeOf(paths: readonly YamlPath[]): Tree {
  const root: Tree = { steps: new Map(), state: "on the way" };
  for (const path of paths) {
    if (path.length === 0) continue;
    let tree = root;
    for (const step of path) {
      const next: Tree = tree.steps.get(String(step)) ?? { steps: new Map(), state: "on the way" };
      tree.steps.set(String(step), next);
      tree = next;
    }
    tree.state = "wrong";
  }
  return root;
}

function without(data: JsonValue, { steps }: Tree): JsonValue {
  if (Array.isArray(data)) {
    return (data as readonly JsonValue[]).map((item, index) => {
      const tree = steps.get(String(index));
      if (tree === undefined) return item;
      return tree.state === "wrong" ? null : without(item, tree);
    });
  }
  if (!isJsonObject(data)) return data;
  const entries = Object.entries(data).flatMap(([key, value]): [string, JsonValue][] => {
    const tree = steps.get(key);
    if (tree === undefined) return [[key, value]];
    return tree.state === "wrong" ? [] : [[key, without(value, tree)]];
  });
  return Object.fromEntries(entries);
}
