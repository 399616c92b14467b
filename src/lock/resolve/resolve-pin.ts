import { toldSource } from "../../sources/told-source.ts";
import type { ChartArchive, OfferedVersion } from "../../outside/charts/chart-archives.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Problem } from "../../support/problem.ts";
import type { ChartLookup } from "./chart-lookup.ts";
import { chooseOffer, noVersion } from "./choose-offer.ts";
import { satisfies } from "./choose-version.ts";
import { chartOfPin, type Pin } from "../lockfile.ts";
import { makePin } from "./make-pin.ts";
import { keepsCommit, resolveGit } from "./resolve-git.ts";
import { assertSameSigner, signerFault } from "../staleness/signer-fault.ts";
import { notesOnArchive, notesOnOffer } from "./source-notes.ts";
import type { WantedChart } from "../wanted-chart.ts";

export interface ResolvedPin {
  readonly pin: Pin;
  /** Why it is not the pin that was there; absent when it is. */
  readonly reason?: string;
  /** Another content was accepted for the same version: files that differ, where the pinned ones are at hand. */
  readonly files?: readonly string[];
  /** Oddities of the source: warnings and infos. */
  readonly notes: readonly Problem[];
}

/** A pin that the manifest asks for, and what became of it. */
export interface Resolved {
  readonly wanted: WantedChart;
  readonly pin: ResolvedPin;
}

/** The pin of one add-on: the one it has while that satisfies (and nobody asks for newer), else the best on offer. */
export async function resolvePin(
  wanted: WantedChart,
  current: { readonly pin: Pin | undefined; readonly update: "keep" | "move" },
  charts: ChartLookup,
): Promise<ResolvedPin> {
  const { source } = wanted;
  if (source.kind === "local") return await resolveFolder(wanted, current, charts);
  if (source.kind === "git") return await resolveGit({ ...wanted, source }, current, charts);
  const rule = await charts.signerRule(source);
  const pin = current.pin && isPinOf(current.pin, wanted) ? current.pin : undefined;
  const isSigned = pin === undefined || signerFault(pin, rule) === undefined;
  const resolved = await resolveOffered(wanted, { before: current.pin, pin, update: current.update, isSigned }, charts);
  assertSameSigner(pin, resolved.pin, rule);
  return resolved;
}

interface Offered {
  /** Of this add-on, maybe of another chart. */
  readonly before: Pin | undefined;
  readonly pin: Pin | undefined;
  readonly update: "keep" | "move";
  /** The pin's signer is one that may sign, or none is asked for. */
  readonly isSigned: boolean;
}

async function resolveOffered(wanted: WantedChart, current: Offered, charts: ChartLookup): Promise<ResolvedPin> {
  const { pin, isSigned } = current;
  const wants = wanted.wants ?? "*";
  if (pin && current.update === "keep" && canKeep(wanted, pin)) {
    return { ...(isSigned ? kept(pin, wants) : await signedNow(wanted, pin, charts)), notes: [] };
  }
  const { chosen, offers } = await chooseOffer(wanted, wants, charts);
  const notes = notesOnOffer(wanted, chosen, offers);
  if (pin && chartOfPin(pin).version === chosen.version) {
    const same = isSigned ? sameVersion(wanted, { pin, chosen, wants }, charts) : signedNow(wanted, pin, charts);
    return { ...(await same), notes };
  }
  const archive = await charts.download(wanted.source, chosen.version);
  const pinned = makePin(wanted, archive, { version: chosen.version, before: pin });
  return {
    pin: pinned,
    reason: reasonFor(wanted, current.before),
    notes: [...notes, ...notesOnArchive(wanted, { chosen, archive })],
  };
}

/** Whether a pin of this add-on still is what is wanted. */
export function canKeep(wanted: WantedChart, pin: Pin): boolean {
  if (wanted.source.kind === "git") return keepsCommit(wanted, pin);
  return (
    wanted.source.kind !== "local" && isPinOf(pin, wanted) && satisfies(chartOfPin(pin).version, wanted.wants ?? "*")
  );
}

/** The pinned version again, for its signature: charts/sources.yaml asks for one since, or for another one. */
async function signedNow(wanted: WantedChart, pin: Pin, charts: ChartLookup): Promise<{ pin: Pin; reason: string }> {
  const { version } = chartOfPin(pin);
  const archive = await charts.download(wanted.source, version);
  if (archive.content !== pin.content) throw publishedAgain(wanted, pin, archive);
  const reason = "its signature was looked for as charts/sources.yaml asks now";
  return { pin: makePin(wanted, archive, { version, before: pin }), reason };
}

/** The source still offers the pinned version: keep the pin, unless it has other bytes now. */
async function sameVersion(
  wanted: WantedChart,
  locked: { readonly pin: Pin; readonly chosen: OfferedVersion; readonly wants: string },
  charts: ChartLookup,
): Promise<{ pin: Pin; reason?: string }> {
  const { pin, wants } = locked;
  const chosen = await lookedAt(wanted, locked.chosen, charts);
  const hasSameManifest = chosen.manifest === undefined || chosen.manifest === pin.manifest;
  if ((chosen.digest === undefined || chosen.digest === pin.archive) && hasSameManifest) return kept(pin, wants);
  const archive = await charts.download(wanted.source, chosen.version);
  if (archive.content !== pin.content) throw publishedAgain(wanted, pin, archive);
  const made = makePin(wanted, archive, { version: chosen.version, before: pin });
  if (archive.archive !== pin.archive) return { pin: made, reason: "repackaged: other archive, equal content" };
  if (hasSameManifest) return kept(pin, wants);
  return { pin: made, reason: "retagged: other manifest, equal archive" };
}

/** A registry's list of tags promises nothing; the tag itself does. */
async function lookedAt({ source }: WantedChart, chosen: OfferedVersion, charts: ChartLookup): Promise<OfferedVersion> {
  if (source.kind !== "oci" || chosen.digest !== undefined) return chosen;
  return (await charts.offer(source, chosen.version)) ?? chosen;
}

function publishedAgain(wanted: WantedChart, pin: Pin, archive: ChartArchive): AddonsError {
  return new AddonsError(
    "LOCK-DIGEST-MISMATCH",
    `${pin.chart} from ${toldSource(pin.source, archive.mirror)} was published again with another content: pinned ${pin.archive} (${pin.content}), found ${archive.archive} (${archive.content})`,
    {
      kind: "refused",
      hint: `ask the chart's maintainers; once the new content is reviewed: addons lock --accept-changed ${wanted.addon}`,
    },
  );
}

/** The folder as it is now, unless the pin holds it back at a commit and nobody asks for newer. */
async function resolveFolder(
  wanted: WantedChart,
  { pin, update }: { readonly pin: Pin | undefined; readonly update: "keep" | "move" },
  charts: ChartLookup,
): Promise<ResolvedPin> {
  if (pin?.commit !== undefined && update === "keep" && pin.source === wanted.canonical) return { pin, notes: [] };
  const archive = await charts.download(wanted.source, "");
  const { version } = archive.metadata;
  if (wanted.wants !== undefined && !satisfies(version, wanted.wants)) {
    throw noVersion(wanted, wanted.wants, [{ version, deprecated: false }]);
  }
  const made = makePin(wanted, archive, { version });
  const isSame = pin !== undefined && JSON.stringify(sortedPin(pin)) === JSON.stringify(sortedPin(made));
  if (isSame) return { pin: made, notes: [] };
  return { pin: made, reason: folderReason(wanted, { pin, made }), notes: [] };
}

function folderReason(
  wanted: WantedChart,
  { pin, made }: { readonly pin: Pin | undefined; readonly made: Pin },
): string {
  if (pin?.source !== made.source) return reasonFor(wanted, pin);
  if (pin.commit !== undefined) return `it is not held back at commit ${pin.commit} any more`;
  return pin.chart === made.chart ? `${made.source} was changed` : reasonFor(wanted, pin);
}

function isPinOf(pin: Pin, wanted: WantedChart): boolean {
  return pin.source === wanted.canonical && chartOfPin(pin).name === wanted.name;
}

function reasonFor(wanted: WantedChart, pin: Pin | undefined): string {
  if (!pin) return "was not locked before";
  if (pin.source !== wanted.canonical) return `its source was ${pin.source}`;
  if (wanted.name !== undefined && chartOfPin(pin).name !== wanted.name) return `its chart was ${chartOfPin(pin).name}`;
  const { version } = chartOfPin(pin);
  if (wanted.wants === undefined) return "its Chart.yaml says so";
  return satisfies(version, wanted.wants)
    ? `the newest that ${JSON.stringify(wanted.wants)} allows`
    : `${version} does not satisfy ${JSON.stringify(wanted.wants)}`;
}

/** The pin as it is, with the constraint as the manifest has it now. */
function kept(pin: Pin, wants: string): { pin: Pin; reason?: string } {
  if (pin.wants === wants) return { pin };
  return { pin: { ...pin, wants }, reason: `its version constraint is now ${JSON.stringify(wants)}` };
}

/** Digests of images are no part of what a chart is. */
function sortedPin({ images: _images, ...pin }: Pin): readonly [string, unknown][] {
  return Object.entries(pin).sort(([left], [right]) => (left < right ? -1 : 1));
}
