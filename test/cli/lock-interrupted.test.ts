import { existsSync, readdirSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runAddons, startAddons } from "../cases/run-addons.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { indexOf } from "../outside/charts/serve-charts.ts";
import { environmentFile } from "./locked-project.ts";
import { projectFolder } from "./project-folder.ts";

const DEMO = makeChart("demo", "1.0.0");
const BODIES: Readonly<Record<string, Buffer>> = {
  "/index.yaml": indexOf([{ name: "demo", version: "1.0.0", bytes: DEMO }]),
  "/demo-1.0.0.tgz": DEMO,
};

/** Gives one half of the path that it stalls at, and then nothing; `stalled` resolves when it has. */
async function stallingServer() {
  const { promise: stalled, resolve } = Promise.withResolvers<void>();
  const state: { stallsAt?: string } = {};
  const server = createServer((request, response: ServerResponse) => {
    const body = BODIES[request.url ?? ""] ?? Buffer.alloc(0);
    response.writeHead(200, { "content-length": body.length });
    if (request.url !== state.stallsAt) return void response.end(body);
    response.write(body.subarray(0, body.length >> 1), () => resolve());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, state, stalled };
}

/** Every file below the folder. */
function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

test.for([
  ["SIGINT", 130, "/index.yaml", /^$/],
  ["SIGTERM", 143, "/index.yaml", /^$/],
  ["SIGINT", 130, "/demo-1.0.0.tgz", /^[0-9a-f]{64}\.(?:json|body)$/],
] as const)("%s: ended at once with %i while %s comes, nothing half is left", async ([signal, code, path, kept]) => {
  const server = await stallingServer();
  server.state.stallsAt = path;
  const root = projectFolder({
    "environments/dev.yaml": environmentFile({ app: `chart: demo, repo: "${server.url}", version: "1.0.0"` }),
  });
  const env = { ADDONS_CACHE: join(root, ".cache"), TMPDIR: join(root, ".tmp") };
  const before = readdirSync(root);
  const run = startAddons(["lock"], { cwd: root, env });
  await run.said(`downloading from ${server.url}${path}`);
  await server.stalled;
  await expect.poll(() => filesIn(join(root, ".cache"))).not.toEqual([]);
  run.process.kill(signal);
  expect((await run.ended).code).toBe(code);
  expect(filesIn(join(root, ".cache")).filter((name) => !kept.test(name))).toEqual([]);
  expect(filesIn(join(root, ".tmp"))).toEqual([]);
  expect(readdirSync(root).filter((name) => !before.includes(name) && name !== ".cache")).toEqual([]);
  delete server.state.stallsAt;
  expect(await runAddons(["lock"], { cwd: root, env })).toMatchObject({ code: 0 });
});
