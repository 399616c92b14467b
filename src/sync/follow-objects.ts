import type { KubernetesObject, KubernetesReader, ListQuery, WatchEvent } from "../outside/kubernetes/kubernetes.ts";
import type { Clock } from "../outside/system/system.ts";
import { AddonsError } from "../support/addons-error.ts";

/** Live objects of one query, by `namespace/name`; undefined until they were listed once. */
export type FollowedObjects = ReadonlyMap<string, KubernetesObject> | undefined;

export interface FollowOutside {
  readonly kubernetes: KubernetesReader;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Lists, then watches, and lists again whenever the watch ends, expires or breaks, until the signal aborts. Rejects only when the
 * server says that this will never be allowed; a server that is away for a while is the caller's deadline to judge.
 */
export async function followObjects(
  query: ListQuery,
  outside: FollowOutside,
  changed: (objects: ReadonlyMap<string, KubernetesObject>) => void,
): Promise<void> {
  while (!outside.signal.aborted) {
    try {
      await followOnce(query, outside, changed);
    } catch (error) {
      if (outside.signal.aborted) return;
      if (!isPassing(error)) throw error;
      if (!isExpired(error)) await outside.clock.sleep(RETRY_MS, outside.signal);
    }
  }
}

const RETRY_MS = 1000;

async function followOnce(
  query: ListQuery,
  { kubernetes, signal }: FollowOutside,
  changed: (objects: ReadonlyMap<string, KubernetesObject>) => void,
): Promise<void> {
  const listed = await kubernetes.list(query);
  const objects = new Map(listed.items.map((object) => [key(object), object]));
  if (signal.aborted) return;
  changed(objects);
  // What `changed` saw may have been the last thing waited for.
  if (isAborted(signal)) return;
  for await (const event of kubernetes.watch({ ...query, resourceVersion: listed.resourceVersion }, signal)) {
    if (apply(event, objects)) changed(objects);
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function apply(event: WatchEvent, objects: Map<string, KubernetesObject>): boolean {
  if (event.type === "BOOKMARK") return false;
  if (event.type === "DELETED") objects.delete(key(event.object));
  else objects.set(key(event.object), event.object);
  return true;
}

function key({ metadata }: KubernetesObject): string {
  return objectKey(metadata["namespace"], metadata.name);
}

export function objectKey(namespace: unknown, name: string): string {
  return `${typeof namespace === "string" ? namespace : ""}/${name}`;
}

function isExpired(error: unknown): boolean {
  return error instanceof AddonsError && error.code === "KUBE-EXPIRED";
}

function isPassing(error: unknown): boolean {
  return error instanceof AddonsError && !/^KUBE-(UNAUTHORIZED|FORBIDDEN|CERTIFICATE|INVALID)$/.test(error.code);
}
