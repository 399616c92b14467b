import { expect, it } from "vitest";
import { findConflicts } from "../../src/graph/find-conflicts.ts";
import { clusterOf, crd, custom, type MadeAddon } from "./cluster-of.ts";

function conflicts(
  addons: Readonly<Record<string, MadeAddon>>,
  charts: Readonly<Record<string, string>> = {},
): readonly string[] {
  const found = findConflicts(clusterOf(addons), new Map(Object.entries(charts)));
  return found.map(({ left, right, kind, reason }) => `${left} × ${right} (${kind}): ${reason}`);
}

const role = (name: string): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: ${name} }`;
const ingressClass = (name: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: ${name}, annotations: { ingressclass.kubernetes.io/is-default-class: "true" } }`;
const storageClass = (name: string): string =>
  `apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: ${name}, annotations: { storageclass.kubernetes.io/is-default-class: "true" } }`;

it.each<[string, Readonly<Record<string, MadeAddon>>, readonly string[]]>([
  [
    "one object in two releases",
    { a: { renders: [role("x"), role("a")] }, b: { renders: [role("x"), role("b")] } },
    ["a × b (owners): both have ClusterRole x"],
  ],
  [
    "objects of one name in two namespaces",
    {
      a: { renders: ["kind: Secret\nmetadata: { name: x }"] },
      b: { renders: ["kind: Secret\nmetadata: { name: x }"] },
    },
    [],
  ],
  [
    "objects of one name and namespace",
    {
      a: { renders: ["kind: Secret\nmetadata: { name: x, namespace: b }"] },
      b: { renders: ["kind: Secret\nmetadata: { name: x }"] },
    },
    ["a × b (owners): both have Secret b/x"],
  ],
  [
    "one object in two versions of its kind",
    {
      a: { renders: ["apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: x, namespace: z }"] },
      b: { renders: ["apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: { name: x, namespace: z }"] },
    },
    ["a × b (owners): both have PodDisruptionBudget z/x"],
  ],
  [
    "custom objects without a namespace",
    {
      a: { renders: [custom("Thing", "x")] },
      b: { renders: [custom("Thing", "x")] },
      crds: { renders: [crd("Thing", "Cluster")] },
    },
    ["a × b (owners): both have Thing x"],
  ],
  [
    "many objects",
    { a: { renders: ["p", "q", "r", "s", "t"].map(role) }, b: { renders: ["p", "q", "r", "s", "t"].map(role) } },
    ["a × b (owners): both have ClusterRole p, ClusterRole q, ClusterRole r and 2 more"],
  ],
  [
    "three owners",
    { a: { renders: [role("x")] }, b: { renders: [role("x")] }, c: { renders: [role("x")] } },
    ["a × b (owners): both have ClusterRole x", "a × c (owners): both have ClusterRole x"],
  ],
  [
    "a definition in two folders crds/",
    { a: { renders: [`crds:${crd("Thing")}`] }, b: { renders: [`crds:${crd("Thing")}`] } },
    ["a × b (definitions): both have CustomResourceDefinition things.example.com"],
  ],
  [
    "a definition in crds/ and in templates",
    { a: { renders: [crd("Thing")] }, b: { renders: [`crds:${crd("Thing")}`] } },
    ["a × b (owners): both have CustomResourceDefinition things.example.com"],
  ],
  [
    "hooks, which belong to nobody",
    {
      a: { renders: [role("x")] },
      b: { renders: [role("x").replace("name: x", "name: x, annotations: { helm.sh/hook: pre-install }")] },
    },
    [],
  ],
  ["one object twice in one release", { a: { renders: [role("x"), role("x")] } }, []],
  [
    "two default classes of Ingress",
    { a: { renders: [ingressClass("one")] }, b: { renders: [ingressClass("two")] } },
    ["a × b (default-ingress): both mark their IngressClass as the default one: one and two"],
  ],
  [
    "two default classes of storage",
    { a: { renders: [storageClass("one")] }, b: { renders: [storageClass("two")] } },
    ["a × b (default-storage): both mark their StorageClass as the default one: one and two"],
  ],
])("%s", (_name, addons, expected) => {
  expect(conflicts(addons)).toEqual(expected);
});

it("knows rivals by the names of their charts", () => {
  const charts = { nodes: "karpenter", scaler: "cluster-autoscaler", handler: "aws-node-termination-handler" };
  expect(conflicts({ nodes: {}, scaler: {}, handler: {} }, charts).map((text) => text.split(":")[0])).toEqual([
    "handler × nodes (rivals)",
    "scaler × nodes (rivals)",
  ]);
  expect(conflicts({ nodes: {}, scaler: {} }, { nodes: "karpenter-crd", scaler: "cluster-autoscaler" })).toEqual([]);
});
