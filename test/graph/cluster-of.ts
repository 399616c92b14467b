import type { ClusterFacts } from "../../src/graph/cluster-facts.ts";
import { readFacts } from "../../src/rendered/read-facts.ts";

/** One add-on of a made-up cluster: what it needs, and what its chart renders (documents without apiVersion are core v1). */
export interface MadeAddon {
  readonly needs?: readonly string[];
  readonly namespace?: string;
  /** Absent: its chart is not known. */
  readonly renders?: readonly string[];
}

/** A cluster for the inference: add-ons stand in namespaces of their own name. */
export function clusterOf(
  addons: Readonly<Record<string, MadeAddon>>,
  namespaces: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): ClusterFacts {
  const made = Object.entries(addons).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    addons: made.map(([name, { needs = [], namespace = name }]) => ({ name, needs, namespace })),
    facts: new Map(
      made.flatMap(([name, { renders, namespace = name }]) =>
        renders === undefined ? [] : [[name, readFacts(renders.map(asDocument).join(""), namespace)] as const],
      ),
    ),
    namespaces: new Map(Object.entries(namespaces)),
  };
}

function asDocument(text: string): string {
  const source = text.startsWith("crds:") ? "a/crds/a.yaml" : "a/templates/a.yaml";
  const body = text.replace(/^crds:/, "");
  const hasVersion = body.includes("apiVersion");
  return `---\n# Source: ${source}\n${hasVersion ? body : `apiVersion: v1\n${body}`}\n`;
}

export function crd(kind: string, scope = "Namespaced", group = "example.com"): string {
  const plural = `${kind.toLowerCase()}s`;
  return `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: ${plural}.${group} }\nspec: { group: ${group}, names: { kind: ${kind}, plural: ${plural} }, scope: ${scope}, versions: [{ name: v1, served: true }] }`;
}

export function custom(kind: string, name: string): string {
  return `apiVersion: example.com/v1\nkind: ${kind}\nmetadata: { name: ${name} }`;
}

export function webhook(rest: string, policy = "Fail"): string {
  return `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: { name: guard }\nwebhooks: [{ name: guard.example.com, failurePolicy: ${policy}, clientConfig: { service: { namespace: guard, name: guard } }, ${rest} }]`;
}

export function deployment(pod: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { template: { spec: { ${pod} } } }`;
}
