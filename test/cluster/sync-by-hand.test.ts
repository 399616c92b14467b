/** What people do to releases and live objects by hand, and what the next sync makes of it. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { createProcesses } from "../../src/outside/process/run-processes.ts";
import { describeWithCluster } from "./plane.ts";
import { printReport, type Bench } from "./sync-bench.ts";
import { benchPlane } from "./bench-plane.ts";

describeWithCluster("sync after changes by hand", () => {
  const on = benchPlane();
  const { bench } = on;

  test.each(["helm4", "helm3"] as const)("what was done with helm by hand is brought back (%s)", async (helm) => {
    const here = bench(helm, `hand-${helm}`);
    const addons = [{ name: "web" }];
    await here.sync({ addons });
    await byHand(here, ["upgrade", "web", join(on.root, "charts/app"), "--skip-crds", "--set", "message=by-hand"]);
    const upgraded = await here.sync({ addons });
    expect(upgraded.addons[0]?.reason).toBe("revision 2 was made by hand, not by sync");
    expect(printReport(upgraded)).toBe("done\nweb: upgrade done");
    expect(await message(here)).toBe("hello");

    await byHand(here, ["rollback", "web", "2"]);
    expect(await message(here)).toBe("by-hand");
    expect(printReport(await here.sync({ addons }))).toBe("done\nweb: upgrade done");
    expect(await message(here)).toBe("hello");
    expect(printReport(await here.sync({ addons }))).toBe("nothing-to-do\nweb: keep kept");
  });

  test.each(["helm4", "helm3"] as const)(
    "repair brings live objects back without a new revision (%s)",
    async (helm) => {
      const here = bench(helm, `repair-${helm}`);
      const addons = [{ name: "web" }];
      await here.sync({ addons });
      await damage(here.settings.namespace);

      const plain = await here.sync({ addons });
      expect(printReport(plain)).toBe("nothing-to-do\nweb: keep kept");
      await unmark(here.settings.namespace);
      const repaired = await here.sync({ addons, look: "live" });
      expect(printReport(repaired)).toBe("done\nweb: repair done");
      expect(repaired.started).toEqual([]);
      await expectUndamaged(here.settings.namespace);
      expect(printReport(await here.sync({ addons, look: "live" }))).toBe("nothing-to-do\nweb: keep kept");

      await damage(here.settings.namespace);
      const both = await here.sync({ addons: [{ name: "web", values: { replicas: 2 } }], look: "live" });
      expect(printReport(both)).toBe("done\nweb: upgrade done");
      const deployment = await on.plane.kubectl.get(
        `/apis/apps/v1/namespaces/${here.settings.namespace}/deployments/web`,
      );
      expect(deployment.spec.replicas).toBe(2);
    },
  );

  test("a release of somebody else is left alone, unless it is to be adopted", async () => {
    const here = bench("helm4", "foreign");
    await byHand(here, ["install", "web", join(on.root, "charts/app"), "--skip-crds", "--create-namespace"]);
    const refused = await here.sync({ addons: [{ name: "web" }] });
    expect(printReport(refused)).toBe("refused\nweb: refuse refused");
    expect(printReport(await here.sync({ addons: [{ name: "web", adopt: true }] }))).toBe("done\nweb: upgrade done");
    expect(printReport(await here.sync({ addons: [{ name: "web" }] }))).toBe("nothing-to-do\nweb: keep kept");
  });

  async function byHand(here: Bench, args: readonly string[]): Promise<void> {
    const processes = createProcesses();
    const { helm, access, namespace } = here.settings;
    const env = { KUBECONFIG: access.kubeconfig, HOME: on.root, PATH: "/usr/bin" };
    const all = [...args, "-n", namespace, "--kube-context", access.context];
    const ended = await processes.run({ file: helm, args: all, env, timeoutMs: 30_000 });
    processes.close();
    if (ended.exitCode !== 0) throw new Error(ended.stderr);
  }

  async function message(here: Bench): Promise<string> {
    return (await on.plane.kubectl.get(`/api/v1/namespaces/${here.settings.namespace}/configmaps/web`)).data.message;
  }

  /** As a release is that was made before there was a ready mark. */
  async function unmark(namespace: string): Promise<void> {
    const secret = `/api/v1/namespaces/${namespace}/secrets/sh.helm.release.v1.web.v1`;
    const content = { metadata: { labels: { "addons/ready": null } } };
    await on.plane.kubectl.send("PATCH", secret, { contentType: "application/merge-patch+json", content });
  }

  /** As people do it: scaled, a field changed, a field added, a key added, an object deleted. */
  async function damage(namespace: string): Promise<void> {
    const deployment = `/apis/apps/v1/namespaces/${namespace}/deployments/web`;
    const json = "application/json-patch+json";
    const merge = "application/merge-patch+json";
    const as = "?fieldManager=kubectl-edit";
    const { kubectl } = on.plane;
    await kubectl.send("PATCH", `${deployment}/scale`, { contentType: merge, content: { spec: { replicas: 3 } } });
    const env = "/spec/template/spec/containers/0/env/0/value";
    const edit = [
      { op: "replace", path: env, value: "edited" },
      { op: "add", path: "/spec/template/spec/hostAliases", value: [{ ip: "127.0.0.9", hostnames: ["x"] }] },
    ];
    await kubectl.send("PATCH", `${deployment}${as}`, { contentType: json, content: edit });
    const map = `/api/v1/namespaces/${namespace}/configmaps/web${as}`;
    await kubectl.send("PATCH", map, { contentType: merge, content: { data: { added: "by hand" } } });
    await kubectl.send("DELETE", `/api/v1/namespaces/${namespace}/services/web`);
  }

  async function expectUndamaged(namespace: string): Promise<void> {
    const { spec } = await on.plane.kubectl.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web`);
    expect(spec.replicas).toBe(1);
    expect(spec.template.spec.containers[0].env).toEqual([{ name: "MESSAGE", value: "hello" }]);
    expect(spec.template.spec.hostAliases).toBeUndefined();
    expect((await on.plane.kubectl.get(`/api/v1/namespaces/${namespace}/configmaps/web`)).data).toEqual({
      message: "hello",
    });
    expect((await on.plane.kubectl.get(`/api/v1/namespaces/${namespace}/services/web`)).spec.ports[0].port).toBe(80);
  }
});
