import { describe, expect, test } from "vitest";
import { checkChartKubernetes } from "../../../src/check/values/check-chart-kubernetes.ts";

const refused = (kubeVersion: string | undefined, ...versions: readonly string[]): string | undefined =>
  checkChartKubernetes({
    addon: { name: "web", at: { file: "f", line: 1, column: 1 } },
    chart: { name: "web", version: "1.0.0", ...(kubeVersion === undefined ? {} : { kubeVersion }) },
    clusters: versions.map((kubernetes) => ({ name: `on-${kubernetes}`, kubernetes })),
  })?.message;

describe("kubeVersion of a chart", () => {
  test.for<[string | undefined, readonly string[]]>([
    [undefined, ["1.20"]],
    ["", ["1.20"]],
    [">=1.25.0-0", ["1.25", "1.37", "v1.34.3-eks-3025e55", "1.33.4-gke.1245000"]],
    [">= 1.25", ["1.34.3-eks-3025e55"]],
    [">=1.25.0", ["v1.34.3-eks-3025e55"]],
    [">=1.36.5", ["1.36"]],
    ["<1.36.2", ["1.36"]],
    ["1.35 - 1.37 || ^2", ["1.36"]],
    ["~1.36.0-0", ["1.36.9-gke.1"]],
    ["*", ["1.1"]],
  ])("%s takes %s", ([range, versions]) => {
    expect(refused(range, ...versions)).toBeUndefined();
  });

  test("refuses others, told once for all clusters", () => {
    expect(refused(">=1.36.0-0 <1.37.0-0", "1.35", "1.36", "1.37", "v1.37.1-eks-1")).toBe(
      "web: the chart web 1.0.0 is for Kubernetes >=1.36.0-0 <1.37.0-0, Helm refuses it on on-1.35 (1.35), on-1.37 (1.37), on-v1.37.1-eks-1 (v1.37.1-eks-1)",
    );
    expect(refused("no range", "1.36")).toMatch(/^web: the chart web 1.0.0 is for Kubernetes no range/);
  });
});
