import type { Problem, SourcePosition } from "../support/problem.ts";
import { applySeverity, applySharedSeverity } from "./apply-severities.ts";
import type { SeveritySettings } from "./severity-settings.ts";

/** Where a problem was met: the same line of a base file is used by many clusters. */
interface Met {
  readonly environment: string;
  /** Project-relative file of the environment. */
  readonly file: string;
  /** Absent for what is wrong whatever the cluster. */
  readonly cluster?: string;
}

export interface ProblemList {
  report(problem: Problem, met?: Met): void;
  /** All clusters that were looked at, for telling "everywhere" from "here only". */
  looked(met: Required<Met>): void;
  /** Each problem once, sorted by place. */
  all(): readonly Problem[];
}

/**
 * Collects the problems of a run and says of those that not every cluster has which clusters have it. `settings` is what environments make
 * of problems, by name of the environment; it is read in the end, and may be filled until then.
 */
export function problemList(settings: ReadonlyMap<string, SeveritySettings> = new Map()): ProblemList {
  const found = new Map<string, { readonly problem: Problem; readonly met: Met[] }>();
  const clusters: Required<Met>[] = [];
  return {
    report(problem, met) {
      const { file, line, column } = problem.at ?? NOWHERE;
      const key = [file, line, column, problem.code, problem.message].join("\0");
      const known = found.get(key) ?? { problem, met: [] };
      if (met !== undefined) known.met.push(met);
      found.set(key, known);
    },
    looked: (met) => void clusters.push(met),
    all: () =>
      [...found.values()]
        .flatMap(({ problem, met }) => bySeverity(problem, met, settings))
        .map(({ problem, met }) => withPlaces(problem, met, clusters))
        .sort(byPlace),
  };
}

interface Found {
  readonly problem: Problem;
  readonly met: readonly Met[];
}

/** One problem for each severity that it has in the environments that met it. */
function bySeverity(
  problem: Problem,
  met: readonly Met[],
  settings: ReadonlyMap<string, SeveritySettings>,
): readonly Found[] {
  if (settings.size === 0) return [{ problem, met }];
  if (met.length === 0) {
    const adjusted = applySharedSeverity(problem, settings.values());
    return adjusted === undefined ? [] : [{ problem: adjusted, met }];
  }
  const groups = new Map<Problem["severity"], { readonly problem: Problem; readonly met: Met[] }>();
  for (const one of met) {
    const adjusted = applySeverity(problem, settings.get(one.environment));
    if (adjusted === undefined) continue;
    const group = groups.get(adjusted.severity) ?? { problem: adjusted, met: [] };
    group.met.push(one);
    groups.set(adjusted.severity, group);
  }
  return [...groups.values()];
}

function withPlaces(problem: Problem, met: readonly Met[], clusters: readonly Required<Met>[]): Problem {
  const names = metIn(problem, met, clusters);
  if (names.length === 0) return problem;
  const shown = names.length > 3 ? [...names.slice(0, 3), `and ${names.length - 3} more`] : names;
  return { ...problem, message: `${problem.message} (in ${shown.join(", ")})` };
}

function metIn(problem: Problem, met: readonly Met[], clusters: readonly Required<Met>[]): readonly string[] {
  const inClusters = new Set(
    met.flatMap(({ environment, cluster }) => (cluster === undefined ? [] : [`${environment}/${cluster}`])),
  );
  if (inClusters.size === 0) return [];
  const environments = [...new Set(met.map(({ environment }) => environment))];
  const looked = clusters.filter(({ environment }) => environments.includes(environment));
  const isInAll = looked.every(({ environment, cluster }) => inClusters.has(`${environment}/${cluster}`));
  if (!isInAll) return [...inClusters].sort();
  const isEverywhere = environments.length === new Set(clusters.map(({ environment }) => environment)).size;
  const isOwnFile = met.every(({ file }) => file === problem.at?.file);
  return isEverywhere || isOwnFile ? [] : environments.sort();
}

function byPlace(left: Problem, right: Problem): number {
  const [a, b] = [left.at ?? NOWHERE, right.at ?? NOWHERE];
  return (
    compare(a.file, b.file) ||
    compare(a.line, b.line) ||
    compare(a.column, b.column) ||
    compare(left.message, right.message)
  );
}

const NOWHERE: SourcePosition = { file: "", line: 0, column: 0 };

function compare<Value extends string | number>(left: Value, right: Value): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
