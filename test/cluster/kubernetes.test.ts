import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKubernetes, createKubernetesReader } from "../../src/outside/kubernetes/create-kubernetes.ts";
import type { KubernetesWriter, Resource, WatchEvent } from "../../src/outside/kubernetes/kubernetes.ts";
import { describeWithCluster, startPlane } from "./plane.ts";
import type { TestPlane } from "./plane.ts";

const CONFIG_MAPS: Resource = { apiVersion: "v1", kind: "ConfigMap", plural: "configmaps", namespaced: true };
const NAMESPACES: Resource = { apiVersion: "v1", kind: "Namespace", plural: "namespaces", namespaced: false };

describeWithCluster("the API client against a real API server", () => {
  let plane: TestPlane;
  let kubernetes: KubernetesWriter;

  beforeAll(async () => {
    plane = await startPlane();
    kubernetes = createKubernetes(plane.access);
  });
  afterAll(async () => {
    kubernetes.close();
    await plane.stop();
  });

  const ref = (name: string) => ({ resource: CONFIG_MAPS, namespace: "default", name });
  const configMap = (name: string, data: Record<string, string>) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default" },
    data,
  });

  it("says the version and lists what is served in three requests", async () => {
    const client = createKubernetesReader(plane.access);
    expect(await client.version()).toMatch(/^1\.\d+$/);
    const resources = await client.resources();
    await client.resources();
    expect(client.requests).toBe(3);
    const kinds = resources.map(
      (resource) => `${resource.apiVersion} ${resource.kind} ${resource.plural} ${resource.namespaced}`,
    );
    expect(kinds).toEqual(
      expect.arrayContaining([
        "v1 Secret secrets true",
        "v1 Namespace namespaces false",
        "apps/v1 Deployment deployments true",
      ]),
    );
    expect(kinds.filter((kind) => kind.includes("/log"))).toEqual([]);
    client.close();
  });

  it("creates, reads, replaces, patches and deletes", async () => {
    const created = await kubernetes.create(CONFIG_MAPS, configMap("crud", { a: "1" }), { fieldManager: "helm" });
    expect(created.metadata["managedFields"]).toMatchObject([{ manager: "helm", operation: "Update" }]);
    await expect(kubernetes.create(CONFIG_MAPS, configMap("crud", {}))).rejects.toMatchObject({
      code: "KUBE-CONFLICT",
    });
    const replaced = await kubernetes.replace(ref("crud"), { ...created, data: { a: "2" } });
    expect(replaced["data"]).toEqual({ a: "2" });
    await expect(kubernetes.replace(ref("crud"), { ...created, data: { a: "3" } })).rejects.toMatchObject({
      code: "KUBE-CONFLICT",
    });
    const patch = [
      { op: "test", path: "/data/a", value: "2" },
      { op: "add", path: "/data/b", value: "x" },
      { op: "remove", path: "/data/a" },
    ] as const;
    expect((await kubernetes.patchJson(ref("crud"), patch, { fieldManager: "helm" }))["data"]).toEqual({ b: "x" });
    await expect(kubernetes.patchJson(ref("crud"), patch, { fieldManager: "helm" })).rejects.toMatchObject({
      code: "KUBE-INVALID",
    });
    const stale = { resourceVersion: created.metadata["resourceVersion"] as string };
    await expect(kubernetes.delete(ref("crud"), stale)).rejects.toMatchObject({ code: "KUBE-CONFLICT" });
    await kubernetes.delete(ref("crud"), { uid: created.metadata["uid"] as string });
    expect(await kubernetes.get(ref("crud"))).toBeUndefined();
    await kubernetes.delete(ref("crud"));
  });

  it("applies on the server: a field of another manager is a conflict unless forced", async () => {
    await kubernetes.apply(ref("apply"), configMap("apply", { a: "1" }), { fieldManager: "addons", conflicts: "fail" });
    const other = configMap("apply", { a: "2" });
    const conflict = kubernetes.apply(ref("apply"), other, { fieldManager: "other", conflicts: "fail" });
    await expect(conflict).rejects.toMatchObject({
      code: "KUBE-CONFLICT",
      message: expect.stringMatching(/conflict with "addons".*\.data\.a/),
    });
    const forced = await kubernetes.apply(ref("apply"), other, { fieldManager: "other", conflicts: "force" });
    expect(forced["data"]).toEqual({ a: "2" });
  });

  it("an object that is not valid is told with the server's reason", async () => {
    const invalid = kubernetes.create(NAMESPACES, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "Not_Valid" },
    });
    await expect(invalid).rejects.toMatchObject({
      code: "KUBE-INVALID",
      message: expect.stringContaining("Not_Valid"),
    });
    const homeless = kubernetes.create(CONFIG_MAPS, {
      ...configMap("x", {}),
      metadata: { name: "x", namespace: "nowhere" },
    });
    await expect(homeless).rejects.toMatchObject({
      code: "KUBE-NOT-FOUND",
      message: expect.stringContaining("nowhere"),
    });
  });

  it("lists more than one page, whole and as metadata, with types on every item", async () => {
    const names = Array.from({ length: 520 }, (_, index) => `page-${index}`);
    const create = (name: string) =>
      kubernetes.create(CONFIG_MAPS, {
        ...configMap(name, { secret: "canary" }),
        metadata: { name, namespace: "default", labels: { set: "pages" } },
      });
    for (let from = 0; from < names.length; from += 40) await Promise.all(names.slice(from, from + 40).map(create));
    const query = { resource: CONFIG_MAPS, namespace: "default", labelSelector: "set=pages" };
    const client = createKubernetesReader(plane.access);
    const whole = await client.list(query);
    const metadata = await client.listMetadata(query);
    expect(client.requests).toBe(4);
    expect(whole.items).toHaveLength(520);
    expect(metadata.items.map((item) => item.metadata.name)).toEqual(whole.items.map((item) => item.metadata.name));
    expect(whole.items[0]).toMatchObject({ apiVersion: "v1", kind: "ConfigMap", data: { secret: "canary" } });
    expect(Object.keys(metadata.items[0] ?? {}).sort()).toEqual(["apiVersion", "kind", "metadata"]);
    expect(metadata.items[0]).toMatchObject({ apiVersion: "v1", kind: "ConfigMap" });
    client.close();
  });

  it("watches from a list on, and ends when told", async () => {
    const query = { resource: CONFIG_MAPS, namespace: "default", fieldSelector: "metadata.name=watched" };
    const { resourceVersion } = await kubernetes.list(query);
    const controller = new AbortController();
    const seen: string[] = [];
    const watching = (async () => {
      for await (const event of kubernetes.watch({ ...query, resourceVersion }, controller.signal)) {
        seen.push(event.type);
        if (event.type === "DELETED") controller.abort();
      }
    })();
    await kubernetes.create(CONFIG_MAPS, configMap("watched", { a: "1" }));
    await kubernetes.patchJson(ref("watched"), [{ op: "replace", path: "/data/a", value: "2" }], { fieldManager: "x" });
    await kubernetes.delete(ref("watched"));
    await watching;
    expect(seen.filter((type) => type !== "BOOKMARK")).toEqual(["ADDED", "MODIFIED", "DELETED"]);
  });

  it("a kind that is not served is not found", async () => {
    const resource = { apiVersion: "example.com/v1", kind: "Widget", plural: "widgets", namespaced: true };
    await expect(kubernetes.list({ resource })).rejects.toMatchObject({ code: "KUBE-NOT-FOUND" });
    const events = kubernetes.watch({ resource, resourceVersion: "1" }, new AbortController().signal);
    await expect((events as AsyncGenerator<WatchEvent>).next()).rejects.toMatchObject({ code: "KUBE-NOT-FOUND" });
  });

  describe("a reader", () => {
    it("sends nothing but GET, whatever it is asked", async () => {
      const since = plane.audit.mark();
      const client = createKubernetesReader(plane.access);
      await client.get({ resource: NAMESPACES, name: "kube-system" });
      await client.list({ resource: NAMESPACES });
      await client.resources();
      client.close();
      const verbs = plane.audit.requests({ since, userAgent: /^addons/ }).map((request) => request.verb);
      expect(verbs.length).toBeGreaterThanOrEqual(2);
      expect(verbs.filter((verb) => !["get", "list"].includes(verb))).toEqual([]);
    });
  });
});
