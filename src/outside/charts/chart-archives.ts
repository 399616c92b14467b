import type { ChartSource } from "../../sources/chart-source.ts";
import type { Pin } from "../../lock/lockfile.ts";

/** Charts from HTTP repositories, OCI registries, git repositories and local folders; every byte that leaves here was hashed on this read. */
export interface ChartArchives {
  /** Versions on offer, as the source lists them (unsorted, unparsed), with what the source promises about them. */
  versions(source: ChartSource): Promise<readonly OfferedVersion[]>;
  /** Downloads (or packs) exactly this version, bypassing the cache; stores it there. */
  download(source: ChartSource, version: string): Promise<ChartArchive>;
  /** The pinned bytes: from charts/vendor or the cache when verified there, else downloaded; refused (`LOCK-DIGEST-MISMATCH`) when they differ from the pin. */
  pinned(pin: Pin): Promise<ChartArchive>;
  /** As `pinned`, without the network: undefined when neither charts/vendor nor the cache has it. */
  available(pin: Pin): Promise<ChartArchive | undefined>;
  /** Paths whose bytes differ between the pinned chart and this one, sorted; undefined when no verified copy of the pinned one is at hand. */
  changedFiles(pin: Pin, archive: ChartArchive): Promise<readonly string[] | undefined>;
}

export interface OfferedVersion {
  readonly version: string;
  readonly deprecated: boolean;
  /** `sha256:<hex>` when the source promises one. */
  readonly digest?: string;
  /** `by-name`: only a constraint that is spelled exactly like the version takes it. */
  readonly chosen?: "by-name";
}

export interface ChartArchive {
  /** The .tgz. */
  readonly bytes: Uint8Array;
  /** `sha256:<hex>` of `bytes`. */
  readonly archive: string;
  /** `sha256:<hex>` of the OCI manifest. */
  readonly manifest?: string;
  /** The git commit it was taken from, 40 hex digits (64 in a SHA-256 repository). */
  readonly commit?: string;
  /** Who signed it, as `Pin.signer` says it; only when `download` looked for a signature and found a good one. */
  readonly signer?: string;
  /** `h1:…`, see lock/lockfile.ts. */
  readonly content: string;
  readonly metadata: ChartMetadata;
  /** Regular files by path inside the chart folder (`Chart.yaml`, `templates/x.yaml`, `charts/sub/…`). */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /**
   * `files` with the packed charts inside unpacked, at every depth: `charts/sub-1.0.0.tgz` becomes files below a folder of
   * that name. Guarded as the archive itself is: throws AddonsError for bombs and unsafe names.
   */
  unpacked(): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** The part of Chart.yaml that is used. */
export interface ChartMetadata {
  readonly name: string;
  readonly version: string;
  readonly appVersion?: string;
  readonly kubeVersion?: string;
}
