import type { DefinitionFact, ObjectFact, UseFact } from "../rendered/rendered-facts.ts";
import type { ClusterFacts } from "./cluster-facts.ts";

/** Who of a cluster makes what; answers are names of add-ons, sorted. */
export interface FactIndex {
  /** Those that bring the definition of a custom kind. */
  definers(kind: KindName): readonly string[];
  definition(kind: KindName): DefinitionFact | undefined;
  /** Those that make what is used, or mark a class as the default one. */
  makers(use: Omit<UseFact, "by">): readonly string[];
  /** Text that is equal for equal objects, whatever the version they are written in. */
  identity(object: ObjectFact): string;
  /** `Deployment ingress/controller`, `ClusterIssuer platform-ca`. */
  label(object: Pick<ObjectFact, "apiVersion" | "kind" | "name" | "namespace">): string;
}

export interface KindName {
  readonly group: string;
  readonly kind: string;
}

export function indexFacts({ addons, facts }: ClusterFacts): FactIndex {
  const definers = new Map<string, string[]>();
  const definitions = new Map<string, DefinitionFact>();
  for (const { name } of addons) {
    for (const definition of facts.get(name)?.definitions ?? []) {
      add(definers, kindKey(definition), name);
      definitions.set(kindKey(definition), definition);
    }
  }
  const makers = new Map<string, string[]>();
  const place = (kind: KindName, namespace: string | undefined): string =>
    definitions.get(kindKey(kind))?.scope === "Cluster" ? "" : (namespace ?? "");
  const key = (use: Omit<UseFact, "by">): string => `${kindKey(use)}\n${place(use, use.namespace)}\n${use.name ?? "*"}`;
  for (const { name } of addons) {
    for (const object of facts.get(name)?.objects ?? []) {
      const kind = kindOf(object);
      add(makers, key({ ...object, group: kind.group }), name);
      if (object.isDefault) add(makers, key(kind), name);
    }
  }
  // A release's namespace is made before it; an add-on that comes earlier may rely on nobody else.
  for (const { name, namespace } of addons) add(makers, key({ group: "", kind: "Namespace", name: namespace }), name);
  return {
    definers: (kind) => definers.get(kindKey(kind)) ?? [],
    definition: (kind) => definitions.get(kindKey(kind)),
    makers: (use) => makers.get(key(use)) ?? [],
    identity: (object) => key({ ...object, group: kindOf(object).group }),
    label(object) {
      const namespace = place(kindOf(object), object.namespace);
      return `${object.kind} ${namespace === "" ? "" : `${namespace}/`}${object.name}`;
    },
  };
}

export function kindOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): KindName {
  const slash = apiVersion.indexOf("/");
  return { group: slash < 0 ? "" : apiVersion.slice(0, slash), kind };
}

function kindKey({ group, kind }: KindName): string {
  return `${group}/${kind}`;
}

function add(lists: Map<string, string[]>, key: string, name: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [name]);
  else if (!list.includes(name)) list.push(name);
}
