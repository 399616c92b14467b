import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { apiService, customResourceDefinition, webhookConfiguration } from "./api-extensions.ts";
import { beforeKindRule, byReadyCondition } from "./common-conditions.ts";
import { customResource } from "./custom-resource.ts";
import type { ReadinessFacts } from "./facts.ts";
import type { Readiness } from "./not-ready.ts";
import { job, pod } from "./pods.ts";
import { namespace, persistentVolumeClaim, service } from "./storage-and-network.ts";
import { daemonSet, deployment, replicaSet, statefulSet } from "./workloads.ts";

type KindRule = (object: KubernetesObject, facts: ReadinessFacts) => Readiness;

/** By API group and kind; the version does not matter. */
const KIND_RULES: Readonly<Record<string, KindRule>> = {
  "apps/Deployment": deployment,
  "apps/StatefulSet": statefulSet,
  "apps/DaemonSet": daemonSet,
  "apps/ReplicaSet": replicaSet,
  "/ReplicationController": replicaSet,
  "/Pod": pod,
  "batch/Job": job,
  "/PersistentVolumeClaim": persistentVolumeClaim,
  "/Service": service,
  "/Namespace": namespace,
  "apiextensions.k8s.io/CustomResourceDefinition": customResourceDefinition,
  "apiregistration.k8s.io/APIService": apiService,
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": webhookConfiguration,
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": webhookConfiguration,
};

/** Whether a live object does what it was installed for, and if not, why. */
export function readinessOf(object: KubernetesObject, facts: ReadinessFacts): Readiness {
  const early = beforeKindRule(object);
  if (early !== undefined) return early;
  const rule = KIND_RULES[groupKind(object)];
  if (rule !== undefined) return rule(object, facts);
  return customResource(object) ?? byReadyCondition(object);
}

/** False for kinds that are ready as soon as they exist (ConfigMap, Role, …): nothing to watch there. */
export function canBeUnready(object: Pick<KubernetesObject, "apiVersion" | "kind">): boolean {
  const group = apiGroup(object);
  return KIND_RULES[groupKind(object)] !== undefined || !BUILT_IN_GROUPS.test(group);
}

/** Groups of Kubernetes itself; other groups under k8s.io (gateway.networking, snapshot.storage) are custom resources. */
const BUILT_IN_GROUPS =
  /^(|apps|batch|autoscaling|policy|extensions|(admissionregistration|apiextensions|apiregistration|authentication|authorization|certificates|coordination|discovery|events|flowcontrol\.apiserver|internal\.apiserver|networking|node|rbac\.authorization|resource|scheduling|storage|storagemigration)\.k8s\.io)$/;

function groupKind(object: Pick<KubernetesObject, "apiVersion" | "kind">): string {
  return `${apiGroup(object)}/${object.kind}`;
}

function apiGroup({ apiVersion }: Pick<KubernetesObject, "apiVersion">): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}
