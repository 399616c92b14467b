import type { DesiredRelease } from "../../src/desired/desired-release.ts";
import type { ClusterDrift, Finding } from "../../src/drift/finding.ts";
import type { Addon } from "../../src/manifest/environment.ts";
import type { Plan, Step } from "../../src/plan/plan.ts";
import type { RevisionSummary } from "../../src/release/release-record.ts";
import type { ClusterStatus } from "../../src/status/status-report.ts";
import type { Problem } from "../../src/support/problem.ts";
import type { ClusterSync } from "../../src/sync/event.ts";

/** 2026-11-20 18:00:00 UTC */
export const NOW = Date.UTC(2026, 10, 20, 18, 0, 0);
export const CANARY = "canary-in-values-7f3a";

export function addon(name: string, needs: readonly string[] = []): Addon {
  return {
    name,
    chart: { kind: "local", path: `charts/${name}` },
    namespace: "platform",
    release: name,
    needs,
    conflicts: [],
    protected: false,
    values: { password: CANARY },
    timeoutSeconds: 300,
    historyMax: 5,
    onFailure: "stop-dependents",
    repair: false,
    crds: "apply",
    adopt: false,
    ready: [],
    driftIgnore: [],
    labels: {},
    valueLayers: [],
    at: { file: "environments/dev.yaml", line: 3, column: 3 },
  };
}

export function desired(name: string): DesiredRelease {
  return {
    addon: addon(name),
    environment: "dev",
    cluster: "local",
    pin: { chart: `${name}@1.2.0`, source: `charts/${name}`, content: "h1:abc=" },
    chartName: name,
    chartVersion: "1.2.0",
    hash: "a".repeat(40),
  };
}

function latest(name: string): RevisionSummary {
  return {
    release: name,
    namespace: "platform",
    revision: 4,
    status: "deployed",
    marks: { pin: { revision: 4, hash: "b".repeat(40) }, ready: 4, environment: "dev", addon: name },
    secret: { name: `sh.helm.release.v1.${name}.v4`, uid: "u", resourceVersion: "9" },
    modifiedAt: 1_795_000_000,
  };
}

export const FINDING: Finding = {
  id: "0123456789ab",
  code: "OBJ002",
  severity: "drift",
  addon: "ingress",
  release: "ingress",
  namespace: "platform",
  object: { apiVersion: "apps/v1", kind: "Deployment", namespace: "platform", name: "controller" },
  path: "/spec/replicas",
  message: "spec.replicas differs",
  expected: 1,
  actual: 5,
  owners: [{ manager: "kubectl-edit", operation: "Update", time: "2026-11-20T17:55:00Z", kind: "person" }],
  forecast: { sync: "keeps", repair: "reverts" },
};

const base = (name: string) => ({ addon: name, release: name, namespace: "platform", desired: desired(name) });

export const STEPS: readonly Step[] = [
  { ...base("certs"), op: "keep", reason: "revision 4 is what the manifest wants", after: [], latest: latest("certs") },
  { ...base("dns"), op: "install", reason: "not installed yet: dns 1.2.0", after: ["certs", "ingress"] },
  {
    ...base("ingress"),
    op: "repair",
    reason: "1 difference in live objects",
    after: ["certs"],
    latest: latest("ingress"),
    findings: [FINDING],
  },
  {
    ...base("logging"),
    op: "upgrade",
    reason: "the declared state changed since revision 4",
    after: [],
    latest: latest("logging"),
    findings: [],
  },
  {
    ...base("mesh"),
    op: "confirm",
    reason: "revision 4 was never seen ready",
    after: ["dns"],
    latest: latest("mesh"),
  },
  {
    addon: "old",
    release: "old",
    namespace: "platform",
    op: "uninstall",
    reason: "no longer declared",
    after: [],
    latest: latest("old"),
  },
  {
    addon: "velero",
    release: "velero",
    namespace: "platform",
    op: "refuse",
    reason: "somebody else's release",
    hint: "adopt: true",
    after: [],
  },
];

const WARNINGS: readonly Problem[] = [
  {
    code: "SYNC-KUBERNETES-DIFFERS",
    severity: "warning",
    message: "local runs Kubernetes 1.37, the manifest says 1.36",
    hint: "set it right",
    at: { file: "environments/dev.yaml", line: 3, column: 3 },
  },
];

export const PLAN: Plan = {
  formatVersion: 1,
  environment: "dev",
  cluster: "local",
  steps: STEPS,
  undeclared: [
    { addon: "old", release: "old", namespace: "platform", revision: 4, protected: false },
    { addon: "older", release: "older", namespace: "platform", revision: 1, protected: true },
  ],
  incomplete: [{ what: "secrets in velero", why: "forbidden", hint: "give read access" }],
  warnings: WARNINGS,
};

export const DRIFT: ClusterDrift = {
  cluster: "local",
  findings: [
    FINDING,
    {
      ...FINDING,
      id: "2",
      code: "OBJ004",
      path: "/metadata/labels/x",
      message: "metadata.labels.x was added by hand",
      owners: [],
    },
    { ...FINDING, id: "3", code: "OBJ015", severity: "info", message: "a controller scaled it" },
    {
      id: "4",
      code: "REL008",
      severity: "drift",
      addon: "dns",
      release: "dns",
      namespace: "platform",
      message: "revision 5 was made by hand",
      owners: [],
      forecast: { sync: "upgrades", repair: "upgrades" },
    },
  ],
  incomplete: [{ what: "crontabs", why: "forbidden" }],
  checked: { releases: 4, objects: 40 },
  warnings: WARNINGS,
  requests: 12,
};

export const CLUSTER_SYNC: ClusterSync = {
  cluster: "local",
  result: "failed",
  addons: [
    { addon: "certs", op: "keep", outcome: "kept", reason: "revision 4 is what the manifest wants", durationMs: 0 },
    { addon: "dns", op: "install", outcome: "done", reason: "not installed yet", durationMs: 12_300 },
    {
      addon: "ingress",
      op: "upgrade",
      outcome: "failed",
      reason: "values changed",
      durationMs: 200_000,
      error: { message: "not ready after 5 min:\nDeployment controller: 0 of 1", hint: "kubectl logs …" },
    },
    { addon: "monitoring", op: "install", outcome: "skipped", reason: "ingress is not ready", durationMs: 0 },
    { addon: "zz", op: "install", outcome: "not-started", reason: "interrupted", durationMs: 0 },
  ],
  requests: 31,
  processes: 3,
  durationMs: 212_345,
  warnings: WARNINGS,
  undeclared: [{ addon: "old", release: "old", namespace: "platform", revision: 4, protected: false }],
};

export const STATUS: ClusterStatus = {
  cluster: "local",
  addons: [
    {
      addon: "certs",
      release: "certs",
      namespace: "platform",
      wanted: "certs@1.2.0",
      running: "certs@1.2.0",
      revision: 4,
      helm: "deployed",
      next: { op: "keep", reason: "revision 4 is what the manifest wants" },
      workloads: { status: "ready", total: 2, notReady: [] },
      changedAt: "2026-11-20T17:00:00Z",
    },
    {
      addon: "ingress",
      release: "ingress",
      namespace: "platform",
      wanted: "ingress@2.0.0",
      running: "ingress@1.9.0",
      revision: 7,
      helm: "deployed",
      next: { op: "upgrade", reason: "values changed" },
      workloads: {
        status: "progressing",
        total: 2,
        notReady: [
          { kind: "Deployment", namespace: "platform", name: "controller", status: "progressing", why: "1 of 2 ready" },
        ],
      },
      changedAt: "2026-11-18T17:00:00Z",
    },
    {
      addon: "velero",
      release: "velero",
      namespace: "platform",
      wanted: "velero@1.0.0",
      next: { op: "install", reason: "not installed yet" },
      workloads: { status: "unknown" },
    },
  ],
  incomplete: [],
  warnings: WARNINGS,
  requests: 6,
};
