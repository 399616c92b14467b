import type { ChartSource } from "../sources/chart-source.ts";
import type { ChartArchive, ChartArchives, OfferedVersion } from "../outside/charts/chart-archives.ts";
import { AddonsError } from "../support/addons-error.ts";
import { onceFor } from "../support/once.ts";
import { chooseVersion, satisfies } from "./choose-version.ts";
import { parseConstraint } from "../support/constraint.ts";
import { chartOfPin, type Pin } from "./lockfile.ts";
import { pinKey } from "./pin-key.ts";
import type { WantedChart } from "./wanted-chart.ts";

export interface ResolvedPin {
  readonly pin: Pin;
  /** Why it is not the pin that was there; absent when it is. */
  readonly reason?: string;
  /** Oddities of the source. */
  readonly notes: readonly string[];
}

/** Asks each source once per run, whatever the number of add-ons and environments. */
export interface ChartLookup {
  versions(source: ChartSource): Promise<readonly OfferedVersion[]>;
  download(source: ChartSource, version: string): Promise<ChartArchive>;
}

export function lookUpOnce(charts: ChartArchives): ChartLookup {
  const listed = new Map<string, Promise<readonly OfferedVersion[]>>();
  const downloaded = new Map<string, Promise<ChartArchive>>();
  return {
    versions: (source) => onceFor(listed, JSON.stringify(source), () => charts.versions(source)),
    download: (source, version) =>
      onceFor(downloaded, JSON.stringify([source, version]), () => charts.download(source, version)),
  };
}

/** The pin of one add-on: the one it has while that satisfies (and nobody asks for newer), else the best on offer. */
export async function resolvePin(
  wanted: WantedChart,
  current: { readonly pin: Pin | undefined; readonly update: "keep" | "move" },
  charts: ChartLookup,
): Promise<ResolvedPin> {
  if (wanted.source.kind === "local") return await resolveFolder(wanted, current.pin, charts);
  const wants = wanted.wants ?? "*";
  const pin = current.pin && isPinOf(current.pin, wanted) ? current.pin : undefined;
  if (pin && current.update === "keep" && canKeep(wanted, pin)) {
    return { ...kept(pin, wants), notes: [] };
  }
  const offers = await charts.versions(wanted.source);
  const chosen = chooseVersion(offers, wants);
  if (!chosen) throw noVersion(wanted, wants, offers);
  const notes = oddities(wanted, chosen, offers);
  if (pin && chartOfPin(pin).version === chosen.version) {
    return { ...(await sameVersion(wanted, { pin, chosen, wants }, charts)), notes };
  }
  const archive = await charts.download(wanted.source, chosen.version);
  return { pin: makePin(wanted, archive, chosen.version), reason: reasonFor(wanted, current.pin), notes };
}

/** Whether a pin of this add-on still is what is wanted. */
export function canKeep(wanted: WantedChart, pin: Pin): boolean {
  return (
    wanted.source.kind !== "local" && isPinOf(pin, wanted) && satisfies(chartOfPin(pin).version, wanted.wants ?? "*")
  );
}

/** The source still offers the pinned version: keep the pin, unless it promises other bytes. */
async function sameVersion(
  wanted: WantedChart,
  locked: { readonly pin: Pin; readonly chosen: OfferedVersion; readonly wants: string },
  charts: ChartLookup,
): Promise<{ pin: Pin; reason?: string }> {
  const { pin, chosen, wants } = locked;
  if (chosen.digest === undefined || chosen.digest === pin.archive) return kept(pin, wants);
  const archive = await charts.download(wanted.source, chosen.version);
  if (archive.content === pin.content) {
    return { pin: makePin(wanted, archive, chosen.version), reason: "repackaged: other archive, equal content" };
  }
  throw new AddonsError(
    "LOCK-DIGEST-MISMATCH",
    `${pin.chart} from ${pin.source} was published again with another content: pinned ${pin.archive} (${pin.content}), found ${archive.archive} (${archive.content})`,
    {
      kind: "refused",
      hint: "ask the chart's maintainers; to accept the new content, remove this pin from the lock and run `addons lock`",
    },
  );
}

async function resolveFolder(wanted: WantedChart, pin: Pin | undefined, charts: ChartLookup): Promise<ResolvedPin> {
  const archive = await charts.download(wanted.source, "");
  const { version } = archive.metadata;
  if (wanted.wants !== undefined && !satisfies(version, wanted.wants)) {
    throw noVersion(wanted, wanted.wants, [{ version, deprecated: false }]);
  }
  const made = makePin(wanted, archive, version);
  const isSame = pin !== undefined && JSON.stringify(sortedPin(pin)) === JSON.stringify(sortedPin(made));
  if (isSame) return { pin: made, notes: [] };
  const isEdited = pin?.source === made.source && pin.chart === made.chart;
  return { pin: made, reason: isEdited ? `${made.source} was changed` : reasonFor(wanted, pin), notes: [] };
}

function makePin(wanted: WantedChart, archive: ChartArchive, version: string): Pin {
  const { appVersion, kubeVersion } = archive.metadata;
  return {
    chart: `${wanted.name ?? archive.metadata.name}@${version}`,
    ...(wanted.wants === undefined ? {} : { wants: wanted.wants }),
    source: wanted.canonical,
    ...(wanted.source.kind === "local" ? {} : { archive: archive.archive }),
    ...(archive.manifest === undefined ? {} : { manifest: archive.manifest }),
    content: archive.content,
    ...(appVersion === undefined ? {} : { appVersion }),
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
  };
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

function oddities(wanted: WantedChart, chosen: OfferedVersion, offers: readonly OfferedVersion[]): readonly string[] {
  const notes: string[] = [];
  const label = `${wanted.addon} (${pinKey(wanted)}): ${wanted.name ?? wanted.canonical} ${chosen.version}`;
  const digests = new Set(offers.filter(({ version }) => version === chosen.version).map(({ digest }) => digest));
  if (digests.size > 1) notes.push(`${label} is listed more than once with different digests; the first was taken`);
  if (chosen.deprecated) notes.push(`${label} is marked as deprecated by its maintainers`);
  return notes;
}

function noVersion(wanted: WantedChart, wants: string, offers: readonly OfferedVersion[]): AddonsError {
  const name = `${wanted.name ?? wanted.canonical} from ${wanted.canonical}`;
  if (!parseConstraint(wants)) {
    const hint = 'Helm understands for instance "1.2.3", "~1.2", "^1.2.0" and ">=1.2, <2"';
    return new AddonsError("LOCK-CONSTRAINT", `${JSON.stringify(wants)} is not a version constraint`, {
      kind: "usage",
      hint,
    });
  }
  const newest = chooseVersion(offers, "*") ?? chooseVersion(offers, "*-0");
  const hint = newest ? `the newest there is ${newest.version}` : "it offers no version at all";
  return new AddonsError("LOCK-NO-VERSION", `no version of ${name} satisfies ${JSON.stringify(wants)}`, {
    kind: "failed",
    hint,
  });
}

/** The pin as it is, with the constraint as the manifest has it now. */
function kept(pin: Pin, wants: string): { pin: Pin; reason?: string } {
  if (pin.wants === wants) return { pin };
  return { pin: { ...pin, wants }, reason: `its version constraint is now ${JSON.stringify(wants)}` };
}

function sortedPin(pin: Pin): readonly [string, unknown][] {
  return Object.entries(pin).sort(([left], [right]) => (left < right ? -1 : 1));
}
