import type { ChartArchive, ChartArchives } from "../../outside/charts/chart-archives.ts";
import { readCanonicalSource } from "../../sources/canonical-source.ts";
import type { LocalSource } from "../../sources/chart-source.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { SourcePosition } from "../../support/problem.ts";
import { satisfies } from "../resolve/choose-version.ts";
import { chartOfPin, type Pin, type SubchartPin } from "../lockfile.ts";
import { toldWhere } from "./told-where.ts";
import { planSubcharts, type MissingSubchart } from "./plan-subcharts.ts";

/** One way in which the pins of subcharts are not what Chart.yaml asks for. */
export interface StaleSubchart {
  readonly message: string;
  readonly wants?: string;
  readonly has?: string;
  /** The dependency in Chart.yaml. */
  readonly at?: SourcePosition;
}

/** Compares the dependencies of a folder's chart, and of folders that it depends on, with the pin; offline. */
export async function checkSubcharts(
  folder: { readonly source: LocalSource; readonly archive: ChartArchive; readonly pin: Pin | SubchartPin },
  outside: { readonly charts: Pick<ChartArchives, "download"> },
): Promise<readonly StaleSubchart[]> {
  const pins = folder.pin.subcharts ?? [];
  const plan = await planOf(folder);
  if (plan.kind === "stale") return [plan.stale];
  const { missing } = plan;
  const stale = missing.flatMap((one) => staleOf(one, pins) ?? []);
  for (const pin of pins) {
    const listed = missing.find((one) => isPinOf(pin, one));
    if (listed) stale.push(...(await checkSibling(pin, listed, outside)));
    else if (!missing.some(({ dependency }) => dependency.name === chartOfPin(pin).name)) {
      const message = `has the subchart ${pin.chart} locked, which ${folder.source.path} does not need any more`;
      stale.push({ message, has: pin.chart });
    }
  }
  return stale;
}

/** What cannot be put together is told by `addons lock` in full; here it is one thing that is out of date. */
async function planOf(folder: {
  readonly source: LocalSource;
  readonly archive: ChartArchive;
}): Promise<
  | { readonly kind: "plan"; readonly missing: readonly MissingSubchart[] }
  | { readonly kind: "stale"; readonly stale: StaleSubchart }
> {
  try {
    return { kind: "plan", missing: (await planSubcharts(folder)).missing };
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    const [problem] = error.problems;
    const message = `has dependencies that cannot be put together: ${problem?.message ?? error.message}`;
    return { kind: "stale", stale: { message, ...(problem?.at ? { at: problem.at } : {}) } };
  }
}

function staleOf(
  { dependency, canonical, locked }: MissingSubchart,
  pins: readonly SubchartPin[],
): StaleSubchart | undefined {
  const { name, version, at } = dependency;
  const same = pins.filter((pin) => chartOfPin(pin).name === name);
  const here = same.filter((pin) => pin.source === canonical);
  const wants = `${name} ${version} from ${canonical}`;
  const [other] = same;
  if (other === undefined) return { message: `has no pin for its subchart ${name}`, wants, at };
  const [first] = here;
  if (first === undefined) {
    const message = `takes its subchart ${name} from another source than when it was locked`;
    return { message, wants: canonical, has: other.source, at };
  }
  const exact = here.find((pin) => pin.wants === version);
  if (exact === undefined) {
    const message = `has another version constraint for its subchart ${name} than when it was locked`;
    return { message, wants: version, has: first.wants ?? "(none)", at };
  }
  const has = chartOfPin(exact).version;
  if (satisfies(has, locked ?? version)) return undefined;
  const who = locked === undefined ? `its constraint ${version} does not allow` : `Chart.lock does not have`;
  return { message: `has its subchart ${name} locked at ${has}, which ${who}`, wants: locked ?? version, has, at };
}

function isPinOf(pin: SubchartPin, { dependency, canonical }: MissingSubchart): boolean {
  return chartOfPin(pin).name === dependency.name && pin.source === canonical && pin.wants === dependency.version;
}

/** A folder beside the chart may have changed, too. */
async function checkSibling(
  pin: SubchartPin,
  { dependency }: MissingSubchart,
  outside: { readonly charts: Pick<ChartArchives, "download"> },
): Promise<readonly StaleSubchart[]> {
  const source = readCanonicalSource(pin.source, chartOfPin(pin).name);
  // One that is held back at a commit is read from there, and verified then.
  if (source.kind !== "local" || pin.commit !== undefined) return [];
  const archive = await toldWhere(dependency, () => outside.charts.download(source, ""));
  const { name, version } = archive.metadata;
  const inside = await checkSubcharts({ source, archive, pin }, outside);
  if (archive.content === pin.content && `${name}@${version}` === pin.chart) return inside;
  const isVersion = `${name}@${version}` !== pin.chart;
  const [wants, has] = isVersion ? [`${name}@${version}`, pin.chart] : [archive.content, pin.content];
  const message = `has a subchart, ${pin.source}, that was changed since it was locked`;
  return [{ message, wants, has, at: dependency.at }, ...inside];
}
