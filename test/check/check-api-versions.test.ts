import { describe, expect, it } from "vitest";
import { API_LIFECYCLES } from "../../src/check/api-lifecycle.ts";
import { checkApiVersions } from "../../src/check/check-api-versions.ts";
import { readFacts } from "../../src/rendered/read-facts.ts";

const at = { file: "environments/dev.yaml", line: 6, column: 3 };

function check(kubernetes: string, ...objects: readonly string[]): readonly string[] {
  const manifest = objects.map((object) => {
    const [apiVersion, kind, name = "x"] = object.split(" ");
    return `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name} }\n`;
  });
  const problems = checkApiVersions({ name: "web", at }, readFacts(manifest.join(""), "here"), kubernetes);
  return problems.map(({ severity, code, message, hint }) => `${severity} ${code}: ${message} (${hint})`);
}

describe("a version of an API", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      "1.37",
      ["policy/v1beta1 PodDisruptionBudget"],
      [
        "error KUBERNETES-API-REMOVED: web has policy/v1beta1 PodDisruptionBudget here/x, which Kubernetes serves no more since 1.25 (take a version of the chart that has policy/v1, or choose it in the values)",
      ],
    ],
    ["1.20", ["policy/v1beta1 PodDisruptionBudget"], []],
    [
      "1.22",
      ["policy/v1beta1 PodDisruptionBudget"],
      [
        "info KUBERNETES-API-DEPRECATED: web has policy/v1beta1 PodDisruptionBudget here/x, deprecated since Kubernetes 1.21 and gone in 1.25 (take a version of the chart that has policy/v1, or choose it in the values)",
      ],
    ],
    [
      "1.24",
      ["policy/v1beta1 PodSecurityPolicy"],
      [
        "warning KUBERNETES-API-DEPRECATED: web has policy/v1beta1 PodSecurityPolicy x, deprecated since Kubernetes 1.21 and gone in 1.25 (switch it off in the values: nothing took the place of PodSecurityPolicy)",
      ],
    ],
    ["1.37", ["policy/v1 PodDisruptionBudget", "example.com/v1beta1 PodDisruptionBudget", "v1 Service"], []],
    ["1.37", ["networking.k8s.io/v1beta1 Gateway"], []],
  ])("on %s: %j", (kubernetes, objects, expected) => {
    expect(check(kubernetes, ...objects)).toEqual(expected);
  });

  it("is told once per kind", () => {
    expect(check("1.37", "batch/v1beta1 CronJob a", "batch/v1beta1 CronJob b", "batch/v1beta1 CronJob c")).toEqual([
      expect.stringContaining("has batch/v1beta1 CronJob here/a and 2 more, which"),
    ]);
  });
});

it("the table has each kind of each version once, deprecated before it is removed, and nothing replaced by what is gone before", () => {
  const keys = API_LIFECYCLES.flatMap(({ apiVersion, kinds }) => kinds.map((kind) => `${apiVersion} ${kind}`));
  expect(new Set(keys).size).toBe(keys.length);
  expect(API_LIFECYCLES.filter(({ deprecated, removed }) => deprecated >= removed)).toEqual([]);
  const goneBefore = API_LIFECYCLES.filter(({ removed, replacement, kinds }) =>
    API_LIFECYCLES.some(
      (next) =>
        next.apiVersion === replacement && next.removed <= removed && kinds.some((kind) => next.kinds.includes(kind)),
    ),
  );
  expect(goneBefore).toEqual([]);
});
