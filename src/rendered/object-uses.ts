import { isBuiltInGroup } from "../graph/built-in-groups.ts";
import { isJsonObject } from "../support/json.ts";
import { claimUses, STORAGE_CLASS } from "./claim-uses.ts";
import { groupOf } from "./cluster-scoped.ts";
import { objectLabel } from "./object-label.ts";
import { podUses } from "./pod-uses.ts";
import { referenceUses } from "./reference-uses.ts";
import type { ObjectFact, Use, UseFact } from "./rendered-facts.ts";
import { mapAt, mapsAt, textAt } from "./tree.ts";

/** What one object needs to be there. `releaseNamespace` itself is made before the release. */
export function usesOf(object: unknown, fact: ObjectFact, releaseNamespace: string): readonly UseFact[] {
  const { kind, namespace = "" } = fact;
  const by = objectLabel(fact);
  const uses: readonly Use[] = [
    ...(namespace === releaseNamespace || namespace === "" ? [] : [{ group: "", kind: "Namespace", name: namespace }]),
    ...podUses(object, kind, namespace),
    ...claimUses(object, kind),
    ...ingressUses(object, kind),
    ...metricsUses(object, kind),
    ...referenceUses(object, fact),
    ...(!isBuiltInGroup(groupOf(fact.apiVersion)) ? namedClasses(object) : []),
  ];
  return uses.map((use) => ({ ...use, by }));
}

const INGRESS_CLASS = { group: "networking.k8s.io", kind: "IngressClass" };
const PRIORITY_CLASS = { group: "scheduling.k8s.io", kind: "PriorityClass" };

function ingressUses(object: unknown, kind: string): readonly Use[] {
  if (kind !== "Ingress") return [];
  const named =
    textAt(object, "spec", "ingressClassName") ??
    textAt(object, "metadata", "annotations", "kubernetes.io/ingress.class");
  return [named === undefined ? INGRESS_CLASS : { ...INGRESS_CLASS, name: named }];
}

/** The API behind each kind of metric that a HorizontalPodAutoscaler asks for. */
const METRIC_APIS: Readonly<Record<string, string>> = {
  Resource: "v1beta1.metrics.k8s.io",
  ContainerResource: "v1beta1.metrics.k8s.io",
  Pods: "v1beta1.custom.metrics.k8s.io",
  Object: "v1beta1.custom.metrics.k8s.io",
  External: "v1beta1.external.metrics.k8s.io",
};

function metricsUses(object: unknown, kind: string): readonly Use[] {
  if (kind !== "HorizontalPodAutoscaler") return [];
  const types = mapsAt(object, "spec", "metrics").map((metric) => textAt(metric, "type") ?? "");
  const asked = types.length === 0 ? ["Resource"] : types;
  const apis = new Set(asked.flatMap((type) => (Object.hasOwn(METRIC_APIS, type) ? (METRIC_APIS[type] ?? []) : [])));
  return [...apis].map((name) => ({ group: "apiregistration.k8s.io", kind: "APIService", name }));
}

const CLASS_KEYS: Readonly<Record<string, { readonly group: string; readonly kind: string }>> = {
  storageClassName: STORAGE_CLASS,
  ingressClassName: INGRESS_CLASS,
  priorityClassName: PRIORITY_CLASS,
};

/** Operators hand these keys on to the pods, claims and Ingresses they make. */
function namedClasses(object: unknown): readonly Use[] {
  const found: Use[] = [];
  const open: unknown[] = [mapAt(object, "spec")];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) open.push(...(value as readonly unknown[]));
    if (!isJsonObject(value)) continue;
    for (const [key, inner] of Object.entries(value)) {
      const known = Object.hasOwn(CLASS_KEYS, key) ? CLASS_KEYS[key] : undefined;
      if (known !== undefined && typeof inner === "string" && inner !== "") found.push({ ...known, name: inner });
      else if (typeof inner === "object" && inner !== null) open.push(inner);
    }
  }
  return found.filter(({ kind, name }) => kind !== "PriorityClass" || !name?.startsWith("system-"));
}
