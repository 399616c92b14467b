import type { Addon, Cluster } from "../../src/manifest/environment.ts";
import type { DesiredRelease } from "../../src/desired/desired-release.ts";
import type { Finding } from "../../src/drift/finding.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { ReleaseStatus, RevisionSummary } from "../../src/release/release-record.ts";

const HASH = "a".repeat(40);
const OTHER_HASH = "b".repeat(40);
const AT = { file: "environments/dev.yaml", line: 1, column: 1 };

export function addon(name: string, changes: Partial<Addon> = {}): Addon {
  return {
    name,
    chart: { kind: "local", path: `charts/${name}` },
    namespace: "apps",
    release: name,
    needs: [],
    conflicts: [],
    protected: false,
    values: {},
    timeoutSeconds: 60,
    historyMax: 5,
    onFailure: "stop-dependents",
    repair: false,
    crds: "apply",
    adopt: false,
    ready: [],
    driftIgnore: [],
    labels: {},
    valueLayers: [],
    at: AT,
    ...changes,
  };
}

export function cluster(addons: readonly Addon[], changes: Partial<Cluster> = {}): Cluster {
  const connection = { kind: "context", context: "kind" } as const;
  return { name: "one", connection, kubernetes: "1.37", vars: {}, namespaces: {}, addons, at: AT, ...changes };
}

export function desired(of: Addon | string, hash = HASH): DesiredRelease {
  const declared = typeof of === "string" ? addon(of) : of;
  return {
    addon: declared,
    environment: "dev",
    cluster: "one",
    pin: { chart: `${declared.name}@1.0.0`, source: `charts/${declared.name}`, content: "h1:x" },
    chartName: declared.name,
    chartVersion: "1.0.0",
    hash,
  };
}

/** `r2-a` is a pin of revision 2 with HASH, `r2-b` one with another hash. */
export function revision(
  release: string,
  number: number,
  look: {
    readonly status?: ReleaseStatus;
    readonly pin?: string;
    readonly ready?: number | undefined;
    readonly environment?: string | undefined;
  } = {},
): RevisionSummary {
  const [pinned, hash] = (look.pin ?? `r${number}-a`).split("-");
  const environment = "environment" in look ? look.environment : "dev";
  const ready = "ready" in look ? look.ready : number;
  return {
    release,
    namespace: "apps",
    revision: number,
    status: look.status ?? "deployed",
    marks: {
      ...(look.pin !== "none" && {
        pin: { revision: Number(pinned?.slice(1)), hash: hash === "a" ? HASH : OTHER_HASH },
      }),
      ...(ready !== undefined && { ready }),
      ...(environment !== undefined && { environment, addon: release }),
    },
    secret: { name: `sh.helm.release.v1.${release}.v${number}`, uid: `uid-${number}`, resourceVersion: "1" },
    modifiedAt: 1_795_200_877,
  };
}

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    id: "f1",
    code: "OBJ002",
    severity: "drift",
    addon: "web",
    release: "web",
    namespace: "apps",
    object: { apiVersion: "apps/v1", kind: "Deployment", namespace: "apps", name: "web" },
    path: "/spec/replicas",
    message: "replicas differ",
    owners: [],
    forecast: { sync: "keeps", repair: "reverts" },
    ...changes,
  };
}

/** One line per step: `web: upgrade after db — reason`. */
export function printPlan(plan: Pick<Plan, "steps">): string {
  return plan.steps
    .map((step) => {
      const after = "after" in step && step.after.length > 0 ? ` after ${step.after.join(",")}` : "";
      return `${step.addon}: ${step.op}${after} — ${step.reason}`;
    })
    .join("\n");
}
