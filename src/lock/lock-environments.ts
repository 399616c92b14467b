import type { Environment } from "../manifest/environment.ts";
import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import type { Files } from "../outside/files/files.ts";
import { AddonsError, type ErrorKind } from "../support/addons-error.ts";
import { mapLimit } from "../support/limit.ts";
import { nearest } from "../support/nearest.ts";
import type { Problem } from "../support/problem.ts";
import { brokenLock, manifestProblems } from "./check-lock.ts";
import { LOCK_FILE, type Lockfile, type LockRead, type Pin } from "./lockfile.ts";
import { lockName, pinKey, pinOf, readPinKey, type PinPlace } from "./pin-key.ts";
import { printLock } from "./print-lock.ts";
import { readLock } from "./read-lock.ts";
import { canKeep, lookUpOnce, resolvePin, type ChartLookup, type ResolvedPin } from "./resolve-pin.ts";
import { wantedCharts, type WantedChart } from "./wanted-chart.ts";

export interface LockRequest {
  readonly environments: readonly Environment[];
  /** Add-ons whose pins move to the newest version their constraint allows; others stay while they satisfy it. */
  readonly update: "none" | "all" | readonly string[];
  /** `all-environments`: pins of environments that are not among these are dropped. */
  readonly scope?: "all-environments" | "these-environments";
}

export interface LockReport {
  readonly lock: Lockfile;
  readonly written: "written" | "unchanged";
  /** Sorted by add-on and environment. */
  readonly changes: readonly LockChange[];
  /** Oddities of sources, one sentence each. */
  readonly notes: readonly string[];
}

export interface LockChange extends PinPlace {
  readonly addon: string;
  readonly kind: "added" | "moved" | "refreshed" | "removed";
  readonly from?: Pin;
  readonly to?: Pin;
  /** One clause: why. */
  readonly reason: string;
}

const AT_ONCE = 6;

/** Brings the lock to what the manifest asks for, changing as little as possible, and writes it. All or nothing. */
export async function lockEnvironments(
  request: LockRequest,
  outside: { readonly files: Files; readonly charts: ChartArchives },
): Promise<LockReport> {
  const { charts, problems } = wantedCharts(request.environments);
  if (problems.length > 0) throw manifestProblems(problems);
  assertKnown(request.update, charts);
  const before = lockBefore(await readLock(outside.files));
  const resolved = await resolveAll(charts, { before, update: request.update }, outside.charts);
  const lock = nextLock(before, request, resolved);
  assertOneContent(lock);
  const written = await outside.files.write(LOCK_FILE, printLock(lock));
  return {
    lock,
    written,
    changes: changesBetween(before, lock, resolved),
    notes: [...new Set(resolved.flatMap(({ pin }) => pin.notes))],
  };
}

interface Resolved {
  readonly wanted: WantedChart;
  readonly pin: ResolvedPin;
}

/** Hand-formatted text keeps its pins; anything worse is not overwritten. */
function lockBefore(read: LockRead): Lockfile {
  if (read.kind === "missing") return { lockVersion: 1, addons: {} };
  if (read.kind === "read") return read.lock;
  if (read.salvage) return read.salvage.lock;
  throw brokenLock(read.problems);
}

async function resolveAll(
  charts: readonly WantedChart[],
  current: { readonly before: Lockfile; readonly update: LockRequest["update"] },
  archives: ChartArchives,
): Promise<readonly Resolved[]> {
  const lookup = lookUpOnce(archives);
  const failures: { readonly wanted: WantedChart; readonly error: AddonsError }[] = [];
  const resolved = await mapLimit(charts, AT_ONCE, async (wanted): Promise<Resolved | undefined> => {
    const isNamed = current.update === "all" || (current.update !== "none" && current.update.includes(wanted.addon));
    const update = isNamed ? ("move" as const) : ("keep" as const);
    try {
      return { wanted, pin: await resolveOne(wanted, { before: current.before, update }, lookup) };
    } catch (error) {
      if (!(error instanceof AddonsError)) throw error;
      failures.push({ wanted, error });
      return undefined;
    }
  });
  if (failures.length > 0) throw lockFailed(failures);
  return resolved.filter((pin) => pin !== undefined);
}

/** What changes its key keeps its pin: a version for all minors that becomes one per minor, a cluster that moves to the next. */
async function resolveOne(
  wanted: WantedChart,
  current: { readonly before: Lockfile; readonly update: "keep" | "move" },
  lookup: ChartLookup,
): Promise<ResolvedPin> {
  const { before, update } = current;
  const pin = pinOf(before, wanted);
  if (pin !== undefined || update === "move") return await resolvePin(wanted, { pin, update }, lookup);
  const inherited = Object.entries(before.addons[wanted.addon] ?? {}).find(
    ([key, other]) => readPinKey(key).environment === wanted.environment && canKeep(wanted, other),
  );
  if (inherited === undefined) return await resolvePin(wanted, { pin, update }, lookup);
  const resolved = await resolvePin(wanted, { pin: inherited[1], update }, lookup);
  return { reason: `as it was for ${inherited[0]}`, ...resolved };
}

/** All failures at once; a refusal decides the exit code. */
function lockFailed(failures: readonly { readonly wanted: WantedChart; readonly error: AddonsError }[]): AddonsError {
  const kinds: readonly ErrorKind[] = ["refused", "usage", "failed"];
  const kind = kinds.find((candidate) => failures.some(({ error }) => error.kind === candidate)) ?? "failed";
  const problems = failures.map(({ wanted, error }): Problem => ({
    code: error.code,
    severity: "error",
    message: `${wanted.addon} (${pinKey(wanted)}): ${error.message}`,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    at: wanted.at,
  }));
  const [first] = failures;
  if (failures.length === 1 && first) {
    const hint = first.error.hint;
    return new AddonsError(first.error.code, problems[0]?.message ?? "", {
      kind,
      problems,
      cause: first.error,
      ...(hint === undefined ? {} : { hint }),
    });
  }
  return new AddonsError("LOCK-FAILED", `${failures.length} pins could not be made; the lock is unchanged`, {
    kind,
    problems,
  });
}

function nextLock(before: Lockfile, request: LockRequest, resolved: readonly Resolved[]): Lockfile {
  const names = new Set(request.environments.map(lockName));
  const addons = new Map<string, [string, Pin][]>();
  const set = (addon: string, key: string, pin: Pin): void => {
    addons.set(addon, [...(addons.get(addon) ?? []), [key, pin]]);
  };
  for (const [addon, pins] of Object.entries(before.addons)) {
    for (const [key, pin] of Object.entries(pins)) {
      if (request.scope !== "all-environments" && !names.has(readPinKey(key).environment)) set(addon, key, pin);
    }
  }
  for (const { wanted, pin } of resolved) set(wanted.addon, pinKey(wanted), pin.pin);
  const entries = [...addons].map(([addon, pins]) => [addon, Object.fromEntries(pins)] as const);
  return { lockVersion: 1, addons: Object.fromEntries(entries) };
}

function changesBetween(before: Lockfile, after: Lockfile, resolved: readonly Resolved[]): readonly LockChange[] {
  const changes: LockChange[] = [];
  for (const { wanted, pin } of resolved) {
    if (pin.reason === undefined) continue;
    const place = readPinKey(pinKey(wanted));
    const from = pinOf(before, wanted);
    const kind = from === undefined ? "added" : from.chart === pin.pin.chart ? "refreshed" : "moved";
    changes.push({ addon: wanted.addon, ...place, kind, to: pin.pin, reason: pin.reason, ...(from ? { from } : {}) });
  }
  for (const [addon, pins] of Object.entries(before.addons)) {
    for (const [key, from] of Object.entries(pins)) {
      const place = readPinKey(key);
      if (pinOf(after, { addon, ...place })) continue;
      const reason = removedBecause(place, Object.keys(after.addons[addon] ?? {}));
      changes.push({ addon, ...place, kind: "removed", from, reason });
    }
  }
  const place = (change: LockChange): string => `${change.addon}\n${pinKey(change)}`;
  return changes.sort((left, right) => (place(left) < place(right) ? -1 : 1));
}

function removedBecause({ environment, kubernetes }: PinPlace, left: readonly string[]): string {
  const others = left.map(readPinKey).filter((place) => place.environment === environment);
  if (others.length === 0) return "is not an enabled add-on of this environment";
  if (kubernetes === undefined) return "has a version per Kubernetes minor now";
  if (others.some((place) => place.kubernetes === undefined)) return "has one version for all Kubernetes minors now";
  return "no cluster of this environment runs this Kubernetes version";
}

/** A version that was published twice would put different bytes behind one name. */
function assertOneContent(lock: Lockfile): void {
  const contents = new Map<string, { readonly key: string; readonly pin: Pin }>();
  for (const pins of Object.values(lock.addons)) {
    for (const [key, pin] of Object.entries(pins)) {
      if (pin.archive === undefined) continue;
      const known = contents.get(`${pin.source} ${pin.chart}`) ?? { key, pin };
      contents.set(`${pin.source} ${pin.chart}`, known);
      if (known.pin.content === pin.content) continue;
      throw new AddonsError(
        "LOCK-DIGEST-MISMATCH",
        `${pin.chart} from ${pin.source} was published twice: ${known.key} has ${known.pin.archive}, ${key} would get ${pin.archive}`,
        { kind: "refused", hint: "ask the chart's maintainers, or move both environments to another version" },
      );
    }
  }
}

function assertKnown(update: LockRequest["update"], charts: readonly WantedChart[]): void {
  if (update === "none" || update === "all") return;
  const known = new Set(charts.map(({ addon }) => addon));
  const unknown = update.find((name) => !known.has(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  throw new AddonsError("LOCK-UNKNOWN-ADDON", `there is no add-on ${JSON.stringify(unknown)} in these environments`, {
    kind: "usage",
    hint: near === undefined ? `known are ${[...known].sort().join(", ")}` : `did you mean ${near}?`,
  });
}
