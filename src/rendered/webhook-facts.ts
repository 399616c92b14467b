import type { LabelSelector, WebhookFact, WebhookRule } from "./rendered-facts.ts";
import { mapAt, mapsAt, textAt, textsAt, valueAt } from "./tree.ts";

/** The webhooks of a configuration; none for every other object. */
export function readWebhooks(object: unknown): readonly WebhookFact[] {
  const kind = textAt(object, "kind");
  if (kind !== "ValidatingWebhookConfiguration" && kind !== "MutatingWebhookConfiguration") return [];
  const configuration = `${kind} ${textAt(object, "metadata", "name") ?? ""}`;
  return mapsAt(object, "webhooks").map((webhook): WebhookFact => {
    const namespaceSelector = readSelector(valueAt(webhook, "namespaceSelector"));
    const service = textAt(webhook, "clientConfig", "service", "name");
    return {
      configuration,
      name: textAt(webhook, "name") ?? "",
      failurePolicy: webhook["failurePolicy"] === "Ignore" ? "Ignore" : "Fail",
      ...(service !== undefined && {
        service: `${textAt(webhook, "clientConfig", "service", "namespace") ?? ""}/${service}`,
      }),
      rules: mapsAt(webhook, "rules").map(readRule),
      ...(namespaceSelector !== undefined && { namespaceSelector }),
      objects: asksForLabel(readSelector(valueAt(webhook, "objectSelector"))) ? "opt-in" : "all",
    };
  });
}

function readRule(rule: unknown): WebhookRule {
  const scope = textAt(rule, "scope");
  return {
    groups: textsAt(rule, "apiGroups"),
    resources: textsAt(rule, "resources"),
    operations: textsAt(rule, "operations"),
    scope: scope === "Namespaced" || scope === "Cluster" ? scope : "*",
  };
}

function readSelector(value: unknown): LabelSelector | undefined {
  const matchLabels = Object.fromEntries(
    Object.entries(mapAt(value, "matchLabels")).flatMap(([key, label]) =>
      typeof label === "string" ? [[key, label]] : [],
    ),
  );
  const matchExpressions = mapsAt(value, "matchExpressions").map((expression) => ({
    key: textAt(expression, "key") ?? "",
    operator: textAt(expression, "operator") ?? "",
    values: textsAt(expression, "values"),
  }));
  if (Object.keys(matchLabels).length === 0 && matchExpressions.length === 0) return undefined;
  return { matchLabels, matchExpressions };
}

function asksForLabel(selector: LabelSelector | undefined): boolean {
  if (selector === undefined) return false;
  const isAsking = ({ operator }: { readonly operator: string }): boolean => operator === "In" || operator === "Exists";
  return Object.keys(selector.matchLabels).length > 0 || selector.matchExpressions.some(isAsking);
}
