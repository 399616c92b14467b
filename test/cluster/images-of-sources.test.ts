import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addons, lockText, offer } from "../cli/locked-project.ts";
import { projectFolder } from "../cli/project-folder.ts";
import { lockedDigests } from "./locked-digests.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { serveCharts } from "../outside/charts/serve-charts.ts";
import { describeWithPrograms, helmBinaries } from "./plane.ts";
import { pushTo, type Pusher } from "./push-to-registry.ts";
import { proxyRegistry } from "./registry-proxy.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";

/** Another image on each Kubernetes minor, where the values say so. */
const POD =
  "apiVersion: v1\nkind: Pod\nmetadata: { name: web }\n" +
  'spec: { containers: [{ name: web, image: "{{ .Values.image }}{{ if .Values.byMinor }}-{{ .Capabilities.KubeVersion.Minor }}{{ end }}" }] }\n';
const FILES = { "templates/pod.yaml": POD, "templates/configmap.yaml": "" };

describeWithPrograms("images of charts from sources", ["registry", "helm4"], () => {
  let registry: TestRegistry;
  let push: Pusher;
  const digests: Record<string, string> = {};
  beforeAll(async () => {
    registry = await startRegistry();
    push = pushTo(registry);
    for (const tag of ["one", "two", "by-36", "by-37"]) {
      digests[tag] = (await push.image("team/web", tag, JSON.stringify({ tag }))).digest;
    }
    await push.chart("charts/demo", "1.0.0", { bytes: makeChart("demo", "1.0.0", { files: FILES }) });
  });
  afterAll(async () => await registry?.stop());

  const helm = { ADDONS_HELM: helmBinaries().helm4 };
  const run = async (root: string, args: string) => await addons(root, args.split(" "), helm);
  const environment = (chart: string, values: object, clusters = '{ one: { playground: true, kubernetes: "1.37" } }') =>
    `apiVersion: addons/v1\nkind: Environment\nimages: true\nclusters: ${clusters}\n` +
    `addons: { web: { ${chart}, namespace: web, values: ${JSON.stringify(values)} } }\n`;
  const fromRegistry = (version = '"1.0.0"'): string =>
    `chart: "oci://${registry.host}/charts/demo", version: ${version}`;

  it.each(["a registry", "an HTTP repository"])("%s: locked once, then kept without a request", async (kind) => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": { files: FILES } });
    await using images = await proxyRegistry(registry);
    const chart =
      kind === "a registry"
        ? `chart: "oci://${images.host}/charts/demo", version: "1.0.0"`
        : `chart: demo, repo: "${server.url}", version: "1.0.0"`;
    const image = `${images.host}/team/web:one`;
    const root = projectFolder({ "environments/dev.yaml": environment(chart, { image }) });
    expect(await run(root, "lock")).toMatchObject({ code: 0 });
    expect(lockedDigests(root, "web")).toEqual({ dev: { [image]: digests["one"] } });
    expect(images.seen.filter((line) => line.includes("/team/web/"))).toEqual(["HEAD /v2/team/web/manifests/one -"]);
    images.seen.length = 0;
    server.requests.length = 0;
    for (const again of ["lock", "lock --check", "lock --offline"])
      expect(await run(root, again)).toMatchObject({ code: 0 });
    expect([images.seen, server.requests]).toEqual([[], []]);
    const verified = await run(root, "lock --verify");
    expect([verified.code, images.seen.at(-1)]).toEqual([0, "HEAD /v2/team/web/manifests/one -"]);
  });

  it("a pin for each Kubernetes minor has the images that are rendered for that minor", async () => {
    const clusters = ["36", "37"].map((minor) => `c${minor}: { playground: true, kubernetes: "1.${minor}" }`);
    const values = { image: `${registry.host}/team/web:by`, byMinor: true };
    const chart = fromRegistry('{ "1.36": "1.0.0", "1.37": "^1" }');
    const root = projectFolder({
      "environments/dev.yaml": environment(chart, values, `{ ${clusters.join(", ")} }`),
    });
    expect(await run(root, "lock")).toMatchObject({ code: 0 });
    expect(lockedDigests(root, "web")).toEqual({
      "dev/1.36": { [`${values.image}-36`]: digests["by-36"] },
      "dev/1.37": { [`${values.image}-37`]: digests["by-37"] },
    });
    expect((await run(root, "lock --check")).code).toBe(0);
  });

  it("--env: the digests of other environments stay, though their tags have moved", async () => {
    const { digest: before } = await push.image("team/web", "shared", '{"v":1}');
    const image = `${registry.host}/team/web:shared`;
    const text = environment(fromRegistry(), { image });
    const root = projectFolder({ "environments/dev.yaml": text, "environments/prod.yaml": text });
    await run(root, "lock");
    const { digest: after } = await push.image("team/web", "shared", '{"v":2}');
    expect(await run(root, "lock --update --env dev")).toMatchObject({ code: 0 });
    expect(lockedDigests(root, "web")).toEqual({ dev: { [image]: after }, prod: { [image]: before } });
    const [dev, all] = [await run(root, "lock --verify --env dev"), await run(root, "lock --verify")];
    expect([dev.code, all.code, all.stdout]).toEqual([0, 2, expect.stringMatching(/LOCK-VERIFY-IMAGE-MOVED/)]);
    expect(all.stdout).not.toMatch(/LOCK-VERIFY-IMAGE-MOVED.*dev/);
  });

  it("--verify where a registry of images does not answer: nothing is taken for gone, exit code 3", async () => {
    const images = await proxyRegistry(registry);
    const image = `${images.host}/team/web:one`;
    const root = projectFolder({ "environments/dev.yaml": environment(fromRegistry(), { image }) });
    await run(root, "lock");
    images.change = (answer) => void (answer.status = 403);
    const denied = await run(root, "lock --verify -o json");
    await images[Symbol.asyncDispose]();
    const offline = await run(root, "lock --verify --offline");
    expect([denied.code, denied.stdout]).toEqual([3, expect.stringMatching(/team\/web:one, which was not checked/)]);
    expect([offline.code, lockedDigests(root, "web")]).toEqual([3, { dev: { [image]: digests["one"] } }]);
  });

  it("an image that is called as something every object has is asked for like any other", async () => {
    const image = `${registry.host}/team/web:one`;
    const root = projectFolder({ "environments/dev.yaml": environment(fromRegistry(), { image }) });
    await run(root, "lock");
    writeFileSync(join(root, "environments/dev.yaml"), environment(fromRegistry(), { image: "constructor" }));
    const said = await run(root, "lock --offline");
    expect([said.code, said.stderr]).toEqual([1, expect.stringMatching(/image constructor: .*docker\.io/)]);
  });

  describe("a mirror of the registry", () => {
    const source = "127.0.0.1:1/outer";
    const project = (mirrors: readonly string[]): string => {
      const root = projectFolder({
        "environments/dev.yaml": environment(fromRegistry(), { image: `${source}/web:one` }),
      });
      mkdirSync(join(root, "charts"), { recursive: true });
      const entry = `  "oci://${source}": { mirrors: ${JSON.stringify(mirrors)} }\n`;
      writeFileSync(join(root, "charts/sources.yaml"), `apiVersion: addons/v1\nkind: Sources\nsources:\n${entry}`);
      return root;
    };

    it("is asked for digests; the lock has the name that is rendered, and the entry counts as used", async () => {
      const root = project([`oci://${registry.host}/none`, `oci://${registry.host}/team`]);
      const said = await run(root, "lock");
      expect([said.code, said.stderr]).toEqual([
        0,
        expect.stringMatching(/none\/web has no tag one; the next place is asked/),
      ]);
      expect(lockedDigests(root, "web")).toEqual({ dev: { [`${source}/web:one`]: digests["one"] } });
      expect((await run(root, "validate")).stdout).not.toMatch(/no add-on takes a chart from/);
      expect(lockText(root)).not.toContain(`${registry.host}/team`);
    });

    it("that lacks a tag, before a source that does not answer: that is told, not that the tag is gone", async () => {
      const root = project([`oci://${registry.host}/none`]);
      const said = await run(root, "lock");
      expect([said.code, said.stderr]).toEqual([
        1,
        expect.stringMatching(/connection refused.*asked before: .*none\/web/),
      ]);
    });
  });

  it("inputs: one line for all add-ons whose values name them, and no digest is guessed", async () => {
    const image = `${registry.host}/team/web:one`;
    const two = environment(fromRegistry(), { image, other: "${tf.name}" }).replace(
      "addons: { web:",
      `inputs: { tf: { file: tf.json } }\naddons: { more: { ${fromRegistry()}, namespace: more, values: { image: "${image}", other: "\${tf.name}" } }, web:`,
    );
    const root = projectFolder({ "environments/dev.yaml": two, "environments/tf.json": '{"name":"x"}' });
    const said = await run(root, "lock");
    expect(said.code).toBe(0);
    expect(said.stderr.match(/LOCK-IMAGES-UNKNOWN.*/g)).toEqual([
      expect.stringMatching(/values of more, web name inputs, which are not read for the lock/),
    ]);
    rmSync(join(root, "environments/tf.json"));
    expect((await run(root, "lock --check")).code).toBe(0);
  });
});
