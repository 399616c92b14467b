import { afterAll, beforeAll, expect, it } from "vitest";
import { createRegistryReader, type RegistryReader } from "../../src/outside/charts/registry/registry-reader.ts";
import { createTransfer } from "../../src/outside/charts/transfer/create-transfer.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { workFolder } from "../outside/charts/work-folder.ts";
import { describeWithCluster } from "./plane.ts";
import { digestOf, indexOfManifests, OCI_INDEX, OCI_MANIFEST, pushTo, type Pusher } from "./push-to-registry.ts";
import { proxyRegistry } from "./registry-proxy.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";

const BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

describeWithCluster("reading a registry", () => {
  let registry: TestRegistry;
  let push: Pusher;
  beforeAll(async () => {
    registry = await startRegistry();
    push = pushTo(registry);
  });
  afterAll(async () => await registry.stop());

  const reader = (): RegistryReader =>
    createRegistryReader(
      createTransfer({
        env: { HOME: workFolder() },
        retries: { attempts: 1, firstDelayMs: 1, longestDelayMs: 1 },
      }),
    );
  /** What cosign 3 stores beside a chart: a manifest with the chart as its subject. */
  const sign = async (name: string, subject: object) =>
    await push.manifest(name, "signature", {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: BUNDLE,
      config: { mediaType: "application/vnd.oci.empty.v1+json", ...(await push.blob(name, Buffer.from("{}"))) },
      layers: [{ mediaType: BUNDLE, ...(await push.blob(name, Buffer.from('{"bundle":1}'))) }],
      subject,
    } as { mediaType: string });

  it("manifests and blobs by tag and by digest; what is not there is undefined", async () => {
    const chart = await push.chart("r/demo", "1.0.0", { bytes: makeChart("demo", "1.0.0") });
    const reference = `${registry.host}/r/demo`;
    const byTag = await reader().manifest(reference, "1.0.0");
    expect(byTag).toMatchObject({ digest: chart.digest, mediaType: OCI_MANIFEST });
    expect(await reader().manifest(reference, chart.digest)).toEqual(byTag);
    const [layer] = (JSON.parse(byTag?.bytes.toString() ?? "") as { layers: { digest: string; size: number }[] })
      .layers;
    const blob = await reader().blob(reference, layer?.digest ?? "", { limit: 1_000_000 });
    expect(digestOf(blob ?? Buffer.alloc(0))).toBe(layer?.digest);
    await expect(reader().blob(reference, layer?.digest ?? "", { limit: 10 })).rejects.toThrow(
      /sends more than 10 bytes/,
    );
    const nothing = `sha256:${"0".repeat(64)}`;
    expect(await reader().manifest(reference, "9.9.9")).toBeUndefined();
    expect(await reader().manifest(reference, nothing)).toBeUndefined();
    expect(await reader().blob(reference, nothing, { limit: 10 })).toBeUndefined();
    expect(await reader().tags(reference)).toEqual(["1.0.0"]);
  });

  it("the digest of a tag without its manifest, by a request that counts as no pull", async () => {
    const chart = await push.chart("d/demo", "1.0.0", { bytes: makeChart("demo", "1.0.0") });
    await using proxy = await proxyRegistry(registry);
    const reference = `${proxy.host}/d/demo`;
    expect(await reader().digest(reference, "1.0.0")).toBe(chart.digest);
    expect(await reader().digest(reference, "9.9.9")).toBeUndefined();
    expect(proxy.seen.map((line) => line.split(" ")[0])).toEqual(["HEAD", "HEAD"]);
    proxy.change = (answer) => void delete answer.headers["docker-content-digest"];
    expect(await reader().digest(reference, "1.0.0")).toBe(chart.digest);
    expect(proxy.seen.map((line) => line.split(" ")[0])).toEqual(["HEAD", "HEAD", "HEAD", "GET"]);
  });

  it("a manifest by digest with other bytes is refused", async () => {
    const chart = await push.chart("r/demo", "1.0.0", { bytes: makeChart("demo", "1.0.0") });
    await using proxy = await proxyRegistry(registry);
    proxy.change = (answer) => {
      answer.body = Buffer.concat([answer.body, Buffer.from(" ")]);
      answer.headers["docker-content-digest"] = digestOf(answer.body);
    };
    await expect(reader().manifest(`${proxy.host}/r/demo`, chart.digest)).rejects.toMatchObject({
      code: "CHART-DIGEST",
      kind: "refused",
    });
  });

  it("referrers: from the index under the tag of the digest, where the registry has no such API", async () => {
    const chart = await push.chart("s/demo", "1.0.0", { bytes: makeChart("demo", "1.0.0") });
    const reference = `${registry.host}/s/demo`;
    expect(await reader().referrers(reference, chart.digest)).toEqual([]);
    const signature = await sign("s/demo", chart);
    const tag = chart.digest.replace(":", "-");
    await push.manifest(
      "s/demo",
      tag,
      indexOfManifests([{ ...signature, artifactType: BUNDLE, annotations: { a: "b" } }]),
    );
    await using proxy = await proxyRegistry(registry);
    const found = await reader().referrers(`${proxy.host}/s/demo`, chart.digest);
    expect(found).toEqual([{ ...signature, artifactType: BUNDLE, annotations: { a: "b" } }]);
    expect(proxy.seen.map((line) => line.split(" ")[1])).toEqual([
      `/v2/s/demo/referrers/${chart.digest}`,
      `/v2/s/demo/manifests/${tag}`,
    ]);
    expect(await reader().tags(reference)).toContain(tag);
  });

  it("referrers: from the API where there is one; a tag that is no index refers to nothing", async () => {
    const chart = await push.chart("t/demo", "1.0.0", { bytes: makeChart("demo", "1.0.0") });
    await push.image("t/demo", chart.digest.replace(":", "-"));
    const reference = `${registry.host}/t/demo`;
    expect(await reader().referrers(reference, chart.digest)).toEqual([]);
    const signature = await sign("t/demo", chart);
    await using proxy = await proxyRegistry(registry);
    proxy.change = (answer) => {
      if (!answer.path.includes("/referrers/")) return;
      answer.status = 200;
      answer.headers = { "content-type": OCI_INDEX };
      answer.body = Buffer.from(JSON.stringify(indexOfManifests([signature, { mediaType: "x" }])));
    };
    expect(await reader().referrers(`${proxy.host}/t/demo`, chart.digest)).toEqual([signature]);
  });
});
