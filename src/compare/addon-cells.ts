import { canonicalSource } from "../lock/canonical-source.ts";
import type { Lockfile, Pin } from "../lock/lockfile.ts";
import { pinFor } from "../lock/pin-key.ts";
import type { Addon, Cluster, Environment } from "../manifest/environment.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import { isJsonObject } from "../support/json.ts";
import { explainLeaf } from "../values/explain-values.ts";
import { HIDDEN, hideSecrets } from "../values/hide-secrets.ts";
import type { Leaf, LeafPath } from "../values/leaf-paths.ts";
import { NOTHING, type Cell } from "./compare-cells.ts";
import { shownOrigin, type ShownOrigin } from "./shown-origin.ts";

export interface AddonOnCluster {
  readonly environment: Environment;
  readonly cluster: Cluster;
  readonly addon: Addon;
  /** Absent when there is none that can be read. */
  readonly lock?: Lockfile;
}

/** Settings of an add-on by the name that is shown; what is not set is not there. */
export function addonCells(place: AddonOnCluster): ReadonlyMap<string, Cell> {
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
  const known = Object.entries(settings).flatMap(([name, value]): [string, Cell][] =>
    value === undefined ? [] : [[name, { value }]],
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

/** The leaf of an add-on's values at a path. `isSecret`: whether a text holds a secret of this run. */
export function valueCell(
  path: LeafPath,
  { cluster, addon }: AddonOnCluster,
  isSecret: (text: string) => boolean,
): Cell {
  const value = leafAt(addon.values, path);
  if (value === undefined) return NOTHING;
  return {
    value,
    secrecy: () => (holdsHidden(hideSecrets(value, path)) || isSecret(JSON.stringify(value)) ? "secret" : "open"),
    origin: () => originOf({ path, value }, addon, cluster),
  };
}

function leafAt(values: JsonObject, path: LeafPath): JsonValue | undefined {
  const found = path.reduce<JsonValue | undefined>(
    (value, key) => (isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    values,
  );
  return isJsonObject(found) && Object.keys(found).length > 0 ? undefined : found;
}

function originOf({ path, value }: Leaf, addon: Addon, cluster: Cluster): ShownOrigin | undefined {
  const explained = explainLeaf(path, value, { layers: addon.valueLayers, values: addon.values });
  return explained === undefined ? undefined : shownOrigin(explained.origin, cluster);
}

function holdsHidden(value: JsonValue): boolean {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).some(holdsHidden);
  return isJsonObject(value) ? Object.values(value).some(holdsHidden) : value === HIDDEN;
}
