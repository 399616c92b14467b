import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { because, condition, failed, field, number, progressing, READY, text } from "./fields.ts";
import type { Readiness } from "./not-ready.ts";

/** Rules of kstatus, https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus */
export function deployment(object: KubernetesObject): Readiness {
  if (field(object, "spec", "paused") === true) return READY;
  const wanted = number(object, "spec", "replicas") ?? 1;
  const [replicas, updated, available] = counts(object, "replicas", "updatedReplicas", "availableReplicas");
  const progress = condition(object, "Progressing");
  if (progress?.reason === "ProgressDeadlineExceeded") return failed(because(progress, "no progress in time"));
  if (updated < wanted) return progressing(`${updated} of ${wanted} replicas updated`);
  if (replicas > updated) return progressing(`${replicas - updated} old replicas still running`);
  if (available < wanted) return progressing(`${available} of ${wanted} replicas available`);
  return READY;
}

export function statefulSet(object: KubernetesObject): Readiness {
  if (text(object, "spec", "updateStrategy", "type") === "OnDelete") return READY;
  const wanted = number(object, "spec", "replicas") ?? 1;
  const partition = number(object, "spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
  const [ready, updated] = counts(object, "readyReplicas", "updatedReplicas");
  if (ready < wanted) return progressing(`${ready} of ${wanted} replicas ready`);
  if (partition > 0) {
    const toUpdate = Math.max(0, wanted - partition);
    return updated < toUpdate ? progressing(`${updated} of ${toUpdate} replicas updated`) : READY;
  }
  const settled = text(object, "status", "currentRevision") === text(object, "status", "updateRevision");
  return settled ? READY : progressing(`${updated} of ${wanted} replicas updated`);
}

export function daemonSet(object: KubernetesObject): Readiness {
  if (text(object, "spec", "updateStrategy", "type") === "OnDelete") return READY;
  if (number(object, "status", "observedGeneration") === undefined)
    return progressing("not seen by its controller yet");
  const [wanted, updated, available] = counts(
    object,
    "desiredNumberScheduled",
    "updatedNumberScheduled",
    "numberAvailable",
  );
  if (updated < wanted) return progressing(`${updated} of ${wanted} pods updated`);
  if (available < wanted) return progressing(`${available} of ${wanted} pods available`);
  return READY;
}

/** ReplicaSet and ReplicationController. */
export function replicaSet(object: KubernetesObject): Readiness {
  const failure = condition(object, "ReplicaFailure");
  if (failure?.status === "True") return failed(because(failure, "pods cannot be made"));
  const wanted = number(object, "spec", "replicas") ?? 1;
  const [available] = counts(object, "availableReplicas");
  return available < wanted ? progressing(`${available} of ${wanted} replicas available`) : READY;
}

function counts<const Names extends readonly string[]>(object: KubernetesObject, ...names: Names) {
  return names.map((name) => number(object, "status", name) ?? 0) as { [Index in keyof Names]: number };
}
