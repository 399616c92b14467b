import type { Cluster, Addon } from "../manifest/environment.ts";
import { canonicalJson } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import { explainValues, type ExplainedLeaf } from "../values/explain-values.ts";
import { hideSecrets } from "../values/hide-secrets.ts";
import type { LeafPath } from "../values/leaf-paths.ts";
import { merge } from "../values/merge.ts";
import { shownOrigin, type ShownOrigin } from "./shown-origin.ts";

/** An add-on on one cluster; `defaults` are its chart's own values, when they are known. */
export interface AddonSite {
  readonly environment: string;
  readonly cluster: Cluster;
  readonly addon: Addon;
  readonly defaults?: JsonObject;
}

/** `origins`: clusters are told apart by where their values come from, too. */
export interface ValuesQuestion {
  readonly leaves: "set" | "all";
  readonly same: "values" | "origins";
}

/** The values of an add-on where they are the same; secrets are hidden. */
export interface ValuesGroup {
  readonly clusters: readonly ClusterName[];
  readonly values: JsonObject;
  readonly leaves: readonly ShownLeaf[];
}

export interface ClusterName {
  readonly environment: string;
  readonly cluster: string;
}

export interface ShownLeaf {
  readonly path: LeafPath;
  readonly value: JsonValue;
  /** `unknown`: an input that it names was not read, and `value` is what is written. */
  readonly state: "known" | "unknown";
  readonly origin: ShownOrigin;
  readonly overrides: readonly ShownOrigin[];
}

/** Clusters with the same values together, in the order of the sites. */
export function valuesOfAddon(sites: readonly AddonSite[], question: ValuesQuestion): readonly ValuesGroup[] {
  const answers = sites.map((site) => answer(site, question));
  const groups = Map.groupBy(answers, ({ key }) => key);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [{ ...first.group, clusters: group.flatMap(({ group: { clusters } }) => clusters) }];
  });
}

function answer(
  site: AddonSite,
  { leaves, same }: ValuesQuestion,
): { readonly key: string; readonly group: ValuesGroup } {
  const { environment, cluster, addon, defaults } = site;
  const values = leaves === "all" ? merge(defaults ?? {}, addon.values, "keep-null") : addon.values;
  const explained = explainValues({
    layers: addon.valueLayers,
    values: addon.values,
    ...(defaults === undefined ? {} : { defaults }),
    leaves,
  });
  const places = same === "origins" ? JSON.stringify(explained.map((leaf) => placesIn(leaf, cluster))) : "";
  const hidden = hideSecrets(values, []) as JsonObject;
  return {
    key: `${canonicalJson(values)}\n${places}`,
    group: {
      clusters: [{ environment, cluster: cluster.name }],
      values: hidden,
      leaves: explained.map((leaf) => shown(leaf, site)),
    },
  };
}

function placesIn({ origin, overrides }: ExplainedLeaf, cluster: Cluster): unknown {
  return [origin, ...overrides].map((one) => shownOrigin(one, cluster));
}

function shown({ path, value, origin, overrides }: ExplainedLeaf, { cluster, addon }: AddonSite): ShownLeaf {
  const isUnknown = addon.unknown?.some((unknown) => isOneWay(unknown, path)) ?? false;
  return {
    path,
    value: hideSecrets(value, path),
    state: isUnknown ? "unknown" : "known",
    origin: shownOrigin(origin, cluster),
    overrides: overrides.map((one) => shownOrigin(one, cluster)),
  };
}

/** Whether one of the two lies on the way to the other. */
function isOneWay(left: YamlPath, right: YamlPath): boolean {
  return left.slice(0, right.length).every((step, index) => step === right[index]);
}
