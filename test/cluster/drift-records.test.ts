import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { Finding } from "../../src/drift/finding.ts";
import { describeWithCluster, helmBinaries, type TestPlane } from "./plane.ts";
import { startPlaneWithWidgets } from "./drift/plane-with-widgets.ts";
import { CANARY, findingTexts, releaseUnderTest, type ReleaseUnderTest } from "./drift/release-under-test.ts";

describeWithCluster("drift of release records", () => {
  let plane: TestPlane;

  beforeAll(async () => {
    plane = await startPlaneWithWidgets();
  });
  afterAll(() => plane.stop());

  describe.each(["helm4", "helm3"] as const)("made by %s", (helm) => {
    let release: ReleaseUnderTest;
    const texts = async (): Promise<readonly string[]> => findingTexts((await release.check()).findings);

    beforeAll(async () => {
      release = releaseUnderTest(plane, helmBinaries()[helm], `records-${helm}`);
      await release.install();
    });
    afterAll(() => release.close());

    it("reads only, each thing once, and no Secret but the record", async () => {
      await release.check();
      const since = plane.audit.mark();
      const drift = await release.check();
      const requests = plane.audit.requests({ since, userAgent: /^addons/ });
      expect(new Set(requests.map(({ verb }) => verb))).toEqual(new Set(["get", "list"]));
      expect(drift.requests).toBe(requests.length);
      expect(new Set(requests.map(({ uri }) => uri)).size).toBe(requests.length);
      const secrets = requests.filter(({ uri, verb }) => uri.includes("/secrets/") && verb === "get");
      // What a server-side apply was given as stringData can be told from the content alone.
      const read = helm === "helm4" ? ["sh.helm.release.v1.web.v1", "text"] : ["sh.helm.release.v1.web.v1"];
      expect(secrets.map(({ uri }) => uri.split("/").at(-1))).toEqual(read);
    });

    it("says the same twice, with who and when", async () => {
      const before = Math.floor(Date.now() / 1000) * 1000;
      await release.patch(["Service", "web"], "kubectl-edit", [
        { op: "replace", path: "/spec/ports/0/targetPort", value: 9 },
      ]);
      const first = await release.check();
      expect(JSON.stringify(await release.check())).toBe(JSON.stringify(first));
      const owner = first.findings[0]?.owners[0];
      expect(owner).toMatchObject({ manager: "kubectl-edit", operation: "Update", kind: "person" });
      expect(Date.parse(owner?.time ?? "")).toBeGreaterThanOrEqual(before);
      await release.repair(first.findings);
      expect(await texts()).toEqual([]);
    });

    it.each(["web", "text"])("tells the changed Secret %s without its values", async (name) => {
      const encoded = Buffer.from("changed-password").toString("base64");
      await release.patch(["Secret", name], "kubectl-edit", [
        { op: "replace", path: "/data/password", value: encoded },
      ]);
      const { findings } = await release.check();
      expect(findingTexts(findings)).toEqual([
        `OBJ002 Secret ${name} /data/password by kubectl-edit/Update: keeps/reverts`,
      ]);
      const writes = await release.repair(findings);
      const shown = JSON.stringify([findings, writes.map((write) => write.sentence)]);
      const canary = Buffer.from(CANARY).toString("base64");
      for (const secret of [CANARY, canary, "changed-password", encoded]) expect(shown).not.toContain(secret);
      expect(await texts()).toEqual([]);
      expect((await release.read("Secret", name))["data"]).toEqual({ password: canary });
      await release.patch(["Secret", name], "kubectl-edit", [{ op: "remove", path: "/data/password" }]);
      const removed = await release.check();
      expect(findingTexts(removed.findings)).toEqual([`OBJ003 Secret ${name} /data by nobody: keeps/reverts`]);
      await release.repair(removed.findings);
      expect(await texts()).toEqual([]);
    });

    it("sees rules of a ClusterRole that were widened", async () => {
      const name = `${release.namespace}-web`;
      await release.patch(["ClusterRole", name], "kubectl-edit", [
        { op: "add", path: "/rules/0/verbs/-", value: "delete" },
      ]);
      const { findings } = await release.check();
      expect(findingTexts(findings)).toEqual([
        `OBJ002 ClusterRole ${name} /rules by kubectl-edit/Update: keeps/reverts`,
      ]);
      await release.repair(findings);
      expect(await texts()).toEqual([]);
    });

    it("does not call a kind clean that it may not read", async () => {
      const { access, remove } = await restrictedAccess(plane, release.namespace);
      await release.kubernetes.delete(await release.ref("ConfigMap", "web"));
      const drift = await release.check({ access });
      expect(drift.incomplete.map(({ what }) => what)).toEqual([
        `get deployments (apps/v1) in namespace ${release.namespace}`,
      ]);
      expect(drift.incomplete[0]?.why).toContain("does not allow to get deployments");
      expect(findingTexts(drift.findings)).toEqual(["OBJ001 ConfigMap web  by nobody: keeps/recreates"]);
      await release.repair(drift.findings);
      remove();
    });

    it("holds back what a rule expects, until the rule expires", async () => {
      await release.patch(["PodDisruptionBudget", "web"], "curl", [
        { op: "replace", path: "/spec/maxUnavailable", value: 2 },
      ]);
      const rule = { kind: "PodDisruptionBudget", name: "w*", paths: ["/spec/maxUnavailable"], reason: "night shift" };
      const held = await release.check({ ignore: [{ ...rule, expires: "2026-11-20" }] });
      expect(findingTexts(held.findings)).toEqual([
        "info OBJ015 PodDisruptionBudget web /spec/maxUnavailable by curl/Update: keeps/keeps",
      ]);
      const expired = await release.check({ ignore: [{ ...rule, expires: "2026-11-19" }] });
      expect(expired.findings.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
        'drift spec.maxUnavailable differs (the rule "night shift" expired on 2026-11-19)',
      ]);
      await release.repair(expired.findings);
      expect(await texts()).toEqual([]);
    });

    it("knows a manual upgrade by its values, and what sync then does to an edit", async () => {
      await release.helm("upgrade", "web", release.chart, "--reuse-values", "--set", "level=hand");
      expect(await texts()).toEqual([
        "REL008 release  by nobody: upgrades/upgrades",
        "REL004 release /level by nobody: upgrades/upgrades",
      ]);
      await release.patch(["Widget", "web"], "kubectl-edit", [{ op: "replace", path: "/spec/size", value: 9 }]);
      await release.patch(["ConfigMap", "web"], "kubectl-edit", [
        { op: "replace", path: "/data/level", value: "hand2" },
        { op: "add", path: "/data/more", value: "1" },
      ]);
      const drift = await release.check();
      const objects = drift.findings.filter((finding) => finding.object !== undefined);
      const built = helm === "helm4" ? "conflicts" : "reverts";
      const custom = helm === "helm4" ? "conflicts" : "keeps";
      expect(findingTexts(objects)).toEqual([
        `OBJ002 ConfigMap web /data/level by kubectl-edit/Update: ${built}/reverts`,
        "OBJ004 ConfigMap web /data/more by kubectl-edit/Update: keeps/reverts",
        `OBJ002 Widget web /spec/size by kubectl-edit/Update: ${custom}/reverts`,
      ]);
      await release.repair(objects);
    });

    it("knows a manual rollback", async () => {
      await release.helm("rollback", "web", "1");
      const { findings } = await release.check();
      expect(findingTexts(findings)).toEqual(["REL007 release  by nobody: upgrades/upgrades"]);
      expect(findings[0]?.message).toBe("revision 3 is a rollback to revision 1, made by hand");
    });

    it("tells a failed and a pending revision, and compares with the one before", async () => {
      await release.install({ history: -1 }).catch(() => "refused by the API server");
      expect((await texts()).filter((text) => !text.startsWith("REL004"))).toEqual([
        "REL005 release  by nobody: upgrades/upgrades",
      ]);
      const record = { kind: "Secret", name: "sh.helm.release.v1.web.v4" };
      await release.patch([record.kind, record.name], "curl", [
        { op: "replace", path: "/metadata/labels/status", value: "pending-upgrade" },
      ]);
      expect(await texts()).toEqual(["REL006 release  by nobody: upgrades/upgrades"]);
      await release.kubernetes.delete(await release.ref(record.kind, record.name));
    });

    it("leaves releases of others alone, and names one of its own that is no longer declared", async () => {
      const labels = "addons/environment=other,addons/pin=r1-0123456789abcdef0123456789abcdef01234567";
      await release.helm("install", "theirs", release.emptyChart, "--labels", labels);
      await release.helm("install", "stray", release.emptyChart);
      expect((await texts()).filter((text) => !text.startsWith("REL007"))).toEqual([]);
      const own = `addons/environment=${release.namespace},addons/name=old`;
      await release.helm("install", "old", release.emptyChart, "--labels", own);
      const { findings } = await release.check();
      expect(findings.filter(({ addon }) => addon === "old").map(describeFinding)).toEqual([
        "info REL009 old the release is marked as this environment's and is no longer declared",
      ]);
    });

    it("misses a release that is gone", async () => {
      await release.helm("uninstall", "web");
      const { findings } = await release.check();
      expect(findings.filter(({ addon }) => addon === "web").map(describeFinding)).toEqual([
        "drift REL001 web the release is missing",
      ]);
    });
  });

  it("is incomplete, not clean, when the cluster does not answer", async () => {
    const release = releaseUnderTest(plane, helmBinaries().helm4, "nowhere");
    const folder = mkdtempSync(join(tmpdir(), "addons-drift-"));
    const kubeconfig = join(folder, "config");
    const config = parse(readFileSync(plane.access.kubeconfig, "utf8"));
    config.clusters[0].cluster.server = "https://127.0.0.1:9";
    writeFileSync(kubeconfig, stringify(config), { mode: 0o600 });
    const drift = await release.check({ access: { ...plane.access, kubeconfig } });
    expect(drift.findings).toEqual([]);
    expect(drift.incomplete.map(({ what }) => what)).toEqual(["list the release records"]);
    release.close();
    rmSync(folder, { recursive: true });
  });
});

function describeFinding({ severity, code, release, message }: Finding): string {
  return `${severity} ${code} ${release} ${message}`;
}

/** A service account that may read all that the chart makes but Deployments. */
async function restrictedAccess(plane: TestPlane, namespace: string) {
  const account = `/api/v1/namespaces/${namespace}/serviceaccounts/web/token`;
  const resources = ["configmaps", "secrets", "persistentvolumeclaims", "services", "serviceaccounts", "widgets"];
  const others = ["networkpolicies", "ingresses", "poddisruptionbudgets", "clusterroles", "clusterrolebindings"];
  const workloads = ["statefulsets", "daemonsets", "cronjobs", "horizontalpodautoscalers"];
  const rule = {
    apiGroups: ["*"],
    resources: [...resources, ...others, ...workloads, WEBHOOKS],
    verbs: ["get", "list"],
  };
  await plane.kubectl.apply(
    stringify({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: `${namespace}-reader` },
      rules: [rule],
    }),
  );
  await plane.kubectl.apply(
    stringify({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: `${namespace}-reader` },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: `${namespace}-reader` },
      subjects: [{ kind: "ServiceAccount", name: "web", namespace }],
    }),
  );
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  const { status } = await plane.kubectl.send("POST", account, { content: request });
  const folder = mkdtempSync(join(tmpdir(), "addons-drift-"));
  const kubeconfig = join(folder, "config");
  const config = parse(readFileSync(plane.access.kubeconfig, "utf8"));
  config.users[0].user = { token: status.token };
  writeFileSync(kubeconfig, stringify(config), { mode: 0o600 });
  return { access: { ...plane.access, kubeconfig }, remove: () => rmSync(folder, { recursive: true }) };
}

const WEBHOOKS = "validatingwebhookconfigurations";
