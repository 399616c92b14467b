import { chartDependencies } from "../../sources/chart-dependencies.ts";
import type { Pin, SubchartPin } from "../../lock/lockfile.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { once } from "../../support/once.ts";
import type { SourcePosition } from "../../support/problem.ts";
import { sha256 } from "../../support/sha256.ts";
import { contentDigest } from "./archive/content-digest.ts";
import { unpackSubcharts } from "./archive/unpack-subcharts.ts";
import { writeTarGz } from "./archive/write-tar.ts";
import type { ChartArchive } from "./chart-archives.ts";
import { chartNameOf } from "./chart-of-pin.ts";

/** A pin of a subchart is read like any other; `undefined` when it is not at hand. */
export type ReadSubchart = (pin: Pin) => Promise<ChartArchive | undefined>;

/**
 * The chart as Helm gets it: the files of its folder and `charts/NAME-VERSION.tgz` for each pinned subchart. Equal pins give
 * equal bytes. Throws AddonsError CHART-SUBCHART-MISSING for a subchart that is not at hand, with its line in Chart.yaml, and
 * LOCK-STALE for one that Chart.yaml does not list: Helm would render it all the same.
 */
export async function composeChart(base: ChartArchive, pin: Pin, read: ReadSubchart): Promise<ChartArchive> {
  const { subcharts = [] } = pin;
  if (subcharts.length === 0) return base;
  const files = new Map(base.files);
  const placeOf = placesIn(base, pin);
  for (const subchart of subcharts) {
    const at = placeOf(subchart);
    if (at === undefined) throw notListed(pin, subchart);
    const { name, version } = chartNameOf(subchart);
    files.set(`charts/${name}-${version}.tgz`, (await readAt({ pin, subchart, at }, read)).bytes);
  }
  return chartWith(base, files, pin.chart);
}

/** The pin without subcharts that the folder, as it is now, does not list as they were locked: what is stale is told elsewhere. */
export function withListedSubcharts(base: ChartArchive, pin: Pin): Pin {
  const { subcharts = [], ...bare } = pin;
  const placeOf = placesIn(base, pin);
  const listed = subcharts.filter((subchart) => placeOf(subchart) !== undefined);
  return listed.length === 0 ? bare : { ...bare, subcharts: listed };
}

interface Inside {
  readonly pin: Pin;
  readonly subchart: SubchartPin;
}

/** Where the chart lists a subchart. */
function placesIn({ files }: ChartArchive, pin: Pin): (subchart: SubchartPin) => SourcePosition | undefined {
  const keyOf = (name: string, constraint: string): string => `${name}\n${constraint}`;
  const listed = chartDependencies(files, pin.source).toReversed();
  const places = new Map(listed.map(({ name, version, at }) => [keyOf(name, version), at]));
  return (subchart) => places.get(keyOf(chartNameOf(subchart).name, subchart.wants ?? ""));
}

async function readAt(
  { pin, subchart, at }: Inside & { readonly at: SourcePosition },
  read: ReadSubchart,
): Promise<ChartArchive> {
  const where = `${at.file}:${at.line}:${at.column}: the subchart ${subchart.chart} of ${pin.chart}`;
  try {
    const archive = await read(subchart);
    if (archive) return archive;
  } catch (error) {
    // A subchart of a subchart has said where it is.
    if (!(error instanceof AddonsError) || error.message.includes(": the subchart ")) throw error;
    throw new AddonsError(error.code, `${where}: ${error.message}`, {
      kind: error.kind,
      cause: error,
      problems: error.problems,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
  throw notAtHand({ pin, subchart, at });
}

function notAtHand({ pin, subchart, at }: Inside & { readonly at: SourcePosition }): AddonsError {
  const code = "CHART-SUBCHART-MISSING";
  const what = `the subchart ${subchart.chart} of ${pin.chart} is neither in charts/vendor nor in the cache`;
  const hint = "while online, run `addons cache fill`";
  return new AddonsError(code, `${at.file}:${at.line}:${at.column}: ${what}`, {
    kind: "failed",
    hint,
    problems: [{ code, severity: "warning", message: `${what}, so that its chart was not checked`, hint, at }],
  });
}

function notListed(pin: Pin, subchart: SubchartPin): AddonsError {
  const message = `the lock has the subchart ${subchart.chart} for ${pin.chart}, which ${pin.source} does not list as ${JSON.stringify(subchart.wants ?? "")}`;
  return new AddonsError("LOCK-STALE", message, {
    kind: "stale",
    hint: "run `addons lock` and review what it changes",
  });
}

function chartWith(base: ChartArchive, files: ReadonlyMap<string, Uint8Array>, origin: string): ChartArchive {
  const { metadata } = base;
  const bytes = once(() => writeTarGz(metadata.name, files));
  const archive = once(() => `sha256:${sha256(bytes())}`);
  const content = once(() => contentDigest(metadata.name, files));
  return {
    get bytes() {
      return bytes();
    },
    get archive() {
      return archive();
    },
    get content() {
      return content();
    },
    metadata,
    files,
    unpacked: once(() => unpackSubcharts(files, origin)),
    ...(base.commit === undefined ? {} : { commit: base.commit }),
    ...(base.signers === undefined ? {} : { signers: base.signers }),
  };
}
