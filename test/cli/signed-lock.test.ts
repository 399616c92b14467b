import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { describeWithPrograms, programPath } from "../cluster/plane.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts } from "../outside/charts/serve-charts.ts";
import { openGpg, type Gpg } from "../outside/charts/signatures/pgp.ts";
import { workFolder, writeFiles } from "../outside/charts/work-folder.ts";
import { fakeSurroundings } from "./fake-surroundings.ts";

describeWithPrograms("addons with charts/sources.yaml", ["helm4"], () => {
  let gpg: Gpg;
  beforeAll(() => {
    gpg = openGpg();
  });
  afterAll(() => gpg[Symbol.dispose]());

  test("locks what is signed, refuses what is not (4), and takes no broken policy (64)", async () => {
    await using server = await serveCharts();
    const bytes = makeChart("web", "1.0.0");
    publish(server, [{ name: "web", version: "1.0.0", bytes }]);
    const key = gpg.makeKey("team");
    const sources = `apiVersion: addons/v1\nkind: Sources\nsources:\n  ${server.url}: { signers: [{ pgp: keys/team.asc }] }\n`;
    const root = workFolder({
      "environments/dev.yaml": `apiVersion: addons/v1\nkind: Environment\nclusters: { local: { playground: true, kubernetes: '1.37' } }\naddons:\n  web: { chart: web, repo: "${server.url}", version: "~1.0", namespace: web }\n`,
      "charts/sources.yaml": sources,
      "charts/keys/team.asc": key.armored,
    });
    const run = async (...args: readonly string[]) => {
      const env = {
        HOME: root,
        ADDONS_CACHE: `${root}/cache`,
        ADDONS_HELM: programPath("helm4"),
        PATH: process.env["PATH"] ?? "",
      };
      const surroundings = fakeSurroundings([...args], { cwd: root, env });
      return { code: await runCommandLine(surroundings), said: surroundings.said.stdout + surroundings.said.stderr };
    };
    expect(await run("lock")).toMatchObject({ code: 4, said: expect.stringContaining("CHART-UNSIGNED") as unknown });
    server.bodies.set("/web-1.0.0.tgz.prov", key.sign({ name: "web", version: "1.0.0", archive: bytes }));
    expect(await run("lock")).toMatchObject({ code: 0 });
    expect(await run("lock", "--check")).toMatchObject({ code: 0 });
    writeFiles(root, { "charts/sources.yaml": sources.replace("signers", "singers") });
    const broken = await run("lock", "--update");
    expect(broken).toMatchObject({
      code: 64,
      said: expect.stringMatching(/sources\.yaml:4:\d+.*SOURCES-UNKNOWN-KEY|did you mean signers/s) as unknown,
    });
    expect(await run("validate", "--charts", "skip")).toMatchObject({
      code: 64,
      said: expect.stringContaining("did you mean signers?") as unknown,
    });
  });
});
