import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/outside/kubernetes/kubernetes.ts";
import type { ReleaseRecord } from "../../src/release/release-record.ts";
import { addonStatus, declaredWorkloads, workloadKey, type LiveWorkloads } from "../../src/status/addon-status.ts";
import { STEPS } from "../report/samples.ts";

const RECORD: ReleaseRecord = {
  release: "certs",
  namespace: "platform",
  revision: 4,
  status: "deployed",
  description: "",
  lastDeployed: "2026-11-20T17:00:00Z",
  applyMethod: "ssa",
  chart: { name: "certs", version: "1.1.0" },
  values: {},
  manifest: `apiVersion: apps/v1
kind: Deployment
metadata: { name: controller }
---
apiVersion: batch/v1
kind: Job
metadata: { name: once, namespace: elsewhere }
---
apiVersion: v1
kind: Service
metadata: { name: controller }
`,
  hooks: [],
};

const [KEEP, INSTALL] = STEPS;

const CONTROLLER: KubernetesObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "controller", namespace: "platform", generation: 1 },
  spec: { replicas: 1 },
  status: {
    observedGeneration: 1,
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
    conditions: [{ type: "Available", status: "True" }],
  },
};
const ONCE: KubernetesObject = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "once", namespace: "elsewhere" },
  spec: {},
  status: { succeeded: 1, conditions: [{ type: "Complete", status: "True" }] },
};

function live(...objects: readonly KubernetesObject[]): LiveWorkloads {
  const keyed = objects.map((object) => {
    const namespace = object.kind === "Job" ? "elsewhere" : "platform";
    return [workloadKey({ kind: object.kind, namespace, name: object.metadata.name }), object] as const;
  });
  return { kinds: new Set(["Deployment", "Job"]), objects: new Map(keyed) };
}

describe("addonStatus", () => {
  it("finds the workloads of a record, in the release's namespace when they name none", () => {
    expect(declaredWorkloads(RECORD).map(workloadKey)).toEqual([
      "Deployment/platform/controller",
      "Job/elsewhere/once",
    ]);
  });

  it("is ready when all of them are", () => {
    expect(addonStatus(KEEP!, RECORD, live(CONTROLLER, ONCE))).toEqual({
      addon: "certs",
      release: "certs",
      namespace: "platform",
      wanted: "certs@1.2.0",
      running: "certs@1.1.0",
      revision: 4,
      helm: "deployed",
      changedAt: "2026-11-20T17:00:00Z",
      next: { op: "keep", reason: "revision 4 is what the manifest wants" },
      workloads: { status: "ready", total: 2, notReady: [] },
    });
  });

  it("says what is not ready, and takes a deleted one for failed", () => {
    const slow = { ...CONTROLLER, status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1 } };

    const waiting = addonStatus(KEEP!, RECORD, live(slow, ONCE)).workloads;
    const deleted = addonStatus(KEEP!, RECORD, live(ONCE)).workloads;

    expect(waiting).toMatchObject({
      status: "progressing",
      total: 2,
      notReady: [{ kind: "Deployment", name: "controller" }],
    });
    expect(deleted).toMatchObject({ status: "failed", notReady: [{ name: "controller", why: "it was deleted" }] });
  });

  it("does not call ready what it could not look at", () => {
    const blind = { ...live(CONTROLLER, ONCE), kinds: new Set(["Deployment"]) };

    expect(addonStatus(KEEP!, RECORD, blind).workloads).toEqual({ status: "unknown" });
  });

  it("knows a release without our marks by its labels only, and an absent one not at all", () => {
    expect(addonStatus(KEEP!, undefined, live())).toMatchObject({
      revision: 4,
      helm: "deployed",
      workloads: { status: "unknown" },
    });
    expect(addonStatus(INSTALL!, undefined, live())).not.toHaveProperty("revision");
  });
});
