import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ChartSource } from "../../../src/sources/chart-source.ts";
import { makeChart } from "./make-chart.ts";
import { publish, serveCharts, type ChartServer } from "./serve-charts.ts";
import { archivesFor, workFolder } from "./work-folder.ts";
import { failure } from "../../failure.ts";

const DEMO = makeChart("demo", "1.0.0");
const source = (server: ChartServer): ChartSource => ({ kind: "http", repo: server.url, name: "demo" });

async function served(): Promise<ChartServer> {
  const server = await serveCharts();
  publish(server, [{ name: "demo", version: "1.0.0", bytes: DEMO }]);
  return server;
}

describe("logins", () => {
  const SECRET = "s3cret-canary";
  const AUTH = `Basic ${Buffer.from(`bob:${SECRET}`).toString("base64")}`;
  const login = (server: ChartServer): Record<string, string> => ({
    "docker/config.json": JSON.stringify({
      auths: { [new URL(server.url).host]: { auth: Buffer.from(`bob:${SECRET}`).toString("base64") } },
    }),
  });

  test("go to their own host, and not along with a redirect to another", async () => {
    await using server = await served();
    await using elsewhere = await serveCharts();
    server.authorization = AUTH;
    elsewhere.bodies.set("/demo.tgz", DEMO);
    server.faults.set("/demo-1.0.0.tgz", { kind: "redirect", to: `${elsewhere.url}/demo.tgz` });
    const root = workFolder(login(server));
    const { charts } = archivesFor(root, { env: { DOCKER_CONFIG: join(root, "docker") } });
    expect((await charts.download(source(server), "1.0.0")).bytes).toEqual(DEMO);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([AUTH, AUTH]);
    expect(elsewhere.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test("not to the same computer under another name, and not when a redirect leads back", async () => {
    await using server = await served();
    const named = server.url.replace("127.0.0.1", "localhost");
    server.bodies.set("/moved.yaml", server.bodies.get("/index.yaml") ?? Buffer.alloc(0));
    server.faults.set("/index.yaml", { kind: "redirect", to: `${named}/there` });
    server.faults.set("/there", { kind: "redirect", to: `${server.url}/moved.yaml` });
    const root = workFolder(login(server));
    const { charts } = archivesFor(root, { env: { DOCKER_CONFIG: join(root, "docker") } });
    expect(await charts.versions(source(server))).toHaveLength(1);
    expect(server.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ["/index.yaml", AUTH],
      ["/there", undefined],
      ["/moved.yaml", undefined],
    ]);
  });

  test("one in a redirect is dropped", async () => {
    await using server = await served();
    server.bodies.set("/moved.yaml", server.bodies.get("/index.yaml") ?? Buffer.alloc(0));
    const to = `${server.url.replace("//", `//bob:${SECRET}@`)}/moved.yaml`;
    server.faults.set("/index.yaml", { kind: "redirect", to });
    expect(await archivesFor(workFolder()).charts.versions(source(server))).toHaveLength(1);
    expect(server.requests[1]?.headers).not.toHaveProperty("authorization");
  });

  test("appear in no error; a wrong one is told with what to do", async () => {
    await using server = await served();
    server.authorization = "Basic other";
    const root = workFolder(login(server));
    const { charts, notes } = archivesFor(root, { env: { DOCKER_CONFIG: join(root, "docker") } });
    const error = await failure(charts.versions(source(server)));
    expect(error.message).toMatch(/answered 401/);
    expect(error.hint).toMatch(/docker login/);
    const everything = [error.message, error.hint, error.stack, String(error.cause), ...notes].join("\n");
    expect(everything).not.toContain(SECRET);
    expect(everything).not.toContain(AUTH);
  });

  test("in an address are refused, and not repeated", async () => {
    const { charts } = archivesFor(workFolder());
    const error = await failure(
      charts.versions({ kind: "http", repo: `https://bob:${SECRET}@example.com/charts?sig=${SECRET}`, name: "demo" }),
    );
    expect(error.code).toBe("CHART-SOURCE-ADDRESS");
    expect(error.message).not.toContain(SECRET);
  });
});
