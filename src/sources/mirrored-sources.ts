import { canonicalSource, readCanonicalSource } from "./canonical-source.ts";
import type { ChartSource } from "./chart-source.ts";
import { settingsFor, type SourceSettings } from "./source-settings.ts";

/** A place that is asked for a source's charts: a mirror of it, or the source itself. */
export interface AskedSource<Source extends ChartSource = ChartSource> {
  readonly source: Source;
  /** Only of a mirror: which part of the source's addresses (`from`) is which part of the mirror's (`to`). */
  readonly mirror?: { readonly from: string; readonly to: string };
}

/** Where to ask, in this order: the mirrors of its entry in charts/sources.yaml, then the source itself. */
export function mirroredSources<Source extends ChartSource>(
  source: Source,
  all: readonly SourceSettings[],
): readonly AskedSource<Source>[] {
  const canonical = canonicalSource(source);
  const settings = settingsFor(canonical, all);
  const name = "name" in source ? source.name : "";
  const mirrors = (settings?.mirrors ?? []).flatMap((to) => {
    const from = settings?.source ?? canonical;
    const mirrored = readCanonicalSource(moved(canonical, from, to), name);
    return mirrored.kind === source.kind ? [{ source: mirrored as Source, mirror: { from, to } }] : [];
  });
  return [...mirrors, { source }];
}

/** What follows `from` follows `to`: a mirror has the layout of its source. */
function moved(address: string, from: string, to: string): string {
  return to.replace(/\/+$/, "") + address.slice(from.replace(/\/+$/, "").length);
}
