import type { KubernetesWriter } from "../../src/outside/kubernetes/kubernetes.ts";

/** Lets something happen once: after a sync has made its plan and before it asks for the lease. */
export function beforeLease(kubernetes: KubernetesWriter, happens: () => Promise<unknown>): KubernetesWriter {
  let happened = false;
  const get: KubernetesWriter["get"] = async (ref) => {
    if (ref.resource.kind === "Lease" && !happened) {
      happened = true;
      await happens();
    }
    return kubernetes.get(ref);
  };
  return Object.assign(Object.create(kubernetes) as KubernetesWriter, { get });
}
