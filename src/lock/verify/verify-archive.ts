import type { ChartArchive } from "../../outside/charts/chart-archives.ts";
import type { Pin } from "../lockfile.ts";

/** One way in which a pin is not what its source has now. */
export interface Finding {
  readonly kind: FindingKind;
  /** One clause about the pin. */
  readonly message: string;
  readonly hint: string;
  /** Digest, signer or commit that is pinned, and the one that was found, where the finding is about one. */
  readonly has?: string;
  readonly found?: string;
  /** Files that differ, when the pinned archive is at hand. */
  readonly files?: readonly string[];
}

export type FindingKind =
  | "gone"
  | "mutated"
  | "repackaged"
  | "index-digest"
  | "false-promise"
  | "listed-twice"
  | "retagged"
  | "signature-lost"
  | "signer-changed"
  | "moved-tag"
  | "moved-branch"
  | "ref-gone"
  | "folder-changed"
  | "image-gone"
  | "image-moved"
  | "deprecated"
  | "refused"
  | "unchecked";

interface Known {
  /** Files that differ, when the pinned archive is at hand. */
  readonly files?: readonly string[];
  /** Whether charts/sources.yaml asks for signatures of this source; else none is looked for. */
  readonly signatures: "looked-for" | "not-looked-for";
}

/** Compares what was downloaded with the pin: content first, since only that is installed; then how it was packed and signed. */
export function archiveFindings(pin: Pin, archive: ChartArchive, known: Known): readonly Finding[] {
  const changed = packingFinding(pin, archive, known.files);
  const signer = signerFinding(pin, archive, known);
  return [changed, signer].filter((finding) => finding !== undefined);
}

function packingFinding(pin: Pin, archive: ChartArchive, files: readonly string[] | undefined): Finding | undefined {
  if (archive.content !== pin.content) return mutated(pin, archive, files);
  if (pin.archive !== undefined && archive.archive !== pin.archive) {
    return {
      kind: "repackaged",
      message: "was packed again: another archive with the same content",
      hint: "addons lock --update NAME writes the new digest down",
      has: pin.archive,
      found: archive.archive,
    };
  }
  if (pin.manifest === undefined || archive.manifest === undefined || archive.manifest === pin.manifest)
    return undefined;
  return {
    kind: "retagged",
    message: "has another manifest in the registry, with the same chart in it",
    hint: "signatures and annotations may be others; the chart is the pinned one",
    has: pin.manifest,
    found: archive.manifest,
  };
}

function mutated(pin: Pin, archive: ChartArchive, files: readonly string[] | undefined): Finding {
  const isSameArchive = pin.archive !== undefined && pin.archive === archive.archive;
  const message = isSameArchive
    ? "has the pinned archive, but not the pinned content: the lock was edited by hand"
    : `was published again with another content${archive.mirror === undefined ? "" : `, at the mirror ${archive.mirror}`}`;
  const hint = isSameArchive
    ? "restore addons.lock.yaml from git"
    : "do not install it before you know who changed it and why; once it is reviewed: addons lock --accept-changed NAME";
  return {
    kind: "mutated",
    message,
    hint,
    has: isSameArchive ? pin.content : (pin.archive ?? pin.content),
    found: isSameArchive ? archive.content : pin.archive === undefined ? archive.content : archive.archive,
    ...(files === undefined ? {} : { files }),
  };
}

function signerFinding(pin: Pin, archive: ChartArchive, { signatures }: Known): Finding | undefined {
  const { signer } = pin;
  const { signers = [] } = archive;
  if (signer === undefined || signers.includes(signer)) return undefined;
  if (signatures === "not-looked-for") {
    const message = `was signed by ${signer}; charts/sources.yaml asks for no signature of it, so none was looked for`;
    return { kind: "unchecked", message, hint: "say in charts/sources.yaml who may sign it", has: signer };
  }
  const hint = "ask the chart's maintainers before anything of it is installed";
  if (signers.length === 0) {
    return { kind: "signature-lost", message: `was signed by ${signer}, and is not any more`, hint, has: signer };
  }
  const found = signers.join(", ");
  const message = `was signed by ${signer}, and is now signed by ${found}`;
  return { kind: "signer-changed", message, hint, has: signer, found };
}
