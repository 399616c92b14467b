import type { Environment } from "../manifest/environment.ts";
import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import { readYamlSource } from "../support/yaml-source.ts";
import { satisfies } from "./choose-version.ts";
import { chartOfPin, LOCK_FILE, type Lockfile, type LockRead, type Pin } from "./lockfile.ts";
import { wantedCharts, type WantedChart } from "./wanted-chart.ts";

/** One way in which the lock is not what the manifest asks for. */
export interface StaleEntry {
  readonly addon: string;
  readonly environment: string;
  readonly reason: StaleReason;
  /** One sentence. */
  readonly message: string;
  /** What the manifest asks for and what the lock has, where both can be said in a word. */
  readonly wants?: string;
  readonly has?: string;
  readonly at?: SourcePosition;
}

export type StaleReason =
  | "missing"
  | "chart-changed"
  | "source-changed"
  | "constraint-changed"
  | "version-outside"
  | "content-changed"
  | "not-declared"
  | "two-archives"
  | "not-canonical";

export interface CheckLockRequest {
  readonly environments: readonly Environment[];
  readonly lock: LockRead;
  /** `all-environments`: pins of environments that are not among these are reported as not declared. */
  readonly scope?: "all-environments" | "these-environments";
}

/** Compares manifest, lock and local folders; offline. Throws AddonsError when lock or manifest make no sense at all. */
export async function checkLock(
  request: CheckLockRequest,
  outside: { readonly charts: ChartArchives },
): Promise<readonly StaleEntry[]> {
  const { charts, problems } = wantedCharts(request.environments);
  if (problems.length > 0) throw manifestProblems(problems);
  const { lock, text, stale } = usableLock(request.lock);
  for (const wanted of charts) stale.push(...(await checkPin(wanted, pinOf(lock, wanted), outside)));
  const names = new Set(request.environments.map(({ name }) => name));
  const isJudged = (environment: string): boolean => request.scope === "all-environments" || names.has(environment);
  const read = readYamlSource(text, LOCK_FILE);
  const at: PlaceOf = (addon, environment) =>
    read.kind === "read" ? { at: read.source.at(["addons", addon, environment], "key") } : {};
  return [...stale, ...notDeclared({ lock, charts, isJudged, at }), ...twoArchives({ lock, isJudged, at })];
}

/** Where a pin stands in the lock. */
type PlaceOf = (addon: string, environment: string) => { readonly at?: SourcePosition };

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

export function pinOf(
  lock: Lockfile,
  wanted: { readonly addon: string; readonly environment: string },
): Pin | undefined {
  const pins = Object.hasOwn(lock.addons, wanted.addon) ? lock.addons[wanted.addon] : undefined;
  return pins && Object.hasOwn(pins, wanted.environment) ? pins[wanted.environment] : undefined;
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
  outside: { readonly charts: ChartArchives },
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
  const stale = constraintEntries(wanted, { pin, version });
  return wanted.source.kind === "local" ? [...stale, ...(await checkFolder(wanted, pin, outside))] : stale;
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
  outside: { readonly charts: ChartArchives },
): Promise<readonly StaleEntry[]> {
  const { version } = chartOfPin(pin);
  const { metadata, content } = await outside.charts.download(wanted.source, version);
  const now = `${metadata.name}@${metadata.version}`;
  if (content === pin.content && now === pin.chart) return [];
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
  ];
}

function notDeclared(input: {
  readonly lock: Lockfile;
  readonly charts: readonly WantedChart[];
  readonly isJudged: (environment: string) => boolean;
  readonly at: PlaceOf;
}): readonly StaleEntry[] {
  const declared = new Set(input.charts.map(({ addon, environment }) => JSON.stringify([addon, environment])));
  const stale: StaleEntry[] = [];
  for (const [addon, pins] of Object.entries(input.lock.addons)) {
    for (const [environment, pin] of Object.entries(pins)) {
      if (!input.isJudged(environment) || declared.has(JSON.stringify([addon, environment]))) continue;
      const message = "is locked, but not an enabled add-on of this environment any more";
      stale.push({
        addon,
        environment,
        reason: "not-declared",
        message,
        has: pin.chart,
        ...input.at(addon, environment),
      });
    }
  }
  return stale;
}

/** One version of one source has one content; two mean that it was published twice. */
function twoArchives(input: {
  readonly lock: Lockfile;
  readonly isJudged: (environment: string) => boolean;
  readonly at: PlaceOf;
}): readonly StaleEntry[] {
  const { lock, isJudged, at } = input;
  const first = new Map<string, { readonly environment: string; readonly pin: Pin }>();
  const stale: StaleEntry[] = [];
  for (const [addon, pins] of Object.entries(lock.addons)) {
    for (const [environment, pin] of Object.entries(pins)) {
      if (pin.archive === undefined) continue;
      const known = first.get(`${pin.source} ${pin.chart}`);
      if (!known) first.set(`${pin.source} ${pin.chart}`, { environment, pin });
      else if (known.pin.content !== pin.content && (isJudged(environment) || isJudged(known.environment))) {
        const message = `${pin.chart} has another content here than in ${known.environment}`;
        stale.push({
          addon,
          environment,
          reason: "two-archives",
          message,
          wants: known.pin.content,
          has: pin.content,
          ...at(addon, environment),
        });
      }
    }
  }
  return stale;
}

function entry(
  wanted: WantedChart,
  reason: StaleReason,
  text: { readonly message: string; readonly wants?: string; readonly has?: string },
): StaleEntry {
  return { addon: wanted.addon, environment: wanted.environment, reason, ...text, at: wanted.at };
}
