import type { RenderedFacts, UseFact } from "../rendered/rendered-facts.ts";
import { isBuiltInGroup } from "./built-in-groups.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import { indexFacts, kindOf, type FactIndex } from "./fact-index.ts";
import { barriersOf, firstGuarded, type Barrier } from "./webhook-barriers.ts";

/** One reason for which an add-on has to come after another; each of `makers` would do. */
export interface FoundNeed {
  readonly addon: string;
  /** Never empty, never the add-on itself; sorted. */
  readonly makers: readonly string[];
  readonly why: NeedReason;
  /** `ServiceMonitor dns/external-dns, whose kind it defines`: to be read after the maker's name. */
  readonly evidence: string;
}

/**
 * `kind`: without the definition Helm refuses the whole release. `namespace`: likewise. `webhook`: creations are refused
 * until it answers, at a first installation only. `object`: pods or claims wait until it is there. `api`: works later.
 */
export type NeedReason = "kind" | "namespace" | "webhook" | "object" | "api";

/** A custom kind that no add-on defines. */
export interface UndefinedKind {
  readonly addon: string;
  readonly group: string;
  readonly kind: string;
  readonly object: string;
}

export interface FoundNeeds {
  readonly needs: readonly FoundNeed[];
  readonly undefinedKinds: readonly UndefinedKind[];
}

/** Everything that the add-ons of a cluster use and others of them make. What an add-on makes itself is no need. */
export function findNeeds(cluster: ClusterFacts): FoundNeeds {
  const index = indexFacts(cluster);
  const barriers = barriersOf(cluster);
  const needs: FoundNeed[] = [];
  const undefinedKinds: UndefinedKind[] = [];
  for (const { name } of cluster.addons) {
    const facts = cluster.facts.get(name);
    if (facts === undefined) continue;
    const kinds = kindNeeds(name, facts, index);
    undefinedKinds.push(...kinds.undefinedKinds);
    needs.push(
      ...kinds.needs,
      ...useNeeds(name, facts, { cluster, index }),
      ...barrierNeeds(name, facts, { cluster, index, barriers }),
    );
  }
  return { needs, undefinedKinds };
}

function kindNeeds(addon: string, { objects }: RenderedFacts, index: FactIndex): FoundNeeds {
  const seen = new Set<string>();
  const needs: FoundNeed[] = [];
  const undefinedKinds: UndefinedKind[] = [];
  for (const object of objects) {
    const { group, kind } = kindOf(object);
    const key = `${group}/${kind}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const makers = index.definers({ group, kind });
    const label = index.label(object);
    if (makers.length === 0 && !isBuiltInGroup(group)) undefinedKinds.push({ addon, group, kind, object: label });
    if (makers.length === 0 || makers.includes(addon)) continue;
    needs.push({ addon, makers, why: "kind", evidence: `defines the kind of ${label}` });
  }
  return { needs, undefinedKinds };
}

interface Surroundings {
  readonly cluster: ClusterFacts;
  readonly index: FactIndex;
}

function useNeeds(addon: string, { uses }: RenderedFacts, { cluster, index }: Surroundings): readonly FoundNeed[] {
  return uses.flatMap((use): readonly FoundNeed[] => {
    if (use.kind === "Namespace" && (cluster.namespaces.has(use.name ?? "") || ALWAYS_THERE.has(use.name ?? "")))
      return [];
    const makers = index.makers(use);
    if (makers.length === 0 || makers.includes(addon)) return [];
    return [{ addon, makers, why: reasonOf(use), evidence: evidenceOf(use) }];
  });
}

const ALWAYS_THERE: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);

function reasonOf({ kind }: UseFact): NeedReason {
  if (kind === "Namespace") return "namespace";
  return kind === "APIService" ? "api" : "object";
}

function evidenceOf({ kind, name, namespace, by }: UseFact): string {
  if (name === undefined) return `makes the default ${kind}, which ${by} relies on`;
  if (kind === "APIService") return `serves ${name.split(".").slice(1).join(".")}, which ${by} asks`;
  if (kind === "Namespace") return `makes the namespace ${name} of ${by}`;
  return `makes ${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}, which ${by} names`;
}

function barrierNeeds(
  addon: string,
  facts: RenderedFacts,
  { barriers, ...surroundings }: Surroundings & { readonly barriers: readonly Barrier[] },
): readonly FoundNeed[] {
  return barriers.flatMap((barrier): readonly FoundNeed[] => {
    if (barrier.addon === addon) return [];
    const object = firstGuarded(barrier, facts, surroundings);
    if (object === undefined) return [];
    const evidence = `has the webhook ${barrier.webhook.name}, which ${surroundings.index.label(object)} must pass`;
    return [{ addon, makers: [barrier.addon], why: "webhook", evidence }];
  });
}
