import type { JsonObject } from "../support/json.ts";
import { storageClass } from "./claim-uses.ts";
import type { Use } from "./rendered-facts.ts";
import { mapAt, mapsAt, textAt, valueAt } from "./tree.ts";

/** What the pods of a workload need before they can start: classes, and objects of their namespace that are not optional. */
export function podUses(object: unknown, kind: string, namespace: string): readonly Use[] {
  const pod = podSpec(object, kind);
  if (pod === undefined) return [];
  const inNamespace = (use: { readonly kind: string; readonly name: string }): Use => ({
    group: "",
    namespace,
    ...use,
  });
  return [
    ...classUses(pod),
    ...accountUse(pod).map(inNamespace),
    ...mapsAt(pod, "volumes").flatMap((volume) => volumeUses(volume).map(inNamespace)),
    ...mapsAt(pod, "volumes").flatMap((volume) => {
      const claim = valueAt(volume, "ephemeral", "volumeClaimTemplate");
      return claim === undefined ? [] : storageClass(claim);
    }),
    ...containersOf(pod).flatMap((container) => containerUses(container).map(inNamespace)),
  ];
}

const TEMPLATED: ReadonlySet<string> = new Set([
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "ReplicationController",
  "Job",
]);

/** The specification of the pods that an object makes. */
export function podSpec(object: unknown, kind: string): JsonObject | undefined {
  if (kind === "Pod") return mapAt(object, "spec");
  if (TEMPLATED.has(kind)) return mapAt(object, "spec", "template", "spec");
  if (kind === "CronJob") return mapAt(object, "spec", "jobTemplate", "spec", "template", "spec");
  return kind === "PodTemplate" ? mapAt(object, "template", "spec") : undefined;
}

/** Kubernetes makes the two classes that start with `system-` itself. */
function classUses(pod: JsonObject): readonly Use[] {
  const priority = textAt(pod, "priorityClassName");
  const runtime = textAt(pod, "runtimeClassName");
  return [
    ...(priority === undefined || priority.startsWith("system-")
      ? []
      : [{ group: "scheduling.k8s.io", kind: "PriorityClass", name: priority }]),
    ...(runtime === undefined ? [] : [{ group: "node.k8s.io", kind: "RuntimeClass", name: runtime }]),
  ];
}

type Named = { readonly kind: "Secret" | "ConfigMap" | "ServiceAccount"; readonly name: string };

/** Every namespace has a ServiceAccount `default`. */
function accountUse(pod: JsonObject): readonly Named[] {
  const name = textAt(pod, "serviceAccountName") ?? textAt(pod, "serviceAccount") ?? "default";
  return name === "default" ? [] : [{ kind: "ServiceAccount", name }];
}

function volumeUses(volume: JsonObject): readonly Named[] {
  const sources = [volume, ...mapsAt(volume, "projected", "sources")];
  return [
    ...required("Secret", mapAt(volume, "secret"), "secretName"),
    ...sources.flatMap((source) => required("ConfigMap", mapAt(source, "configMap"), "name")),
    ...mapsAt(volume, "projected", "sources").flatMap((source) => required("Secret", mapAt(source, "secret"), "name")),
  ];
}

export function containersOf(pod: JsonObject): readonly JsonObject[] {
  return [...mapsAt(pod, "initContainers"), ...mapsAt(pod, "containers")];
}

function containerUses(container: JsonObject): readonly Named[] {
  return [
    ...mapsAt(container, "envFrom").flatMap((from) => [
      ...required("Secret", mapAt(from, "secretRef"), "name"),
      ...required("ConfigMap", mapAt(from, "configMapRef"), "name"),
    ]),
    ...mapsAt(container, "env").flatMap((variable) => [
      ...required("Secret", mapAt(variable, "valueFrom", "secretKeyRef"), "name"),
      ...required("ConfigMap", mapAt(variable, "valueFrom", "configMapKeyRef"), "name"),
    ]),
  ];
}

function required(kind: Named["kind"], reference: JsonObject, key: string): readonly Named[] {
  const name = textAt(reference, key);
  return name === undefined || reference["optional"] === true ? [] : [{ kind, name }];
}
