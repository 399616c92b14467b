import { isJsonObject, type JsonObject } from "../../../support/json.ts";
import { chartError } from "../archive/chart-error.ts";
import type { AskRegistry, RegistryAnswer } from "./connect-registry.ts";
import type { Reference } from "./reference.ts";

/** An artifact that a registry holds, as an index or a manifest names it. */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:<hex>`. */
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
const MAX_INDEX = 4 * 1024 * 1024;

/**
 * What refers to a manifest: signatures, attestations. The referrers API of the OCI distribution spec 1.1; a registry
 * that answers 404 there has them, if any, in an index tagged `sha256-<hex>` ("Referrers Tag Schema").
 */
export async function listReferrers(
  reference: Reference,
  manifestDigest: string,
  ask: AskRegistry,
): Promise<readonly Descriptor[]> {
  const what = `what refers to ${reference.shown}@${manifestDigest}`;
  const request = { reference, what, accept: INDEX_TYPE, accepted: [200, 404], maxBytes: MAX_INDEX };
  const answer = await ask({ ...request, path: `referrers/${manifestDigest}` });
  if (answer.status === 200 && isIndex(answer)) return parseIndex(answer.bytes, what);
  const tagged = await ask({ ...request, path: `manifests/${manifestDigest.replace(":", "-")}` });
  return tagged.status === 200 && isIndex(tagged) ? parseIndex(tagged.bytes, what) : [];
}

/** Proxies answer unknown paths with pages of their own; and the tag may be anything that somebody pushed. */
function isIndex({ headers }: RegistryAnswer): boolean {
  return headers["content-type"]?.split(";")[0]?.trim().toLowerCase() === INDEX_TYPE;
}

function parseIndex(bytes: Buffer, what: string): readonly Descriptor[] {
  const manifests = indexEntries(bytes);
  if (!manifests) throw chartError("CHART-REGISTRY", `${what}: the answer is not an index`);
  return manifests;
}

/** The entries of an index; undefined for anything else. Entries without usable digest are left out. */
export function indexEntries(bytes: Buffer): readonly Descriptor[] | undefined {
  try {
    const data: unknown = JSON.parse(bytes.toString("utf8"));
    const manifests = isJsonObject(data) ? data["manifests"] : undefined;
    if (!Array.isArray(manifests)) return undefined;
    return manifests.filter(isJsonObject).flatMap((entry) => parseDescriptor(entry) ?? []);
  } catch {
    return undefined;
  }
}

export function parseDescriptor(entry: JsonObject): Descriptor | undefined {
  const { mediaType, digest, size, artifactType, annotations } = entry;
  if (typeof mediaType !== "string" || typeof size !== "number" || size < 0) return undefined;
  if (typeof digest !== "string" || !/^sha256:[0-9a-f]{64}$/.test(digest)) return undefined;
  return {
    mediaType,
    digest,
    size,
    ...(typeof artifactType === "string" ? { artifactType } : {}),
    ...(isJsonObject(annotations) ? { annotations: texts(annotations) } : {}),
  };
}

function texts(map: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
