import type { ChartArchives, CommitSearch } from "../../outside/charts/chart-archives.ts";
import { readCanonicalSource } from "../../sources/canonical-source.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Problem } from "../../support/problem.ts";
import type { LockChange } from "../lock-changes.ts";
import { chartOfPin, type Lockfile, type Pin, type SubchartPin } from "../lockfile.ts";
import { readPinKey } from "../pin-key.ts";

export interface HeldBack {
  readonly lock: Lockfile;
  /** Pins that got a commit. */
  readonly changes: readonly LockChange[];
  /** Pins that no commit has. */
  readonly notes: readonly Problem[];
}

type History = Pick<ChartArchives, "download" | "commitWith">;

/**
 * Pins of local folders in environments that are not locked now, while the folder is another one already: they get the
 * commit of this repository that has what they pin, and stay as they are otherwise. `locked` are names as the lock has them.
 */
export async function holdBack(lock: Lockfile, locked: ReadonlySet<string>, history: History): Promise<HeldBack> {
  const changes: LockChange[] = [];
  const notes: Problem[] = [];
  const addons: Record<string, Record<string, Pin>> = {};
  for (const [addon, pins] of Object.entries(lock.addons)) {
    const held: Record<string, Pin> = {};
    for (const [key, pin] of Object.entries(pins)) {
      const place = readPinKey(key);
      const found = locked.has(place.environment) ? { pin, lost: [] } : await hold(pin, history);
      held[key] = found.pin;
      notes.push(...found.lost.map((why) => notHeld(`${addon} (${key})`, why)));
      if (found.pin === pin) continue;
      const reason = "its folder was changed for other environments: this one keeps what a commit has";
      changes.push({ addon, ...place, kind: "refreshed", from: pin, to: found.pin, reason });
    }
    addons[addon] = held;
  }
  return { lock: { ...lock, addons }, changes, notes };
}

interface Held<Kind extends SubchartPin> {
  /** The same object when nothing is to be changed. */
  readonly pin: Kind;
  /** Why there is no commit, one clause for each folder. */
  readonly lost: readonly string[];
}

async function hold<Kind extends SubchartPin>(pin: Kind, history: History): Promise<Held<Kind>> {
  const own = await commitOf(pin, history);
  const inside = await Promise.all((pin.subcharts ?? []).map((subchart) => hold(subchart, history)));
  const lost = [...(own.lost ?? []), ...inside.flatMap((one) => one.lost)];
  const isSame = own.commit === undefined && inside.every((one, index) => one.pin === pin.subcharts?.[index]);
  if (isSame) return { pin, lost };
  const subcharts = inside.map((one) => one.pin);
  const commit = own.commit === undefined ? {} : { commit: own.commit };
  return { pin: { ...pin, ...commit, ...(subcharts.length === 0 ? {} : { subcharts }) }, lost };
}

async function commitOf(
  pin: SubchartPin,
  history: History,
): Promise<{ readonly commit?: string; readonly lost?: readonly string[] }> {
  const source = readCanonicalSource(pin.source, chartOfPin(pin).name);
  if (source.kind !== "local" || pin.commit !== undefined) return {};
  const now = await history.download(source, "").catch(unusable);
  if (now?.content === pin.content) return {};
  try {
    const search = await history.commitWith(source.path, pin.content);
    return search.kind === "found" ? { commit: search.commit } : { lost: [`${pin.source}: ${notFound(search)}`] };
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    return { lost: [`${pin.source}: ${error.message}`] };
  }
}

/** A folder that is gone or broken is not what is pinned. */
function unusable(error: unknown): undefined {
  if (error instanceof AddonsError) return undefined;
  throw error;
}

function notFound({ looked, all }: Extract<CommitSearch, { kind: "none" }>): string {
  if (looked === 0) return "no commit has this folder";
  return all
    ? `none of the ${looked} commits of this folder has it`
    : `none of the newest ${looked} commits of this folder has it`;
}

function notHeld(label: string, why: string): Problem {
  return {
    code: "LOCK-NOT-IN-HISTORY",
    severity: "warning",
    message: `${label}: what is pinned is not in the work tree any more, and no commit to take it from was found: ${why}`,
    hint: "the pin was left as it is, and is stale: restore the folder, fetch the history (a shallow clone has little of it), or lock this environment anew",
  };
}
