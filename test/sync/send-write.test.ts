import { expect, test } from "vitest";
import type { Write } from "../../src/drift/repair-writes.ts";
import type { JsonPatchOperation, KubernetesObject } from "../../src/outside/kubernetes/kubernetes.ts";
import { sendWrite } from "../../src/sync/send-write.ts";
import { createFakeKubernetes, kubeError } from "./fake-kubernetes.ts";

const RESOURCE = { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments", namespaced: true };
const CONTROLLER = { manager: "kube-controller-manager", operation: "Update", subresource: "status" };
const LEFT_BEHIND = { manager: "helm", operation: "Update" };

const WRITE: Write = {
  kind: "patch-json",
  ref: { resource: RESOURCE, namespace: "shop", name: "web" },
  fieldManager: "helm",
  patch: [{ op: "remove", path: "/spec/revisionHistoryLimit" }],
  afterwards: "disown",
  sentence: "Deployment shop/web: remove spec.revisionHistoryLimit",
};

const web = (...managedFields: readonly KubernetesObject["metadata"][]): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop", managedFields },
});

test("what a patch left behind is given up, also when a controller moved the entry meanwhile", async () => {
  const kubernetes = createFakeKubernetes();
  const sent: (readonly JsonPatchOperation[])[] = [];
  const moved = web({ ...CONTROLLER, name: "" }, { ...LEFT_BEHIND, name: "" });
  kubernetes.put(moved);

  await sendWrite(WRITE, {
    ...kubernetes,
    async patchJson(_ref, patch) {
      sent.push(patch);
      if (sent.length === 2) throw kubeError("KUBE-INVALID");
      return web({ ...LEFT_BEHIND, name: "" });
    },
  });

  expect(sent.map((patch) => patch.at(-1)?.path)).toEqual([
    "/spec/revisionHistoryLimit",
    "/metadata/managedFields/0",
    "/metadata/managedFields/1",
  ]);
});
