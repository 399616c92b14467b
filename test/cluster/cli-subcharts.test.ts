import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { openGpg, type Gpg, type PgpKey } from "../outside/charts/signatures/pgp.ts";
import { openCliProject, type CliProject } from "./cli-project.ts";
import { describeWithCluster, startPlane, type TestPlane } from "./plane.ts";
import { CHART_LAYER, pushTo } from "./push-to-registry.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";

const HTPASSWD = "robot:$2a$04$vbkLktVg8fHwpMstM.6c5eo4mWx0ac/0CZA/qVlDrQbyuDGaQgTqy\n";
const BASIC = Buffer.from("robot:secret").toString("base64");
const PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov";
const MAP = `apiVersion: v1
kind: ConfigMap
metadata: { name: "{{ .Release.Name }}-{{ .Chart.Name }}" }
data: { version: "{{ .Chart.Version }}" }
`;

// One folder with a subchart of each kind of source, from Chart.yaml to the cluster.
describeWithCluster("a local chart with subcharts, by the command line", () => {
  let plane: TestPlane;
  let server: ChartServer;
  let registry: TestRegistry;
  let gpg: Gpg;
  let project: CliProject;
  const archive = (name: string, version: string): Buffer =>
    makeChart(name, version, { files: { "templates/configmap.yaml": MAP } });

  beforeAll(async () => {
    [plane, server, registry] = await Promise.all([startPlane(), serveCharts(), startRegistry({ htpasswd: HTPASSWD })]);
    gpg = openGpg();
    project = await openCliProject(plane);
    publish(server, [{ name: "redis", version: "1.0.0", bytes: archive("redis", "1.0.0") }]);
  }, 90_000);
  afterAll(async () => {
    gpg?.[Symbol.dispose]();
    await Promise.all([plane?.stop(), server?.[Symbol.asyncDispose](), registry?.stop()]);
    project?.remove();
  });

  const addons = async (args: string, cache = ".cache", config = "docker") =>
    await project.addons(args, { DOCKER_CONFIG: join(project.root, config), ADDONS_CACHE: join(project.root, cache) });
  const well = async (args: string, cache?: string): Promise<string> => {
    const said = await addons(args, cache);
    expect({ args, ...said }).toMatchObject({ args, code: 0 });
    return said.stdout + said.stderr;
  };
  const lockText = (): string => readFileSync(join(project.root, "addons.lock.yaml"), "utf8");

  async function push(version: string, sign?: (bytes: Buffer) => Uint8Array): Promise<void> {
    const pusher = pushTo(registry, `Basic ${BASIC}`);
    const bytes = archive("queue", version);
    const layers = [{ mediaType: CHART_LAYER, ...(await pusher.blob("charts/queue", bytes)) }];
    if (sign) layers.push({ mediaType: PROVENANCE, ...(await pusher.blob("charts/queue", sign(bytes))) });
    await pusher.chart("charts/queue", version, { bytes, parts: { layers } });
  }

  function writeProject(team: PgpKey): void {
    const write = (file: string, text: string): void => project.write(file, text);
    write("charts/keys/team.asc", team.armored);
    write(
      "charts/sources.yaml",
      `apiVersion: addons/v1
kind: Sources
sources:
  oci://${registry.host}/charts: { verify: required, signers: [{ pgp: keys/team.asc }] }
`,
    );
    write(
      "charts/shop/Chart.yaml",
      `apiVersion: v2
name: shop
version: 1.0.0
dependencies:
  - { name: redis, version: "^1", repository: "${server.url}", condition: redis.enabled }
  - { name: queue, version: "~2.0", repository: "oci://${registry.host}/charts", alias: jobs }
  - { name: common, version: "*", repository: "file://../common" }
`,
    );
    write("charts/shop/templates/own.yaml", MAP);
    write("charts/common/Chart.yaml", "apiVersion: v2\nname: common\nversion: 0.1.0\n");
    write("charts/common/templates/own.yaml", MAP);
    project.environment("dev", "  shop: { chart: ../charts/shop, namespace: shop }\n");
    write("docker/config.json", JSON.stringify({ auths: { [registry.host]: { auth: BASIC } } }));
  }

  test("is locked with a login and a signature, copied, and synced; a newer subchart is an upgrade", async () => {
    const team = gpg.makeKey("team");
    writeProject(team);
    await push("2.0.0");
    const stranger = await addons("lock", ".cache", "nobody");
    expect([stranger.code, stranger.stderr]).toEqual([1, expect.stringContaining("asks for a login")]);
    expect(stranger.stderr).toContain("charts/shop/Chart.yaml:6:5: the subchart queue");
    const unsigned = await addons("lock");
    expect([unsigned.code, unsigned.stderr]).toEqual([4, expect.stringContaining("CHART-UNSIGNED")]);
    expect(existsSync(join(project.root, "addons.lock.yaml"))).toBe(false);
    await push("2.0.1", (bytes) => team.sign({ name: "queue", version: "2.0.1", archive: bytes }));
    const said = await well("lock");
    expect(lockText()).toContain(`signer: pgp:${team.fingerprint}`);
    expect(said + stranger.stderr + unsigned.stderr + lockText()).not.toMatch(/secret|cm9ib3Q6/);
    expect(await well("lock --check --offline")).toContain("up to date");
    expect(await well("lock --verify")).toContain("4 pins verified at the source");

    await well("vendor");
    await well("vendor --check");
    const copies = readdirSync(join(project.root, "charts/vendor")).filter((name) => name.endsWith(".tgz"));
    expect(copies).toEqual(["queue-2.0.1.tgz", "redis-1.0.0.tgz"]);
    const rendered = await well("render --offline", "empty");
    for (const name of ["shop-shop", "shop-common", "shop-jobs", "shop-redis"]) expect(rendered).toContain(name);
    rmSync(join(project.root, "charts/vendor"), { recursive: true });
    const without = await addons("render --offline", "empty");
    expect([without.code, without.stderr]).toEqual([1, expect.stringContaining("CHART-OFFLINE")]);
    expect(without.stderr).not.toContain("downloading");
    expect(await well("cache fill", "filled")).toContain("2 charts of the lock at hand");
    expect(await well("render --offline", "filled")).toBe(rendered);

    await well("sync --yes");
    expect(await well("plan")).toContain("nothing to do");
    expect(await well("drift")).toContain("no drift; 1 release, 4 objects");
    const versions = ["1.0.0", "1.1.0"];
    publish(
      server,
      versions.map((version) => ({ name: "redis", version, bytes: archive("redis", version) })),
    );
    expect(await well("plan")).toContain("nothing to do");
    const moved = await well("lock --update");
    expect(moved).toContain('its subchart redis: 1.0.0 → 1.1.0, the newest that "^1" allows');
    const plan = await addons("plan");
    expect([plan.code, plan.stdout]).toEqual([2, expect.stringContaining("1 to upgrade")]);
    await well("sync --yes");
    expect(await well("plan")).toContain("nothing to do");
    expect(await well("drift")).toContain("no drift");
    const map = await plane.kubectl.get("/api/v1/namespaces/shop/configmaps/shop-redis");
    expect(map).toMatchObject({ data: { version: "1.1.0" } });
  }, 180_000);
});
