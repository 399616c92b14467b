import type { KubernetesObject, ObjectRef, Resource } from "../outside/kubernetes/kubernetes.ts";
import { isoTime } from "../support/iso-time.ts";
import { isJsonObject, type JsonObject } from "../support/json.ts";

export const LEASES: Resource = {
  apiVersion: "coordination.k8s.io/v1",
  kind: "Lease",
  plural: "leases",
  namespaced: true,
};

export function leaseRef(environment: string): ObjectRef {
  return { resource: LEASES, namespace: "kube-system", name: `addons-${environment}` };
}

/** Without a holder the lease is free. The previous object's resourceVersion guards the write. */
export function leaseObject(
  request: { readonly environment: string; readonly leaseMs: number },
  write: LeaseWrite,
): KubernetesObject {
  const { name, namespace } = leaseRef(request.environment);
  const resourceVersion = write.previous?.metadata["resourceVersion"];
  return {
    apiVersion: LEASES.apiVersion,
    kind: LEASES.kind,
    metadata: {
      name,
      namespace: namespace ?? "",
      labels: { "app.kubernetes.io/managed-by": "addons" },
      ...(resourceVersion !== undefined && { resourceVersion }),
    },
    spec: {
      ...(write.holder !== undefined && { holderIdentity: write.holder }),
      leaseDurationSeconds: Math.max(1, Math.ceil(request.leaseMs / 1000)),
      renewTime: microTime(write.now),
      ...termOf(write),
    },
  };
}

interface LeaseWrite {
  readonly holder: string | undefined;
  readonly now: number;
  readonly previous: KubernetesObject | undefined;
}

/** A new holder starts a new term; renewing and giving back go on with the one there is. */
function termOf({ holder, now, previous }: LeaseWrite): {
  readonly acquireTime: string;
  readonly leaseTransitions: number;
} {
  const before = previous === undefined ? undefined : holderOf(previous);
  if (before === undefined) return { acquireTime: microTime(now), leaseTransitions: 0 };
  if (holder === undefined || before.name === holder) {
    return { acquireTime: before.since ?? microTime(now), leaseTransitions: before.transitions };
  }
  return { acquireTime: microTime(now), leaseTransitions: before.transitions + 1 };
}

export interface LeaseHolder {
  /** Undefined when the lease is free. */
  readonly name: string | undefined;
  readonly since: string | undefined;
  readonly durationMs: number;
  readonly transitions: number;
}

export function holderOf(lease: KubernetesObject): LeaseHolder {
  const spec: JsonObject = isJsonObject(lease["spec"]) ? lease["spec"] : {};
  const { holderIdentity, acquireTime, leaseDurationSeconds, leaseTransitions } = spec;
  return {
    name: typeof holderIdentity === "string" && holderIdentity !== "" ? holderIdentity : undefined,
    since: typeof acquireTime === "string" ? acquireTime : undefined,
    durationMs: typeof leaseDurationSeconds === "number" ? leaseDurationSeconds * 1000 : 0,
    transitions: typeof leaseTransitions === "number" ? leaseTransitions : 0,
  };
}

/** `ci@runner holds the lease since 2026-11-20T18:54:37Z (run 4f2c)` */
export function describeHolder(lease: KubernetesObject): string {
  const { name = "nobody", since } = holderOf(lease);
  const [who, run] = name.split(/#(?=[^#]*$)/);
  const time = since === undefined ? "" : ` since ${since.replace(/\.\d+Z$/, "Z")}`;
  return `${who} holds the lease${time}${run === undefined ? "" : ` (run ${run})`}`;
}

/** metav1.MicroTime */
function microTime(milliseconds: number): string {
  return isoTime(milliseconds).replace("Z", "000Z");
}
