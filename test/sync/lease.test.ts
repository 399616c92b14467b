import { describe, expect, test } from "vitest";
import { acquireLease, type Lease } from "../../src/sync/lease.ts";
import { leaseRef } from "../../src/sync/lease-object.ts";
import { createFakeClock, settle, type FakeClock } from "./fake-clock.ts";
import { createFakeKubernetes, kubeError, type FakeKubernetes } from "./fake-kubernetes.ts";

function world() {
  const kubernetes = createFakeKubernetes();
  const clock = createFakeClock();
  const told: string[] = [];
  const acquire = (who: string, signal = new AbortController().signal, its: FakeClock = clock): Promise<Lease> => {
    const request = {
      environment: "dev",
      leaseMs: 15_000,
      heartbeatMs: 5000,
      waiting: (it: string) => void told.push(it),
      signal,
    };
    return acquireLease(request, { kubernetes, clock: its, runner: { name: who, id: `${who}-run` } });
  };
  return { kubernetes, clock, told, acquire };
}

const holder = async (kubernetes: FakeKubernetes): Promise<unknown> => (await specOf(kubernetes))["holderIdentity"];

async function specOf(kubernetes: FakeKubernetes): Promise<Record<string, unknown>> {
  const lease = await kubernetes.get(leaseRef("dev"));
  return (lease?.["spec"] ?? {}) as Record<string, unknown>;
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "ok",
    (error: { code: string }) => error.code,
  );

describe("acquireLease", () => {
  test("a free lease is taken at once, kept alive, and given back", async () => {
    const { kubernetes, clock, acquire } = world();
    const lease = await acquire("me");
    expect(lease.waited).toBe(false);
    expect(await holder(kubernetes)).toBe("me#me-run");
    const before = (await specOf(kubernetes))["renewTime"];
    await clock.advance(60_000);
    expect((await specOf(kubernetes))["renewTime"]).not.toBe(before);
    await lease.check();
    await lease.release();
    expect(await holder(kubernetes)).toBeUndefined();
    await (await acquire("you")).check();
    expect(await holder(kubernetes)).toBe("you#you-run");
    expect((await specOf(kubernetes))["leaseTransitions"]).toBe(1);
  });

  test("a living holder is named", async () => {
    const { clock, acquire, told } = world();
    await acquire("me");
    const theirs = acquire("you").catch((error: Error) => error);
    await clock.advance(6000);
    expect(await theirs).toMatchObject({
      code: "SYNC-LEASE-HELD",
      kind: "refused",
      message: "environment dev: me holds the lease since 2026-11-20T18:54:37Z (run me-run)",
    });
    expect(told).toEqual([
      "me holds the lease since 2026-11-20T18:54:37Z (run me-run); waiting to see whether it is still renewed",
    ]);
  });

  test("a dead holder's lease is taken over after its whole duration, seen by our own clock", async () => {
    const { kubernetes, clock, acquire } = world();
    const dead = createFakeClock();
    await acquire("dead", undefined, dead);
    let taken: Lease | undefined;
    const mine = acquire("me").then((lease) => (taken = lease));
    await clock.advance(14_000);
    expect(taken).toBeUndefined();
    await clock.advance(2000);
    expect((await mine).waited).toBe(true);
    expect(await holder(kubernetes)).toBe("me#me-run");
  });

  test("times in the lease are nothing to go by: a holder whose clock is a year behind is not robbed", async () => {
    const { kubernetes, clock, acquire } = world();
    await acquire("me");
    const lease = await kubernetes.get(leaseRef("dev"));
    const old = { ...(lease?.["spec"] as object), renewTime: "2025-01-01T00:00:00.000000Z" };
    kubernetes.put({
      ...lease,
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: lease!.metadata,
      spec: old,
    });
    const theirs = codeOf(acquire("you"));
    await clock.advance(12_000);
    expect(await theirs).toBe("SYNC-LEASE-HELD");
  });

  test("who is second in a race for a free lease watches the first", async () => {
    const { clock, acquire } = world();
    const ends = Promise.allSettled([acquire("me"), acquire("you")]);
    await clock.advance(8000);
    expect((await ends).map((it) => it.status)).toEqual(["fulfilled", "rejected"]);
  });

  test("an interrupt ends the waiting", async () => {
    const { acquire } = world();
    await acquire("me");
    const stop = new AbortController();
    const theirs = codeOf(acquire("you", stop.signal));
    await settle();
    stop.abort();
    expect(await theirs).toBe("SYNC-INTERRUPTED");
  });
});

describe("a held lease", () => {
  test("is lost when somebody took it", async () => {
    const { kubernetes, clock, acquire } = world();
    const lease = await acquire("me");
    const object = await kubernetes.get(leaseRef("dev"));
    kubernetes.put({ ...object!, spec: { holderIdentity: "you#run" } });
    expect(await codeOf(lease.check())).toBe("SYNC-LEASE-LOST");
    await clock.advance(20_000);
    await lease.release();
    expect(await holder(kubernetes)).toBe("you#run");
  });

  test("is lost when somebody deleted it", async () => {
    const { kubernetes, acquire } = world();
    const lease = await acquire("me");
    kubernetes.remove("Lease", "addons-dev");
    expect(await codeOf(lease.check())).toBe("SYNC-LEASE-LOST");
  });

  test("survives missed beats, but not so many that it could be taken", async () => {
    const { kubernetes, clock, acquire } = world();
    const lease = await acquire("me");
    kubernetes.fail("replace", kubeError("KUBE-TIMEOUT"), kubeError("KUBE-UNREACHABLE"));
    await clock.advance(11_000);
    expect(await codeOf(lease.check())).toBe("ok");
    await clock.advance(5000);
    kubernetes.fail("replace", ...Array.from({ length: 4 }, () => kubeError("KUBE-TIMEOUT")));
    await clock.advance(16_000);
    expect(await codeOf(lease.check())).toBe("SYNC-LEASE-LOST");
  });

  test("an answer that got lost on the way is no loss", async () => {
    const { kubernetes, clock, acquire } = world();
    const lease = await acquire("me");
    const object = await kubernetes.get(leaseRef("dev"));
    kubernetes.put(object!); // our own write, whose answer we never saw
    await clock.advance(12_000);
    expect(await codeOf(lease.check())).toBe("ok");
    await lease.release();
    expect(await holder(kubernetes)).toBeUndefined();
  });
});
