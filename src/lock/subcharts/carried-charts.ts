import { chartOf } from "../../chart/chart-of.ts";
import type { ChartArchive } from "../../outside/charts/chart-archives.ts";
import type { ListedDependency } from "../../sources/chart-dependencies.ts";
import { parseConstraint } from "../../support/constraint.ts";
import { once } from "../../support/once.ts";
import type { Problem } from "../../support/problem.ts";
import { sha256 } from "../../support/sha256.ts";
import { problemAt } from "./dependency-problem.ts";
import { fits } from "./fits.ts";

/** A chart in the `charts/` of a folder. */
export interface CarriedChart {
  readonly name: string;
  readonly version: string;
  /** `charts/redis` or `charts/redis-1.0.0.tgz`. */
  readonly path: string;
  /** Of its files by name, however it is packed. */
  readonly content: () => string;
}

/** Throws what unpacking a hostile archive throws. */
export async function carriedCharts(archive: ChartArchive): Promise<readonly CarriedChart[]> {
  if (![...archive.files.keys()].some((path) => path.startsWith("charts/"))) return [];
  const files = await archive.unpacked();
  return chartOf(files).subcharts.map(({ name, version, folder }) => ({
    name,
    version,
    path: folder.replace(/\/$/, ""),
    content: once(() => contentBelow(folder, files)),
  }));
}

function contentBelow(folder: string, files: ReadonlyMap<string, Uint8Array>): string {
  const inside = [...files].filter(([path]) => path.startsWith(folder));
  const named = inside.map(([path, bytes]) => `${sha256(bytes)} ${path.slice(folder.length)}`);
  return sha256(named.sort().join("\n"));
}

/** Where `charts/` does not hold what is listed, or holds it twice. */
export function carriedProblems(
  dependencies: readonly ListedDependency[],
  carried: readonly CarriedChart[],
): readonly Problem[] {
  const readable = dependencies.filter(({ fault }) => fault === undefined);
  return [...misfits(readable, carried), ...readable.flatMap((dependency) => carriedTwice(dependency, carried))];
}

/** Helm keeps the charts of a folder in a map without order, and takes the first that fits. */
function carriedTwice(dependency: ListedDependency, carried: readonly CarriedChart[]): readonly Problem[] {
  const all = carried.filter((chart) => fits(chart, dependency));
  if (all.length < 2 || new Set(all.map(({ content }) => content())).size < 2) return [];
  const paths = all.map(({ path }) => path);
  const message = `${paths.join(" and ")} both fit; which of them Helm renders is chance`;
  return [
    problemAt(dependency, { code: "LOCK-SUBCHART-TWICE", message, hint: `remove all but one of ${paths.join(", ")}` }),
  ];
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
