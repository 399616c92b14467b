import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHelm } from "../../src/outside/helm/create-helm.ts";
import type { Helm, UpgradeRequest } from "../../src/outside/helm/helm.ts";
import { createKubernetes } from "../../src/outside/kubernetes/create-kubernetes.ts";
import type { KubernetesObject, KubernetesWriter } from "../../src/outside/kubernetes/kubernetes.ts";
import { createProcesses } from "../../src/outside/process/run-processes.ts";
import { completeObject } from "../../src/release/complete-object.ts";
import { decodeRelease } from "../../src/release/decode-release.ts";
import { markFailed } from "../../src/release/mark-failed.ts";
import { markLabels } from "../../src/release/marks.ts";
import { parseManifest } from "../../src/release/parse-manifest.ts";
import { readRevisions, SECRETS } from "../../src/release/read-revisions.ts";
import { packRelease, unpackRelease } from "../../src/release/release-payload.ts";
import type { RevisionSummary } from "../../src/release/release-record.ts";
import type { AddonsError } from "../../src/support/addons-error.ts";
import { createRedactor } from "../../src/support/redact.ts";
import { packHelmTestChart } from "./helm-chart.ts";
import { describeWithCluster, helmBinaries, startPlane } from "./plane.ts";
import type { TestPlane } from "./plane.ts";

const HASH = "0123456789abcdef0123456789abcdef01234567";

describeWithCluster("driving Helm against a real API server", () => {
  let plane: TestPlane;
  let folder: string;
  let chart: Uint8Array;
  let kubernetes: KubernetesWriter;

  beforeAll(async () => {
    plane = await startPlane();
    kubernetes = createKubernetes(plane.access);
    folder = await mkdtemp(join(tmpdir(), "addons-helm-test,"));
    chart = await packHelmTestChart();
    await mkdir(join(folder, "tmp"));
  });
  afterAll(async () => {
    kubernetes.close();
    await plane.stop();
    await rm(folder, { recursive: true });
  });

  describe.each(["helm4", "helm3"] as const)("%s", (name) => {
    const namespace = `helm-test-${name}`;
    const processes = createProcesses();
    let helm: Helm;
    let base: UpgradeRequest;

    beforeAll(async () => {
      await plane.kubectl.send("POST", "/api/v1/namespaces", { content: { metadata: { name: namespace } } });
      const redactor = createRedactor();
      redactor.add(["canary-password"]);
      helm = createHelm({
        processes,
        binary: helmBinaries()[name],
        env: process.env,
        redactor,
        temporaryRoot: join(folder, "tmp"),
        cacheFolder: join(folder, "cache"),
      });
      base = {
        release: "web",
        namespace,
        target: plane.access,
        chart,
        values: { replicas: 1, text: "a,b=c\u2028 $(id)", password: "canary-password" },
        labels: markLabels({ revision: 1, hash: HASH, environment: "test", addon: "web" }),
        description: "-x, $(id) by me",
        historyMax: 3,
        timeoutSeconds: 30,
        onFailure: "leave",
        ownership: "own-objects-only",
      };
    });
    afterAll(() => processes.close());

    const revisions = async (release = "web"): Promise<readonly RevisionSummary[]> =>
      (await readRevisions(kubernetes)).filter(
        (revision) => revision.namespace === namespace && revision.release === release,
      );
    const recordOf = async (revision: RevisionSummary | undefined): Promise<KubernetesObject> => {
      const secret = await kubernetes.get({ resource: SECRETS, namespace, name: revision?.secret.name ?? "" });
      if (secret === undefined) throw new Error("the record is gone");
      return secret;
    };

    it("installs, and its record tells what was done", async () => {
      await helm.upgrade(base);
      const [revision, ...others] = await revisions();
      expect(others).toEqual([]);
      expect(revision).toMatchObject({
        revision: 1,
        status: "deployed",
        marks: { pin: { revision: 1, hash: HASH }, environment: "test", addon: "web" },
      });
      const record = decodeRelease(await recordOf(revision));
      expect(record).toMatchObject({
        release: "web",
        namespace,
        status: "deployed",
        description: "-x, $(id) by me",
        applyMethod: name === "helm4" ? "ssa" : "csa",
        chart: { name: "web", version: "1.2.3" },
        values: base.values,
      });
      const objects = parseManifest(record.manifest);
      expect(objects.map((object) => object.kind).sort()).toEqual(["ConfigMap", "Deployment", "Secret"]);
      expect(await readdir(join(folder, "tmp"))).toEqual([]);
    });

    it("what Helm adds to an object is what completeObject adds", async () => {
      const record = decodeRelease(await recordOf((await revisions())[0]));
      const object = parseManifest(record.manifest).find((candidate) => candidate.kind === "ConfigMap");
      const live = await plane.kubectl.get(`/api/v1/namespaces/${namespace}/configmaps/web`);
      const completed = completeObject(object as KubernetesObject, { release: "web", namespace, scope: "namespaced" });
      const { labels, annotations } = live.metadata;
      const metadata = { name: "web", namespace: live.metadata.namespace, labels, annotations };
      expect({ apiVersion: "v1", kind: "ConfigMap", data: live.data, metadata }).toEqual(completed as object);
    });

    it("emptied values take effect, and labels made by hand upgrades are told by their revision", async () => {
      await helm.upgrade({ ...base, values: {} });
      const [revision] = await revisions();
      expect(revision).toMatchObject({ revision: 2, marks: { pin: { revision: 1 } } });
      expect(decodeRelease(await recordOf(revision)).values).toEqual({});
      const live = await plane.kubectl.get(`/api/v1/namespaces/${namespace}/configmaps/web`);
      expect(live.data).toMatchObject({ text: "default", upgrade: "true" });
    });

    it("a field that somebody else owns: Helm 4 refuses with the field and its owner, Helm 3 does not notice", async () => {
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments/web?fieldManager=kubectl-edit`;
      const content = { spec: { replicas: 3 } };
      await plane.kubectl.send("PATCH", path, { contentType: "application/merge-patch+json", content });
      const outcome = await helm.upgrade(base).then(
        () => "done",
        (error: AddonsError) => `${error.code} ${/"kubectl-edit".*\.spec\.replicas/.exec(error.message)?.[0]}`,
      );
      const outcomes = { helm4: 'HELM-CONFLICT "kubectl-edit" using apps/v1: .spec.replicas', helm3: "done" };
      expect(outcome).toBe(outcomes[name]);
    });

    it("a hook that does not end is told, and what it leaves is marked", async () => {
      const error = helm.upgrade({
        ...base,
        release: "hooked",
        values: { ...base.values, name: "hooked", hook: true },
        timeoutSeconds: 3,
      });
      await expect(error).rejects.toMatchObject({ code: "HELM-HOOK", message: expect.stringMatching(/pre-install/) });
      expect((await revisions("hooked"))[0]).toMatchObject({ status: "failed" });
    });

    it("the chart's own failure, a kind that is not served, somebody else's object", async () => {
      const failing = helm.upgrade({ ...base, values: { ...base.values, fail: true } });
      await expect(failing).rejects.toMatchObject({
        code: "HELM-RENDER",
        message: expect.stringContaining("(hidden)"),
      });
      const unknown = helm.upgrade({ ...base, values: { ...base.values, unknownKind: true } });
      await expect(unknown).rejects.toMatchObject({ code: "HELM-KIND", message: expect.stringContaining("Widget") });
      await expect(helm.upgrade({ ...base, release: "thief" })).rejects.toMatchObject({ code: "HELM-OWNERSHIP" });
    });

    it("no cluster there, no such context", async () => {
      const target = { ...plane.access, context: "nowhere" };
      await expect(helm.upgrade({ ...base, target })).rejects.toMatchObject({
        code: "HELM-UNREACHABLE",
        message: expect.stringContaining("nowhere"),
      });
    });

    it("a pending release is refused by Helm, and taken after its record was marked failed", async () => {
      const secret = await recordOf((await revisions()).at(-1));
      const ref = { resource: SECRETS, namespace, name: secret.metadata.name };
      const pending = await kubernetes.replace(ref, withStatus(secret, "pending-upgrade"));
      await expect(helm.upgrade(base)).rejects.toMatchObject({ code: "HELM-BUSY" });
      const failed = markFailed(pending, "its run ended");
      await kubernetes.replace(ref, failed);
      await expect(kubernetes.replace(ref, failed)).rejects.toMatchObject({ code: "KUBE-CONFLICT" });
      expect(decodeRelease(await recordOf((await revisions()).at(-1)))).toMatchObject({
        status: "failed",
        description: "its run ended",
      });
      await plane.kubectl.send("DELETE", `/apis/apps/v1/namespaces/${namespace}/deployments/web`);
      await helm.upgrade(base);
      expect((await revisions()).at(-1)).toMatchObject({ status: "deployed" });
    });

    it("renders without a cluster: install or upgrade, for the version asked", async () => {
      const { values, release } = base;
      const request = { release, namespace, chart, values, kubernetes: "1.31", includeCrds: "skip-crds" } as const;
      const settings = (text: string): unknown =>
        parseManifest(text).find((object) => object.kind === "ConfigMap")?.["data"];
      const text = values["text"];
      expect(settings(await helm.template({ ...request, mode: "install" }))).toEqual({
        text,
        upgrade: "false",
        kubernetes: "v1.31.0",
      });
      expect(settings(await helm.template({ ...request, mode: "upgrade" }))).toEqual({
        text,
        upgrade: "true",
        kubernetes: "v1.31.0",
      });
      const hooked = { ...request, values: { ...values, hook: true }, mode: "install" } as const;
      expect(parseManifest(await helm.template(hooked)).map((object) => object.kind)).toContain("Pod");
      expect(
        parseManifest(await helm.template({ ...hooked, hooks: "no-hooks" })).map((object) => object.kind),
      ).not.toContain("Pod");
    });

    it.each(["-x", "$(id)", "a,b=c", "--post-renderer=/bin/sh"])(
      "the release name %s is refused by Helm as a name, and reaches nothing else",
      async (release) => {
        await expect(helm.upgrade({ ...base, release })).rejects.toMatchObject({
          code: expect.stringMatching(/^HELM-/),
          message: expect.stringContaining("name"),
        });
      },
    );

    it("uninstalls, also what is not there, and no argument ever held the secret", async () => {
      for (const release of ["web", "web", "hooked"])
        await helm.uninstall({ release, namespace, target: plane.access, timeoutSeconds: 30 });
      expect(await revisions()).toEqual([]);
      expect(processes.started.length).toBeGreaterThan(10);
      expect(JSON.stringify(processes.started)).not.toContain("canary");
    });
  });
});

/** As Helm would leave the record in the middle of an operation. */
function withStatus(secret: KubernetesObject, status: string): KubernetesObject {
  const record = unpackRelease(secret);
  const labels = { ...(secret.metadata["labels"] as object), status };
  const json = JSON.stringify({ ...record, info: { ...(record["info"] as object), status } });
  return packRelease({ ...secret, metadata: { ...secret.metadata, labels } }, json);
}
