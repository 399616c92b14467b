import { canonicalSource } from "../sources/canonical-source.ts";
import type { Lockfile, Pin } from "../lock/lockfile.ts";
import { pinFor } from "../lock/pin-key.ts";
import type { Addon, Cluster, Environment } from "../manifest/environment.ts";
import type { JsonValue } from "../support/json.ts";

export interface AddonOnCluster {
  readonly environment: Environment;
  readonly cluster: Cluster;
  readonly addon: Addon;
  /** Absent when there is none that can be read. */
  readonly lock?: Lockfile;
}

/** Settings of an add-on by the name that is shown; what is not set is not there. */
export function addonSettings(place: AddonOnCluster): ReadonlyMap<string, JsonValue> {
  const { addon } = place;
  const pin = place.lock === undefined ? undefined : pinFor(place.lock, { ...place, addon });
  const settings: Readonly<Record<string, JsonValue | undefined>> = {
    chart: chartText(addon),
    version: addon.version,
    pin: pin === undefined ? undefined : pinData(pin),
    namespace: addon.namespace,
    release: addon.release,
    needs: addon.needs,
    conflicts: addon.conflicts,
    labels: addon.labels,
    protected: addon.protected,
    timeout: durationText(addon.timeoutSeconds),
    historyMax: addon.historyMax,
    onFailure: addon.onFailure,
    repair: addon.repair,
    crds: addon.crds,
    adopt: addon.adopt,
    ready: addon.ready.length === 0 ? undefined : addon.ready.map((gate) => ({ ...gate })),
    "drift.ignore": addon.driftIgnore.length === 0 ? undefined : addon.driftIgnore.map((rule) => ({ ...rule })),
  };
  const known = Object.entries(settings).flatMap(([name, value]): [string, JsonValue][] =>
    value === undefined ? [] : [[name, value]],
  );
  return new Map(known);
}

/** As a manifest writes it: `10m`, `1h30m`. */
function durationText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  return parts.map(([amount, unit]) => (amount === 0 ? "" : `${amount}${unit}`)).join("");
}

function chartText({ chart }: Addon): string {
  return chart.kind === "http" ? `${chart.name} of ${canonicalSource(chart)}` : canonicalSource(chart);
}

/** What decides the bytes. */
function pinData({ chart, source, archive, content }: Pin): JsonValue {
  return { chart, source, content, ...(archive === undefined ? {} : { archive }) };
}
