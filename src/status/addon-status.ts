import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import type { Step } from "../plan/plan.ts";
import type { ReadinessFacts } from "../readiness/facts.ts";
import type { NotReady } from "../readiness/not-ready.ts";
import { readinessOf } from "../readiness/readiness-of.ts";
import { parseManifest } from "../release/parse-manifest.ts";
import type { ReleaseRecord } from "../release/release-record.ts";
import { isoTime } from "../support/iso-time.ts";
import type { AddonStatus, WorkloadsStatus } from "./status-report.ts";

/** Live workloads by `workloadKey`; a kind that could not be listed is missing from `kinds`. */
export interface LiveWorkloads {
  readonly kinds: ReadonlySet<string>;
  readonly objects: ReadonlyMap<string, KubernetesObject>;
}

const WORKLOAD_KINDS: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet", "Job"]);

/** One line of the report: what the plan decided, what the newest record says, and whether its workloads are ready. */
export function addonStatus(step: Step, record: ReleaseRecord | undefined, live: LiveWorkloads): AddonStatus {
  const wanted = "desired" in step ? `${step.desired.chartName}@${step.desired.chartVersion}` : "";
  return {
    addon: step.addon,
    release: step.release,
    namespace: step.namespace,
    wanted,
    ...(record === undefined ? revisionByLabels(step) : revisionByRecord(record)),
    next: { op: step.op, reason: step.reason },
    workloads: record === undefined ? { status: "unknown" } : workloadsStatus(record, live),
  };
}

type RevisionPart = Pick<AddonStatus, "running" | "revision" | "helm" | "changedAt">;

function revisionByRecord(record: ReleaseRecord): RevisionPart {
  return {
    running: `${record.chart.name}@${record.chart.version}`,
    revision: record.revision,
    helm: record.status,
    ...(record.lastDeployed !== "" && { changedAt: record.lastDeployed }),
  };
}

/** All that is known of a release without our marks. */
function revisionByLabels(step: Step): RevisionPart {
  if (!("latest" in step)) return {};
  const { revision, status, modifiedAt } = step.latest;
  return { revision, helm: status, ...(modifiedAt !== undefined && { changedAt: isoTime(modifiedAt * 1000) }) };
}

/** The workloads a record declares, by `workloadKey`. */
export function declaredWorkloads(record: ReleaseRecord): readonly DeclaredWorkload[] {
  return parseManifest(record.manifest)
    .filter((object) => WORKLOAD_KINDS.has(object.kind))
    .map((object) => {
      const own = object.metadata["namespace"];
      const namespace = typeof own === "string" && own !== "" ? own : record.namespace;
      return { kind: object.kind, namespace, name: object.metadata.name };
    });
}

export interface DeclaredWorkload {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export function workloadKey(workload: DeclaredWorkload): string {
  return `${workload.kind}/${workload.namespace}/${workload.name}`;
}

function workloadsStatus(record: ReleaseRecord, live: LiveWorkloads): WorkloadsStatus {
  const declared = declaredWorkloads(record);
  if (declared.some((workload) => !live.kinds.has(workload.kind))) return { status: "unknown" };
  const notReady = declared.flatMap((workload) => lookAt(workload, live));
  const status = notReady.some((object) => object.status === "failed") ? "failed" : "progressing";
  return { status: notReady.length === 0 ? "ready" : status, total: declared.length, notReady };
}

function lookAt(workload: DeclaredWorkload, live: LiveWorkloads): readonly NotReady[] {
  const object = live.objects.get(workloadKey(workload));
  if (object === undefined) return [{ ...workload, status: "failed", why: "it was deleted" }];
  const readiness = readinessOf(object, NO_FACTS);
  return readiness.status === "ready" ? [] : [{ ...workload, ...readiness }];
}

/** Workloads depend on none of these. */
const NO_FACTS: ReadinessFacts = { bindingMode: () => undefined, hasReadyEndpoints: () => true };
