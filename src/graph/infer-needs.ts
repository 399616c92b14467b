import type { GraphEdge } from "./addon-graph.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import { findNeeds, type FoundNeed, type NeedReason, type UndefinedKind } from "./found-needs.ts";
import { allNeeds } from "./related.ts";
import { shortestPath } from "./shortest-path.ts";

/** What the rendered charts say about the order of one cluster's add-ons. */
export interface InferredNeeds {
  /** The declared needs with what was found for them, then the inferred ones that can be added. */
  readonly edges: readonly GraphEdge[];
  /** Inferred, not declared directly or through others, and in no contradiction with what is; sorted. */
  readonly missing: readonly MissingNeed[];
  readonly contradictions: readonly Contradiction[];
  readonly undefinedKinds: readonly UndefinedKind[];
}

export interface MissingNeed {
  readonly addon: string;
  readonly need: string;
  /** Of its strongest reason. */
  readonly why: NeedReason;
  /** Each to be read after the name of `need`. */
  readonly evidence: readonly string[];
}

/** A need without which the add-on cannot start, and that its maker cannot wait for. */
export interface Contradiction {
  /** The add-on first and last: `[a, b, a]`, each needing the next. */
  readonly cycle: readonly string[];
  /** Why, for each step. */
  readonly reasons: readonly string[];
}

/** Compares what the add-ons use with what they declare. Add-ons without facts only have their declared needs. */
export function inferNeeds(cluster: ClusterFacts): InferredNeeds {
  const { needs, undefinedKinds } = findNeeds(cluster);
  const declared = new Map(cluster.addons.map(({ name, needs: own }) => [name, own]));
  const needsOf = rememberedNeeds(cluster);
  const wanted = chooseMakers(needs, needsOf);
  const open = wanted.filter(({ addon, need }) => !needsOf(addon).has(need));
  const edges = withInferred(declared, open.filter(isStrict));
  const judged = open.map((need) => ({ need, path: shortestPath(need.need, need.addon, edges) }));
  const missing = judged.flatMap(({ need, path }) => (path === undefined ? accept(need, edges) : []));
  const firm = withInferred(
    declared,
    missing.filter((need) => !isSoft(need)),
  );
  const all = withInferred(declared, missing);
  const suggested = missing.filter((need) => !comesWithAnother(need, isSoft(need) ? all : firm));
  const strict = judged.flatMap(({ need, path }) => (path === undefined || !isStrict(need) ? [] : [{ need, path }]));
  return {
    edges: [...declaredEdges(cluster, wanted), ...suggested.map(inferredEdge)],
    missing: suggested,
    contradictions: contradictions(strict, wanted),
    undefinedKinds,
  };
}

/** What an add-on needs, directly or through others; looked up for the few that are asked about. */
type NeedsOf = (addon: string) => ReadonlySet<string>;

function rememberedNeeds({ addons }: ClusterFacts): NeedsOf {
  const known = new Map<string, ReadonlySet<string>>();
  return (addon) => {
    const needs = known.get(addon) ?? allNeeds([addon], addons);
    known.set(addon, needs);
    return needs;
  };
}

const STRENGTH: Readonly<Record<NeedReason, number>> = { kind: 4, namespace: 3, webhook: 2, object: 1, api: 0 };

/** A webhook is no barrier for what comes before it, and an API may come later. */
function isStrict({ why }: MissingNeed): boolean {
  return why !== "webhook" && why !== "api";
}

/** Of several makers the one that is needed anyway, else one that does not need the add-on itself. One entry per pair. */
function chooseMakers(needs: readonly FoundNeed[], needsOf: NeedsOf): readonly MissingNeed[] {
  const pairs = new Map<string, MissingNeed>();
  for (const { addon, makers, why, evidence } of needs) {
    const known = needsOf(addon);
    const need =
      makers.find((maker) => known.has(maker)) ?? makers.find((maker) => !needsOf(maker).has(addon)) ?? makers[0];
    if (need === undefined) continue;
    const key = `${addon}\n${need}`;
    const before = pairs.get(key);
    const stronger = before === undefined || STRENGTH[why] > STRENGTH[before.why];
    const all = before?.evidence ?? [];
    pairs.set(key, {
      addon,
      need,
      why: stronger ? why : before.why,
      evidence: stronger ? [evidence, ...all] : [...all, evidence],
    });
  }
  return [...pairs.values()].sort((a, b) => compare(a.addon, b.addon) || compare(a.need, b.need));
}

/** Whether the other needs, declared or suggested for reasons as strong, bring this one along. */
function comesWithAnother({ addon, need }: MissingNeed, edges: ReadonlyMap<string, readonly string[]>): boolean {
  const others = (edges.get(addon) ?? []).filter((other) => other !== need);
  return shortestPath(addon, need, new Map(edges).set(addon, others)) !== undefined;
}

function isSoft({ why }: MissingNeed): boolean {
  return why === "object" || why === "api";
}

function withInferred(
  declared: ReadonlyMap<string, readonly string[]>,
  inferred: readonly MissingNeed[],
): Map<string, string[]> {
  const edges = new Map([...declared].map(([name, needs]) => [name, [...needs]]));
  for (const { addon, need } of inferred) edges.get(addon)?.push(need);
  return edges;
}

/** Two webhooks that guard each other's objects would go round in a circle: the first by name stays. */
function accept(need: MissingNeed, edges: Map<string, string[]>): readonly MissingNeed[] {
  if (isStrict(need)) return [need];
  if (shortestPath(need.need, need.addon, edges) !== undefined) return [];
  edges.get(need.addon)?.push(need.need);
  return [need];
}

function declaredEdges({ addons }: ClusterFacts, wanted: readonly MissingNeed[]): readonly GraphEdge[] {
  const evidence = new Map(wanted.map((need) => [`${need.addon}\n${need.need}`, reasonsOf(need)]));
  return addons.flatMap(({ name, needs }) =>
    needs.map((need): GraphEdge => ({
      addon: name,
      need,
      kind: "declared",
      reasons: evidence.get(`${name}\n${need}`) ?? [],
    })),
  );
}

function inferredEdge(missing: MissingNeed): GraphEdge {
  return { addon: missing.addon, need: missing.need, kind: "inferred", reasons: reasonsOf(missing) };
}

function reasonsOf({ need, evidence }: MissingNeed): readonly string[] {
  return evidence.map((text) => `${need} ${text}`);
}

/** Each circle once, whichever of its steps it was found from. */
function contradictions(
  found: readonly { readonly need: MissingNeed; readonly path: readonly string[] }[],
  wanted: readonly MissingNeed[],
): readonly Contradiction[] {
  const evidence = new Map(wanted.map((need) => [`${need.addon}\n${need.need}`, need]));
  const circles = new Map<string, Contradiction>();
  for (const { need, path } of found) {
    const cycle = [need.addon, ...path];
    const key = [...new Set(cycle)].sort().join("\n");
    if (circles.has(key)) continue;
    const reasons = path.map((to, index) => {
      const from = cycle[index] ?? to;
      const known = evidence.get(`${from}\n${to}`);
      return known === undefined ? `${from} needs ${to} (declared)` : `${to} ${known.evidence[0] ?? ""}`;
    });
    circles.set(key, { cycle, reasons });
  }
  return [...circles.values()];
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
