import { describe, expect, it } from "vitest";
import { hidesPointer, hidesValues, knownSecrets, maskValue } from "../../src/drift/hide-values.ts";
import { object } from "./objects.ts";

describe("hidesValues", () => {
  const secret = { apiVersion: "v1", kind: "Secret" };
  const pod = { apiVersion: "apps/v1", kind: "Deployment" };

  it.each([
    [secret, ["f:data", "f:colour"], true],
    [secret, ["f:stringData", "f:colour"], true],
    [secret, ["f:data"], true],
    [secret, ["f:metadata", "f:annotations", "f:note"], true],
    [secret, ["f:metadata", "f:labels", "f:app"], false],
    [pod, ["f:metadata", "f:annotations", "f:kubectl.kubernetes.io/last-applied-configuration"], true],
    [pod, ["f:spec", "f:env", 'k:{"name":"DB_PASSWORD"}', "f:value"], true],
    [pod, ["f:spec", "f:env", 'k:{"name":"LEVEL"}', "f:value"], false],
    [pod, ["f:spec", "f:volumes", 'k:{"name":"password"}', "f:configMap"], false],
    [pod, ["f:spec", "f:adminPassword"], true],
    [pod, ["f:spec", "f:secretName"], false],
  ])("%j %j: %s", (kind, elements, hidden) => {
    expect(hidesValues(kind, { elements })).toBe(hidden);
  });
});

describe("maskValue", () => {
  const objects = [
    object("v1 Secret web", {
      data: { user: btoa("admin"), key: btoa("long-enough-key") },
      stringData: { pin: "1234" },
    }),
    object("v1 ConfigMap web", { data: { note: "public" } }),
  ];
  const known = knownSecrets([{ grafana: { adminPassword: "hunter22" }, level: "info" }], objects);

  it.each([
    ["hunter22", "(hidden)"],
    ["--password=hunter22", "(hidden)"],
    [btoa("hunter22"), "(hidden)"],
    ["admin", "(hidden)"],
    ["administrators", "administrators"],
    ["key long-enough-key here", "(hidden)"],
    ["1234", "(hidden)"],
    ["12345", "12345"],
    ["public", "public"],
    ["info", "info"],
    [7, 7],
    [{ env: [{ name: "API_TOKEN", value: "x" }] }, { env: [{ name: "API_TOKEN", value: "(hidden)" }] }],
    [
      { password: "x", deep: ["hunter22"] },
      { password: "(hidden)", deep: ["(hidden)"] },
    ],
  ])("%j: %j", (value, masked) => {
    expect(maskValue(value, known)).toEqual(masked);
  });
});

it("hides values below a key that looks secret", () => {
  expect(["/auth/x", "/a/adminPassword", "/a/secretName", "/level"].filter(hidesPointer)).toEqual([
    "/auth/x",
    "/a/adminPassword",
  ]);
});
