import type { Cluster } from "../manifest/environment.ts";
import type { JsonValue } from "../support/json.ts";
import { looksSecret } from "../support/looks-secret.ts";
import type { SourcePosition } from "../support/problem.ts";
import type { Cell } from "./compare-cells.ts";

/** `one-environment`: two commits of one, where a cluster must also be the same cluster. */
export type Scope = "one-environment" | "two-environments";

/** What a cluster itself says, by the name that is shown. */
export function clusterCells(cluster: Cluster, scope: Scope): ReadonlyMap<string, Cell> {
  const { kubernetes, kubernetesAt, vars, namespaces, namesAt = {} } = cluster;
  const cells = new Map<string, Cell>([["kubernetes", cell(kubernetes, kubernetesAt)]]);
  for (const [name, value] of Object.entries(vars)) {
    const secrecy = (): "secret" | "open" => (looksSecret(name) ? "secret" : "open");
    cells.set(`vars.${name}`, { ...cell(value, namesAt[`vars.${name}`]), secrecy });
  }
  for (const [namespace, { labels, annotations }] of Object.entries(namespaces)) {
    const texts = [...prefixed("labels", labels), ...prefixed("annotations", annotations)];
    for (const [name, value] of texts) cells.set(`namespaces.${namespace}.${name}`, cell(value));
  }
  if (scope === "one-environment") {
    const { connection, uid } = cluster;
    cells.set("connection", cell(connection.kind === "context" ? `context ${connection.context}` : "playground"));
    if (uid !== undefined) cells.set("uid", cell(uid));
  }
  return cells;
}

function prefixed(prefix: string, texts: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(texts).map(([name, value]) => [`${prefix}.${name}`, value] as const);
}

function cell(value: JsonValue, at?: SourcePosition): Cell {
  if (at === undefined) return { value };
  return { value, origin: () => ({ at, path: [], written: value, references: [] }) };
}
