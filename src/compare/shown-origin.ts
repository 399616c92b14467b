import type { Cluster } from "../manifest/environment.ts";
import type { SourcePosition } from "../support/problem.ts";
import type { Origin } from "../values/explain-values.ts";
import { hideSecrets, type Redact } from "../values/hide-secrets.ts";

/** As `Origin`, secrets hidden, with the place of what a reference names, when that is written in a file. */
export interface ShownOrigin extends Omit<Origin, "references"> {
  readonly references: readonly { readonly name: string; readonly at?: SourcePosition }[];
}

export function shownOrigin(origin: Origin, cluster: Cluster, redact: Redact): ShownOrigin {
  const written = hideSecrets(origin.written, origin.path, redact);
  return { ...origin, written, references: referencesOf(origin, cluster) };
}

function referencesOf({ references }: Origin, cluster: Cluster): ShownOrigin["references"] {
  return references.map((name) => {
    const at = placeOfName(name, cluster);
    return at === undefined ? { name } : { name, at };
  });
}

/** Of `vars.region` where the var stands, of `tf.network.id` where the input `tf` does. */
function placeOfName(name: string, { at, kubernetesAt, namesAt = {} }: Cluster): SourcePosition | undefined {
  if (name === "cluster.name") return at;
  if (name === "cluster.kubernetes") return kubernetesAt;
  if (Object.hasOwn(namesAt, name)) return namesAt[name];
  const root = name.split(".", 1)[0] ?? "";
  return Object.hasOwn(namesAt, root) ? namesAt[root] : undefined;
}
