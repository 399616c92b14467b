import type { KubernetesObject, KubernetesWriter } from "../outside/kubernetes/kubernetes.ts";
import type { Clock, Runner } from "../outside/system/system.ts";
import { AddonsError } from "../support/addons-error.ts";
import { describeHolder, holderOf, LEASES, leaseObject, leaseRef } from "./lease-object.ts";

/**
 * One sync at a time per environment and cluster, by a Lease in kube-system. Whether another holder lives is told by watching it
 * renew, on our own clock; the times in the object are for people only. A lease is no fence: it is checked again before each step.
 */
export interface Lease {
  /** Another holder had to be waited for: what was read before may be old. */
  readonly waited: boolean;
  /** Throws AddonsError `SYNC-LEASE-LOST` (failed) when somebody else has it by now or it could not be renewed in time. */
  check(): Promise<void>;
  /** Gives it back; never throws. */
  release(): Promise<void>;
}

export interface LeaseRequest {
  readonly environment: string;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** Told once when another holder is being watched. */
  readonly waiting: (message: string) => void;
  readonly signal: AbortSignal;
}

export interface LeaseOutside {
  readonly kubernetes: KubernetesWriter;
  readonly clock: Clock;
  readonly runner: Runner;
}

/** Throws AddonsError `SYNC-LEASE-HELD` (refused) when another holder is seen to renew it, `SYNC-INTERRUPTED` on abort. */
export async function acquireLease(request: LeaseRequest, outside: LeaseOutside): Promise<Lease> {
  let seen: { readonly version: string; readonly at: number } | undefined;
  for (;;) {
    const found = await outside.kubernetes.get(leaseRef(request.environment));
    const taken = await tryTake(request, outside, { found, expired: isExpired(request, outside, { found, seen }) });
    if (taken !== undefined) return { ...holdLease(request, outside, taken), waited: seen !== undefined };
    if (found !== undefined) seen = observe(request, outside, { found, seen });
    await outside.clock.sleep(Math.min(1000, request.leaseMs / 5), request.signal);
    if (request.signal.aborted)
      throw new AddonsError("SYNC-INTERRUPTED", "interrupted before anything was done", { kind: "failed" });
  }
}

interface Observation {
  readonly found: KubernetesObject | undefined;
  readonly seen: { readonly version: string; readonly at: number } | undefined;
}

function isExpired(request: LeaseRequest, { clock }: LeaseOutside, { found, seen }: Observation): boolean {
  if (found === undefined || seen === undefined || seen.version !== versionOf(found)) return false;
  return clock.now() - seen.at >= Math.max(request.leaseMs, holderOf(found).durationMs);
}

/** Remembers what is watched; a second version of it proves that its holder lives. */
function observe(
  request: LeaseRequest,
  { clock }: LeaseOutside,
  { found, seen }: { readonly found: KubernetesObject; readonly seen: Observation["seen"] },
): Observation["seen"] {
  const version = versionOf(found);
  if (seen === undefined) {
    request.waiting(`${describeHolder(found)}; waiting to see whether it is still renewed`);
    return { version, at: clock.now() };
  }
  if (seen.version === version || holderOf(found).name === undefined) return seen;
  throw new AddonsError("SYNC-LEASE-HELD", `environment ${request.environment}: ${describeHolder(found)}`, {
    kind: "refused",
    hint: "wait for that sync to end, then run this again; a dead one is taken over as soon as its lease expires",
  });
}

/** The Lease as we wrote it, or undefined when it is another's or somebody was quicker. */
async function tryTake(
  request: LeaseRequest,
  outside: LeaseOutside,
  { found, expired }: { readonly found: KubernetesObject | undefined; readonly expired: boolean },
): Promise<KubernetesObject | undefined> {
  if (found !== undefined && !expired && holderOf(found).name !== undefined) return undefined;
  const mine = leaseObject(request, { holder: holderName(outside.runner), now: outside.clock.now(), previous: found });
  try {
    return found === undefined
      ? await outside.kubernetes.create(LEASES, mine)
      : await outside.kubernetes.replace(leaseRef(request.environment), mine);
  } catch (error) {
    if (isConflict(error)) return undefined;
    throw error;
  }
}

function holderName({ name, id }: Runner): string {
  return `${name}#${id}`;
}

function versionOf(lease: KubernetesObject): string {
  const { uid, resourceVersion } = lease.metadata;
  return JSON.stringify([uid, resourceVersion]);
}

function isConflict(error: unknown): boolean {
  return error instanceof AddonsError && error.code === "KUBE-CONFLICT";
}

function holdLease(request: LeaseRequest, outside: LeaseOutside, taken: KubernetesObject): Omit<Lease, "waited"> {
  const ended = new AbortController();
  const me = holderName(outside.runner);
  let current = taken;
  let renewedAt = outside.clock.now();
  let lost: string | undefined;
  const renew = async (): Promise<void> => {
    const now = outside.clock.now();
    try {
      const renewed = leaseObject(request, { holder: me, now, previous: current });
      current = await outside.kubernetes.replace(leaseRef(request.environment), renewed);
      renewedAt = now;
    } catch (error) {
      if (isConflict(error)) await look();
    }
  };
  const look = async (): Promise<void> => {
    const found = await outside.kubernetes.get(leaseRef(request.environment));
    if (found === undefined) lost = "somebody deleted it";
    else if (holderOf(found).name !== me) lost = describeHolder(found);
    else current = found;
  };
  const heart = beat({ every: request.heartbeatMs, until: ended.signal, clock: outside.clock }, renew);
  return {
    async check() {
      await look();
      if (outside.clock.now() - renewedAt >= request.leaseMs) lost ??= "it could not be renewed in time";
      if (lost !== undefined) throw lostError(request.environment, lost);
    },
    async release() {
      ended.abort();
      await heart;
      await look().catch(() => undefined);
      if (lost !== undefined) return;
      const free = leaseObject(request, { holder: undefined, now: outside.clock.now(), previous: current });
      await outside.kubernetes.replace(leaseRef(request.environment), free).catch(() => undefined);
    },
  };
}

async function beat(
  rhythm: { readonly every: number; readonly until: AbortSignal; readonly clock: Clock },
  renew: () => Promise<void>,
): Promise<void> {
  for (;;) {
    await rhythm.clock.sleep(rhythm.every, rhythm.until);
    if (rhythm.until.aborted) return;
    // One missed beat is made up for by the next; check() notices when too many are missed.
    await renew().catch(() => undefined);
  }
}

function lostError(environment: string, why: string): AddonsError {
  return new AddonsError("SYNC-LEASE-LOST", `the lease of environment ${environment} was lost: ${why}`, {
    kind: "failed",
    hint: "run addons sync again; what was done stays done",
  });
}
