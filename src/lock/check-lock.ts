import type { Environment } from "../manifest/environment.ts";
import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import { once } from "../support/once.ts";
import { readYamlSource } from "../support/yaml-source.ts";
import { satisfies } from "./choose-version.ts";
import { chartOfPin, LOCK_FILE, type Lockfile, type LockRead, type Pin } from "./lockfile.ts";
import { lockName, pinKey, pinOf, readPinKey, type PinPlace } from "./pin-key.ts";
import { wantedCharts, type WantedChart } from "./wanted-chart.ts";

/** One way in which the lock is not what the manifest asks for. */
export interface StaleEntry extends PinPlace {
  readonly addon: string;
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
  const names = new Set(request.environments.map(lockName));
  const isJudged = (environment: string): boolean => request.scope === "all-environments" || names.has(environment);
  // Places are asked for only when something is stale, and cost more than all the rest.
  const read = once(() => readYamlSource(text, LOCK_FILE));
  const at: PlaceOf = (addon, key) => {
    const source = read();
    return source.kind === "read" ? { at: source.source.at(["addons", addon, key], "key") } : {};
  };
  return [...stale, ...notDeclared({ lock, charts, isJudged, at }), ...twoArchives({ lock, isJudged, at })];
}

/** Where a pin stands in the lock. */
type PlaceOf = (addon: string, key: string) => { readonly at?: SourcePosition };

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

interface WholeLock {
  readonly lock: Lockfile;
  readonly isJudged: (environment: string) => boolean;
  readonly at: PlaceOf;
}

function notDeclared({ lock, charts, isJudged, at }: WholeLock & { readonly charts: readonly WantedChart[] }) {
  const declared = new Set(charts.map((chart) => JSON.stringify([chart.addon, pinKey(chart)])));
  return pinsOf(lock).flatMap(({ addon, key, pin }): readonly StaleEntry[] => {
    const place = readPinKey(key);
    if (!isJudged(place.environment) || declared.has(JSON.stringify([addon, key]))) return [];
    const message =
      place.kubernetes === undefined
        ? "is locked, but not an enabled add-on of this environment any more"
        : "is locked, but no cluster of this environment takes the pin of this Kubernetes version any more";
    return [{ addon, ...place, reason: "not-declared", message, has: pin.chart, ...at(addon, key) }];
  });
}

/** One version of one source has one content; two mean that it was published twice. */
function twoArchives({ lock, isJudged, at }: WholeLock): readonly StaleEntry[] {
  const first = new Map<string, { readonly key: string; readonly pin: Pin }>();
  return pinsOf(lock).flatMap(({ addon, key, pin }): readonly StaleEntry[] => {
    if (pin.archive === undefined) return [];
    const place = readPinKey(key);
    const known = first.get(`${pin.source} ${pin.chart}`);
    if (!known) first.set(`${pin.source} ${pin.chart}`, { key, pin });
    else if (
      known.pin.content !== pin.content &&
      (isJudged(place.environment) || isJudged(readPinKey(known.key).environment))
    ) {
      const message = `${pin.chart} has another content here than in ${known.key}`;
      const [wants, has] = [known.pin.content, pin.content];
      return [{ addon, ...place, reason: "two-archives", message, wants, has, ...at(addon, key) }];
    }
    return [];
  });
}

function pinsOf(lock: Lockfile): readonly { readonly addon: string; readonly key: string; readonly pin: Pin }[] {
  return Object.entries(lock.addons).flatMap(([addon, pins]) =>
    Object.entries(pins).map(([key, pin]) => ({ addon, key, pin })),
  );
}

function entry(
  wanted: WantedChart,
  reason: StaleReason,
  text: { readonly message: string; readonly wants?: string; readonly has?: string },
): StaleEntry {
  const { addon, environment, kubernetes, at } = wanted;
  return { addon, environment, ...(kubernetes === undefined ? {} : { kubernetes }), reason, ...text, at };
}
