import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chooseVersion } from "../../src/lock/resolve/choose-version.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { lockEnvironments } from "../../src/lock/lock-environments.ts";
import type { AddonsError } from "../../src/support/addons-error.ts";
import { environment } from "../lock/environments.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { archivesFor, workFolder } from "../outside/charts/work-folder.ts";
import { describeWithCluster, helmBinaries } from "./plane.ts";
import { CHART_CONFIG, CHART_LAYER, indexOfManifests, pushTo, type Pusher } from "./push-to-registry.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";

const failure = async (promise: Promise<unknown>): Promise<AddonsError> =>
  await promise.then(
    () => expect.fail("succeeded"),
    (error: unknown) => error as AddonsError,
  );

const EMPTY = "application/vnd.oci.empty.v1+json";
const PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov";

describeWithCluster("charts in a registry", () => {
  let registry: TestRegistry;
  let push: Pusher;
  beforeAll(async () => {
    registry = await startRegistry();
    push = pushTo(registry);
  });
  afterAll(async () => await registry.stop());

  const source = (name: string) => ({ kind: "oci", reference: `${registry.host}/${name}`, name: "demo" }) as const;
  const archives = () => archivesFor(workFolder()).charts;

  /** `version` of what real Helm shows for a constraint; undefined when it finds none. */
  async function helmPicks(helm: string, name: string, wanted: string): Promise<string | undefined> {
    const args = ["show", "chart", "--plain-http", `oci://${registry.host}/${name}`, "--version", wanted];
    const env = { HOME: workFolder(), PATH: "" };
    const shown = await promisify(execFile)(helm, args, { env }).catch(() => ({ stdout: "" }));
    return /^version: (.*)$/m.exec(shown.stdout)?.[1];
  }

  describe.each(["helm4", "helm3"] as const)("as %s picks them", (name) => {
    const tags = [
      "1.0.0",
      "1.1.0",
      "1.1.0_b1",
      "1.1.0_b2",
      "1.2.0-rc.1",
      "v2.0.0",
      "1.2",
      "latest",
      "1.0.0_b_c",
      "01.5.0",
    ];
    const repository = `picks-${name}/demo`;
    beforeAll(async () => {
      for (const tag of tags) await push.chart(repository, tag, { bytes: makeChart("demo", tag.replaceAll("_", "+")) });
    });
    it.each([
      "^1",
      "*",
      ">=1",
      "^2",
      "v2.0.0",
      "1.1.0",
      "1.1.0+b2",
      "~1.1",
      "1.x",
      ">=1.2.0-0",
      "=1.1.0+b1",
      "^1.1.0+b1",
      "2.0.0",
    ])("%s", async (wanted) => {
      const offers = await archives().versions(source(repository));
      expect(chooseVersion(offers, wanted)?.version).toBe(await helmPicks(helmBinaries()[name], repository, wanted));
    });
  });

  it("a repository of versions with v alone is of use, where Helm finds nothing", async () => {
    for (const tag of ["v1.0.0", "v1.2.0", "sha256-00.sig"])
      await push.chart("vees/demo", tag, { bytes: makeChart("demo", tag) });
    const offers = await archives().versions(source("vees/demo"));
    expect(chooseVersion(offers, "^1")?.version).toBe("v1.2.0");
    expect(await helmPicks(helmBinaries().helm4, "vees/demo", "^1")).toBeUndefined();
  });

  describe("what a manifest may be", () => {
    const bytes = makeChart("demo", "1.0.0");
    const layer = async (mediaType: string) => ({ mediaType, ...(await push.blob("types/demo", bytes)) });
    const config = async (mediaType: string) => ({ mediaType, ...(await push.blob("types/demo", Buffer.from("{}"))) });

    it.each<[string, { configType: string; layerType: string; artifactType?: string }]>([
      ["Helm's types", { configType: CHART_CONFIG, layerType: CHART_LAYER }],
      ["those of Helm before 3.7", { configType: CHART_CONFIG, layerType: "application/tar+gzip" }],
      [
        "an artifact with an empty configuration",
        { configType: EMPTY, layerType: CHART_LAYER, artifactType: CHART_CONFIG },
      ],
      ["Helm's layer alone", { configType: "application/vnd.example.config.v1+json", layerType: CHART_LAYER }],
    ])("%s", async (_, { configType, layerType, artifactType }) => {
      const parts = {
        config: await config(configType),
        layers: [
          { mediaType: PROVENANCE, ...(await push.blob("types/demo", Buffer.from("signed"))) },
          await layer(layerType),
        ],
        ...(artifactType !== undefined && { artifactType }),
      };
      const pushed = await push.chart("types/demo", "1.0.0", { bytes, parts });
      const archive = await archives().download(source("types/demo"), "1.0.0");
      expect([archive.manifest, archive.archive]).toEqual([pushed.digest, parts.layers[1]?.digest]);
    });

    it("not a tarball that nothing calls a chart, and not two charts", async () => {
      const plain = await layer("application/tar+gzip");
      await push.chart("types/demo", "2.0.0", {
        bytes,
        parts: { config: await config("application/x"), layers: [plain] },
      });
      const chart = await layer(CHART_LAYER);
      await push.chart("types/demo", "3.0.0", { bytes, parts: { layers: [chart, chart] } });
      const { charts } = archivesFor(workFolder());
      expect((await failure(charts.download(source("types/demo"), "2.0.0"))).code).toBe("CHART-NOT-A-CHART");
      expect((await failure(charts.download(source("types/demo"), "3.0.0"))).message).toMatch(
        /holds 2 charts in layers/,
      );
    });
  });

  describe("an index", () => {
    const platform = { os: "linux", architecture: "amd64" };
    it.each(["that says which entry is a chart", "that does not say it"])(
      "%s: the chart in it is taken",
      async (says) => {
        const bytes = makeChart("demo", "1.0.0");
        const chart = await push.chart("index/demo", "by-itself", { bytes });
        const image = await push.image("index/demo", "image");
        const said = says === "that does not say it" ? chart : { ...chart, artifactType: CHART_CONFIG };
        await push.manifest("index/demo", "1.0.0", indexOfManifests([{ ...image, platform }, said]));
        const archive = await archives().download(source("index/demo"), "1.0.0");
        expect([archive.manifest, Buffer.compare(archive.bytes, bytes)]).toEqual([chart.digest, 0]);
        for (const helm of Object.values(helmBinaries()))
          expect(await helmPicks(helm, "index/demo", "1.0.0")).toBe("1.0.0");
      },
    );

    it("of several charts is refused with their digests, since clients take one or the other", async () => {
      const charts = [
        await push.chart("index/demo", "one", { bytes: makeChart("demo", "1.0.0") }),
        await push.chart("index/demo", "two", { bytes: makeChart("demo", "2.0.0") }),
      ];
      const said = charts.map((chart) => ({ ...chart, artifactType: CHART_CONFIG }));
      await push.manifest("index/demo", "3.0.0", indexOfManifests(said));
      const error = await failure(archives().download(source("index/demo"), "3.0.0"));
      expect(error.message).toContain(`an index of 2 charts: ${charts.map(({ digest }) => digest).join(", ")}`);
    });

    it("of images is no chart", async () => {
      const image = await push.image("index/demo", "image");
      await push.manifest("index/demo", "4.0.0", indexOfManifests([{ ...image, platform }]));
      expect(await failure(archives().download(source("index/demo"), "4.0.0"))).toMatchObject({
        code: "CHART-NOT-A-CHART",
      });
    });
  });

  describe("a locked chart", () => {
    const locked = async (name: string) => {
      const root = workFolder();
      const chart = source(name);
      const { lock } = await lockEnvironments(
        { environments: [environment("dev", { demo: { chart, version: "1.0.0" } })], update: "none" },
        { files: createFiles(root), charts: archivesFor(root).charts },
      );
      return lock.addons["demo"]?.["dev"] ?? expect.fail("not locked");
    };

    it("is pulled by its digest, wherever its tag points; when it is gone, that is told", async () => {
      const bytes = makeChart("demo", "1.0.0");
      await push.chart("moved/demo", "1.0.0", { bytes });
      const pin = await locked("moved/demo");
      await push.chart("moved/demo", "1.0.0", { bytes: makeChart("demo", "1.0.0", { files: { evil: "1" } }) });
      expect(Buffer.compare((await archives().pinned(pin)).bytes, bytes)).toBe(0);
      await push.delete("moved/demo", pin.archive ?? "", "blobs");
      const error = await failure(archives().pinned(pin));
      expect([error.code, error.kind]).toEqual(["LOCK-DIGEST-MISMATCH", "refused"]);
      expect(error.message).toMatch(/the locked archive is gone there, its tag has another one now/);
    });

    it("whose archive is gone is accepted from its tag when only packed anew", async () => {
      await push.chart("packed/demo", "1.0.0", { bytes: makeChart("demo", "1.0.0", { level: 1 }) });
      const pin = await locked("packed/demo");
      await push.chart("packed/demo", "1.0.0", { bytes: makeChart("demo", "1.0.0", { level: 9 }) });
      await push.delete("packed/demo", pin.archive ?? "", "blobs");
      expect((await archives().pinned(pin)).content).toBe(pin.content);
    });

    it("whose archive and tag are gone: says both", async () => {
      const { digest } = await push.chart("gone/demo", "1.0.0", { bytes: makeChart("demo", "1.0.0") });
      const pin = await locked("gone/demo");
      await push.delete("gone/demo", pin.archive ?? "", "blobs");
      const { charts, notes } = archivesFor(workFolder());
      expect((await failure(charts.pinned(pin))).message).toMatch(/has the manifest, but not the archive sha256:/);
      expect(notes.join("\n")).toMatch(/does not have the locked archive any more; looking at its tag/);
      await push.delete("gone/demo", digest, "manifests");
      expect((await failure(archives().pinned(pin))).message).toMatch(/gone\/demo:1\.0\.0: there is no such tag/);
    });
  });
});
