import { expect, test } from "vitest";
import type { KubernetesObject } from "../../src/outside/kubernetes/kubernetes.ts";
import { newRights } from "../../src/plan/new-rights.ts";

const object = (apiVersion: string, kind: string, more: object): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name: "x" },
  ...more,
});
const RBAC = "rbac.authorization.k8s.io/v1";
const binding = (role: string): KubernetesObject =>
  object(RBAC, "ClusterRoleBinding", {
    roleRef: { kind: "ClusterRole", name: role },
    subjects: [{ kind: "ServiceAccount", name: "web" }],
  });
const role = (...rules: readonly object[]): KubernetesObject => object(RBAC, "ClusterRole", { rules });
const pod = (spec: object): KubernetesObject => object("apps/v1", "Deployment", { spec: { template: { spec } } });
const READ_PODS = { apiGroups: [""], resources: ["pods"], verbs: ["list", "get"] };

test.each<[string, readonly KubernetesObject[], readonly KubernetesObject[], readonly string[]]>([
  [
    "a binding",
    [],
    [binding("cluster-admin")],
    ["ClusterRoleBinding x gives ClusterRole cluster-admin to ServiceAccount web"],
  ],
  ["the same binding", [binding("view")], [binding("view")], []],
  [
    "a binding to another role",
    [binding("view")],
    [binding("admin")],
    ["ClusterRoleBinding x gives ClusterRole admin to ServiceAccount web"],
  ],
  ["a rule in another order", [role(READ_PODS)], [role({ ...READ_PODS, verbs: ["get", "list"] })], []],
  [
    "a wider rule",
    [role(READ_PODS)],
    [role(READ_PODS, { apiGroups: [""], resources: ["secrets"], verbs: ["get"] })],
    ["ClusterRole x allows get on secrets"],
  ],
  ["a rule that is gone", [role(READ_PODS)], [role()], []],
  [
    "a webhook",
    [],
    [object("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", {})],
    ["MutatingWebhookConfiguration x sees objects of others"],
  ],
  [
    "pods that reach the node",
    [pod({ containers: [{ name: "a" }] })],
    [
      pod({
        hostNetwork: true,
        volumes: [{ name: "v", hostPath: { path: "/etc" } }],
        containers: [{ name: "a", securityContext: { capabilities: { add: ["NET_ADMIN"] } } }],
        initContainers: [{ name: "b", securityContext: { privileged: true } }],
      }),
    ],
    [
      "Deployment x has hostNetwork",
      "Deployment x has the capability NET_ADMIN",
      "Deployment x reaches the node's /etc",
      "Deployment x runs privileged",
    ],
  ],
  ["pods that no longer do", [pod({ hostPID: true, containers: [] })], [pod({ containers: [] })], []],
  ["what has no shape", [], [object(RBAC, "ClusterRole", { rules: "no" }), pod({ containers: 3 })], []],
])("%s", (...row) => {
  const [, before, after, rights] = row;
  expect(newRights(before, after)).toEqual(rights);
});
