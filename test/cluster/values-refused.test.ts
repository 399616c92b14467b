import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCliProject, type CliProject } from "./cli-project.ts";
import { describeWithCluster, helmBinaries, startPlane, type TestPlane } from "./plane.ts";

// Helm checks a values.schema.json itself and fetches what it refers to; here values are refused without that.
describeWithCluster("values that a chart's schema refuses", () => {
  let plane: TestPlane;
  let project: CliProject;
  let server: Server;
  let requests = 0;
  beforeAll(async () => {
    plane = await startPlane();
    project = await openCliProject(plane);
    server = createServer((_request, response) => {
      requests += 1;
      response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    project.write("charts/strict/Chart.yaml", "apiVersion: v2\nname: strict\nversion: 1.0.0\n");
    project.write("charts/strict/values.yaml", "size: 1\n");
    project.write(
      "charts/strict/templates/all.yaml",
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: strict }\ndata: { size: "{{ .Values.size }}" }\n',
    );
  }, 120_000);
  afterAll(async () => {
    server?.close();
    await plane?.stop();
    project?.remove();
  });

  const schema = (text: object): void => project.write("charts/strict/values.schema.json", JSON.stringify(text));
  const environment = (size: string): void =>
    project.environment("dev", `  strict: { chart: ../charts/strict, namespace: dev, values: { size: ${size} } }\n`);

  test.each(["helm4", "helm3"] as const)("are refused by plan, render and sync before %s is asked", async (name) => {
    const env = { ADDONS_HELM: helmBinaries()[name] };
    schema({ properties: { size: { type: "integer" } } });
    environment("many");
    await project.addons("lock");
    for (const verb of ["plan", "render", "sync"]) {
      const said = await project.addons(`${verb} --env dev`, env);
      expect([verb, said.code, said.stderr + said.stdout]).toEqual([
        verb,
        1,
        expect.stringContaining("size must be a whole number"),
      ]);
    }
    expect(await plane.kubectl.get("/api/v1/namespaces/dev/configmaps/strict")).toBeUndefined();
  });

  test.each(["helm4", "helm3"] as const)("nothing is fetched that a schema refers to, with %s", async (name) => {
    const env = { ADDONS_HELM: helmBinaries()[name] };
    const { port } = server.address() as AddressInfo;
    schema({ $ref: `http://127.0.0.1:${port}/schema.json` });
    environment("2");
    await project.addons("lock");
    for (const verb of ["validate", "plan", "render", "sync"]) await project.addons(`${verb} --env dev`, env);
    expect(requests).toBe(0);
  });
});
