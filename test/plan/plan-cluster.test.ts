import { describe, expect, test } from "vitest";
import type { KubernetesObject, KubernetesReader } from "../../src/outside/kubernetes/kubernetes.ts";
import { planCluster, type PlanRequest } from "../../src/plan/plan-cluster.ts";
import type { Addon } from "../../src/manifest/environment.ts";
import type { RevisionSummary } from "../../src/release/release-record.ts";
import { addon, cluster, desired, printPlan, revision } from "./samples.ts";

/** Serves release Secrets, kube-system and a version; any other request is a mistake. */
function reader(
  revisions: readonly RevisionSummary[],
  version = "1.37",
): KubernetesReader & { readonly asked: string[] } {
  const asked: string[] = [];
  const unexpected = (): never => {
    throw new Error("an unexpected request");
  };
  return {
    asked,
    server: "https://127.0.0.1:6443",
    requests: 0,
    async get(ref) {
      asked.push(`get ${ref.resource.plural} ${ref.name}`);
      return { apiVersion: "v1", kind: "Namespace", metadata: { name: ref.name, uid: "real-uid" } };
    },
    async listMetadata(query) {
      asked.push(`list ${query.resource.plural} ${query.labelSelector}`);
      return { items: revisions.map(secret), resourceVersion: "1" };
    },
    list: unexpected,
    watch: unexpected,
    resources: unexpected,
    forgetResources: unexpected,
    async version() {
      asked.push("version");
      return version;
    },
    close: unexpected,
  };
}

function secret({
  release,
  namespace,
  revision: number,
  status,
  marks,
  secret: identity,
  modifiedAt,
}: RevisionSummary): KubernetesObject {
  const labels = {
    owner: "helm",
    name: release,
    status,
    version: String(number),
    modifiedAt: String(modifiedAt),
    ...(marks.pin && { "addons/pin": `r${marks.pin.revision}-${marks.pin.hash}` }),
    ...(marks.ready && { "addons/ready": `r${marks.ready}` }),
    ...(marks.environment && { "addons/environment": marks.environment, "addons/name": marks.addon ?? release }),
    ...(marks.protected !== undefined && { "addons/protected": String(marks.protected) }),
  };
  return { apiVersion: "v1", kind: "Secret", metadata: { ...identity, namespace, labels } };
}

async function plan(addons: readonly Addon[], revisions: readonly RevisionSummary[], more: Partial<PlanRequest> = {}) {
  const request = {
    environment: "dev",
    cluster: cluster(addons),
    desired: addons.map((it) => desired(it)),
    look: "records" as const,
  };
  return planCluster({ ...request, ...more }, { kubernetes: reader(revisions) });
}

describe("planCluster", () => {
  test("two requests tell everything", async () => {
    const kubernetes = reader([revision("web", 1)]);
    const of = cluster([addon("web")]);
    await planCluster({ environment: "dev", cluster: of, desired: [desired("web")], look: "records" }, { kubernetes });
    expect(kubernetes.asked.sort()).toEqual([
      "get namespaces kube-system",
      "list secrets owner=helm,status!=superseded",
    ]);
  });

  test("steps are sorted, in the order of their needs, each with a reason", async () => {
    const made = await plan(
      [addon("api", { needs: ["db"] }), addon("db"), addon("web", { needs: ["api", "db"] })],
      [revision("db", 3)],
    );
    expect(printPlan(made)).toBe(
      [
        "api: install after db — not installed yet: api 1.0.0",
        "db: keep — revision 3 is what the manifest wants",
        "web: install after api,db — not installed yet: web 1.0.0",
      ].join("\n"),
    );
  });

  test("a need that was never seen ready is confirmed first; one that was holds nothing up", async () => {
    const addons = [addon("api", { needs: ["db"] }), addon("db"), addon("old", { needs: ["api"] })];
    const made = await plan(addons, [
      revision("db", 3, { ready: 2 }),
      revision("old", 1),
      revision("api", 1, { pin: "r1-b" }),
    ]);
    expect(printPlan(made)).toBe(
      [
        "api: upgrade after db — the declared state changed since revision 1",
        "db: confirm — revision 3 was never seen ready",
        "old: keep after api — revision 1 is what the manifest wants",
      ].join("\n"),
    );
  });

  test("another cluster is refused with both uids", async () => {
    const of = cluster([], { uid: "wanted-uid" });
    const planned = planCluster(
      { environment: "dev", cluster: of, desired: [], look: "records" },
      { kubernetes: reader([]) },
    );
    await expect(planned).rejects.toMatchObject({
      code: "SYNC-WRONG-CLUSTER",
      kind: "refused",
      message: expect.stringMatching(/real-uid.*wanted-uid/),
    });
  });

  test("another Kubernetes version than the declared one is a warning with its place, and costs no request without work", async () => {
    const kubernetesAt = { file: "environments/dev.yaml", line: 5, column: 17 };
    const of = cluster([addon("web")], { kubernetes: "1.36", kubernetesAt });
    const request = { environment: "dev", cluster: of, desired: [desired("web")], look: "records" } as const;

    const made = await planCluster(request, { kubernetes: reader([]) });
    expect(made.warnings).toEqual([
      {
        code: "SYNC-KUBERNETES-DIFFERS",
        severity: "warning",
        message: "one runs Kubernetes 1.37, the manifest says 1.36",
        hint: 'charts are rendered for what the manifest says: set kubernetes: "1.37"',
        at: kubernetesAt,
      },
    ]);

    const idle = reader([revision("web", 1)]);
    expect((await planCluster(request, { kubernetes: idle })).warnings).toBeUndefined();
    expect(idle.asked).not.toContain("version");
    expect((await planCluster({ ...request, version: "always" }, { kubernetes: idle })).warnings).toHaveLength(1);

    expect((await planCluster(request, { kubernetes: reader([], "1.36") })).warnings).toBeUndefined();
  });

  test("the same release name in another namespace is another release", async () => {
    const elsewhere = { ...revision("web", 1), namespace: "other" };
    expect((await plan([addon("web")], [elsewhere])).steps[0]?.op).toBe("install");
  });

  describe("a run of selected add-ons", () => {
    const all = [addon("api", { needs: ["db"] }), addon("db")];
    const selected = { cluster: cluster(all) };

    test("refuses one whose need is neither ready nor selected", async () => {
      const made = await plan([all[0]!], [], selected);
      expect(printPlan(made)).toBe("api: refuse — needs db, which is neither known to be ready nor part of this run");
    });

    test("refuses one whose need is deployed, but was never seen ready", async () => {
      const made = await plan([all[0]!], [revision("db", 2, { ready: 1 })], selected);
      expect(printPlan(made)).toBe("api: refuse — needs db, which is neither known to be ready nor part of this run");
    });

    test("takes a need as it is that was made by hand", async () => {
      const made = await plan([all[0]!], [revision("db", 2, { pin: "r1-a", ready: 1 })], selected);
      expect(made.steps.map((step) => step.op)).toEqual(["install"]);
    });

    test("takes a deployed need as it is", async () => {
      expect(printPlan(await plan([all[0]!], [revision("db", 1)], selected))).toBe(
        "api: install — not installed yet: api 1.0.0",
      );
    });

    test("calls nothing undeclared that was only left out", async () => {
      const made = await plan([all[0]!], [revision("db", 1)], selected);
      expect(made.undeclared).toBeUndefined();
    });
  });

  describe("releases that are no longer declared", () => {
    const at = (name: string, modifiedAt: number, more = {}): RevisionSummary => {
      const made = revision(name, 1);
      return { ...made, modifiedAt, marks: { ...made.marks, ...more } };
    };
    const left = [
      at("old", 100),
      at("newer", 200),
      at("safe", 50, { protected: true }),
      revision("theirs", 1, { environment: "prod" }),
      revision("by-hand", 1, { environment: undefined, pin: "none" }),
      revision("gone", 2, { status: "uninstalled" }),
    ];

    test("are told when they are this environment's", async () => {
      const made = await plan([addon("web")], left);
      expect(made.undeclared?.map((it) => it.addon)).toEqual(["newer", "old", "safe"]);
      expect(made.steps.map((step) => step.addon)).toEqual(["web"]);
    });

    test("go when asked: newest first, after everything else, protected ones never", async () => {
      const made = await plan([addon("web")], left, { prune: "uninstall" });
      expect(printPlan(made)).toBe(
        [
          "newer: uninstall after web — no longer declared",
          "old: uninstall after newer — no longer declared",
          "safe: refuse — no longer declared, but protected",
          "web: install — not installed yet: web 1.0.0",
        ].join("\n"),
      );
    });

    test("an add-on that moved leaves its old release behind under another name", async () => {
      const moved = addon("web", { release: "web-2" });
      const made = await plan([moved], [revision("web", 1)], { prune: "uninstall" });
      expect(made.steps.map((step) => `${step.addon} ${step.op}`)).toEqual(["apps/web uninstall", "web install"]);
    });
  });
});
