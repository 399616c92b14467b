import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { openCliProject, type CliProject } from "./cli-project.ts";
import { describeWithCluster, startPlane, type TestPlane } from "./plane.ts";

// One environment whose clusters run different minors: each gets the version that is made for its own.
describeWithCluster("versions by Kubernetes minor", () => {
  let plane: TestPlane;
  let other: TestPlane;
  let project: CliProject;
  let server: ChartServer;
  const cache = mkdtempSync(join(tmpdir(), "addons-minors-"));
  beforeAll(async () => {
    [plane, other, server] = await Promise.all([startPlane(), startPlane(), serveCharts()]);
    const versions = ["1.36.4", "1.37.2"];
    publish(
      server,
      versions.map((version) => ({ name: "scaler", version, bytes: makeChart("scaler", version) })),
    );
    project = await openCliProject(plane);
    project.write(
      "environments/dev.yaml",
      `apiVersion: addons/v1
kind: Environment
clusters:
  older: { context: ${JSON.stringify(other.access.context)}, kubernetes: "1.36" }
  newer: { context: ${JSON.stringify(plane.access.context)}, kubernetes: "1.37" }
addons:
  scaler:
    chart: scaler
    repo: ${server.url}
    version: { "1.36": "~1.36", "1.37": "~1.37" }
    namespace: kube-system
`,
    );
  }, 120_000);
  afterAll(async () => {
    await Promise.all([plane?.stop(), other?.stop(), server?.[Symbol.asyncDispose]()]);
    project?.remove();
    rmSync(cache, { recursive: true, force: true });
  });

  const addons = async (args: string, on: TestPlane) =>
    await project.addons(args, { XDG_CACHE_HOME: cache, KUBECONFIG: on.access.kubeconfig });
  const installed = async (on: TestPlane): Promise<string> =>
    (await on.kubectl.get("/api/v1/namespaces/kube-system/configmaps/scaler"))?.data.of;

  test("are locked once each, and synced where they belong", async () => {
    expect(await addons("lock", plane)).toMatchObject({ code: 0 });
    expect(await addons("sync --env dev --cluster older", other)).toMatchObject({ code: 0 });
    expect(await addons("sync --env dev --cluster newer", plane)).toMatchObject({ code: 0 });
    expect([await installed(other), await installed(plane)]).toEqual(["1.36.4", "1.37.2"]);
    expect((await addons("plan --env dev --cluster older", other)).stdout).toContain("nothing to do");
    expect((await addons("drift --env dev --cluster newer", plane)).code).toBe(0);
  });

  test("a cluster that moves to another minor gets the version of that", async () => {
    const file = "environments/dev.yaml";
    project.write(
      file,
      readFileSync(join(project.root, file), "utf8").replace('kubernetes: "1.36"', 'kubernetes: "1.37"'),
    );
    await addons("lock", plane);
    expect(await addons("sync --env dev --cluster older", other)).toMatchObject({ code: 0 });
    expect(await installed(other)).toBe("1.37.2");
  });
});
