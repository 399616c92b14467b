import { isJsonObject, type JsonObject } from "../../../support/json.ts";
import { parseDescriptor, type Descriptor } from "../registry/descriptor.ts";
import type { RegistryReader } from "../registry/registry-reader.ts";
import { MAX_SIGNATURE, type SignedManifest } from "./signed-manifest.ts";

/** A signature as it lies in the registry; nothing in it is checked. */
export type CosignSignature =
  /** A Sigstore bundle, found among what refers to the manifest (cosign 3). */
  | { readonly kind: "bundle"; readonly json: Buffer }
  /** A payload and its signature, below the tag `sha256-<hex>.sig` (cosign 1 and 2). */
  | { readonly kind: "simple"; readonly payload: Buffer; readonly annotations: Readonly<Record<string, string>> }
  /** Something that says it is a signature and cannot be read. */
  | { readonly kind: "unreadable"; readonly why: string };

/** Attestations are found the same way, and may be many; whoever may push to the registry can attach thousands. */
const MAX_REFERRERS = 64;
/** In one manifest; cosign 1 and 2 put all signatures of a chart into one. */
const MAX_LAYERS = 32;

const isBundle = (type: string): boolean => type.startsWith("application/vnd.dev.sigstore.bundle");
const isSimple = (type: string): boolean => type === "application/vnd.dev.cosign.simplesigning.v1+json";
const SIGN_PREDICATE = "https://sigstore.dev/cosign/sign/v1";

/** Everything that may be a cosign signature of this manifest, in both of its forms. */
export async function findCosignSignatures(
  subject: SignedManifest,
  reader: RegistryReader,
): Promise<readonly CosignSignature[]> {
  const referrers = (await reader.referrers(subject.reference, subject.digest)).filter(mayBeBundle);
  const sorted = referrers.toSorted((left, right) => rank(left) - rank(right));
  const found: CosignSignature[] = [];
  for (const [index, { digest }] of sorted.entries()) {
    if (index === MAX_REFERRERS || found.length >= MAX_REFERRERS) {
      found.push(tooMuch(MAX_REFERRERS));
      break;
    }
    found.push(...(await signaturesIn({ ...subject, at: digest }, isBundle, reader)));
  }
  const tag = `${subject.digest.replace(":", "-")}.sig`;
  found.push(...(await signaturesIn({ ...subject, at: tag }, isSimple, reader)));
  return found;
}

/** Registries without the referrers API name the type of the config, which is empty, instead of the artifact's. */
function mayBeBundle({ artifactType }: Descriptor): boolean {
  return artifactType === undefined || isBundle(artifactType) || /\bempty\b/.test(artifactType);
}

/** Those that say they are signatures stand before those that may be anything. */
function rank({ annotations, artifactType }: Descriptor): number {
  if (annotations?.["dev.sigstore.bundle.predicateType"] === SIGN_PREDICATE) return 0;
  return artifactType !== undefined && isBundle(artifactType) ? 1 : 2;
}

async function signaturesIn(
  manifest: { readonly reference: string; readonly at: string },
  isKind: (mediaType: string) => boolean,
  reader: RegistryReader,
): Promise<readonly CosignSignature[]> {
  const answer = await reader.manifest(manifest.reference, manifest.at);
  if (answer === undefined) return [];
  const layers = layersOf(answer.bytes);
  if (layers === undefined) return [{ kind: "unreadable", why: "its manifest is not JSON" }];
  const found: CosignSignature[] = [];
  const signatures = layers.filter(({ mediaType }) => isKind(mediaType));
  for (const layer of signatures.slice(0, MAX_LAYERS)) {
    if (layer.size > MAX_SIGNATURE) {
      found.push({ kind: "unreadable", why: `it has ${layer.size} bytes; at most ${MAX_SIGNATURE} are read` });
      continue;
    }
    const bytes = await reader.blob(manifest.reference, layer.digest, { limit: MAX_SIGNATURE });
    if (bytes === undefined) found.push({ kind: "unreadable", why: "the registry lists it and does not have it" });
    else if (isBundle(layer.mediaType)) found.push({ kind: "bundle", json: bytes });
    else found.push({ kind: "simple", payload: bytes, annotations: layer.annotations ?? {} });
  }
  return signatures.length > MAX_LAYERS ? [...found, tooMuch(MAX_LAYERS)] : found;
}

/** Not looked at is not absent. */
function tooMuch(most: number): CosignSignature {
  return { kind: "unreadable", why: `more than the ${most} that are looked at are attached` };
}

function layersOf(bytes: Buffer): readonly Descriptor[] | undefined {
  const data = jsonObject(bytes);
  if (data === undefined) return undefined;
  const layers: readonly unknown[] = Array.isArray(data["layers"]) ? data["layers"] : [];
  return layers.filter(isJsonObject).flatMap((layer) => parseDescriptor(layer) ?? []);
}

function jsonObject(bytes: Buffer): JsonObject | undefined {
  try {
    const data: unknown = JSON.parse(bytes.toString("utf8"));
    return isJsonObject(data) ? data : undefined;
  } catch {
    return undefined;
  }
}
