import type { Environment } from "../../manifest/environment.ts";
import type { ChartArchive, ChartArchives } from "../../outside/charts/chart-archives.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Problem } from "../../support/problem.ts";
import { once } from "../../support/once.ts";
import { readYamlSource } from "../../support/yaml-source.ts";
import { checkSigners } from "./check-signers.ts";
import { checkSubcharts } from "../subcharts/check-subcharts.ts";
import { satisfies } from "../resolve/choose-version.ts";
import { notDeclared, twoContentsEntries, type WholeLock } from "./check-whole-lock.ts";
import { chartOfPin, LOCK_FILE, type Lockfile, type LockRead, type Pin } from "../lockfile.ts";
import { lockName, pinOf } from "../pin-key.ts";
import type { StaleEntry, StaleReason } from "./stale-entry.ts";
import { wantedCharts, type WantedChart } from "../wanted-chart.ts";

export interface CheckLockRequest {
  readonly environments: readonly Environment[];
  readonly lock: LockRead;
  /** `all-environments`: pins of environments that are not among these are reported as not declared. */
  readonly scope?: "all-environments" | "these-environments";
}

/** What of the charts is looked at: folders of the project, pins that are held back, and who has to have signed. */
export type LockedCharts = Pick<ChartArchives, "download" | "available" | "signerRule">;

/** Compares manifest, lock and local folders; offline. Throws AddonsError when lock or manifest make no sense at all. */
export async function checkLock(
  request: CheckLockRequest,
  outside: { readonly charts: LockedCharts },
): Promise<readonly StaleEntry[]> {
  const { charts, problems } = wantedCharts(request.environments);
  if (problems.length > 0) throw manifestProblems(problems);
  const { lock, text, stale } = usableLock(request.lock);
  for (const wanted of charts) stale.push(...(await checkPin(wanted, pinOf(lock, wanted), outside)));
  const names = new Set(request.environments.map(lockName));
  const isJudged = (environment: string): boolean => request.scope === "all-environments" || names.has(environment);
  // Places are asked for only when something is stale, and cost more than all the rest.
  const read = once(() => readYamlSource(text, LOCK_FILE));
  const at: WholeLock["at"] = (addon, key) => {
    const source = read();
    return source.kind === "read" ? { at: source.source.at(["addons", addon, key], "key") } : {};
  };
  const known = environmentsKnown(request);
  return [
    ...stale,
    ...notDeclared({ lock, charts, isJudged, at, known }),
    ...twoContentsEntries({ lock, isJudged, at }),
  ];
}

/** Names that pins may have; undefined when only some environments were read. */
function environmentsKnown({ environments, scope }: CheckLockRequest): ReadonlySet<string> | undefined {
  return scope === "all-environments" ? new Set(environments.map(lockName)) : undefined;
}

/** The manifest's own contradictions about charts. */
export function manifestProblems(problems: readonly Problem[]): AddonsError {
  const message = problems.length === 1 ? (problems[0]?.message ?? "") : `${problems.length} add-ons cannot be locked`;
  return new AddonsError(problems[0]?.code ?? "LOCK-MANIFEST", message, { kind: "usage", problems });
}

/** A lock that cannot be read is wrong use, not staleness. */
export function brokenLock(problems: readonly Problem[]): AddonsError {
  const hint = problems[0]?.hint;
  return new AddonsError(
    problems[0]?.code ?? "LOCK-BROKEN",
    `${LOCK_FILE}: ${problems[0]?.message ?? "cannot be read"}`,
    {
      kind: "usage",
      problems,
      ...(hint === undefined ? {} : { hint }),
    },
  );
}

function usableLock(read: LockRead): { lock: Lockfile; text: string; stale: StaleEntry[] } {
  if (read.kind === "missing") return { lock: { lockVersion: 1, addons: {} }, text: "", stale: [] };
  if (read.kind === "read") return { ...read, stale: [] };
  if (!read.salvage) throw brokenLock(read.problems);
  const stale = read.problems.map((problem): StaleEntry => ({
    addon: "",
    environment: "",
    reason: "not-canonical",
    message: problem.message,
    ...(problem.at ? { at: problem.at } : {}),
  }));
  return { ...read.salvage, stale };
}

async function checkPin(
  wanted: WantedChart,
  pin: Pin | undefined,
  outside: { readonly charts: LockedCharts },
): Promise<readonly StaleEntry[]> {
  const shown = wanted.wants === undefined ? wanted.canonical : `${wanted.name ?? wanted.canonical} ${wanted.wants}`;
  if (!pin) return [entry(wanted, "missing", { message: "is not locked", wants: shown })];
  if (pin.source !== wanted.canonical) {
    return [
      entry(wanted, "source-changed", {
        message: "comes from another source than the locked one",
        wants: wanted.canonical,
        has: pin.source,
      }),
    ];
  }
  const { name, version } = chartOfPin(pin);
  if (wanted.name !== undefined && wanted.name !== name) {
    return [
      entry(wanted, "chart-changed", {
        message: "is another chart than the locked one",
        wants: wanted.name,
        has: name,
      }),
    ];
  }
  const stale = [...constraintEntries(wanted, { pin, version }), ...(await checkSigners(wanted, pin, outside))];
  if (wanted.source.kind !== "local") return stale;
  const check = pin.commit === undefined ? checkFolder : checkHeldBack;
  return [...stale, ...(await check(wanted, pin, outside))];
}

function constraintEntries(wanted: WantedChart, locked: { pin: Pin; version: string }): readonly StaleEntry[] {
  const { pin, version } = locked;
  const allowed = wanted.wants === undefined || satisfies(version, wanted.wants);
  if (wanted.wants !== pin.wants) {
    const [wants, has] = [wanted.wants ?? "(none)", pin.wants ?? "(none)"];
    const still = allowed ? `${version} still satisfies it` : `${version} does not satisfy it`;
    const message = `has another version constraint (${wants}) than when it was locked (${has}); ${still}`;
    return [entry(wanted, "constraint-changed", { message, wants, has })];
  }
  if (allowed) return [];
  const message = `is locked at ${version}, which its constraint ${wanted.wants ?? "(none)"} does not allow`;
  return [entry(wanted, "version-outside", { message, wants: wanted.wants ?? "", has: version })];
}

async function checkFolder(
  wanted: WantedChart,
  pin: Pin,
  outside: { readonly charts: LockedCharts },
): Promise<readonly StaleEntry[]> {
  const { version } = chartOfPin(pin);
  const archive = await outside.charts.download(wanted.source, version);
  const { metadata, content } = archive;
  const now = `${metadata.name}@${metadata.version}`;
  const inside = await staleSubcharts(wanted, { pin, archive }, outside);
  if (content === pin.content && now === pin.chart) return inside;
  const isVersion = now !== pin.chart;
  const message = isVersion
    ? "has another name or version than when it was locked"
    : `${pin.source} was changed since it was locked`;
  return [
    entry(wanted, "content-changed", {
      message,
      wants: isVersion ? now : content,
      has: isVersion ? pin.chart : pin.content,
    }),
    ...inside,
  ];
}

/** A folder that the environment holds back: what the work tree has is not asked for. */
async function checkHeldBack(
  wanted: WantedChart,
  pin: Pin,
  outside: { readonly charts: LockedCharts },
): Promise<readonly StaleEntry[]> {
  try {
    await outside.charts.available(pin);
    return [];
  } catch (error) {
    if (!(error instanceof AddonsError) || error.code !== "LOCK-DIGEST-MISMATCH") throw error;
    const message = `${pin.source} has another content at the commit that it is held back at (${pin.commit ?? ""})`;
    return [entry(wanted, "content-changed", { message })];
  }
}

async function staleSubcharts(
  wanted: WantedChart,
  { pin, archive }: { readonly pin: Pin; readonly archive: ChartArchive },
  outside: { readonly charts: LockedCharts },
): Promise<readonly StaleEntry[]> {
  if (wanted.source.kind !== "local") return [];
  const stale = await checkSubcharts({ source: wanted.source, archive, pin }, outside);
  return stale.map(({ at, ...text }) => ({
    ...entry(wanted, "subchart-changed", text),
    ...(at === undefined ? {} : { at }),
  }));
}

function entry(
  wanted: WantedChart,
  reason: StaleReason,
  text: { readonly message: string; readonly wants?: string; readonly has?: string },
): StaleEntry {
  const { addon, environment, kubernetes, at } = wanted;
  return { addon, environment, ...(kubernetes === undefined ? {} : { kubernetes }), reason, ...text, at };
}
