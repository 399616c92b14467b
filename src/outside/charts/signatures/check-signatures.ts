import type { ChartSource, OciSource } from "../../../sources/chart-source.ts";
import { mirroredSources, type AskedSource } from "../../../sources/mirrored-sources.ts";
import type { SourceSettings } from "../../../sources/source-settings.ts";
import { AddonsError } from "../../../support/addons-error.ts";
import type { ProvenanceRequest, ProvenanceVerdict } from "../../helm/check-provenance.ts";
import type { ChartArchive } from "../chart-archives.ts";
import type { RegistryReader } from "../registry/registry-reader.ts";
import { findCosignSignatures } from "./find-cosign-signatures.ts";
import type { ProvenanceFile } from "./provenance-file.ts";
import { readRegistryProvenance } from "./registry-provenance.ts";
import { archiveFileName, provenanceProblem } from "./read-provenance.ts";
import { NO_RULE, signedSource, type SignerRule } from "./signer-rules.ts";
import type { Verdict } from "./signed-manifest.ts";
import { createSignerReader, type TrustedSigner } from "./trusted-signer.ts";

export interface SignaturesOutside {
  /** The project folder: keys. */
  readonly root: string;
  readonly settings: () => Promise<readonly SourceSettings[]>;
  readonly reader: RegistryReader;
  /** The .prov file beside an archive of an HTTP repository; undefined when there is none. */
  readonly provenance: (asked: AskedSource, version: string) => Promise<ProvenanceFile | undefined>;
  readonly helm: (request: ProvenanceRequest) => Promise<ProvenanceVerdict>;
  readonly progress: (message: string) => void;
}

/** `version` as the source lists it. */
export interface OfferedChart {
  readonly source: ChartSource;
  readonly version: string;
}

export interface Signatures {
  /**
   * Who of those who may signed a chart that was just downloaded, as `Pin.signer` says them, in the order of charts/sources.yaml; empty
   * when nobody did, or nobody has to be asked. Throws AddonsError, kind refused: `CHART-SIGNATURE` for a bad or foreign signature,
   * `CHART-UNSIGNED` for a missing one that is required.
   */
  signersOf(offered: OfferedChart, archive: ChartArchive): Promise<readonly string[]>;
  /** Offline. */
  ruleFor(source: ChartSource): Promise<SignerRule>;
}

export function createSignatures(outside: SignaturesOutside): Signatures {
  const read = createSignerReader(outside.root);
  const trusted = async ({ signers }: SourceSettings): Promise<readonly TrustedSigner[]> =>
    await Promise.all(signers.map(read));
  return {
    async signersOf({ source, version }, archive) {
      const all = await outside.settings();
      const settings = signedSource(source, all);
      if (settings === undefined) return [];
      const signers = await trusted(settings);
      const found = await judgeAll(mirroredSources(source, all), { archive, version, signers, outside });
      const what = `${archive.metadata.name} ${version} from ${settings.source}`;
      if (found.kind === "good") {
        const replayed = replayProblem(version, archive);
        if (replayed === undefined) return found.signers;
        throw badSignature(what, [replayed]);
      }
      if (found.bad.length > 0) throw badSignature(what, found.bad);
      if (settings.verify === "required") throw unsigned(what, signers);
      return [];
    },
    async ruleFor(source) {
      const settings = signedSource(source, await outside.settings());
      if (settings === undefined) return NO_RULE;
      return { verify: settings.verify, allowed: (await trusted(settings)).flatMap(({ names }) => names) };
    },
  };
}

interface Judging {
  readonly archive: ChartArchive;
  readonly version: string;
  readonly signers: readonly TrustedSigner[];
  readonly outside: SignaturesOutside;
}

type Judgement =
  | { readonly kind: "good"; readonly signers: readonly string[] }
  /** Why each signature that was found is not taken; empty when none was found. */
  | { readonly kind: "none"; readonly bad: readonly string[] };

/**
 * A good signature says which version a chart is. Offered as another one, an old chart with known holes would be taken for a new one
 * without anybody's key. A `v` before it is no difference.
 */
function replayProblem(offered: string, { metadata }: ChartArchive): string | undefined {
  if (offered.replace(/^v/, "") === metadata.version.replace(/^v/, "")) return undefined;
  return `it is offered as ${offered}, and its Chart.yaml says ${metadata.version}`;
}

/** A mirror may have charts without their signatures: the source is asked when it has no good one. */
async function judgeAll(places: readonly AskedSource[], judging: Judging): Promise<Judgement> {
  const reasons: string[] = [];
  for (const [index, place] of places.entries()) {
    try {
      const found = await judgePlace(place, judging);
      if (found.kind === "good") return found;
      reasons.push(...found.bad);
    } catch (error) {
      const isLast = index === places.length - 1;
      if (isLast || !(error instanceof AddonsError) || error.kind !== "failed") throw error;
      judging.outside.progress(`signatures: ${error.message}; asking the next place`);
    }
  }
  return { kind: "none", bad: [...new Set(reasons)] };
}

async function judgePlace(asked: AskedSource, judging: Judging): Promise<Judgement> {
  const { signers } = judging;
  const verdicts: Verdict[] = [];
  if (signers.some(({ kind }) => kind === "pgp")) verdicts.push(...(await judgeProvenance(asked, judging)));
  const { source } = asked;
  if (source.kind === "oci" && signers.some(({ kind }) => kind === "cosign"))
    verdicts.push(...(await judgeCosign(source, judging)));
  const good = new Set(verdicts.flatMap((verdict) => (verdict.kind === "good" ? [verdict.signer] : [])));
  const names = signers.flatMap((signer) => signer.names);
  if (good.size > 0) return { kind: "good", signers: names.filter((name) => good.has(name)) };
  return { kind: "none", bad: verdicts.flatMap((verdict) => (verdict.kind === "bad" ? [verdict.why] : [])) };
}

async function judgeProvenance(asked: AskedSource, judging: Judging): Promise<readonly Verdict[]> {
  const { archive, signers, outside } = judging;
  const file = await provenanceFile(asked, judging);
  if (file === undefined) return [];
  const { name, version } = archive.metadata;
  const subject = { name, version, archive: archive.archive };
  if (file.kind === "unreadable") return [bad(`its provenance file: ${file.why}`)];
  const problem = provenanceProblem(file.bytes, subject);
  if (problem !== undefined) return [bad(`its provenance file: ${problem}`)];
  const request = { fileName: archiveFileName(subject), archive: archive.bytes, provenance: file.bytes };
  const verdicts: Verdict[] = [];
  for (const signer of signers) {
    if (signer.kind !== "pgp") continue;
    const { keyring } = signer;
    const verdict = await outside.helm({ ...request, keyring: keyring.bytes });
    if (verdict.kind === "good" && keyring.fingerprints.includes(verdict.fingerprint)) {
      verdicts.push({ kind: "good", signer: `pgp:${verdict.fingerprint}` });
      continue;
    }
    const said = verdict.kind === "bad" ? verdict.said : `it is by ${verdict.fingerprint}`;
    verdicts.push(bad(`its provenance file, with the keys of ${signer.file}: ${said}`));
  }
  return verdicts;
}

async function provenanceFile(
  asked: AskedSource,
  { archive, version, outside }: Judging,
): Promise<ProvenanceFile | undefined> {
  if (asked.source.kind !== "oci") return await outside.provenance(asked, version);
  const { manifest } = archive;
  if (manifest === undefined) return undefined;
  return await readRegistryProvenance({ reference: asked.source.reference, digest: manifest }, outside.reader);
}

async function judgeCosign(source: OciSource, { archive, signers, outside }: Judging): Promise<readonly Verdict[]> {
  if (archive.manifest === undefined) return [];
  const subject = { reference: source.reference, digest: archive.manifest };
  const signatures = await findCosignSignatures(subject, outside.reader);
  if (signatures.length === 0) return [];
  const { verifyCosign } = await import("./verify-cosign.ts");
  const verdicts: Verdict[] = [];
  for (const signer of signers) {
    if (signer.kind !== "cosign") continue;
    const trust = await signer.trust();
    for (const signature of signatures) {
      const verdict = verifyCosign(signature, subject, trust);
      if (verdict.kind === "bad") verdicts.push(bad(`a cosign signature: ${verdict.why}`));
      if (verdict.kind === "good") verdicts.push(verdict);
      if (verdict.kind === "good") break;
    }
  }
  return verdicts;
}

function bad(why: string): Verdict {
  return { kind: "bad", why };
}

function badSignature(what: string, reasons: readonly string[]): AddonsError {
  const more = reasons.length > 3 ? `; and ${reasons.length - 3} more` : "";
  return new AddonsError("CHART-SIGNATURE", `${what} has no good signature: ${reasons.slice(0, 3).join("; ")}${more}`, {
    kind: "refused",
    hint: "do not use it before its maintainers have explained it; whoever may sign stands in charts/sources.yaml",
  });
}

function unsigned(what: string, signers: readonly TrustedSigner[]): AddonsError {
  const names = signers.flatMap((signer) => signer.names);
  const shown = names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
  return new AddonsError(
    "CHART-UNSIGNED",
    `${what} is not signed, and charts/sources.yaml requires it; may sign: ${shown}`,
    {
      kind: "refused",
      hint: "choose a version that is signed, or ask its maintainers; `verify: ifPresent` takes unsigned charts",
    },
  );
}
