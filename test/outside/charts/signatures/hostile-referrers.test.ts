import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createRegistryReader } from "../../../../src/outside/charts/registry/registry-reader.ts";
import { findCosignSignatures } from "../../../../src/outside/charts/signatures/find-cosign-signatures.ts";
import { createTransfer } from "../../../../src/outside/charts/transfer/create-transfer.ts";
import { digestOf, OCI_INDEX, OCI_MANIFEST } from "../../../cluster/push-to-registry.ts";
import { BUNDLE } from "./attach-signature.ts";

const CHART = `sha256:${"ab".repeat(32)}`;

describe("what anybody who may push attaches to a chart", () => {
  let server: Server | undefined;
  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  });

  /** A registry in which so many manifests refer to one chart, each with so many bundles; without the API: below a tag, with this status. */
  async function registryWith(referrers: number, bundles: number, api = 200) {
    const blob = Buffer.from("{}");
    const layer = { mediaType: BUNDLE, digest: digestOf(blob), size: blob.length };
    const config = { ...layer, mediaType: "application/vnd.oci.empty.v1+json" };
    const manifests = Array.from({ length: referrers }, (_, number) => {
      const layers = Array.from({ length: bundles }, () => layer);
      const all = {
        schemaVersion: 2,
        mediaType: OCI_MANIFEST,
        annotations: { number: String(number) },
        config,
        layers,
      };
      // Each refers to itself, too: nothing is followed.
      return Buffer.from(JSON.stringify({ ...all, subject: { mediaType: OCI_MANIFEST, digest: CHART, size: 1 } }));
    });
    const described = manifests.map((bytes) => ({
      mediaType: OCI_MANIFEST,
      digest: digestOf(bytes),
      size: bytes.length,
      artifactType: BUNDLE,
      annotations: { "dev.sigstore.bundle.predicateType": "https://sigstore.dev/cosign/sign/v1" },
    }));
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: described }));
    const bodies = new Map<string, readonly [string, Buffer]>([
      [`/v2/team/web/blobs/${layer.digest}`, ["application/octet-stream", blob]],
      [
        `/v2/team/web/${api === 200 ? "referrers/" : "manifests/"}${api === 200 ? CHART : CHART.replace(":", "-")}`,
        [OCI_INDEX, index],
      ],
      ...manifests.map((bytes) => [`/v2/team/web/manifests/${digestOf(bytes)}`, [OCI_MANIFEST, bytes]] as const),
    ]);
    const requests: string[] = [];
    server = createServer((request, response) => {
      const { url = "" } = request;
      requests.push(url);
      const found = bodies.get(url);
      if (found) response.writeHead(200, { "content-type": found[0] }).end(found[1]);
      else response.writeHead(url.includes("/referrers/") ? api : 404).end();
    });
    const listening = server;
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    const reference = `127.0.0.1:${(listening.address() as AddressInfo).port}/team/web`;
    const reader = createRegistryReader(createTransfer({ env: {} }));
    return { requests, find: async () => await findCosignSignatures({ reference, digest: CHART }, reader) };
  }

  it.each([
    [5000, 1, 64],
    [64, 1000, 64],
    [3, 1000, 64],
    [1, 40, 32],
  ])(
    "%i manifests with %i bundles each are not all read, and not taken for unsigned",
    async (referrers, bundles, read) => {
      const { requests, find } = await registryWith(referrers, bundles);
      const found = await find();
      expect(found.filter(({ kind }) => kind === "bundle")).toHaveLength(read);
      expect(found.at(-1)).toEqual({
        kind: "unreadable",
        why: expect.stringMatching(/^more than the (64|32) that are looked at are attached$/) as unknown,
      });
      expect(requests.length).toBeLessThan(200);
    },
  );

  it.each([400, 404, 405, 406])("a registry that says %i of the API is asked for the tag", async (status) => {
    const { find } = await registryWith(2, 1, status);
    expect(await find()).toHaveLength(2);
  });
});
