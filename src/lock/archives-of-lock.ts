import type { Lockfile, Pin, SubchartPin } from "./lockfile.ts";

/** An archive that a lock names, and who needs it. */
export interface LockedArchive {
  /** What `ChartArchives.pinned` takes; without subcharts, since they stand for themselves. */
  readonly pin: Pin;
  /** Add-ons, sorted. */
  readonly addons: readonly string[];
}

/**
 * All archives of a lock, those of subcharts at every depth included: what has to be in the cache or in charts/vendor for a run
 * without the network. Each once, sorted by chart and source; folders of the project have none.
 */
export function archivesOfLock(lock: Lockfile): readonly LockedArchive[] {
  const found = new Map<string, { readonly pin: Pin; readonly addons: Set<string> }>();
  for (const [addon, pins] of Object.entries(lock.addons)) {
    for (const pin of Object.values(pins).flatMap(pinWithSubcharts)) {
      if (pin.archive === undefined && pin.commit === undefined) continue;
      const key = [pin.chart, pin.source, pin.archive, pin.commit, pin.content].join("\n");
      const known = found.get(key) ?? { pin: bare(pin), addons: new Set() };
      known.addons.add(addon);
      found.set(key, known);
    }
  }
  return [...found]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, { pin, addons }]) => ({ pin, addons: [...addons].sort() }));
}

/** A pin and those of its subcharts, at every depth. */
export function pinWithSubcharts(pin: Pin | SubchartPin): readonly (Pin | SubchartPin)[] {
  return [pin, ...(pin.subcharts ?? []).flatMap(pinWithSubcharts)];
}

function bare(pin: Pin | SubchartPin): Pin {
  const { subcharts: _, ...alone } = pin;
  return alone;
}
