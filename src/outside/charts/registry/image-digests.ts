import { onceFor } from "../../../support/once.ts";
import { createTransfer, type TransferOptions } from "../transfer/create-transfer.ts";
import { createRegistryReader } from "./registry-reader.ts";

/** Digests of container images, from the registries that have them. */
export interface ImageDigests {
  /**
   * What `repository` (`host[:port]/path/name`) has under this tag: `sha256:<hex>` of its index where it is for several
   * platforms. Undefined when there is none. Throws AddonsError when the registry cannot be asked.
   */
  digest(repository: string, tag: string): Promise<string | undefined>;
}

/** Each tag is asked for once per run. */
export function createImageDigests(options: TransferOptions): ImageDigests {
  const reader = createRegistryReader(createTransfer(options));
  const asked = new Map<string, Promise<string | undefined>>();
  return {
    digest: (repository, tag) => onceFor(asked, `${repository}:${tag}`, () => reader.digest(repository, tag)),
  };
}
