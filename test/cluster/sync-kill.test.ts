/** `addons`, helm or both killed without warning at the worst moments: the next plain sync converges. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { SyncEvent } from "../../src/sync/event.ts";
import { describeWithCluster } from "./plane.ts";
import { printReport, type Bench, type BenchAddon, type BenchSettings } from "./sync-bench.ts";
import { benchPlane } from "./bench-plane.ts";

const HELMS = ["helm4", "helm3"] as const;
/** So many objects that Helm is at it for a while. */
const BIG: BenchAddon = { name: "big", values: { more: 150 } };

describeWithCluster("sync after a kill", () => {
  const on = benchPlane();
  const { bench } = on;

  test.each(HELMS)("killed during an install (%s)", async (helm) => {
    const here = bench(helm, `install-${helm}`);
    const child = start(here, [BIG]);
    await record(here, "big.v1", "pending-install");
    freezeHelm(here);
    await kill(child);
    await expectNoHelm(here);
    expect(await statusOf(here, "big.v1")).toBe("pending-install");
    expect(await converge(here, [BIG])).toBe("done\nbig: recover done");
  });

  test.each(HELMS)("killed during an upgrade (%s)", async (helm) => {
    const here = bench(helm, `upgrade-${helm}`);
    await here.sync({ addons: [BIG] });
    const changed = [{ ...BIG, values: { more: 150, message: "new" } }];
    const child = start(here, changed);
    await record(here, "big.v2", "pending-upgrade");
    freezeHelm(here);
    await kill(child);
    await expectNoHelm(here);
    expect(await statusOf(here, "big.v2")).toBe("pending-upgrade");
    expect(await converge(here, changed)).toBe("done\nbig: recover done");
  });

  test.each(HELMS)("killed during a hook (%s)", async (helm) => {
    const here = bench(helm, `hook-${helm}`);
    const child = start(here, [{ name: "hooked", values: { hookSeconds: 20 } }]);
    await on.plane.kubectl.waitFor(`/apis/batch/v1/namespaces/${here.settings.namespace}/jobs/hooked-hook`, () => true);
    await kill(child);
    await expectNoHelm(here);
    expect(await converge(here, [{ name: "hooked", values: { hookSeconds: 1 } }])).toBe("done\nhooked: recover done");
  });

  test.each(HELMS)("killed while it waits for readiness (%s)", async (helm) => {
    const here = bench(helm, `waiting-${helm}`);
    const values = { podAnnotations: { "playground.addons/ready-after": "2s" } };
    const slow: BenchAddon = { name: "slow", values, ready: [{ kind: "ConfigMap", name: "signal" }] };
    const child = start(here, [slow]);
    await child.event((event) => event.type === "step-waiting");
    await kill(child);
    await expectNoHelm(here);
    const { labels } = (await on.plane.kubectl.get(secretPath(here, "slow.v1"))).metadata;
    expect(labels).toMatchObject({ status: "deployed" });
    expect(labels).not.toHaveProperty(["addons/ready"]);

    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: signal, namespace: ${here.settings.namespace} }\n`;
    const next = await here.sync({ addons: [slow] }, (event) => {
      if (event.type === "step-waiting") void on.plane.kubectl.apply(map);
    });
    expect(printReport(next)).toBe("done\nslow: confirm done");
    expect(next.addons[0]?.reason).toBe("revision 1 was never seen ready");
    expect(next.events.map((event) => event.type)).toContain("step-waiting");
    expect(next.started).toEqual([]);
    expect((await on.plane.kubectl.get(secretPath(here, "slow.v1"))).metadata.labels).toMatchObject({
      "addons/ready": "r1",
      status: "deployed",
    });
    const again = await here.sync({ addons: [slow] });
    expect(printReport(again)).toBe("nothing-to-do\nslow: keep kept");
    expect(again.requests).toBe(2);
    // Helm goes on from a record that carries the mark, and hands it down to the revision after.
    expect(await converge(here, [{ ...slow, values: {} }])).toBe("done\nslow: upgrade done");
    expect((await on.plane.kubectl.get(secretPath(here, "slow.v2"))).metadata.labels["addons/ready"]).toBe("r2");
  });

  test("killed between two releases", async () => {
    const here = bench("helm4", "between");
    const addons: readonly BenchAddon[] = [{ name: "first" }, { name: "second", needs: ["first"] }];
    const child = start(here, addons);
    await child.event((event) => event.type === "step-done" && event.addon === "first");
    await kill(child);
    await expectNoHelm(here);
    const report = await here.sync({ addons });
    expect(report.addons[0]).toMatchObject({ addon: "first", outcome: "kept" });
    expect(await converge(here, addons)).toBe("nothing-to-do\nfirst: keep kept\nsecond: keep kept");
  });

  test.each(HELMS)("helm alone killed: the step fails, the next sync converges (%s)", async (helm) => {
    const here = bench(helm, `helm-${helm}`);
    const child = start(here, [BIG]);
    await record(here, "big.v1", "pending-install");
    for (const pid of helmProcesses(here)) process.kill(pid, "SIGKILL");
    const failed = await child.event((event) => event.type === "step-failed");
    expect(failed).toMatchObject({ addon: "big" });
    await child.ended;
    expect(await converge(here, [BIG])).toBe("done\nbig: recover done");
  });

  test("both killed in the same moment", async () => {
    const here = bench("helm4", "both");
    const child = start(here, [BIG]);
    await record(here, "big.v1", "pending-install");
    const pids = helmProcesses(here);
    child.process.kill("SIGKILL");
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await child.ended;
    await expectNoHelm(here);
    expect(await converge(here, [BIG])).toBe("done\nbig: recover done");
  });

  /** What the next plain sync did, once the one after it had nothing to do, no record is pending and no helm is left. */
  async function converge(here: Bench, addons: readonly BenchAddon[]): Promise<string> {
    const printed = printReport(await here.sync({ addons }));
    const again = await here.sync({ addons });
    expect(again.result).toBe("nothing-to-do");
    const list = await on.plane.kubectl.get(
      `/api/v1/namespaces/${here.settings.namespace}/secrets?labelSelector=owner%3Dhelm`,
    );
    const statuses: readonly string[] = list.items.map((it: Secret) => it.metadata.labels["status"]);
    expect(statuses.filter((status) => status.startsWith("pending"))).toEqual([]);
    await expectNoHelm(here);
    return printed;
  }

  interface Secret {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  }

  function secretPath(here: Bench, revision: string): string {
    return `/api/v1/namespaces/${here.settings.namespace}/secrets/sh.helm.release.v1.${revision}`;
  }

  async function record(here: Bench, revision: string, status: string): Promise<void> {
    await on.plane.kubectl.waitFor(secretPath(here, revision), (it) => it.metadata.labels.status === status);
  }

  async function statusOf(here: Bench, revision: string): Promise<string> {
    return (await on.plane.kubectl.get(secretPath(here, revision))).metadata.labels.status;
  }
});

interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  event(wanted: (event: SyncEvent) => boolean): Promise<SyncEvent>;
}

function start(here: Bench, addons: readonly BenchAddon[]): Child {
  const script = join(import.meta.dirname, "fixtures/run-sync.ts");
  const args = [script, JSON.stringify(here.settings satisfies BenchSettings), JSON.stringify(addons)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const seen: SyncEvent[] = [];
  const waiting: { wanted: (event: SyncEvent) => boolean; found: (event: SyncEvent) => void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = JSON.parse(line) as SyncEvent;
    seen.push(event);
    for (const one of waiting) if (one.wanted(event)) one.found(event);
  });
  return {
    process: child,
    ended: once(child, "exit"),
    event: async (wanted) => {
      const before = seen.find(wanted);
      return before ?? new Promise((found) => waiting.push({ wanted, found }));
    },
  };
}

async function kill(child: Child): Promise<void> {
  child.process.kill("SIGKILL");
  await child.ended;
}

/** Keeps helm where it is, so that it cannot be done before its end, however busy this computer is. */
function freezeHelm(here: Bench): void {
  for (const pid of helmProcesses(here)) process.kill(pid, "SIGSTOP");
}

/** No helm of this bench is left soon after; gives its supervisor the time to notice. */
async function expectNoHelm(here: Bench): Promise<void> {
  for (let tries = 0; tries < 300 && helmProcesses(here).length > 0; tries++) await sleep(50);
  expect(helmProcesses(here)).toEqual([]);
}

/** Running helm programs that work on the namespace of this bench. */
function helmProcesses(here: Bench): readonly number[] {
  const argument = `--namespace=${here.settings.namespace}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).includes(argument))
    .map(Number);
}

function commandLine(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
