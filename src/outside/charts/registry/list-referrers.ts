import { isJsonObject } from "../../../support/json.ts";
import { chartError } from "../archive/chart-error.ts";
import type { AskRegistry, RegistryAnswer } from "./connect-registry.ts";
import { type Descriptor, parseDescriptor } from "./descriptor.ts";
import type { Reference } from "./reference.ts";

const INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
/** Older registries take the path for something else, and do not all say 404 of it. */
const WITHOUT_API = [400, 404, 405, 406];
const MAX_INDEX = 4 * 1024 * 1024;

/**
 * What refers to a manifest: signatures, attestations. The referrers API of the OCI distribution spec 1.1; a registry
 * without it has them, if any, in an index tagged `sha256-<hex>` ("Referrers Tag Schema").
 */
export async function listReferrers(
  reference: Reference,
  manifestDigest: string,
  ask: AskRegistry,
): Promise<readonly Descriptor[]> {
  const what = `what refers to ${reference.shown}@${manifestDigest}`;
  const request = { reference, what, accept: INDEX_TYPE, maxBytes: MAX_INDEX };
  const answer = await ask({ ...request, accepted: [200, ...WITHOUT_API], path: `referrers/${manifestDigest}` });
  if (answer.status === 200 && isIndex(answer)) return parseIndex(answer.bytes, what);
  const tagged = await ask({ ...request, accepted: [200, 404], path: `manifests/${manifestDigest.replace(":", "-")}` });
  return tagged.status === 200 && isIndex(tagged) ? parseIndex(tagged.bytes, what) : [];
}

/** Proxies answer unknown paths with pages of their own; and the tag may be anything that somebody pushed. */
function isIndex({ headers }: RegistryAnswer): boolean {
  return headers["content-type"]?.split(";")[0]?.trim().toLowerCase() === INDEX_TYPE;
}

/** Entries without usable digest are left out. */
function parseIndex(bytes: Buffer, what: string): readonly Descriptor[] {
  try {
    const data: unknown = JSON.parse(bytes.toString("utf8"));
    const manifests = isJsonObject(data) ? data["manifests"] : undefined;
    if (Array.isArray(manifests))
      return manifests.filter(isJsonObject).flatMap((entry) => parseDescriptor(entry) ?? []);
  } catch {
    // Told below.
  }
  throw chartError("CHART-REGISTRY", `${what}: the answer is not an index`);
}
