import { chartOf } from "../../chart/chart-of.ts";
import type { ChartArchive } from "../../outside/charts/chart-archives.ts";
import { canonicalSource } from "../../sources/canonical-source.ts";
import { chartDependencies, type ListedDependency } from "../../sources/chart-dependencies.ts";
import type { ChartSource, GitSource, LocalSource } from "../../sources/chart-source.ts";
import { dependencySource } from "../../sources/dependency-source.ts";
import { AddonsError, type ErrorKind } from "../../support/addons-error.ts";
import { parseConstraint } from "../../support/constraint.ts";
import type { Problem } from "../../support/problem.ts";
import { readChartLock, type ChartLock } from "./chart-lock.ts";
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

export interface CarriedChart {
  readonly name: string;
  readonly version: string;
  /** `charts/redis` or `charts/redis-1.0.0.tgz`. */
  readonly path: string;
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
  const problems = [...listingProblems(dependencies), ...misfits(dependencies, carried)];
  const missing: MissingSubchart[] = [];
  for (const [index, dependency] of dependencies.entries()) {
    if (carried.some((chart) => fits(chart, dependency))) continue;
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

/** Whether this chart is one that Helm takes for the dependency. */
export function fits(
  chart: { readonly name: string; readonly version: string },
  dependency: Pick<ListedDependency, "name" | "version">,
): boolean {
  return chart.name === dependency.name && satisfies(chart.version, dependency.version);
}

async function carriedCharts(archive: ChartArchive): Promise<readonly CarriedChart[]> {
  if (![...archive.files.keys()].some((path) => path.startsWith("charts/"))) return [];
  const { subcharts } = chartOf(await archive.unpacked());
  return subcharts.map(({ name, version, folder }) => ({ name, version, path: folder.replace(/\/$/, "") }));
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
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
      return [problemAt(dependency, { code, message: "it has no usable name", hint: "name the chart" })];
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

/** A chart of that name lies in `charts/`, but none that the constraint allows; or none at all, and there is nowhere to ask. */
function misfits(dependencies: readonly ListedDependency[], carried: readonly CarriedChart[]): readonly Problem[] {
  const isWanted = (chart: CarriedChart): boolean => dependencies.some((dependency) => fits(chart, dependency));
  return dependencies.flatMap((dependency): readonly Problem[] => {
    const same = carried.filter(({ name }) => name === dependency.name);
    if (same.some((chart) => fits(chart, dependency)) || !parseConstraint(dependency.version)) return [];
    const isElsewhere = dependency.repository.trim() !== "";
    const [wrong] = isElsewhere ? same.filter((chart) => !isWanted(chart)) : same;
    const code = "LOCK-SUBCHART-CARRIED";
    if (wrong) {
      const message = `${wrong.path} has version ${wrong.version}, which ${JSON.stringify(dependency.version)} does not allow`;
      const hint = isElsewhere
        ? `remove ${wrong.path}, and it is taken from its repository`
        : `change the constraint, or put a version that fits into charts/`;
      return [problemAt(dependency, { code, message, hint })];
    }
    if (isElsewhere) return [];
    const hint = `put the chart into charts/${dependency.name}, or give its repository`;
    return [problemAt(dependency, { code, message: "it has no repository, and charts/ does not hold it", hint })];
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

export function problemAt(
  { name, at }: ListedDependency,
  said: { readonly code: string; readonly message: string; readonly hint: string },
): Problem {
  const message = `${name === "" ? "a dependency" : `the subchart ${name}`}: ${said.message}`;
  return { code: said.code, severity: "error", message, hint: said.hint, at };
}

/** The worst decides the exit code: a way out of the project is refused, all else is wrong use. */
export function planFailed(problems: readonly Problem[]): AddonsError {
  const [first] = problems;
  const kind: ErrorKind = problems.some(({ code }) => code === "LOCK-SUBCHART-OUTSIDE") ? "refused" : "usage";
  const told = problems.map(({ message, at }) => (at ? `${at.file}:${at.line}:${at.column}: ${message}` : message));
  const hint = first?.hint;
  return new AddonsError(first?.code ?? "LOCK-SUBCHART-LISTED", told.join("; "), {
    kind,
    problems,
    ...(hint === undefined ? {} : { hint }),
  });
}
