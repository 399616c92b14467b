import { sha256 } from "../../../../src/support/sha256.ts";
import { indexOfManifests, OCI_MANIFEST, type Pusher } from "../../../cluster/push-to-registry.ts";

export const BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json";

/** A chart in a registry: its repository and the digest of its manifest. */
interface SignedPlace {
  readonly name: string;
  readonly digest: string;
}

/** Bundles as what refers to the chart, each in a manifest of its own, as somebody does who may push. */
export async function attachBundle(push: Pusher, to: SignedPlace, ...bundles: readonly Uint8Array[]): Promise<void> {
  const config = await push.blob(to.name, Buffer.from("{}"));
  const manifests = [];
  for (const [index, json] of bundles.entries()) {
    const layer = await push.blob(to.name, json);
    const manifest = await push.manifest(to.name, `bundle-${index}-${sha256(json).slice(0, 8)}`, {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: BUNDLE,
      config: { mediaType: "application/vnd.oci.empty.v1+json", ...config },
      layers: [{ mediaType: BUNDLE, ...layer }],
      subject: { mediaType: OCI_MANIFEST, digest: to.digest, size: 1 },
    } as { mediaType: string });
    manifests.push(manifest);
  }
  await push.manifest(to.name, to.digest.replace(":", "-"), indexOfManifests(manifests));
}

/** A payload with its annotations, as cosign 1 and 2 attach it. */
export async function attachSimple(
  push: Pusher,
  to: SignedPlace,
  signature: { readonly payload: Uint8Array; readonly annotations: Readonly<Record<string, string>> },
): Promise<void> {
  const config = await push.blob(to.name, Buffer.from("{}"));
  const layer = await push.blob(to.name, signature.payload);
  await push.manifest(to.name, `${to.digest.replace(":", "-")}.sig`, {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
    layers: [{ mediaType: SIMPLE, ...layer, annotations: signature.annotations }],
  } as { mediaType: string });
}
