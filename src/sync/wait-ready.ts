import type { KubernetesObject, KubernetesReader, ListQuery, Resource } from "../outside/kubernetes/kubernetes.ts";
import type { Clock } from "../outside/system/system.ts";
import type { NotReady } from "../readiness/not-ready.ts";
import { readinessOf } from "../readiness/readiness-of.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { Redactor } from "../support/redact.ts";
import { sanitize } from "../support/sanitize.ts";
import { followObjects, objectKey, type FollowedObjects } from "./follow-objects.ts";
import { factQueries, liveFacts } from "./live-facts.ts";

/** An object that must be ready, as it was rendered. */
export interface Awaited {
  readonly resource: Resource;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly object: KubernetesObject;
}

export interface WaitRequest {
  readonly awaited: readonly Awaited[];
  /** Of the release. */
  readonly namespace: string;
  /** Unix milliseconds by our clock. */
  readonly deadline: number;
  /** An object that stays failed for so long (milliseconds) ends the wait. */
  readonly failedMs: number;
  /** Told whenever the list changes. */
  readonly waiting: (notReady: readonly NotReady[]) => void;
}

export interface WaitOutside {
  readonly kubernetes: KubernetesReader;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
}

export type WaitEnd =
  | { readonly end: "ready" }
  | { readonly end: "failed" | "timed-out" | "aborted"; readonly notReady: readonly NotReady[] };

/** Watches until everything is ready, something stays failed, the deadline passes or the signal aborts. Throws KUBE-* when watching is not allowed. */
export async function waitReady(request: WaitRequest, outside: WaitOutside): Promise<WaitEnd> {
  if (request.awaited.length === 0) return { end: "ready" };
  const stop = new AbortController();
  const signal = AbortSignal.any([outside.signal, stop.signal]);
  const watch = startWatch(request, { ...outside, signal }, stop);
  try {
    return await Promise.race([watch.end, limitOf(request, { ...outside, signal }, () => watch.notReady())]);
  } finally {
    stop.abort();
  }
}

interface ReadyWatch {
  readonly end: Promise<WaitEnd>;
  notReady(): readonly NotReady[];
}

function startWatch(request: WaitRequest, outside: WaitOutside, stop: AbortController): ReadyWatch {
  const { promise: end, resolve, reject } = Promise.withResolvers<WaitEnd>();
  const finish = (how: WaitEnd): void => {
    resolve(how);
    // At once, so that nothing is watched that was ready when it was listed.
    stop.abort();
  };
  const followed = new Map<ListQuery, FollowedObjects>(queries(request).map((query) => [query, undefined]));
  const stayedFailed = failureClock(request.failedMs, outside.clock);
  let told = "";
  const notReady = (): readonly NotReady[] => unready(request, outside.redactor, followed);
  const judge = (): void => {
    if ([...followed.values()].includes(undefined)) return;
    const list = notReady();
    if (list.length === 0) finish({ end: "ready" });
    else if (JSON.stringify(list) !== told) request.waiting(list);
    told = JSON.stringify(list);
    if (stayedFailed(list)) finish({ end: "failed", notReady: list });
    else if (list.some((it) => it.status === "failed")) judgeLater();
  };
  const judgeLater = once(async () => {
    while (!outside.signal.aborted && notReady().some((it) => it.status === "failed")) {
      await outside.clock.sleep(request.failedMs, outside.signal);
      judge();
    }
  }, reject);
  for (const query of followed.keys()) {
    followObjects(query, outside, (objects) => {
      followed.set(query, objects);
      judge();
    }).catch(reject);
  }
  return { end, notReady };
}

/** Runs the task in the background, one at a time; a call during a run is dropped. */
function once(task: () => Promise<void>, failed: (error: unknown) => void): () => void {
  let running = false;
  return () => {
    if (running) return;
    running = true;
    task()
      .finally(() => (running = false))
      .catch(failed);
  };
}

/** Helm may have used up the step's time: what is ready by then is found ready all the same. */
const FIRST_LOOK_MS = 5000;

async function limitOf(
  request: WaitRequest,
  outside: WaitOutside,
  notReady: () => readonly NotReady[],
): Promise<WaitEnd> {
  await outside.clock.sleep(Math.max(FIRST_LOOK_MS, request.deadline - outside.clock.now()), outside.signal);
  return { end: outside.signal.aborted ? "aborted" : "timed-out", notReady: notReady() };
}

/** One query per kind and namespace; a single object is asked for by name. */
function queries(request: WaitRequest): readonly ListQuery[] {
  const groups = Map.groupBy(request.awaited, groupKey);
  const own = [...groups.values()].map((group): ListQuery => {
    const [{ resource, namespace, object }] = group as [Awaited];
    return {
      resource,
      ...(namespace !== undefined && { namespace }),
      ...(group.length === 1 && { fieldSelector: `metadata.name=${object.metadata.name}` }),
    };
  });
  return [
    ...own,
    ...factQueries(
      request.awaited.map((it) => it.object),
      request.namespace,
    ),
  ];
}

function groupKey({ resource, namespace }: { readonly resource: Resource; readonly namespace?: string }): string {
  return `${resource.apiVersion}/${resource.plural}/${namespace ?? ""}`;
}

function unready(
  request: WaitRequest,
  redactor: Redactor,
  followed: ReadonlyMap<ListQuery, FollowedObjects>,
): readonly NotReady[] {
  const facts = liveFacts(followed);
  const groups = new Map([...followed].map(([query, objects]) => [groupKey(query), objects]));
  return request.awaited.flatMap((awaited): readonly NotReady[] => {
    const { name } = awaited.object.metadata;
    const identity = {
      kind: awaited.object.kind,
      ...(awaited.namespace !== undefined && { namespace: awaited.namespace }),
      name,
    };
    const group = groups.get(groupKey(awaited));
    if (group === undefined) return [{ ...identity, status: "progressing", why: "could not be looked at yet" }];
    const live = group.get(objectKey(awaited.namespace, name));
    if (live === undefined) return [{ ...identity, status: "progressing", why: "does not exist" }];
    // Items of a list carry no type of their own.
    const { apiVersion, kind } = awaited.object;
    const readiness = readinessOf({ ...live, apiVersion, kind }, facts);
    if (readiness.status === "ready") return [];
    return [{ ...identity, status: readiness.status, why: sanitize(redactor.text(readiness.why)) }];
  });
}

/** Tells of the lists it is shown whether something in them stayed failed for `failedMs`. */
function failureClock(failedMs: number, clock: Clock): (list: readonly NotReady[]) => boolean {
  const failedSince = new Map<string, number>();
  return (list) => {
    const failed = new Set(list.filter((it) => it.status === "failed").map(describeNotReady));
    for (const name of failedSince.keys()) if (!failed.has(name)) failedSince.delete(name);
    for (const name of failed) if (!failedSince.has(name)) failedSince.set(name, clock.now());
    return [...failedSince.values()].some((since) => clock.now() - since >= failedMs);
  };
}

/** `Deployment web/app: 0 of 1 replicas available` */
export function describeNotReady({ kind, namespace, name, why }: NotReady): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}: ${why}`;
}

export function notReadyError(
  end: Exclude<WaitEnd, { readonly end: "ready" }>,
  events: readonly string[],
): AddonsError {
  const shown = end.notReady.slice(0, 5).map(describeNotReady);
  const more = end.notReady.length > 5 ? [`and ${end.notReady.length - 5} more`] : [];
  const said = events.length === 0 ? "" : `; last warnings: ${events.join("; ")}`;
  const what = END_WORDS[end.end];
  return new AddonsError("SYNC-NOT-READY", `${what}: ${[...shown, ...more].join("; ")}${said}`, {
    kind: "failed",
    hint: "look at what is named; when it only needs longer, raise the add-on's timeout; then run addons sync again",
  });
}

const END_WORDS = { failed: "failed", "timed-out": "not ready in time", aborted: "interrupted before it was ready" };
