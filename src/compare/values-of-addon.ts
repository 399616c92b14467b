import type { Cluster, Addon } from "../manifest/environment.ts";
import { canonicalJson, isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import { explainValues, type ExplainedLeaf } from "../values/explain-values.ts";
import { hideSecrets, type Redact } from "../values/hide-secrets.ts";
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
  readonly redact: Redact;
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
  const groups = Map.groupBy(sites, (site) => keyOf(site, question));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const clusters = group.map(({ environment, cluster }) => ({ environment, cluster: cluster.name }));
    const values = hideSecrets(valuesOf(first, question), [], question.redact);
    const leaves = explained(first, question).map((leaf) => shown(leaf, first, question.redact));
    return [{ clusters, values: isJsonObject(values) ? values : {}, leaves }];
  });
}

function keyOf(site: AddonSite, question: ValuesQuestion): string {
  const values = canonicalJson(valuesOf(site, question));
  if (question.same === "values") return values;
  const origins = explained(site, question).map(({ origin, overrides }) =>
    [origin, ...overrides].map((one) => shownOrigin(one, site.cluster, (text) => text)),
  );
  return `${values}\n${JSON.stringify(origins)}`;
}

function valuesOf({ addon, defaults = {} }: AddonSite, { leaves }: ValuesQuestion): JsonObject {
  return leaves === "all" ? merge(defaults, addon.values, "keep-null") : addon.values;
}

function explained({ addon, defaults }: AddonSite, { leaves }: ValuesQuestion): readonly ExplainedLeaf[] {
  const chart = defaults === undefined ? {} : { defaults };
  return explainValues({ layers: addon.valueLayers, values: addon.values, ...chart, leaves });
}

function shown(leaf: ExplainedLeaf, { cluster, addon }: AddonSite, redact: Redact): ShownLeaf {
  const { path, value, origin, overrides } = leaf;
  const isUnknown = addon.unknown?.some((unknown) => isOneWay(unknown, path)) ?? false;
  return {
    path,
    value: hideSecrets(value, path, redact),
    state: isUnknown ? "unknown" : "known",
    origin: shownOrigin(origin, cluster, redact),
    overrides: overrides.map((one) => shownOrigin(one, cluster, redact)),
  };
}

/** Whether one of the two lies on the way to the other. */
function isOneWay(left: YamlPath, right: YamlPath): boolean {
  return left.slice(0, right.length).every((step, index) => step === right[index]);
}
