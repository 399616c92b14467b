import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { because, condition, failed, number, progressing, READY } from "./fields.ts";
import type { Readiness } from "./not-ready.ts";

/** What holds for every kind before its own rule is asked: it goes away, or its controller has not seen this version of it. */
export function beforeKindRule(object: KubernetesObject): Readiness | undefined {
  if (object.metadata["deletionTimestamp"] !== undefined) return progressing("being deleted");
  const observed = number(object, "status", "observedGeneration");
  const generation = number(object, "metadata", "generation");
  if (observed !== undefined && generation !== undefined && observed < generation) {
    return progressing("not seen by its controller yet");
  }
  const stalled = condition(object, "Stalled");
  if (stalled?.status === "True") return failed(because(stalled, "stalled"));
  const reconciling = condition(object, "Reconciling");
  return reconciling?.status === "True" ? progressing(because(reconciling, "reconciling")) : undefined;
}

/** For kinds without a rule: a Ready condition decides when there is one; an object without any is ready once it exists. */
export function byReadyCondition(object: KubernetesObject): Readiness {
  const ready = condition(object, "Ready");
  return ready === undefined || ready.status === "True" ? READY : progressing(because(ready, "not ready"));
}
