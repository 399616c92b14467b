import type { Cluster } from "../manifest/environment.ts";
import type { JsonValue } from "../support/json.ts";
import { looksSecret } from "../support/looks-secret.ts";
import type { SourcePosition } from "../support/problem.ts";
import type { About } from "./compare-cells.ts";

/** `one-environment`: two commits of one, where a cluster must also be the same cluster. */
export type Scope = "one-environment" | "two-environments";

/** What a cluster itself says, by the name that is shown. */
export function clusterSettings(cluster: Cluster, scope: Scope): ReadonlyMap<string, JsonValue> {
  const { kubernetes, vars, namespaces, connection, uid } = cluster;
  const texts = Object.entries(namespaces).flatMap(([namespace, { labels, annotations }]) => [
    ...prefixed(`namespaces.${namespace}.labels`, labels),
    ...prefixed(`namespaces.${namespace}.annotations`, annotations),
  ]);
  const identity: readonly (readonly [string, JsonValue])[] = [
    ["connection", connection.kind === "context" ? `context ${connection.context}` : "playground"],
    ...(uid === undefined ? [] : ([["uid", uid]] as const)),
  ];
  return new Map<string, JsonValue>([
    ["kubernetes", kubernetes],
    ...prefixed("vars", vars),
    ...texts,
    ...(scope === "one-environment" ? identity : []),
  ]);
}

function prefixed(
  prefix: string,
  texts: Readonly<Record<string, JsonValue>>,
): readonly (readonly [string, JsonValue])[] {
  return Object.entries(texts).map(([name, value]) => [`${prefix}.${name}`, value] as const);
}

export function aboutClusterSetting(name: string, { kubernetesAt, namesAt = {} }: Cluster): About {
  const secrecy = name.startsWith("vars.") && looksSecret(name) ? "secret" : "open";
  const at: SourcePosition | undefined = name === "kubernetes" ? kubernetesAt : namesAt[name];
  if (at === undefined) return { secrecy };
  return { secrecy, origin: { at, path: [], written: null, references: [] } };
}
