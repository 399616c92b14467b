import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { TestRegistry } from "./registry.ts";

export const CHART_CONFIG = "application/vnd.cncf.helm.config.v1+json";
export const CHART_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
export const OCI_INDEX = "application/vnd.oci.image.index.v1+json";

export interface PushedContent {
  readonly digest: string;
  readonly size: number;
}

export interface PushedManifest extends PushedContent {
  readonly mediaType: string;
}

export interface Pusher {
  blob(name: string, bytes: Uint8Array): Promise<PushedContent>;
  /** Under a tag, or its digest. */
  manifest(name: string, tag: string, manifest: { readonly mediaType: string }): Promise<PushedManifest>;
  /** One chart; `parts` replaces fields of its manifest. */
  chart(
    name: string,
    tag: string,
    chart: { readonly bytes: Uint8Array; readonly parts?: object },
  ): Promise<PushedManifest>;
  /** Something that is no chart. */
  image(name: string, tag: string, text?: string): Promise<PushedManifest>;
  delete(name: string, digest: string, kind: "blobs" | "manifests"): Promise<void>;
}

/** Puts content into a real registry by its own API, so that it may be of any shape. */
export function pushTo({ url }: Pick<TestRegistry, "url">, authorization?: string): Pusher {
  const login: Record<string, string> = authorization === undefined ? {} : { authorization };
  const blob: Pusher["blob"] = async (name, bytes) => {
    const digest = digestOf(bytes);
    const start = await fetch(`${url}/v2/${name}/blobs/uploads/`, { method: "POST", headers: login });
    const location = new URL(start.headers.get("location") ?? "", url);
    location.searchParams.set("digest", digest);
    const headers = { "content-type": "application/octet-stream", ...login };
    const done = await fetch(location, { method: "PUT", body: new Uint8Array(bytes), headers });
    expect([name, done.status]).toEqual([name, 201]);
    return { digest, size: bytes.length };
  };
  const manifest: Pusher["manifest"] = async (name, tag, content) => {
    const bytes = Buffer.from(JSON.stringify(content));
    const headers = { "content-type": content.mediaType, ...login };
    const answer = await fetch(`${url}/v2/${name}/manifests/${tag}`, { method: "PUT", body: bytes, headers });
    expect([tag, answer.status, answer.status === 201 ? "" : await answer.text()]).toEqual([tag, 201, ""]);
    return { mediaType: content.mediaType, digest: digestOf(bytes), size: bytes.length };
  };
  return {
    blob,
    manifest,
    async chart(name, tag, { bytes, parts }) {
      const config = await blob(name, Buffer.from(`{"name":${JSON.stringify(name)}}`));
      const layer = await blob(name, bytes);
      return await manifest(name, tag, {
        schemaVersion: 2,
        mediaType: OCI_MANIFEST,
        config: { mediaType: CHART_CONFIG, ...config },
        layers: [{ mediaType: CHART_LAYER, ...layer }],
        ...parts,
      } as { mediaType: string });
    },
    async image(name, tag, text = "{}") {
      const config = await blob(name, Buffer.from(text));
      return await manifest(name, tag, {
        schemaVersion: 2,
        mediaType: OCI_MANIFEST,
        config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
        layers: [],
      } as { mediaType: string });
    },
    async delete(name, digest, kind) {
      const answer = await fetch(`${url}/v2/${name}/${kind}/${digest}`, { method: "DELETE", headers: login });
      expect(answer.status).toBe(202);
    },
  };
}

/** An OCI index of these. */
export function indexOfManifests(manifests: readonly object[]): { readonly mediaType: string } {
  return { schemaVersion: 2, mediaType: OCI_INDEX, manifests } as { mediaType: string };
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
