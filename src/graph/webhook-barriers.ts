import type { LabelSelector, ObjectFact, RenderedFacts, WebhookFact, WebhookRule } from "../rendered/rendered-facts.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import { kindOf, type FactIndex } from "./fact-index.ts";

/** A webhook that every creation of some objects has to pass, and that refuses them while nothing answers. */
export interface Barrier {
  readonly addon: string;
  readonly webhook: WebhookFact;
}

/** The webhooks that hold other add-ons up: those that fail closed on creation, for objects that did not ask for it. */
export function barriersOf({ addons, facts }: ClusterFacts): readonly Barrier[] {
  return addons.flatMap(({ name }) =>
    (facts.get(name)?.webhooks ?? [])
      .filter(
        ({ failurePolicy, objects, rules }) =>
          failurePolicy === "Fail" && objects === "all" && rules.some(isOnCreation),
      )
      .map((webhook) => ({ addon: name, webhook })),
  );
}

/** The first object that has to pass; pods stand for the workload that makes them. */
export function firstGuarded(
  { webhook }: Barrier,
  facts: RenderedFacts,
  { cluster, index }: { readonly cluster: ClusterFacts; readonly index: FactIndex },
): ObjectFact | undefined {
  const rules = webhook.rules.filter(isOnCreation);
  return facts.objects.find((object) => {
    const { group } = kindOf(object);
    // The API server sends webhook configurations through no webhook.
    if (object.kind.endsWith("WebhookConfiguration")) return false;
    const isConcerned = rules.some(
      (rule) =>
        matches(rule, { group, resource: resourceOf(object, index), object }) ||
        (MAKES_PODS.has(object.kind) && matches(rule, { group: "", resource: "pods", object })),
    );
    return isConcerned && !isExempt(webhook.namespaceSelector, object, cluster);
  });
}

const MAKES_PODS: ReadonlySet<string> = new Set([
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "Job",
  "CronJob",
]);

function isOnCreation({ operations }: WebhookRule): boolean {
  return operations.includes("CREATE") || operations.includes("*");
}

function matches(
  rule: WebhookRule,
  { group, resource, object }: { readonly group: string; readonly resource: string; readonly object: ObjectFact },
): boolean {
  const isGroup = rule.groups.includes(group) || rule.groups.includes("*");
  const isResource = ["*", "*/*", resource, `${resource}/*`].some((name) => rule.resources.includes(name));
  const isScope = rule.scope === "*" || (rule.scope === "Cluster") === (object.namespace === undefined);
  return isGroup && isResource && isScope;
}

/** As Kubernetes guesses it for its own kinds; a definition says it for custom ones. */
function resourceOf(object: ObjectFact, index: FactIndex): string {
  const known = index.definition(kindOf(object))?.plural;
  if (known !== undefined) return known;
  const kind = object.kind.toLowerCase();
  if (kind === "endpoints") return kind;
  if (kind.endsWith("s")) return `${kind}es`;
  return kind.endsWith("y") ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

/** Objects without a namespace are never exempt. Of a namespace its name is known, and what the manifest says. */
function isExempt(selector: LabelSelector | undefined, { namespace }: ObjectFact, cluster: ClusterFacts): boolean {
  if (selector === undefined || namespace === undefined) return false;
  const labels: Readonly<Record<string, string>> = {
    ...cluster.namespaces.get(namespace),
    "kubernetes.io/metadata.name": namespace,
  };
  const isEqual = Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value);
  return !isEqual || !selector.matchExpressions.every((expression) => holds(expression, labels));
}

function holds(
  { key, operator, values }: LabelSelector["matchExpressions"][number],
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}
