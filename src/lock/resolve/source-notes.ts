import type { ChartArchive, OfferedVersion } from "../../outside/charts/chart-archives.ts";
import type { Problem } from "../../support/problem.ts";
import { pinKey } from "../pin-key.ts";
import type { WantedChart } from "../wanted-chart.ts";

/** What is odd about the offer that was chosen. */
export function notesOnOffer(
  wanted: WantedChart,
  chosen: OfferedVersion,
  offers: readonly OfferedVersion[],
): readonly Problem[] {
  const notes: Problem[] = [];
  const label = labelOf(wanted, chosen.version);
  const digests = new Set(offers.filter(({ version }) => version === chosen.version).map(({ digest }) => digest));
  if (digests.size > 1) {
    const message = `${label} is listed more than once with different digests; the first was taken`;
    notes.push({ code: "LOCK-LISTED-TWICE", severity: "warning", message, at: wanted.at });
  }
  if (chosen.deprecated) {
    const message = `${label} is marked as deprecated by its maintainers`;
    notes.push({ code: "LOCK-DEPRECATED", severity: "info", message, at: wanted.at });
  }
  return notes;
}

/** What is odd about the archive that was downloaded for it. */
export function notesOnArchive(wanted: WantedChart, taken: Taken): readonly Problem[] {
  return [...falsePromise(wanted, taken), ...otherVersion(wanted, taken)];
}

interface Taken {
  readonly chosen: OfferedVersion;
  readonly archive: ChartArchive;
}

/** Only where charts/sources.yaml lets a wrong index pass; else the download is refused. */
function falsePromise(wanted: WantedChart, { chosen, archive }: Taken): readonly Problem[] {
  if (chosen.digest === undefined || chosen.digest === archive.archive) return [];
  const message = `${labelOf(wanted, chosen.version)}: the index promises ${chosen.digest}, the archive has ${archive.archive}, which is pinned`;
  return [{ code: "LOCK-INDEX-DIGEST", severity: "warning", message, at: wanted.at }];
}

/** Helm will show the version of Chart.yaml. A leading `v` is no difference. */
function otherVersion(wanted: WantedChart, { chosen, archive }: Taken): readonly Problem[] {
  const { version } = archive.metadata;
  if (version.replace(/^v/, "") === chosen.version.replace(/^v/, "")) return [];
  const message = `${labelOf(wanted, chosen.version)} calls itself ${version} in its Chart.yaml: an old chart may be offered as a new one`;
  const hint = "look at what the archive holds before the lock is committed, and ask the chart's maintainers";
  return [{ code: "LOCK-OTHER-VERSION", severity: "warning", message, hint, at: wanted.at }];
}

function labelOf(wanted: WantedChart, version: string): string {
  return `${wanted.addon} (${pinKey(wanted)}): ${wanted.name ?? wanted.canonical} ${version}`;
}
