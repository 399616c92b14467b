import { isJsonObject, jsonEqual } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import { explainLeaf } from "../values/explain-values.ts";
import { hideSecrets, type Redact } from "../values/hide-secrets.ts";
import type { LeafPath } from "../values/leaf-paths.ts";
import type { AddonOnCluster } from "./addon-settings.ts";
import type { About } from "./compare-cells.ts";
import { shownOrigin } from "./shown-origin.ts";

/** The leaf of values at a path; undefined where there is none, or a map with something in it. */
export function leafAt(values: JsonObject, path: LeafPath): JsonValue | undefined {
  let found: JsonValue = values;
  for (const key of path) {
    if (!isJsonObject(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key] ?? null;
  }
  return isJsonObject(found) && Object.keys(found).length > 0 ? undefined : found;
}

/** Where a leaf comes from, and whether it may be shown. */
export function aboutLeaf(path: LeafPath, { cluster, addon }: AddonOnCluster, redact: Redact): About {
  const value = leafAt(addon.values, path) ?? null;
  const isHidden = !jsonEqual(hideSecrets(value, path, redact), value);
  const explained = explainLeaf(path, value, { layers: addon.valueLayers, values: addon.values });
  return {
    secrecy: isHidden ? "secret" : "open",
    ...(explained === undefined ? {} : { origin: shownOrigin(explained.origin, cluster, redact) }),
  };
}
