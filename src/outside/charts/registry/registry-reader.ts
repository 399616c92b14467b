import { sha256 } from "../../../support/sha256.ts";
import { refusedChart } from "../archive/chart-error.ts";
import { type AskRegistry, connectRegistry, type RegistryOutside } from "./connect-registry.ts";
import { type Descriptor, isDigest } from "./descriptor.ts";
import type { ShownTransfer } from "../transfer/with-retries.ts";
import { listReferrers } from "./list-referrers.ts";
import { listTags } from "./list-tags.ts";
import { parseReference } from "./reference.ts";

/**
 * What lies in OCI registries, by the distribution spec: reading only, with logins, every digest checked here.
 * `reference` is `host[:port]/path/name`, without scheme and tag. Failures are AddonsErrors: `CHART-SOURCE` (not
 * reachable, not allowed), `CHART-REGISTRY` (no registry), `CHART-DIGEST` (kind refused: other bytes than promised).
 */
export interface RegistryReader {
  /** By tag or by `sha256:<hex>`; undefined when there is none. */
  manifest(reference: string, tagOrDigest: string): Promise<RegistryManifest | undefined>;
  /** What a tag points to, without reading it: registries do not count this as a pull. Undefined when there is no such tag. */
  digest(reference: string, tag: string): Promise<string | undefined>;
  /** At most `limit` bytes that have this digest; undefined when there are none. */
  blob(reference: string, digest: string, wanted: WantedBlob): Promise<Buffer | undefined>;
  /** All tags, in the order of the registry. */
  tags(reference: string): Promise<readonly string[]>;
  /** Manifests whose subject is this one; empty when nothing refers to it. */
  referrers(reference: string, manifestDigest: string): Promise<readonly Descriptor[]>;
}

export interface WantedBlob {
  readonly limit: number;
  /** When it is a download to be shown. */
  readonly shown?: ShownTransfer;
}

export interface RegistryManifest {
  readonly bytes: Buffer;
  /** `sha256:<hex>` of `bytes`. */
  readonly digest: string;
  /** Of the answer, without parameters; empty when the registry says none. */
  readonly mediaType: string;
}

/** The spec lets registries refuse larger ones. */
const MAX_MANIFEST = 4 * 1024 * 1024;

const MANIFEST_TYPES = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

export function createRegistryReader(outside: RegistryOutside): RegistryReader {
  const ask = connectRegistry(outside);
  return {
    manifest: (reference, tagOrDigest) => readManifest(reference, tagOrDigest, ask),
    digest: (reference, tag) => readDigest(reference, tag, ask),
    blob: (reference, digest, wanted) => readBlob(reference, { ...wanted, digest }, ask),
    tags: (reference) => listTags(parseReference(reference), ask),
    referrers: (reference, manifestDigest) => listReferrers(parseReference(reference), manifestDigest, ask),
  };
}

async function readManifest(
  text: string,
  tagOrDigest: string,
  ask: AskRegistry,
): Promise<RegistryManifest | undefined> {
  const reference = parseReference(text);
  const what = nameOf(reference.shown, tagOrDigest);
  const answer = await ask({
    reference,
    path: `manifests/${encodeURIComponent(tagOrDigest).replace("%3A", ":")}`,
    what,
    accept: MANIFEST_TYPES,
    accepted: [200, 404],
    maxBytes: MAX_MANIFEST,
  });
  if (answer.status === 404) return undefined;
  const digest = `sha256:${sha256(answer.bytes)}`;
  const header = answer.headers["docker-content-digest"];
  const promised = isDigest(tagOrDigest) ? tagOrDigest : header;
  if (typeof promised === "string" && promised.startsWith("sha256:") && promised !== digest) {
    throw refusedChart("CHART-DIGEST", `${what}: the manifest should be ${promised}, the bytes have ${digest}`);
  }
  return { bytes: answer.bytes, digest, mediaType: (answer.headers["content-type"] ?? "").split(";")[0]?.trim() ?? "" };
}

/** From the header of the answer; a registry that sends none (the spec only recommends it) is asked for the manifest. */
async function readDigest(text: string, tag: string, ask: AskRegistry): Promise<string | undefined> {
  const reference = parseReference(text);
  const answer = await ask({
    reference,
    path: `manifests/${encodeURIComponent(tag)}`,
    what: nameOf(reference.shown, tag),
    method: "HEAD",
    accept: MANIFEST_TYPES,
    accepted: [200, 404, 405],
    maxBytes: MAX_MANIFEST,
  });
  if (answer.status === 404) return undefined;
  const header = answer.headers["docker-content-digest"];
  if (answer.status === 200 && typeof header === "string" && isDigest(header)) return header;
  return (await readManifest(text, tag, ask))?.digest;
}

async function readBlob(
  text: string,
  { digest: wanted, limit, shown }: WantedBlob & { readonly digest: string },
  ask: AskRegistry,
): Promise<Buffer | undefined> {
  const reference = parseReference(text);
  const what = nameOf(reference.shown, wanted);
  const request = { reference, path: `blobs/${wanted}`, what, accepted: [200, 404], maxBytes: limit };
  const answer = await ask({ ...request, ...(shown && { shown }) });
  if (answer.status === 404) return undefined;
  const digest = `sha256:${sha256(answer.bytes)}`;
  if (digest === wanted) return answer.bytes;
  throw refusedChart("CHART-DIGEST", `${what}: the registry gives other bytes, they have ${digest}`);
}

function nameOf(shown: string, tagOrDigest: string): string {
  return `${shown}${isDigest(tagOrDigest) ? "@" : ":"}${tagOrDigest}`;
}
