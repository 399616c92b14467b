import { isJsonObject } from "../support/json.ts";
import type { JsonObject } from "../support/json.ts";
import type { Problem } from "../support/problem.ts";
import { valueAt } from "./layer.ts";
import type { Layer } from "./layer.ts";

/** The files of one environment, lowest first, and the Kubernetes minors of its clusters. */
export interface MinorsInUse {
  readonly layers: readonly Layer[];
  readonly minors: ReadonlySet<string>;
}

/**
 * Entries of versions per minor that no cluster takes. A shared file is judged by all environments that build on it, so
 * only when `scope` says that these are all there are.
 */
export function unusedMinors(
  environments: readonly MinorsInUse[],
  scope: "all-environments" | "these-environments",
): readonly Problem[] {
  const users = new Map<Layer["source"], { readonly layer: Layer; readonly minors: Set<string> }>();
  for (const { layers, minors } of environments) {
    for (const layer of scope === "all-environments" ? layers : layers.slice(-1)) {
      const known = users.get(layer.source) ?? { layer, minors: new Set() };
      for (const minor of minors) known.minors.add(minor);
      users.set(layer.source, known);
    }
  }
  return [...users.values()].flatMap(({ layer, minors }) => unusedIn(layer, minors));
}

function unusedIn({ source, data }: Layer, minors: ReadonlySet<string>): readonly Problem[] {
  const addons = isJsonObject(data["addons"]) ? data["addons"] : {};
  return Object.keys(addons).flatMap((name) => {
    const version = valueAt(addons, [name, "version"]);
    const unused = Object.keys(isJsonObject(version) ? version : {}).filter((minor) => !minors.has(minor));
    return unused.map((minor): Problem => ({
      code: "MANIFEST-UNUSED-MINOR",
      severity: "info",
      message: `${name} has a version for Kubernetes ${minor}, which no cluster runs`,
      hint: `remove the line when no cluster will run ${minor} any more`,
      at: source.at(["addons", name, "version", minor], "key"),
    }));
  });
}

/** The minors that an environment's file says its clusters run. */
export function minorsOf(data: JsonObject): ReadonlySet<string> {
  const clusters = Object.values(isJsonObject(data["clusters"]) ? data["clusters"] : {});
  const minors = clusters.map((cluster) => valueAt(cluster, ["kubernetes"]));
  return new Set(minors.filter((minor) => typeof minor === "string"));
}
