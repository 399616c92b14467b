import type { ChartSource, LocalSource, OciSource } from "../../sources/chart-source.ts";
import type { SignerRule } from "./signatures/signer-rules.ts";
import type { Pin } from "../../lock/lockfile.ts";

/** Charts from HTTP repositories, OCI registries, git repositories and local folders; every byte that leaves here was hashed on this read. */
export interface ChartArchives {
  /**
   * Versions on offer, as the source lists them (unsorted, unparsed), with what the source promises about them. `first`: of the
   * first mirror that answers, else of the source itself; `all`: of all of them together. Default `first`.
   */
  versions(source: ChartSource, from?: "first" | "all"): Promise<readonly OfferedVersion[]>;
  /**
   * This one version of a registry, with its digests: asked for by its tag, where listing may be forbidden or long. Undefined when no
   * place has it.
   */
  offer(source: OciSource, version: string): Promise<OfferedVersion | undefined>;
  /**
   * Downloads (or packs) exactly this version, bypassing the cache; stores it there. Looks for signatures where charts/sources.yaml asks
   * for them: throws AddonsError CHART-SIGNATURE or CHART-UNSIGNED (refused) for what it does not accept.
   */
  download(source: ChartSource, version: string): Promise<ChartArchive>;
  /**
   * The pinned bytes: from charts/vendor or the cache when verified there, else downloaded; refused (`LOCK-DIGEST-MISMATCH`) when
   * they differ from the pin. A folder's chart comes with its pinned subcharts in `charts/`, each verified alike.
   */
  pinned(pin: Pin): Promise<ChartArchive>;
  /** As `pinned`, without the network: undefined when neither charts/vendor nor the cache has it. */
  available(pin: Pin): Promise<ChartArchive | undefined>;
  /**
   * A folder of the project as it is now, whatever the lock says of its files, with those subcharts of the pin that it still
   * lists; without the network. One that the pin holds back comes as its commit has it. Throws AddonsError CHART-SUBCHART-MISSING when one of them is not at hand.
   */
  current(source: LocalSource, pin: Pin | undefined): Promise<ChartArchive>;
  /** Paths whose bytes differ between the pinned chart and this one, sorted; undefined when no verified copy of the pinned one is at hand. */
  changedFiles(pin: Pin, archive: ChartArchive): Promise<readonly string[] | undefined>;
  /** Looks through this project's git history for a chart folder with this content (`h1:…`). Throws AddonsError GIT-* without git or a repository. */
  commitWith(path: string, content: string): Promise<CommitSearch>;
  /** What charts/sources.yaml demands of signatures of this source's charts; without the network. */
  signerRule(source: ChartSource): Promise<SignerRule>;
}

/** Which commit of this project's repository has a chart folder with some content. */
export type CommitSearch =
  /** The newest of those that changed the folder; hex. */
  | { readonly kind: "found"; readonly commit: string }
  /** None of the newest `looked` commits that changed the folder; `all`: there are no others. */
  | { readonly kind: "none"; readonly looked: number; readonly all: boolean };

export interface OfferedVersion {
  readonly version: string;
  readonly deprecated: boolean;
  /** `sha256:<hex>` when the source promises one. */
  readonly digest?: string;
  /** `sha256:<hex>` of the OCI manifest, when it was looked at. */
  readonly manifest?: string;
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
  /** Address of the mirror that it came from; absent when it came from its source. */
  readonly mirror?: string;
  /** The git commit it was taken from, 40 hex digits (64 in a SHA-256 repository). */
  readonly commit?: string;
  /** What the ref of a git source was when it was looked up. */
  readonly refKind?: "branch" | "tag" | "commit" | "other";
  /** Who of those who may signed it, as `Pin.signer` says them; only when `download` looked for signatures and found a good one. */
  readonly signers?: readonly string[];
  /**
   * `h1:…` of `files`, see lock/lockfile.ts. With pinned subcharts put into `charts/` it is another than the pin's, which is that
   * of the folder alone.
   */
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
