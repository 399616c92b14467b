import { expect, test } from "vitest";
import { describeWithCluster } from "./plane.ts";
import { endedOrder, FAST, printReport, type Bench, type BenchAddon } from "./sync-bench.ts";
import { benchPlane } from "./bench-plane.ts";

const OURS = /^addons/;
const WRITES = /^(create|update|patch|delete)/;

describeWithCluster("sync", () => {
  const on = benchPlane();
  const { bench } = on;

  const THREE: readonly BenchAddon[] = [
    { name: "api", needs: ["db"] },
    { name: "db" },
    { name: "web", needs: ["api"] },
  ];

  test.each(["helm4", "helm3"] as const)(
    "first sync, nothing to do, one change (%s)",
    async (helm) => {
      const here = bench(helm, `first-${helm}`);
      const first = await here.sync({ addons: THREE });
      expect(printReport(first)).toBe("done\napi: install done\ndb: install done\nweb: install done");
      expect(endedOrder(first.events)).toEqual(["db", "api", "web"]);

      const mark = on.plane.audit.mark();
      const second = await here.sync({ addons: THREE });
      expect(printReport(second)).toBe("nothing-to-do\napi: keep kept\ndb: keep kept\nweb: keep kept");
      expect(second.started).toEqual([]);
      expect(
        on.plane.audit
          .requests({ since: mark, userAgent: OURS })
          .map((it) => `${it.verb} ${it.uri.split("?")[0]}`)
          .sort(),
      ).toEqual(["get /api/v1/namespaces/kube-system", "list /api/v1/secrets"]);
      expect(second.requests).toBe(2);

      const changed = THREE.map((it) => (it.name === "api" ? { ...it, values: { message: "new" } } : it));
      const third = await here.sync({ addons: changed });
      expect(printReport(third)).toBe("done\napi: upgrade done\ndb: keep kept\nweb: keep kept");
      expect(third.started.filter((it) => it.startsWith("upgrade"))).toHaveLength(1);
    },
    120_000,
  );

  test("another cluster is refused before any write", async () => {
    const mark = on.plane.audit.mark();
    const report = await bench("helm4", "wrong").sync({ addons: THREE, uid: "00000000-0000-0000-0000-000000000000" });
    expect(printReport(report)).toBe("refused SYNC-WRONG-CLUSTER");
    expect(on.plane.audit.requests({ since: mark, userAgent: OURS, verb: WRITES })).toEqual([]);
  });

  test("a failing release stops only what needs it, and is work for the next sync", async () => {
    const here = bench("helm4", "failing");
    const addons: readonly BenchAddon[] = [
      { name: "bad", values: { podAnnotations: { "playground.addons/fault": "crash" } }, timeoutSeconds: 8 },
      { name: "behind", needs: ["bad"] },
      { name: "far-behind", needs: ["behind", "good"] },
      { name: "good" },
      { name: "invalid", values: { broken: true } },
    ];
    const report = await here.sync({ addons });
    expect(printReport(report)).toBe(
      "failed\nbad: install failed\nbehind: install skipped\nfar-behind: install skipped\ngood: install done\ninvalid: install failed",
    );
    const [bad, behind, , , invalid] = report.addons;
    expect(bad?.error?.message).toMatch(/not ready in time: Deployment failing\/bad: 0 of 1 replicas available/);
    expect(behind?.reason).toBe("bad is not ready");
    expect(invalid?.error?.message).toMatch(/imagePullPolicy/);
    expect(report.events.some((event) => event.type === "step-waiting" && event.addon === "bad")).toBe(true);

    const again = await here.sync({ addons: addons.map((it) => ({ ...it, values: {} })) });
    expect(printReport(again)).toBe(
      "done\nbad: upgrade done\nbehind: install done\nfar-behind: install done\ngood: keep kept\ninvalid: upgrade done",
    );
    expect(again.addons[0]?.reason).toBe("revision 1 is failed: running it again");
  });

  test.each(["helm4", "helm3"] as const)(
    "onFailure: rollback leaves what worked, and tries again (%s)",
    async (helm) => {
      const here = bench(helm, `rollback-${helm}`);
      const web: BenchAddon = { name: "web", onFailure: "rollback" };
      await here.sync({ addons: [web] });
      const bad = {
        ...web,
        timeoutSeconds: 5,
        values: { message: "bad", podAnnotations: { "playground.addons/fault": "crash" } },
      };
      expect(printReport(await here.sync({ addons: [bad] }))).toBe("failed\nweb: upgrade failed");
      expect(await message(here)).toBe("hello");
      const again = await here.sync({ addons: [{ ...web, values: { message: "good" } }] });
      expect(again.addons[0]?.reason).toBe("revision 2 failed and was rolled back: trying again");
      expect(await message(here)).toBe("good");
    },
  );

  test("the rendered difference of a plan: changed objects alone, secrets hidden", async () => {
    const here = bench("helm4", "rendered");
    await here.sync({ addons: [{ name: "web" }] });
    const diffs = await here.diff({ addons: [{ name: "new" }, { name: "web", values: { message: "other" } }] });
    expect(
      diffs.map((diff) => `${diff.addon}: ${diff.objects.map((it) => `${it.change} ${it.object.kind}`).join(", ")}`),
    ).toEqual(["new: added ConfigMap, added Deployment, added Service", "web: changed ConfigMap, changed Deployment"]);
    const lines = diffs[1]?.objects[0]?.lines.filter((line) => line.kind === "added" || line.kind === "removed");
    expect(lines?.map((line) => line.text)).toEqual(["  message: hello", "  message: other"]);
  });

  test("namespace settings and CRDs come before the release, by our own hand, and changed settings are work", async () => {
    const here = bench("helm4", "crds");
    const settings = (value: string) => ({ crds: { labels: { team: value }, annotations: {} } });
    await here.sync({ addons: [{ name: "web" }], namespaces: settings("a") });
    const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.bench.addons.test";
    const managers = (await on.plane.kubectl.get(path)).metadata.managedFields.map(
      (it: { manager: string }) => it.manager,
    );
    expect(managers).toContain("addons");
    expect((await on.plane.kubectl.get("/api/v1/namespaces/crds")).metadata.labels.team).toBe("a");
    const second = await here.sync({ addons: [{ name: "web" }], namespaces: settings("b") });
    expect(printReport(second)).toBe("done\nweb: upgrade done");
    expect((await on.plane.kubectl.get("/api/v1/namespaces/crds")).metadata.labels.team).toBe("b");
  });

  test("gates of the manifest hold a step up, and are named when they do", async () => {
    const here = bench("helm4", "gates");
    const ready = [{ kind: "ConfigMap", name: "signal" }, { webhook: "no-such-webhook" }];
    const gated = await here.sync({ addons: [{ name: "web", ready, timeoutSeconds: 4 }] });
    expect(gated.addons[0]?.error?.message).toBe(
      "not ready in time: ConfigMap gates/signal: does not exist; ValidatingWebhookConfiguration no-such-webhook: does not exist",
    );
    const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: signal, namespace: gates }\n";
    await on.plane.kubectl.apply(map);
    const passed = await here.sync({ addons: [{ name: "web", ready: ready.slice(0, 1), timeoutSeconds: 20 }] });
    expect(printReport(passed)).toBe("done\nweb: upgrade done");
  });

  test("two syncs at once: one works, the other says who holds the lease", async () => {
    const addons = [{ name: "slow", values: { podAnnotations: { "playground.addons/ready-after": "4s" } } }];
    const mine = bench("helm4", "twice", "me").sync({ addons });
    await on.plane.kubectl.waitFor("/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/addons-twice", (it) =>
      String(it.spec.holderIdentity).startsWith("me#"),
    );
    const theirs = await bench("helm4", "twice", "you").sync({ addons });
    expect(printReport(theirs)).toBe("refused SYNC-LEASE-HELD");
    expect(theirs.error?.message).toMatch(/^environment twice: me holds the lease since \d{4}-.*Z \(run me-\d+\)$/);
    expect(printReport(await mine)).toBe("done\nslow: install done");
    expect(printReport(await bench("helm4", "twice", "you").sync({ addons }))).toBe("nothing-to-do\nslow: keep kept");
  });

  test("a sync that gets the lease right after another one's end goes on from what that one did", async () => {
    const addons = [{ name: "web" }];
    const other = bench("helm4", "right-after", "you");
    const right = bench("helm4", "right-after", "me");
    const same = await right.sync({ addons, beforeLease: async () => other.sync({ addons }) });
    expect(printReport(same)).toBe("nothing-to-do\nweb: keep kept");
    expect(same.started).toEqual([]);
    const newer = [{ name: "web", values: { message: "newer" } }];
    const changed = await right.sync({
      addons: newer,
      beforeLease: async () => other.sync({ addons: [{ name: "web", values: { message: "other" } }] }),
    });
    expect(printReport(changed)).toBe("done\nweb: upgrade done");
    expect(changed.addons[0]?.reason).toBe("the declared state changed since revision 2");
  });

  test("interrupt: what runs is ended within its grace, nothing new starts, the lease is given back", async () => {
    const here = bench("helm4", "interrupted");
    const addons: readonly BenchAddon[] = [
      { name: "never", values: { podAnnotations: { "playground.addons/fault": "never-ready" } } },
      { name: "quick", values: { podAnnotations: { "playground.addons/ready-after": "2s" } } },
      { name: "then", needs: ["quick"] },
    ];
    const stop = new AbortController();
    const report = await here.sync({ addons, signal: stop.signal, timing: { ...FAST, graceMs: 10_000 } }, (event) => {
      if (event.type === "step-waiting" && event.addon === "quick") stop.abort();
    });
    expect(printReport(report)).toBe(
      "interrupted\nnever: install interrupted\nquick: install done\nthen: install not-started",
    );
    const lease = await on.plane.kubectl.get(
      "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/addons-interrupted",
    );
    expect(lease.spec.holderIdentity).toBeUndefined();
    const again = await here.sync({ addons: addons.map((it) => ({ ...it, values: {} })) });
    expect(printReport(again)).toBe("done\nnever: upgrade done\nquick: upgrade done\nthen: install done");
  });

  test("what is no longer declared is told, and uninstalled only when asked, protected ones never", async () => {
    const here = bench("helm4", "pruned");
    await here.sync({ addons: [{ name: "kept" }, { name: "old" }, { name: "safe", protected: true }] });
    const told = await here.sync({ addons: [{ name: "kept" }] });
    expect(told.result).toBe("nothing-to-do");
    expect(told.undeclared?.map((it) => it.addon).sort()).toEqual(["old", "safe"]);
    const pruned = await here.sync({ addons: [{ name: "kept" }], prune: "uninstall" });
    expect(printReport(pruned)).toBe("refused\nkept: keep kept\nold: uninstall done\nsafe: refuse refused");
    expect(await on.plane.kubectl.get("/apis/apps/v1/namespaces/pruned/deployments/old")).toBeUndefined();
    expect(await on.plane.kubectl.get("/apis/apps/v1/namespaces/pruned/deployments/safe")).toBeDefined();
  });

  async function message(here: Bench): Promise<string> {
    return (await on.plane.kubectl.get(`/api/v1/namespaces/${here.settings.namespace}/configmaps/web`)).data.message;
  }
});
