import { describe, expect, test } from "vitest";
import type { ClusterSync } from "../../src/sync/event.ts";
import { addon } from "../plan/samples.ts";
import { beforeLease } from "./before-lease.ts";
import { createFakeCluster, secretRef, type FakeCluster } from "./fake-cluster.ts";
import { settle } from "./fake-clock.ts";

const WEB = [addon("web")];
const READY = "addons/ready";

describe("the ready mark", () => {
  test("is written once everything was seen ready, and not before", async () => {
    const here = createFakeCluster();
    here.rollOut("web", "rolling");
    const sync = here.sync(WEB);
    await settle();
    expect(await here.labels("web", 1)).toMatchObject({ status: "deployed" });
    expect(await here.labels("web", 1)).not.toHaveProperty([READY]);
    here.rollOut("web", "ready");
    expect(print(await sync)).toBe("done\nweb: install done");
    expect(await here.labels("web", 1)).toMatchObject({ [READY]: "r1", owner: "helm", status: "deployed" });
  });

  test("is inherited by later revisions without being valid for them", async () => {
    const here = createFakeCluster();
    here.rollOut("web", "ready");
    await here.sync(WEB);
    await here.upgradeByHand("web");
    await cutShort(here, "upgrade");
    expect(await here.labels("web", 3)).toMatchObject({ [READY]: "r1", status: "deployed" });
    here.rollOut("web", "ready");
    expect(print(await here.sync(WEB))).toBe("done\nweb: confirm done");
    expect(await here.labels("web", 3)).toMatchObject({ [READY]: "r3" });
  });

  test("after a sync that was cut short the next one waits, writes it, and starts no Helm", async () => {
    const here = createFakeCluster();
    await cutShort(here);
    const next = here.sync(WEB);
    await settle();
    expect(here.events.at(-1)).toMatchObject({ type: "step-waiting", addon: "web" });
    here.rollOut("web", "ready");
    const report = await next;
    expect(print(report)).toBe("done\nweb: confirm done");
    expect(report.addons[0]?.reason).toBe("revision 1 was never seen ready");
    expect(here.helmRuns).toEqual(["web"]);
    expect(await here.labels("web", 1)).toMatchObject({ [READY]: "r1", status: "deployed" });
  });

  test("costs nothing afterwards: two requests, no lease", async () => {
    const here = createFakeCluster();
    here.rollOut("web", "ready");
    await here.sync(WEB);
    const before = here.kubernetes.calls.length;
    const report = await here.sync(WEB);
    expect(print(report)).toBe("nothing-to-do\nweb: keep kept");
    expect(here.kubernetes.calls.slice(before).sort()).toEqual(["get kube-system", "list metadata secrets"]);
    expect(report.requests).toBe(2);
  });

  test("missing, holds dependents up until it is there; there, lets them start without a look", async () => {
    const addons = [addon("api", { needs: ["web"] }), addon("web")];
    const here = createFakeCluster();
    await cutShort(here);
    here.rollOut("api", "ready");
    const next = here.sync(addons);
    await settle();
    expect(here.helmRuns).toEqual(["web"]);
    here.rollOut("web", "ready");
    expect(print(await next)).toBe("done\napi: install done\nweb: confirm done");

    here.rollOut("web", "rolling");
    here.rollOut("late", "ready");
    const third = await here.sync([...addons, addon("late", { needs: ["web"] })]);
    expect(print(third)).toBe("done\napi: keep kept\nlate: install done\nweb: keep kept");
  });

  test("what is seen not to become ready is marked failed, and run again by the next sync", async () => {
    const here = createFakeCluster();
    await cutShort(here);
    here.rollOut("web", "stuck");
    const next = here.sync(WEB);
    await here.clock.advance(15_000);
    expect(print(await next)).toBe("failed\nweb: confirm failed");
    expect(await here.labels("web", 1)).toMatchObject({ status: "failed" });
    here.rollOut("web", "ready");
    expect(print(await here.sync(WEB))).toBe("done\nweb: upgrade done");
    expect(await here.labels("web", 2)).toMatchObject({ [READY]: "r2" });
  });

  test.each<readonly [string, (here: FakeCluster) => Promise<void>]>([
    ["made anew under its name", remakeWeb],
    ["replaced by a revision made by hand", async (here) => here.upgradeByHand("web")],
  ])("is for the revision that was watched alone: not for one that was %s", async (_how, replace) => {
    const here = createFakeCluster();
    await cutShort(here);
    const next = here.sync(WEB);
    await settle();
    await replace(here);
    here.rollOut("web", "ready");
    const report = await next;
    expect(report.addons[0]?.error?.message).toBe("revision 1 of web was ready, but somebody replaced it meanwhile");
    expect(await here.labels("web", 1)).not.toHaveProperty([READY]);
  });
});

describe("a plan from before the lease", () => {
  test("is made again when another sync ended in between", async () => {
    const here = createFakeCluster();
    here.rollOut("web", "ready");
    const report = await here.sync(WEB, { kubernetes: beforeLease(here.kubernetes, () => here.sync(WEB)) });
    expect(print(report)).toBe("nothing-to-do\nweb: keep kept");
    expect(here.helmRuns).toEqual(["web"]);
  });

  test("is made again when only the ready mark is new", async () => {
    const here = createFakeCluster();
    await cutShort(here);
    here.rollOut("web", "ready");
    const report = await here.sync(WEB, { kubernetes: beforeLease(here.kubernetes, () => here.sync(WEB)) });
    expect(print(report)).toBe("nothing-to-do\nweb: keep kept");
  });

  test("is taken as it is when nothing changed: one more request", async () => {
    const here = createFakeCluster();
    here.rollOut("web", "ready");
    await here.sync(WEB);
    const lists = here.kubernetes.calls.filter((call) => call === "list metadata secrets");
    // The plan, the look under the lease, the look before the step.
    expect(lists).toHaveLength(3);
    expect(here.kubernetes.calls.filter((call) => call === "get kube-system")).toHaveLength(1);
  });

  test("a writer without the lease is still a surprise", async () => {
    const here = createFakeCluster();
    here.rollOut("api", "rolling");
    here.rollOut("web", "ready");
    const sync = here.sync([addon("api"), addon("web", { needs: ["api"] })]);
    await settle();
    await here.upgradeByHand("web");
    here.rollOut("api", "ready");
    const report = await sync;
    expect(print(report)).toBe("failed\napi: install done\nweb: install failed");
    expect(report.addons[1]?.error?.message).toBe(
      "release web changed since it was planned: none then, revision 1 (deployed) now",
    );
  });
});

/** A sync that ends after Helm and before its objects are ready. */
async function cutShort(here: FakeCluster, op: "install" | "upgrade" = "install"): Promise<void> {
  here.rollOut("web", "rolling");
  const kill = new AbortController();
  const first = here.sync(WEB, { signal: kill.signal, kill: kill.signal });
  await settle();
  kill.abort();
  expect(print(await first)).toBe(`interrupted\nweb: ${op} interrupted`);
}

async function remakeWeb({ kubernetes }: FakeCluster): Promise<void> {
  const secret = await kubernetes.get(secretRef("web", 1));
  kubernetes.put({ ...secret!, metadata: { ...secret!.metadata, uid: "another" } });
}

function print({ result, error, addons }: ClusterSync): string {
  const lines = addons.map((it) => `${it.addon}: ${it.op} ${it.outcome}`);
  return [`${result}${error === undefined ? "" : ` ${error.message}`}`, ...lines].join("\n");
}
