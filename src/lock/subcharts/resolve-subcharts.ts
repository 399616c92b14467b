import type { GitSource, LocalSource } from "../../sources/chart-source.ts";
import type { Problem } from "../../support/problem.ts";
import { assertOneFits } from "./assert-one-fits.ts";
import { satisfies } from "../resolve/choose-version.ts";
import { chartOfPin, type Pin, type SubchartPin } from "../lockfile.ts";
import { planFailed, problemAt } from "./dependency-problem.ts";
import { toldWhere } from "./told-where.ts";
import { planSubcharts, type FolderChart, type MissingSubchart } from "./plan-subcharts.ts";
import type { ChartLookup } from "../resolve/chart-lookup.ts";
import { resolvePin, type ResolvedPin } from "../resolve/resolve-pin.ts";
import type { WantedChart } from "../wanted-chart.ts";

interface Current {
  readonly pin: Pin | undefined;
  readonly update: "keep" | "move";
}

/** As `resolvePin`, with pins of the subcharts that a folder's chart lists and does not carry. */
export async function resolveWithSubcharts(
  wanted: WantedChart,
  current: Current,
  charts: ChartLookup,
): Promise<ResolvedPin> {
  return await resolveChart(wanted, { ...current, way: [] }, charts);
}

interface CurrentChart extends Current {
  /** Folders whose subchart this is, outermost first, as the lock spells them. */
  readonly way: readonly string[];
}

async function resolveChart(wanted: WantedChart, current: CurrentChart, charts: ChartLookup): Promise<ResolvedPin> {
  const { source } = wanted;
  const { update } = current;
  const before = current.pin?.subcharts ?? [];
  const base = await resolvePin(wanted, { pin: current.pin && withoutSubcharts(current.pin), update }, charts);
  if (source.kind !== "local" && source.kind !== "git") return base;
  // A commit has the dependencies that it had.
  const isAtCommit = base.pin.commit !== undefined && base.pin.commit === current.pin?.commit;
  if (isAtCommit && update === "keep") return withSubcharts(base, before);
  const archive = await charts.download(atCommit(source, base.pin), chartOfPin(base.pin).version);
  const folder: Folder = { wanted, source, archive, pin: base.pin, update };
  const { subcharts, reason, notes } = await resolveSubcharts(folder, { before, way: current.way }, charts);
  const told = base.reason ?? reason;
  return {
    ...withSubcharts(base, subcharts),
    ...(told === undefined ? {} : { reason: told }),
    notes: [...base.notes, ...notes],
  };
}

function withoutSubcharts(pin: Pin): Pin {
  const { subcharts: _, ...bare } = pin;
  return bare;
}

function withSubcharts(base: ResolvedPin, subcharts: readonly SubchartPin[]): ResolvedPin {
  return subcharts.length === 0 ? base : { ...base, pin: { ...base.pin, subcharts } };
}

/** A branch may have moved since its commit was pinned. */
function atCommit(source: LocalSource | GitSource, { commit }: Pin): LocalSource | GitSource {
  return source.kind === "git" && commit !== undefined ? { ...source, ref: commit } : source;
}

interface Folder extends FolderChart {
  readonly wanted: WantedChart;
  readonly pin: Pin;
  readonly update: "keep" | "move";
}

interface ResolvedSubcharts {
  readonly subcharts: readonly SubchartPin[];
  /** Every change, as far as they can be read. */
  readonly reason?: string;
  readonly notes: readonly Problem[];
}

async function resolveSubcharts(
  folder: Folder,
  known: { readonly before: readonly SubchartPin[]; readonly way: readonly string[] },
  charts: ChartLookup,
): Promise<ResolvedSubcharts> {
  const plan = await planSubcharts(folder);
  const around: Around = { folder, before: known.before, way: [...known.way, folder.wanted.canonical] };
  const made: ResolvedPin[] = [];
  const reasons: string[] = [];
  for (const missing of plan.missing) {
    assertWay(missing, around.way);
    const subchart = await toldWhere(missing.dependency, () => resolveSubchart(missing, around, charts));
    made.push(subchart);
    if (subchart.reason !== undefined) reasons.push(`its subchart ${missing.dependency.name}: ${subchart.reason}`);
  }
  const subcharts = distinct(made.map(({ pin }) => subchartPin(pin)));
  assertOneFits(plan, subcharts);
  const names = new Set(subcharts.map((pin) => chartOfPin(pin).name));
  const gone = known.before.filter((pin) => !names.has(chartOfPin(pin).name));
  for (const { chart } of gone) reasons.push(`its subchart ${chart} is not needed any more`);
  const reason = listOf(reasons);
  const notes = [...plan.notes, ...made.flatMap((one) => one.notes)];
  return { subcharts, notes, ...(reason === undefined ? {} : { reason }) };
}

const TOLD = 5;

function listOf(reasons: readonly string[]): string | undefined {
  if (reasons.length === 0) return undefined;
  const more = reasons.length > TOLD ? [`${reasons.length - TOLD} more of its subcharts`] : [];
  return [...reasons.slice(0, TOLD), ...more].join("; ");
}

/** Deeper than any chart is packed, and than the archive reader follows. */
const MAX_DEPTH = 8;

function assertWay({ dependency, canonical }: MissingSubchart, way: readonly string[]): void {
  const start = way.indexOf(canonical);
  const code = "LOCK-SUBCHART-CIRCLE";
  if (start !== -1) {
    const message = `charts depend on each other in a circle: ${[...way.slice(start), canonical].join(" → ")}`;
    throw planFailed([problemAt(dependency, { code, message, hint: "take one of these dependencies out" })]);
  }
  if (way.length <= MAX_DEPTH) return;
  const message = `charts depend on each other more than ${MAX_DEPTH} deep: ${[...way, canonical].join(" → ")}`;
  throw planFailed([problemAt(dependency, { code, message, hint: "list it nearer to the outermost chart" })]);
}

interface Around {
  readonly folder: Folder;
  readonly before: readonly SubchartPin[];
  readonly way: readonly string[];
}

async function resolveSubchart(missing: MissingSubchart, around: Around, charts: ChartLookup): Promise<ResolvedPin> {
  const { dependency } = missing;
  const { folder } = around;
  const wanted = wantedSubchart(missing, folder);
  const before = pinBefore(missing, around.before);
  const isMoved = before !== undefined && wanted.source.kind === "git" && before.commit !== folder.pin.commit;
  // Asked is whether it satisfies; what it was wanted as is compared below.
  const pin =
    before && !isMoved ? await comparable({ ...before, wants: wanted.wants ?? "" }, wanted, charts) : undefined;
  const resolved = await resolveChart(wanted, { pin, update: folder.update, way: around.way }, charts);
  const made = chartOfPin(resolved.pin);
  if (made.name !== dependency.name) {
    const message = `${missing.canonical} holds the chart ${made.name}`;
    const hint = `write name: ${made.name}, and an alias where values name it otherwise`;
    throw planFailed([problemAt(dependency, { code: "LOCK-SUBCHART-LISTED", message, hint })]);
  }
  const isOtherwise = before !== undefined && before.wants !== dependency.version;
  const otherwise = isOtherwise ? `its version constraint is now ${JSON.stringify(dependency.version)}` : undefined;
  const why = isMoved ? "is taken from the commit of its chart" : (resolved.reason ?? otherwise);
  const reason = withVersions(why, before, resolved.pin);
  return {
    ...resolved,
    pin: { ...resolved.pin, wants: dependency.version },
    ...(reason === undefined ? {} : { reason }),
  };
}

/** A pin of a chart has one line among the changes, in which its subcharts have no columns of their own. */
function withVersions(why: string | undefined, before: SubchartPin | undefined, now: Pin): string | undefined {
  if (why === undefined || before === undefined || before.chart === now.chart) return why;
  return `${chartOfPin(before).version} → ${chartOfPin(now).version}, ${why}`;
}

/** As if the manifest wanted it: the same rules keep and move its pin. */
function wantedSubchart({ dependency, source, canonical, locked }: MissingSubchart, folder: Folder): WantedChart {
  const { addon, environment, kubernetes } = folder.wanted;
  return {
    addon,
    environment,
    ...(kubernetes === undefined ? {} : { kubernetes }),
    // A folder beside a chart in git is taken from the same commit.
    source: source.kind === "git" ? atCommit(source, folder.pin) : source,
    canonical,
    ...("name" in source ? { name: source.name } : {}),
    wants: locked ?? dependency.version,
    at: dependency.at,
  };
}

/** The pin it had, where there are several the one that fits best. */
function pinBefore(
  { dependency, canonical, locked }: MissingSubchart,
  before: readonly SubchartPin[],
): SubchartPin | undefined {
  const same = before.filter((pin) => pin.source === canonical && chartOfPin(pin).name === dependency.name);
  const wants = locked ?? dependency.version;
  return (
    same.find((pin) => pin.wants === dependency.version) ??
    same.find((pin) => satisfies(chartOfPin(pin).version, wants)) ??
    same[0]
  );
}

/** A folder's pin is compared with the one that is made anew; what pins of subcharts leave out is put back. */
async function comparable(pin: Pin, { source }: WantedChart, charts: ChartLookup): Promise<Pin> {
  if (source.kind !== "local") return pin;
  const { appVersion, kubeVersion } = (await charts.download(source, "")).metadata;
  return {
    ...pin,
    ...(appVersion === undefined ? {} : { appVersion }),
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
  };
}

function subchartPin(pin: Pin): SubchartPin {
  const { appVersion: _, kubeVersion: _kube, images: _images, ...subchart } = pin;
  return subchart;
}

/** Aliases of one chart with one constraint share a pin. */
function distinct(pins: readonly SubchartPin[]): readonly SubchartPin[] {
  const byKey = new Map(pins.map((pin) => [keyOf(pin), pin]));
  return [...byKey].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, pin]) => pin);
}

function keyOf({ chart, source, wants = "" }: SubchartPin): string {
  return [chart, source, wants].join("\n");
}
