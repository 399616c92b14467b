import { describe, expect, it } from "vitest";
import { checkDrift } from "../../src/drift/check-drift.ts";
import type { Cluster } from "../../src/manifest/environment.ts";
import type { KubernetesObject } from "../../src/outside/kubernetes/kubernetes.ts";
import { CONFIG_MAP, fakeCluster, releaseSecret, type FakeCluster } from "./fake-cluster.ts";
import { f, managed, object } from "./objects.ts";
import { desiredRelease, recordOf } from "./releases.ts";

const MANIFEST = ["one", "two", "three"].map((name) => configMapText(name)).join("---\n");
const desired = desiredRelease();

async function check(kubernetes: FakeCluster, more: readonly ReturnType<typeof desiredRelease>[] = []) {
  const cluster: Cluster = {
    name: "c",
    connection: { kind: "playground" },
    kubernetes: "1.37",
    vars: {},
    namespaces: {},
    addons: [desired, ...more].map(({ addon }) => addon),
    at: desired.addon.at,
  };
  const drift = await checkDrift({ environment: "test", cluster, desired: [desired, ...more] }, { kubernetes });
  const findings = drift.findings.map(({ code, severity, release, object: on }) =>
    [severity, code, release, ...(on === undefined ? [] : [on.name])].join(" "),
  );
  return { ...drift, findings };
}

describe("checkDrift", () => {
  it("asks for records, version, kinds, and one list of three objects", async () => {
    const cluster = fakeCluster([
      releaseSecret(recordOf(1, { manifest: MANIFEST })),
      ...liveMaps("one", "two", "three"),
    ]);
    const drift = await check(cluster);
    expect(drift).toEqual({
      cluster: "c",
      findings: [],
      incomplete: [],
      checked: { releases: 1, objects: 3 },
      requests: 5,
    });
    expect(cluster.asked).toEqual([
      "metadata secrets",
      "get secrets sh.helm.release.v1.web.v1",
      "version",
      "resources",
      "list configmaps",
    ]);
  });

  it("asks for what a list does not show before it calls it deleted", async () => {
    const [one, two] = liveMaps("one", "two");
    const unlabelled = { ...two, metadata: { ...two?.metadata, labels: {}, managedFields: [] } } as KubernetesObject;
    const objects = [
      releaseSecret(recordOf(1, { manifest: MANIFEST })),
      unlabelled,
      ...(one === undefined ? [] : [one]),
    ];
    const cluster = fakeCluster(objects);
    const drift = await check(cluster);
    expect(drift.findings).toEqual(["drift OBJ001 web three", "drift OBJ006 web two"]);
    expect(cluster.asked.slice(5).sort()).toEqual(["get configmaps three", "get configmaps two"]);
  });

  it("falls back to single reads where lists are forbidden, and is incomplete where those are too", async () => {
    const objects = [releaseSecret(recordOf(1, { manifest: MANIFEST })), ...liveMaps("one", "two", "three")];
    const lists = fakeCluster(objects, { "list configmaps": "KUBE-FORBIDDEN" });
    expect(await check(lists)).toMatchObject({ findings: [], incomplete: [], checked: { objects: 3 } });
    const all = fakeCluster(objects, { "list configmaps": "KUBE-FORBIDDEN", "get configmaps two": "KUBE-FORBIDDEN" });
    expect(await check(all)).toMatchObject({
      findings: [],
      incomplete: [
        { what: "get configmaps (v1) in namespace a", why: "get configmaps two: KUBE-FORBIDDEN", hint: "look" },
      ],
      checked: { objects: 2 },
    });
  });

  it.each([
    ["metadata secrets", "list the release records", 0],
    ["get secrets sh.helm.release.v1.web.v1", "read the record of release a/web", 1],
    ["resources", "ask which kinds the cluster serves", 1],
    ["list configmaps", "list configmaps (v1) in namespace a", 1],
  ])("is incomplete when %s fails", async (request, what, releases) => {
    const objects = [releaseSecret(recordOf(1, { manifest: MANIFEST })), ...liveMaps("one", "two", "three")];
    const drift = await check(fakeCluster(objects, { [request]: "KUBE-TIMEOUT" }));
    expect(drift.incomplete.map((entry) => entry.what)).toEqual([what]);
    expect(drift.findings).toEqual([]);
    expect(drift.checked).toEqual({ releases, objects: 0 });
  });

  it("does not let a record that cannot be read hide the other releases", async () => {
    const broken = releaseSecret(recordOf(1, { manifest: "a: [1" }));
    const other = releaseSecret(recordOf(1, { release: "other", manifest: configMapText("one") }));
    const drift = await check(fakeCluster([broken, other]), [desiredRelease({ name: "other", release: "other" })]);
    expect(drift.incomplete.map(({ what }) => what)).toEqual(["read the objects of release a/web"]);
    expect(drift.findings).toEqual(["drift OBJ001 other one"]);
  });

  it("tells a kind that is not served, once per object", async () => {
    const manifest = "apiVersion: gone.example.com/v1\nkind: Gone\nmetadata: { name: x }\n";
    const drift = await check(fakeCluster([releaseSecret(recordOf(1, { manifest }))]));
    expect(drift.findings).toEqual(["drift OBJ010 web x"]);
  });

  it("compares with the newest deployed revision while a later one failed", async () => {
    const deployed = releaseSecret(recordOf(1, { manifest: configMapText("one") }));
    const failed = releaseSecret(recordOf(2, { status: "failed", manifest: configMapText("two") }));
    const drift = await check(fakeCluster([deployed, failed]));
    expect(drift.findings).toEqual(["drift REL005 web", "drift OBJ001 web one"]);
    const first = releaseSecret(recordOf(1, { status: "failed", manifest: configMapText("one") }));
    expect((await check(fakeCluster([first]))).findings).toEqual(["drift REL005 web"]);
  });

  it("names releases of this environment that nobody declares, and says nothing of others", async () => {
    const records = [
      releaseSecret(recordOf(1)),
      releaseSecret(recordOf(1, { release: "old" })),
      releaseSecret(recordOf(1, { release: "stray" }), {}),
      releaseSecret(recordOf(1, { release: "theirs" }), { "addons/environment": "prod" }),
    ];
    expect((await check(fakeCluster(records))).findings).toEqual(["info REL009 old"]);
  });

  describe("of a cluster that is not the declared one", () => {
    const ours = { apiVersion: "v1", kind: "Namespace", metadata: { name: "kube-system", uid: "uid-here" } };
    const request = {
      environment: "test",
      cluster: bareCluster({ uid: "uid-there", kubernetes: "1.36" }),
      desired: [],
    };

    it("is refused as plan and sync are, before anything is told", async () => {
      await expect(checkDrift(request, { kubernetes: fakeCluster([ours]) })).rejects.toMatchObject({
        code: "SYNC-WRONG-CLUSTER",
        kind: "refused",
        message: expect.stringMatching(/uid-here.*uid-there/),
      });
    });

    it("is incomplete where nobody may ask", async () => {
      const kubernetes = fakeCluster([ours], { "get namespaces kube-system": "KUBE-FORBIDDEN" });
      const { incomplete } = await checkDrift(request, { kubernetes });
      expect(incomplete.map((entry) => entry.what)).toEqual(["compare the uid of the cluster with the manifest's"]);
      const away = fakeCluster([], { "*": "KUBE-UNREACHABLE" });
      expect((await checkDrift(request, { kubernetes: away })).incomplete).toHaveLength(1);
    });

    it("asks for the version and warns when it is another one", async () => {
      const cluster = { ...request.cluster, uid: "uid-here" };
      const { warnings } = await checkDrift({ ...request, cluster }, { kubernetes: fakeCluster([ours]) });
      expect(warnings?.map(({ code, message, at }) => [code, message, at])).toEqual([
        ["SYNC-KUBERNETES-DIFFERS", "c runs Kubernetes 1.37, the manifest says 1.36", desired.addon.at],
      ]);
      const mute = fakeCluster([ours], { version: "KUBE-BROKEN-ANSWER" });
      const told = await checkDrift({ ...request, cluster }, { kubernetes: mute });
      expect(told.warnings?.map(({ code }) => code)).toEqual(["SYNC-KUBERNETES-UNKNOWN"]);
    });

    it("asks nothing when the caller knows it", async () => {
      const kubernetes = fakeCluster([ours]);
      await checkDrift({ ...request, identity: "known" }, { kubernetes });
      expect(kubernetes.asked).toEqual(["metadata secrets"]);
    });
  });

  it("is clean with a look at records and version when nothing is declared", async () => {
    const cluster = { kubernetes: fakeCluster([]) };
    const request = { environment: "test", cluster: bareCluster({ kubernetes: "1.37" }), desired: [] };
    const drift = await checkDrift(request, cluster);
    expect(drift).toMatchObject({ findings: [], incomplete: [], requests: 2 });
  });
});

function configMapText(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { a: "1" }\n`;
}

/** ConfigMaps as Helm made them. */
function liveMaps(...names: readonly string[]): readonly KubernetesObject[] {
  const labels = { "app.kubernetes.io/managed-by": "Helm" };
  const annotations = { "meta.helm.sh/release-name": "web", "meta.helm.sh/release-namespace": "a" };
  const owned = managed("helm/Apply", {
    "f:metadata": {
      "f:labels": f("app.kubernetes.io/managed-by"),
      "f:annotations": { ...f("meta.helm.sh/release-name"), ...f("meta.helm.sh/release-namespace") },
    },
    "f:data": f("a"),
  });
  return names.map((name) =>
    object(`${CONFIG_MAP.apiVersion} ConfigMap ${name}`, {
      metadata: { namespace: "a", labels, annotations, managedFields: [owned] },
      data: { a: "1" },
    }),
  );
}

/** A cluster without add-ons. */
function bareCluster(said: Pick<Cluster, "kubernetes"> & { readonly uid?: string }): Cluster {
  const connection = { kind: "context", context: "c" } as const;
  return { name: "c", connection, vars: {}, namespaces: {}, addons: [], at: desired.addon.at, ...said };
}
