import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { because, condition, failed, field, list, progressing, READY, text } from "./fields.ts";
import type { Readiness } from "./not-ready.ts";

export function pod(object: KubernetesObject): Readiness {
  const phase = text(object, "status", "phase");
  if (phase === "Succeeded") return READY;
  if (phase === "Failed") {
    return failed(text(object, "status", "message") ?? text(object, "status", "reason") ?? "the pod failed");
  }
  const waiting = waitingContainer(object);
  if (phase !== "Running") return progressing(waiting ?? because(condition(object, "PodScheduled"), "pending"));
  const ready = condition(object, "Ready");
  return ready?.status === "True" ? READY : progressing(waiting ?? because(ready, "not ready"));
}

/** `container app: CrashLoopBackOff: back-off 10s restarting failed container` */
function waitingContainer(object: KubernetesObject): string | undefined {
  const containers = [
    ...list(object, "status", "initContainerStatuses"),
    ...list(object, "status", "containerStatuses"),
  ];
  for (const container of containers) {
    const { name } = container;
    const reason = field(container, "state", "waiting", "reason");
    if (typeof reason !== "string" || reason === "PodInitializing") continue;
    const message = field(container, "state", "waiting", "message");
    const told = typeof message === "string" && message !== "" ? `${reason}: ${message}` : reason;
    return `container ${typeof name === "string" ? name : "(unnamed)"}: ${told}`;
  }
  return undefined;
}

/** Unlike kstatus a running Job is not ready: what needs it needs its work done. */
export function job(object: KubernetesObject): Readiness {
  const failure = condition(object, "Failed");
  if (failure?.status === "True") return failed(because(failure, "the job failed"));
  if (condition(object, "Complete")?.status === "True") return READY;
  if (field(object, "spec", "suspend") === true) return READY;
  return progressing("not complete");
}
