import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import type { ReadinessFacts } from "./facts.ts";
import { failed, field, list, progressing, READY, text } from "./fields.ts";
import type { Readiness } from "./not-ready.ts";

/** A claim whose class waits for its first consumer is as ready as it gets without one. */
export function persistentVolumeClaim(object: KubernetesObject, facts: ReadinessFacts): Readiness {
  const phase = text(object, "status", "phase") ?? "Pending";
  if (phase === "Bound") return READY;
  if (phase === "Lost") return failed("its volume is lost");
  const storageClass = text(object, "spec", "storageClassName");
  const mode = facts.bindingMode(storageClass);
  if (mode === "WaitForFirstConsumer") return READY;
  if (mode === undefined && storageClass !== "") {
    return progressing(
      `${phase}: ${storageClass === undefined ? "no default storage class" : `no storage class ${storageClass}`}`,
    );
  }
  return progressing(phase);
}

export function service(object: KubernetesObject): Readiness {
  if (text(object, "spec", "type") !== "LoadBalancer") return READY;
  if (list(object, "status", "loadBalancer", "ingress").length > 0) return READY;
  const external = field(object, "spec", "externalIPs");
  if (Array.isArray(external) && external.length > 0) return READY;
  return progressing("waiting for a load balancer address");
}

export function namespace(object: KubernetesObject): Readiness {
  const phase = text(object, "status", "phase");
  return phase === undefined || phase === "Active" ? READY : progressing(phase);
}
