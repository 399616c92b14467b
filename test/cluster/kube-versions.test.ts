import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { checkChartKubernetes } from "../../src/check/values/check-chart-kubernetes.ts";
import { workFolder } from "../outside/charts/work-folder.ts";
import { inTurns } from "./chart-projects.ts";
import { describeWithPrograms, helmBinaries } from "./plane.ts";

const RANGES = [
  ">=1.30",
  ">=1.30.0-0",
  "~1.30",
  "^1.29.0 <1.31",
  ">=1.30.5 || <1.20",
  "!=1.30.4",
  "1.30.4-gke.134",
  "oops",
];
const CLUSTERS = ["1.30.4", "v1.30.4", "1.30.4-gke.134", "v1.30.4-eks-3025e55", "1.30.4+k3s1", "1.31.0-rc.1", "1.9.0"];

describeWithPrograms("kubeVersion of a chart", ["helm4", "helm3"], () => {
  describe.each(["helm4", "helm3"] as const)("of %s", (name) => {
    it("refuses the clusters that ours refuses, whatever a vendor appends to their version", async () => {
      const root = workFolder(
        Object.fromEntries(
          RANGES.map((kubeVersion, index) => [
            `c${index}/Chart.yaml`,
            JSON.stringify({ apiVersion: "v2", name: "c", version: "1.0.0", kubeVersion }),
          ]),
        ),
      );
      const pairs = RANGES.flatMap((range, index) => CLUSTERS.map((cluster) => ({ range, index, cluster })));
      const theirs = await inTurns(pairs, async ({ range, index, cluster }) => {
        const args = ["template", "x", join(root, `c${index}`), "--kube-version", cluster];
        const allowed = await promisify(execFile)(helmBinaries()[name], args, { env: { PATH: "", HOME: root } }).then(
          () => true,
          () => false,
        );
        return `${range} on ${cluster}: ${allowed}`;
      });
      const ours = pairs.map(({ range, cluster }) => {
        const refused = checkChartKubernetes({
          addon: { name: "c", at: { file: "x", line: 1, column: 1 } },
          chart: { name: "c", version: "1.0.0", kubeVersion: range },
          clusters: [{ name: "one", kubernetes: cluster }],
        });
        return `${range} on ${cluster}: ${refused === undefined}`;
      });
      expect(ours).toEqual(theirs);
    });
  });
});
