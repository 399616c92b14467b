import type { ChartArchive, ChartArchives } from "../../outside/charts/chart-archives.ts";
import type { GitSource } from "../../sources/chart-source.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Problem } from "../../support/problem.ts";
import { satisfies } from "./choose-version.ts";
import { chartOfPin, type Pin } from "../lockfile.ts";
import { makePin } from "./make-pin.ts";
import { pinKey } from "../pin-key.ts";
import type { WantedChart } from "../wanted-chart.ts";

export interface ResolvedCommit {
  readonly pin: Pin;
  /** Why it is not the pin that was there; absent when it is. */
  readonly reason?: string;
  readonly notes: readonly Problem[];
}

/**
 * The pin of a chart in a git repository: the commit it has while address and ref are the same, whatever became of the
 * ref; asked for newer, the commit that the ref is at now. Its Chart.yaml says the version, which a constraint may check.
 */
export async function resolveGit(
  wanted: WantedChart & { readonly source: GitSource },
  current: { readonly pin: Pin | undefined; readonly update: "keep" | "move" },
  charts: Pick<ChartArchives, "download">,
): Promise<ResolvedCommit> {
  const { pin, update } = current;
  if (pin && update === "keep" && keepsCommit(wanted, pin)) return { ...withWants(wanted, pin), notes: [] };
  const archive = await charts.download(wanted.source, "");
  const { version } = archive.metadata;
  if (wanted.wants !== undefined && !satisfies(version, wanted.wants)) throw otherVersion(wanted, archive);
  const made = makePin(wanted, archive, { version });
  if (pin?.source !== made.source) {
    return { pin: made, reason: pin ? `its source was ${pin.source}` : "was not locked before", notes: [] };
  }
  if (pin.commit === made.commit && pin.content === made.content) return { ...withWants(wanted, pin), notes: [] };
  return { pin: made, reason: moved(pin, made, wanted.source), notes: movedTag(wanted, { pin, made, archive }) };
}

/** Whether the pinned commit is what is wanted, as far as that can be said offline. */
export function keepsCommit(wanted: WantedChart, pin: Pin): boolean {
  if (pin.source !== wanted.canonical || pin.commit === undefined) return false;
  return wanted.wants === undefined || satisfies(chartOfPin(pin).version, wanted.wants);
}

function withWants({ wants }: WantedChart, pin: Pin): { readonly pin: Pin; readonly reason?: string } {
  if (pin.wants === wants) return { pin };
  const { chart, wants: _, ...rest } = pin;
  const reason =
    wants === undefined
      ? "it has no version constraint any more"
      : `its version constraint is now ${JSON.stringify(wants)}`;
  return { pin: { chart, ...(wants === undefined ? {} : { wants }), ...rest }, reason };
}

function moved(pin: Pin, made: Pin, source: GitSource): string {
  const from = `${source.ref ?? "the default branch"} was at ${pin.commit ?? "no commit"}`;
  const files = pin.content === made.content ? ", with the same files of the chart" : "";
  return `${from}, and is at ${made.commit ?? "no commit"} now${files}`;
}

/** Branches are there to move; a tag that does was published twice. */
function movedTag(
  wanted: WantedChart & { readonly source: GitSource },
  now: { readonly pin: Pin; readonly made: Pin; readonly archive: ChartArchive },
): readonly Problem[] {
  const { pin, made, archive } = now;
  if (archive.refKind !== "tag") return [];
  const what = pin.content === made.content ? "the chart's files are the same" : "the chart's files differ";
  const message = `${wanted.addon} (${pinKey(wanted)}): the tag ${wanted.source.ref ?? ""} of ${wanted.source.repo} was moved from ${pin.commit ?? ""} to ${made.commit ?? ""}; ${what}`;
  const hint = "find out who moved it and why before this is committed; a commit id as ref cannot be moved";
  return [{ code: "LOCK-TAG-MOVED", severity: "warning", message, hint, at: wanted.at }];
}

function otherVersion(
  wanted: WantedChart & { readonly source: GitSource },
  { metadata, commit = "" }: ChartArchive,
): AddonsError {
  const { ref = "the default branch", repo } = wanted.source;
  return new AddonsError(
    "LOCK-NO-VERSION",
    `the Chart.yaml of ${wanted.canonical} says ${metadata.version} (commit ${commit}), which ${JSON.stringify(wanted.wants)} does not allow`,
    { kind: "failed", hint: `name another ref of ${repo} than ${ref}, or change version in the manifest` },
  );
}
