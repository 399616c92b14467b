import { brokenLock } from "../../lock/staleness/check-lock.ts";
import { fillCache } from "../../lock/copies/fill-cache.ts";
import type { Lockfile, LockRead } from "../../lock/lockfile.ts";
import { chartsNotKept, prunableEntries, usersOfEntries } from "../../lock/copies/prunable-entries.ts";
import { readLock } from "../../lock/text/read-lock.ts";
import type { CacheEntry, UserCache } from "../../outside/charts/cache/user-cache.ts";
import { cacheText, type CacheDocument, type CacheRecord } from "../../report/cache.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { isoTime } from "../../support/iso-time.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { deliver, jsonText } from "../output/outputs.ts";
import type { Outside } from "../outside.ts";
import { withOutside } from "../with-outside.ts";

type CacheInvocation = Invocation<"olderThan" | "offline" | "output">;

/** `addons cache [fill|verify|prune]`. */
export async function cache(invocation: CacheInvocation): Promise<number> {
  const action = actionOf(invocation);
  return await withOutside(invocation, async (outside) => {
    const userCache = await outside.cache();
    // What is there can be shown beside a lock that cannot be read; what it names can not be spared.
    const read = await readLock(await outside.files());
    const lock = action === "show" || action === "verify" ? lockIfRead(read) : requireLock(read);
    const run: Run = { invocation, outside, userCache, lock };
    const done = await ACTIONS[action](run);
    const document = { ...(await afterwards(action, run)), ...done };
    const nowMs = invocation.surroundings.now();
    await deliver(invocation, {
      text: (colours) => cacheText(document, { colours, nowMs }),
      json: () => jsonText(document),
    });
    return (document.verified?.damaged.length ?? 0) > 0 ? EXIT.differences : EXIT.done;
  });
}

type Action = CacheDocument["action"];

interface Run {
  readonly invocation: CacheInvocation;
  readonly outside: Outside;
  readonly userCache: UserCache;
  readonly lock: Lockfile;
}

function actionOf({ operands, flags }: CacheInvocation): Action {
  const [word = "show"] = operands;
  const action = (Object.keys(ACTIONS) as Action[]).find((known) => known === word);
  if (action === undefined) {
    const message = `addons cache cannot "${word}": say fill, verify or prune, or nothing`;
    throw new AddonsError("CLI-USAGE", message, { kind: "usage", hint: "addons cache --help" });
  }
  if (flags.olderThan !== undefined && action !== "prune") {
    const hint = "addons cache prune --older-than 90d";
    throw new AddonsError("CLI-USAGE", "--older-than says nothing without prune", { kind: "usage", hint });
  }
  return action;
}

const ACTIONS: Readonly<Record<Action, (run: Run) => Promise<Partial<CacheDocument>>>> = {
  show: async () => ({}),
  fill,
  verify,
  prune,
};

function lockIfRead(read: LockRead): Lockfile {
  return read.kind === "read" ? read.lock : ((read.kind === "broken" ? read.salvage?.lock : undefined) ?? NO_PINS);
}

function requireLock(read: LockRead): Lockfile {
  if (read.kind === "broken" && read.salvage === undefined) throw brokenLock(read.problems);
  return lockIfRead(read);
}

const NO_PINS: Lockfile = { lockVersion: 1, addons: {} };

async function afterwards(action: Action, { userCache, lock }: Run): Promise<CacheDocument> {
  const all = await userCache.look();
  const users = usersOfEntries(all, lock);
  // Links are a detail of repackaged charts.
  const entries = all.filter(({ kind }) => kind !== "link");
  return {
    formatVersion: 1,
    action,
    folder: userCache.folder,
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    entries: entries.map((entry) => ({ ...recordOf(entry), ...(entry.kind === "chart" && { pins: users(entry) }) })),
    removed: [],
    left: [],
  };
}

function recordOf({ usedMs, ...entry }: CacheEntry): CacheRecord {
  return { ...entry, lastUsed: isoTime(usedMs) };
}

async function fill({ outside, lock, userCache }: Run): Promise<Partial<CacheDocument>> {
  const charts = await outside.originals();
  const wanted = await fillCache(lock, charts);
  await assertKept(userCache, lock);
  return { filled: { charts: wanted, requests: charts.requests } };
}

/** A cache that cannot be written hinders no other verb; here it is all that was asked for. */
async function assertKept(userCache: UserCache, lock: Lockfile): Promise<void> {
  const lost = chartsNotKept(await userCache.look(), lock);
  if (lost.length === 0) return;
  throw new AddonsError("CACHE-FILL", `${userCache.folder}: ${lost.join(", ")} could be had, but not kept there`, {
    kind: "failed",
    hint: "make the folder writable and make room, or name another one in ADDONS_CACHE",
  });
}

async function verify({ userCache }: Run): Promise<Partial<CacheDocument>> {
  const { checked, damaged } = await userCache.verify();
  return { verified: { checked, damaged: damaged.map(recordOf) } };
}

const DEFAULT_AGE_S = 30 * 86_400;

async function prune({ invocation, userCache, lock }: Run): Promise<Partial<CacheDocument>> {
  const olderThanMs = (invocation.flags.olderThan ?? DEFAULT_AGE_S) * 1000;
  const entries = await userCache.look();
  const removed: CacheRecord[] = [];
  const left: CacheDocument["left"][number][] = [];
  for (const entry of prunableEntries(entries, { lock, olderThanMs, nowMs: invocation.surroundings.now() })) {
    const outcome = await userCache.remove(entry);
    if (outcome === "removed") removed.push(recordOf(entry));
    else left.push({ ...recordOf(entry), why: outcome });
  }
  return { removed, left };
}
