import { expect, test } from "vitest";
import type { KubernetesObject } from "../../src/outside/kubernetes/kubernetes.ts";
import { objectDiffs } from "../../src/plan/object-diff.ts";

const map = (name: string, data: Record<string, string>, more = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...more },
  data,
});
const secret = (data: Record<string, string>): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "s" },
  data,
});

test("added, removed and changed objects, sorted; equal ones are hidden", () => {
  const before = [map("same", { a: "1" }), map("gone", {}), map("changed", { a: "1" })];
  const after = [map("changed", { a: "2" }), map("new", {}), map("same", { a: "1" })];
  const diffs = objectDiffs(before, after, "apps");
  expect(diffs.map(({ object, change }) => `${object.kind} ${object.name} ${change}`)).toEqual([
    "ConfigMap changed changed",
    "ConfigMap gone removed",
    "ConfigMap new added",
  ]);
  expect(diffs[0]?.lines.filter((line) => line.kind !== "same")).toEqual([
    { kind: "removed", text: '  a: "1"' },
    { kind: "added", text: '  a: "2"' },
  ]);
});

test("the release's namespace written out is the same object, a newer version of its kind too", () => {
  const before = [{ ...map("x", {}), apiVersion: "policy/v1beta1" }];
  const after = [{ ...map("x", {}, { namespace: "apps" }), apiVersion: "policy/v1" }];
  expect(objectDiffs(before, after, "apps").map((diff) => diff.change)).toEqual(["changed"]);
});

test("secret data is told apart and never shown", () => {
  const diffs = objectDiffs(
    [secret({ k: "b2xk", same: "eA==" })],
    [secret({ k: "bmV3", same: "eA==", more: "eQ==" })],
    "apps",
  );
  const text = JSON.stringify(diffs);
  expect(text).not.toMatch(/b2xk|bmV3|eA==|eQ==/);
  expect(
    diffs[0]?.lines.filter((line) => line.text.includes("(hidden, ") || line.kind === "added").map((line) => line.text),
  ).toEqual(["  k: (hidden, old)", "  k: (hidden, new)", "  more: (hidden)"]);
});

test("stringData of a Secret is hidden as well", () => {
  const made: KubernetesObject = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "s" },
    stringData: { k: "canary" },
  };
  expect(JSON.stringify(objectDiffs([], [made], "apps"))).not.toContain("canary");
});
