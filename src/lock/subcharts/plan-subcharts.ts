import type { ChartArchive } from "../../outside/charts/chart-archives.ts";
import { canonicalSource } from "../../sources/canonical-source.ts";
import { chartDependencies, type ListedDependency } from "../../sources/chart-dependencies.ts";
import type { ChartSource, GitSource, LocalSource } from "../../sources/chart-source.ts";
import { dependencySource } from "../../sources/dependency-source.ts";
import { parseConstraint } from "../../support/constraint.ts";
import type { Problem } from "../../support/problem.ts";
import { carriedCharts, carriedProblems, type CarriedChart } from "./carried-charts.ts";
import { readChartLock, type ChartLock } from "./chart-lock.ts";
import { planFailed, problemAt } from "./dependency-problem.ts";
import { fits } from "./fits.ts";
import { satisfies } from "../resolve/choose-version.ts";

/** A dependency that a folder's chart lists and does not carry, so that the lock has to pin it. */
export interface MissingSubchart {
  readonly dependency: ListedDependency;
  readonly source: ChartSource;
  /** As the lock spells it. */
  readonly canonical: string;
  /** What Chart.lock has, when that is in step with Chart.yaml. */
  readonly locked?: string;
}

export interface SubchartPlan {
  readonly dependencies: readonly ListedDependency[];
  readonly missing: readonly MissingSubchart[];
  /** What lies in `charts/`, packed or not. */
  readonly carried: readonly CarriedChart[];
  /** Where Chart.lock contradicts Chart.yaml or `charts/`. */
  readonly notes: readonly Problem[];
}

/** A chart that is a folder: of the project, or in git. */
export interface FolderChart {
  readonly archive: ChartArchive;
  readonly source: LocalSource | GitSource;
}

/**
 * Which dependencies of a chart have to come from elsewhere. What lies in `charts/` and fits is taken as it is, as Helm does
 * when it renders. Throws AddonsError LOCK-SUBCHART-* with everything that keeps the chart from being put together.
 */
export async function planSubcharts({ archive, source }: FolderChart): Promise<SubchartPlan> {
  const dependencies = chartDependencies(archive.files, canonicalSource(source));
  if (dependencies.length === 0) return { dependencies, missing: [], carried: [], notes: [] };
  const carried = await carriedCharts(archive);
  const lock = readChartLock(archive.files, dependencies);
  const problems = [...listingProblems(dependencies), ...carriedProblems(dependencies, carried)];
  const missing: MissingSubchart[] = [];
  for (const [index, dependency] of dependencies.entries()) {
    if (dependency.fault !== undefined || carried.some((chart) => fits(chart, dependency))) continue;
    const found = dependencySource(dependency, source);
    if (found.kind === "source") {
      const locked = lockedVersion(lock, { dependency, index });
      missing.push({ dependency, source: found.source, canonical: canonicalSource(found.source), ...locked });
    } else if (found.kind !== "carried") {
      const code = found.kind === "outside" ? "LOCK-SUBCHART-OUTSIDE" : "LOCK-SUBCHART-LISTED";
      problems.push(problemAt(dependency, { code, message: found.why, hint: found.hint }));
    }
  }
  if (problems.length > 0) throw planFailed(problems);
  return { dependencies, missing, carried, notes: notesOf({ dependencies, carried, lock }) };
}

function lockedVersion(
  lock: ChartLock,
  { dependency, index }: { readonly dependency: ListedDependency; readonly index: number },
): { locked?: string } {
  const version = lock.kind === "in-step" ? (lock.versions[index] ?? "") : "";
  return version !== "" && satisfies(version, dependency.version) ? { locked: version } : {};
}

/** What Helm says of the list itself when it loads the chart. */
function listingProblems(dependencies: readonly ListedDependency[]): Problem[] {
  const names = new Set<string>();
  return dependencies.flatMap((dependency): readonly Problem[] => {
    const { name, alias, version } = dependency;
    const code = "LOCK-SUBCHART-LISTED";
    const key = alias ?? name;
    const isTwice = names.has(key);
    names.add(key);
    if (dependency.fault !== undefined) {
      const hint = "Helm does not load a chart with such a list; correct it";
      return [problemAt(dependency, { code, message: dependency.fault, hint })];
    }
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
      const message = name === "" ? "it has no name" : `${JSON.stringify(name)} is no name of a chart`;
      return [problemAt(dependency, { code, message, hint: "write the chart's name, and the rest in repository" })];
    }
    if (alias !== undefined && !/^[a-zA-Z0-9_-]+$/.test(alias)) {
      const hint = "letters, digits, - and _ may stand in it";
      return [problemAt(dependency, { code, message: `its alias ${JSON.stringify(alias)} is none`, hint })];
    }
    if (isTwice) {
      const hint = "give each an alias of its own";
      return [problemAt(dependency, { code, message: `the name or alias ${key} is listed twice`, hint })];
    }
    if (parseConstraint(version)) return [];
    const message = `its version ${JSON.stringify(version)} is not a version constraint`;
    const hint = 'Helm understands for instance "1.2.3", "~1.2", "^1.2.0" and ">=1.2, <2"';
    return [problemAt(dependency, { code: "LOCK-CONSTRAINT", message, hint })];
  });
}

function notesOf(read: {
  readonly dependencies: readonly ListedDependency[];
  readonly carried: readonly CarriedChart[];
  readonly lock: ChartLock;
}): readonly Problem[] {
  const { dependencies, carried, lock } = read;
  const code = "LOCK-CHART-LOCK";
  const hint = "`helm dependency update` brings Helm's own lock up to date";
  const [first] = dependencies;
  if (lock.kind === "none" || first === undefined) return [];
  if (lock.kind === "out-of-step") {
    const message = `${lock.file} was made for other dependencies than those that are listed, so it was not used`;
    return [{ code, severity: "warning", message, hint, at: first.at }];
  }
  return dependencies.flatMap((dependency, index): readonly Problem[] => {
    const version = lock.versions[index] ?? "";
    const chart = carried.find((one) => fits(one, dependency));
    if (chart === undefined || dependency.repository === "" || version === "" || chart.version === version) return [];
    const message = `${dependency.name}: ${lock.file} has ${version}, but ${chart.path} is ${chart.version}, which is what Helm renders`;
    return [{ code, severity: "warning", message, hint, at: dependency.at }];
  });
}
