import { expect, test } from "vitest";
import { completeObject } from "../../src/release/complete-object.ts";

const identity = { release: "web", namespace: "shop" };
const annotations = { "meta.helm.sh/release-name": "web", "meta.helm.sh/release-namespace": "shop" };
const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { x: "1" } };

test("Helm's label and annotations are added beside the object's own, and win over them", () => {
  const metadata = {
    name: "a",
    labels: { app: "a", "app.kubernetes.io/managed-by": "me" },
    annotations: { note: "n" },
  };
  expect(completeObject({ ...object, metadata }, identity)).toEqual({
    ...object,
    metadata: {
      name: "a",
      labels: { app: "a", "app.kubernetes.io/managed-by": "Helm" },
      annotations: { note: "n", ...annotations },
    },
  });
});

test.each([
  ["namespaced", {}, { namespace: "shop" }],
  ["namespaced", { namespace: "" }, { namespace: "shop" }],
  ["namespaced", { namespace: "other" }, { namespace: "other" }],
  ["cluster", {}, {}],
  [undefined, {}, {}],
] as const)("the namespace of a %s object with %o", (scope, own, expected) => {
  const metadata = { name: "a", labels: null, ...own };
  const completed = completeObject({ ...object, metadata }, { ...identity, ...(scope && { scope }) });
  expect(completed.metadata).toEqual({
    name: "a",
    labels: { "app.kubernetes.io/managed-by": "Helm" },
    annotations,
    ...expected,
  });
});
