import { mirroredSources } from "../../../sources/mirrored-sources.ts";
import type { SourceSettings } from "../../../sources/source-settings.ts";
import { AddonsError } from "../../../support/addons-error.ts";
import { once, onceFor } from "../../../support/once.ts";
import { chartError } from "../archive/chart-error.ts";
import { askInOrder } from "../ask-in-order.ts";
import { createTransfer, type TransferOptions } from "../transfer/create-transfer.ts";
import { createRegistryReader } from "./registry-reader.ts";

/** Digests of container images, from the registries that have them, or from their mirrors. */
export interface ImageDigests {
  /**
   * What `repository` (`host[:port]/path/name`) has under this tag: `sha256:<hex>` of its index where it is for several
   * platforms. Undefined when the registry itself has none. Throws AddonsError when it cannot be asked.
   */
  digest(repository: string, tag: string): Promise<string | undefined>;
}

export interface ImageDigestsOptions extends TransferOptions {
  /** charts/sources.yaml: mirrors of registries; asked for at the first digest. */
  readonly settings?: () => Promise<readonly SourceSettings[]>;
}

/** Each tag is asked for once per run. */
export function createImageDigests(options: ImageDigestsOptions): ImageDigests {
  const transfer = createTransfer(options);
  const reader = createRegistryReader(transfer);
  const settings = once(async () => (await options.settings?.()) ?? []);
  const asked = new Map<string, Promise<string | undefined>>();
  const ask = async (repository: string, tag: string): Promise<string | undefined> => {
    const places = mirroredSources({ kind: "oci", reference: repository, name: "" }, await settings());
    try {
      return await askInOrder({
        places: places.map(({ source }) => source.reference),
        ask: async (place) => (await reader.digest(place, tag)) ?? noTag(place, tag),
        nameOf: (place) => place,
        tell: transfer.progress,
      });
    } catch (error) {
      if (error instanceof AddonsError && error.code === "CHART-NO-VERSION") return undefined;
      throw error;
    }
  };
  return { digest: (repository, tag) => onceFor(asked, `${repository}:${tag}`, () => ask(repository, tag)) };
}

function noTag(repository: string, tag: string): never {
  throw chartError("CHART-NO-VERSION", `${repository} has no tag ${tag}`);
}
