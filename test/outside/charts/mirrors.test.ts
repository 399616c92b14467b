import { describe, expect, test } from "vitest";
import { readChart } from "../../../src/outside/charts/archive/read-chart.ts";
import type { Pin } from "../../../src/lock/lockfile.ts";
import type { ChartSource } from "../../../src/sources/chart-source.ts";
import { mirroredSources } from "../../../src/sources/mirrored-sources.ts";
import type { SourceSettings } from "../../../src/sources/source-settings.ts";
import { makeChart } from "./make-chart.ts";
import { indexOf, publish, serveCharts, type ChartServer } from "./serve-charts.ts";
import { archivesFor, workFolder } from "./work-folder.ts";
import { failure } from "../../failure.ts";

const DEMO = makeChart("demo", "1.0.0");
const OTHER = makeChart("demo", "1.0.0", { files: { "values.yaml": "evil: true\n" } });
const NEWER = makeChart("demo", "1.1.0");
const source = (server: ChartServer): ChartSource => ({ kind: "http", repo: server.url, name: "demo" });
const settings = (
  of: string,
  mirrors: readonly string[],
  indexDigest: "refuse" | "warn" = "refuse",
): readonly SourceSettings[] => [{ source: of, mirrors, indexDigest, verify: "off", signers: [] }];
const paths = (server: ChartServer): readonly string[] => server.requests.map(({ path }) => path);

async function served(bytes: Buffer = DEMO): Promise<ChartServer> {
  const server = await serveCharts();
  publish(server, [{ name: "demo", version: "1.0.0", bytes }]);
  return server;
}

async function pinTo(server: ChartServer): Promise<Pin> {
  const { archive, content } = await readChart(DEMO, "demo");
  return { chart: "demo@1.0.0", wants: "1.0.0", source: server.url, archive, content };
}

describe("mirrors", () => {
  test("are asked for index and archive; the source is left alone", async () => {
    await using mirror = await served();
    await using origin = await served();
    const { charts } = archivesFor(workFolder(), { settings: settings(origin.url, [mirror.url]) });
    expect(await charts.versions(source(origin))).toHaveLength(1);
    expect((await charts.pinned(await pinTo(origin))).bytes).toEqual(DEMO);
    expect(paths(mirror)).toEqual(["/index.yaml", "/demo-1.0.0.tgz"]);
    expect(paths(origin)).toEqual([]);
  });

  test("absolute addresses into the source are asked at the mirror first, then there", async () => {
    await using mirror = await serveCharts();
    await using origin = await served();
    const entry = { name: "demo", version: "1.0.0", bytes: DEMO, url: `${origin.url}/files/demo.tgz` };
    mirror.bodies.set("/m/charts/index.yaml", indexOf([entry]));
    mirror.bodies.set("/m/files/demo.tgz", DEMO);
    const from: ChartSource = { kind: "http", repo: `${origin.url}/charts`, name: "demo" };
    const own = settings(origin.url, [`${mirror.url}/m/`]);
    await archivesFor(workFolder(), { settings: own }).charts.download(from, "1.0.0");
    expect(paths(mirror)).toEqual(["/m/charts/index.yaml", "/m/files/demo.tgz"]);
    mirror.bodies.delete("/m/files/demo.tgz");
    origin.bodies.set("/files/demo.tgz", DEMO);
    const { charts, notes } = archivesFor(workFolder(), { settings: own });
    expect((await charts.download(from, "1.0.0")).bytes).toEqual(DEMO);
    expect(paths(origin)).toEqual(["/files/demo.tgz"]);
    expect(notes.join()).toMatch(/answered 404.*the next place is asked/);
  });

  test("one that is down, one without the chart, one without the version: told, and the next is asked", async () => {
    await using down = await serveCharts();
    down.faults.set("/index.yaml", { kind: "status", status: 503 });
    await using without = await serveCharts();
    publish(without, [{ name: "other", version: "1.0.0", bytes: makeChart("other", "1.0.0") }]);
    await using older = await serveCharts();
    publish(older, [{ name: "demo", version: "0.9.0", bytes: makeChart("demo", "0.9.0") }]);
    await using origin = await served();
    const mirrors = [down.url, without.url, older.url];
    const { charts, notes } = archivesFor(workFolder(), { settings: settings(origin.url, mirrors) });
    expect((await charts.download(source(origin), "1.0.0")).bytes).toEqual(DEMO);
    const told = notes.join("\n");
    expect(told).toMatch(/answered 503.*the next place is asked/);
    expect(told).toMatch(/has no chart demo; the next place/);
    expect(told).toMatch(/no longer lists demo 1\.0\.0; the next place/);
    expect((await charts.versions(source(origin))).map(({ version }) => version)).toEqual(["0.9.0"]);
    expect((await charts.versions(source(origin), "all")).map(({ version }) => version)).toEqual(["0.9.0", "1.0.0"]);
  });

  test("one with other bytes than the pin: told, the next is asked; refused when nobody has the right ones", async () => {
    await using mirror = await served(OTHER);
    await using origin = await served();
    const own = settings(origin.url, [mirror.url]);
    const good = archivesFor(workFolder(), { settings: own });
    expect((await good.charts.pinned(await pinTo(origin))).bytes).toEqual(DEMO);
    expect(good.notes.join()).toContain(
      `${mirror.url} has another demo 1.0.0 than was locked; the next place is asked`,
    );
    publish(origin, [{ name: "demo", version: "1.0.0", bytes: OTHER }]);
    const all = await failure(archivesFor(workFolder(), { settings: own }).charts.pinned(await pinTo(origin)));
    expect([all.code, all.kind]).toEqual(["LOCK-DIGEST-MISMATCH", "refused"]);
    expect(all.message).toContain(`from ${origin.url} (its mirror ${mirror.url}) is not what was locked`);
    origin.faults.set("/index.yaml", { kind: "status", status: 404 });
    const gone = await failure(archivesFor(workFolder(), { settings: own }).charts.pinned(await pinTo(origin)));
    expect([gone.code, gone.kind]).toEqual(["LOCK-DIGEST-MISMATCH", "refused"]);
  });

  test("one whose archive is not what its index promises is told as such", async () => {
    await using mirror = await served();
    mirror.bodies.set("/demo-1.0.0.tgz", OTHER);
    await using origin = await served();
    const { charts, notes } = archivesFor(workFolder(), { settings: settings(origin.url, [mirror.url]) });
    expect((await charts.download(source(origin), "1.0.0")).bytes).toEqual(DEMO);
    expect(notes.join()).toMatch(/the index promises sha256:.*the archive has sha256:.*the next place is asked/);
  });

  test("all down: the source's own failure counts, with those before it; the exit code is the source's", async () => {
    await using mirror = await serveCharts();
    await using origin = await serveCharts();
    const { charts } = archivesFor(workFolder(), { settings: settings(origin.url, [mirror.url]) });
    const error = await failure(charts.versions(source(origin)));
    expect([error.code, error.kind]).toEqual(["CHART-SOURCE", "failed"]);
    expect(error.message).toMatch(
      new RegExp(`${origin.url}/index.yaml: .*404.*asked before: .*${mirror.url}/index.yaml`),
    );
  });

  test("each host gets its own login alone", async () => {
    await using mirror = await served();
    await using origin = await served();
    mirror.faults.set("/demo-1.0.0.tgz", { kind: "status", status: 404 });
    const login = (server: ChartServer, user: string) => [new URL(server.url).host, { username: user, password: "pw" }];
    const auths = Object.fromEntries([login(mirror, "mirror"), login(origin, "origin")]) as object;
    const root = workFolder({ "home/.docker/config.json": JSON.stringify({ auths }) });
    const { charts } = archivesFor(root, { settings: settings(origin.url, [mirror.url]) });
    await charts.download(source(origin), "1.0.0");
    const users = (server: ChartServer): readonly string[] =>
      server.requests.map(({ headers }) =>
        Buffer.from(headers.authorization?.split(" ")[1] ?? "", "base64")
          .toString()
          .replace(":pw", ""),
      );
    expect(users(mirror)).toEqual(["mirror", "mirror"]);
    expect(users(origin)).toEqual(["origin", "origin"]);
  });

  test("registries: moved to the mirror's path, then the source", () => {
    const oci: ChartSource = { kind: "oci", reference: "registry.example.com/team/charts/demo", name: "demo" };
    const own = settings("oci://registry.example.com/team", [
      "oci://mirror.example.com/proxy/team",
      "https://no.example.com",
    ]);
    expect(mirroredSources(oci, own).map((place) => place.source)).toEqual([
      { kind: "oci", reference: "mirror.example.com/proxy/team/charts/demo", name: "demo" },
      oci,
    ]);
    expect(mirroredSources({ ...oci, reference: "registry.example.com/teams/demo" }, own)).toHaveLength(1);
  });
});

describe("indexDigest: warn", () => {
  test("takes the archive and tells both digests; a pin still counts", async () => {
    await using server = await served();
    server.bodies.set("/demo-1.0.0.tgz", OTHER);
    const own = settings(server.url, [], "warn");
    const { charts, notes } = archivesFor(workFolder(), { settings: own });
    expect((await charts.download(source(server), "1.0.0")).bytes).toEqual(OTHER);
    expect(notes.join()).toMatch(
      /the index promises sha256:.*accepted, since charts\/sources\.yaml says indexDigest: warn/,
    );
    const pinned = await failure(archivesFor(workFolder(), { settings: own }).charts.pinned(await pinTo(server)));
    expect(pinned.code).toBe("LOCK-DIGEST-MISMATCH");
  });

  test("a version that a mirror alone has is found", async () => {
    await using mirror = await served();
    await using origin = await serveCharts();
    publish(origin, [{ name: "demo", version: "1.1.0", bytes: NEWER }]);
    const { charts } = archivesFor(workFolder(), { settings: settings(origin.url, [mirror.url]) });
    expect((await charts.download(source(origin), "1.0.0")).metadata.version).toBe("1.0.0");
    expect((await charts.download(source(origin), "1.1.0")).metadata.version).toBe("1.1.0");
  });
});
