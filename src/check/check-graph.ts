import { findConflicts, type FoundConflict } from "../graph/find-conflicts.ts";
import type { ClusterFacts } from "../graph/cluster-facts.ts";
import type { NeedReason, UndefinedKind } from "../graph/found-needs.ts";
import { inferNeeds, type Contradiction, type MissingNeed } from "../graph/infer-needs.ts";
import type { GraphConflict, GraphEdge } from "../graph/addon-graph.ts";
import type { Addon } from "../manifest/environment.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";

export interface GraphCheck {
  readonly edges: readonly GraphEdge[];
  readonly conflicts: readonly GraphConflict[];
  readonly problems: readonly Problem[];
}

/** What the rendered charts of one cluster say about its needs and conflicts. */
export function checkGraph(
  cluster: ClusterFacts,
  addons: readonly Addon[],
  charts: ReadonlyMap<string, string>,
): GraphCheck {
  const inferred = inferNeeds(cluster);
  const found = findConflicts(cluster, charts);
  const byName = new Map(addons.map((addon) => [addon.name, addon]));
  const told = found.filter(({ left, right }) => !isDeclared(byName.get(left), byName.get(right)));
  return {
    edges: inferred.edges,
    conflicts: [...declaredConflicts(addons, byName), ...told],
    problems: [
      ...missingProblems(inferred.missing, byName),
      ...inferred.contradictions.map((contradiction) => contradictionProblem(contradiction, byName)),
      ...told.map((conflict) => conflictProblem(conflict, byName)),
      ...inferred.undefinedKinds.flatMap((kind) => undefinedKindProblem(kind, byName)),
    ],
  };
}

type ByName = ReadonlyMap<string, Addon>;

/** `error`s of the manifest already; here for the picture. */
function declaredConflicts(addons: readonly Addon[], byName: ByName): readonly GraphConflict[] {
  return addons.flatMap(({ name, conflicts }) =>
    conflicts
      .filter((other) => byName.has(other))
      .map((other) => ({ left: name, right: other, reason: `${name} declares it` })),
  );
}

function isDeclared(left: Addon | undefined, right: Addon | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  return left.conflicts.includes(right.name) || right.conflicts.includes(left.name);
}

/** The order of what Helm or the API server refuses is worth a warning; what waits or comes later by itself is not. */
const SEVERITIES: Readonly<Record<NeedReason, Problem["severity"]>> = {
  kind: "warning",
  namespace: "warning",
  webhook: "warning",
  object: "info",
  api: "info",
};

function missingProblems(missing: readonly MissingNeed[], byName: ByName): readonly Problem[] {
  return missing.flatMap(({ addon: name, need, why, evidence }): readonly Problem[] => {
    const addon = byName.get(name);
    if (addon === undefined) return [];
    const others = missing.filter((other) => other.addon === name).map((other) => other.need);
    const needs = [...new Set([...addon.needs, ...others])].sort();
    const [first = "", ...more] = evidence;
    return [
      {
        code: "GRAPH-MISSING-NEED",
        severity: SEVERITIES[why],
        message: `${name} does not wait for ${need}, which ${first}`,
        hint: `needs: [${needs.join(", ")}]`,
        ...(more.length > 0 && { detail: `${need} also ${more.join("; ")}` }),
        at: addon.needsAt ?? addon.at,
      },
    ];
  });
}

function contradictionProblem({ cycle, reasons }: Contradiction, byName: ByName): Problem {
  const [first = "", second = ""] = cycle;
  return {
    code: "GRAPH-CONTRADICTING-NEED",
    severity: "error",
    message: `${first} cannot start without ${second}, which waits for it: ${cycle.join(" → ")}`,
    hint: `break the circle, in the needs or in the values: ${reasons.join("; ")}`,
    ...placeOf(byName.get(first)),
  };
}

function placeOf(addon: Addon | undefined): { readonly at?: SourcePosition } {
  return addon === undefined ? {} : { at: addon.needsAt ?? addon.at };
}

const CONFLICTS: Readonly<
  Record<
    FoundConflict["kind"],
    { readonly code: string; readonly severity: Problem["severity"]; readonly hint: string }
  >
> = {
  owners: {
    code: "GRAPH-CONFLICT",
    severity: "error",
    hint: "let one of them make it: switch it off in the values of the other, or give that another release name or namespace",
  },
  definitions: {
    code: "GRAPH-CONFLICT",
    severity: "warning",
    hint: "set crds: skip for the one that shall not bring them",
  },
  "default-ingress": {
    code: "GRAPH-TWO-DEFAULTS",
    severity: "error",
    hint: "leave the mark to one of them: the API server refuses an Ingress without a class while there are two defaults",
  },
  "default-storage": {
    code: "GRAPH-TWO-DEFAULTS",
    severity: "warning",
    hint: "leave the mark to one of them: with two, the one that was made last is taken",
  },
  rivals: { code: "GRAPH-RIVALS", severity: "warning", hint: "enable one of the two in this environment" },
};

function conflictProblem(conflict: FoundConflict, byName: ByName): Problem {
  const { left, right, reason, kind } = conflict;
  const at = byName.get(right)?.at;
  return { ...CONFLICTS[kind], message: `${left} and ${right}: ${reason}`, ...(at !== undefined && { at }) };
}

function undefinedKindProblem({ addon: name, group, kind, object }: UndefinedKind, byName: ByName): readonly Problem[] {
  const at = byName.get(name)?.at;
  if (at === undefined) return [];
  return [
    {
      code: "GRAPH-UNDEFINED-KIND",
      severity: "warning",
      message: `${name} has the ${object}, and no add-on here defines ${kind} of ${group}`,
      hint: "add the add-on that brings the definition, or switch the object off in the values; when the cluster has it from elsewhere, silence this code with the reason",
      at,
    },
  ];
}
