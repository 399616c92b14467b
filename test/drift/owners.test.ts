import { expect, it } from "vitest";
import { classifyManager } from "../../src/drift/owners.ts";

it.each([
  ["helm", "helm"],
  ["addons", "helm"],
  ["kubectl", "person"],
  ["kubectl-client-side-apply", "person"],
  ["kubectl-edit", "person"],
  ["k9s", "person"],
  ["Mozilla", "person"],
  ["curl", "person"],
  ["argocd-controller", "deployer"],
  ["helm-controller", "deployer"],
  ["terraform-provider-helm_v3.1.2_x5", "deployer"],
  ["kube-controller-manager", "controller"],
  ["clusterrole-aggregation-controller", "controller"],
  ["cert-manager-cainjector", "controller"],
  ["prometheus-operator", "controller"],
  ["cluster-autoscaler", "controller"],
  ["velero-server", "controller"],
  ["Go-http-client", "unknown"],
  ["ancient-changes", "unknown"],
  ["bob", "unknown"],
  ["helmet", "unknown"],
  ["", "unknown"],
])("takes %s for a %s", (manager, kind) => {
  expect(classifyManager(manager)).toBe(kind);
});
