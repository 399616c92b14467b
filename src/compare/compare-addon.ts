import type { Addon } from "../manifest/environment.ts";
import { canonicalJson, jsonEqual, type JsonObject, type JsonValue } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { Redact } from "../values/hide-secrets.ts";
import { leafName, leafPaths, type LeafPath } from "../values/leaf-paths.ts";
import { aboutLeaf, leafAt } from "./addon-leaves.ts";
import { addonSettings, type AddonOnCluster } from "./addon-settings.ts";
import { compareCells, type Column } from "./compare-cells.ts";
import type { AddonComparison, Change, Pairing } from "./comparison.ts";
import type { Side, Sides } from "./side.ts";

export interface AddonRequest {
  readonly sides: Sides;
  readonly pairing: Pairing;
  readonly redact: Redact;
  /** Collects values that could not be compared. */
  readonly unknown: Set<string>;
}

/** How one add-on differs; undefined when it is the same, or runs on neither side. */
export function compareAddon(name: string, request: AddonRequest): AddonComparison | undefined {
  const { sides, pairing } = request;
  const found = { left: findAddon(name, sides.left), right: findAddon(name, sides.right) };
  const presence = compareCells({ kind: "setting", name: "enabled" }, presenceOf(found), pairing).filter(isOnSomewhere);
  const [first] = presence;
  if (first !== undefined && isEverywhere(first)) {
    return { addon: name, change: changeOf(first), changes: settingChanges(found, request) };
  }
  const changes = [...presence, ...settingChanges(found, request), ...valueChanges(name, found, request)];
  return changes.length === 0 ? undefined : { addon: name, change: "changed", changes };
}

/** An add-on on the clusters of one side. */
interface Found {
  readonly places: readonly AddonOnCluster[];
  readonly byCluster: ReadonlyMap<string, AddonOnCluster>;
  readonly presence: Column;
}

function findAddon(name: string, { environment, lock }: Side): Found {
  const places: AddonOnCluster[] = [];
  const presence = new Map<string, boolean | undefined>();
  for (const cluster of environment.clusters) {
    const addon = cluster.addons.find((one) => one.name === name);
    if (addon !== undefined) places.push({ environment, cluster, addon, ...(lock === undefined ? {} : { lock }) });
    const isOff = cluster.disabled?.includes(name) ?? false;
    presence.set(cluster.name, addon === undefined ? (isOff ? false : undefined) : true);
  }
  const byCluster = new Map(places.map((place) => [place.cluster.name, place]));
  return { places, byCluster, presence: { values: presence } };
}

interface FoundSides {
  readonly left: Found;
  readonly right: Found;
}

function presenceOf({ left, right }: FoundSides): { readonly left: Column; readonly right: Column } {
  return { left: left.presence, right: right.presence };
}

/** What is declared and off, or not declared, is the same as long as it runs on neither side. */
function isOnSomewhere({ before, after }: Change): boolean {
  return [...before, ...after].some(({ value }) => value === true);
}

/** One answer on each side, on every cluster. */
function isEverywhere({ before, after, clusters }: Change): boolean {
  return before.length === 1 && after.length === 1 && clusters === undefined;
}

function changeOf({ before: [before], after: [after] }: Change): AddonComparison["change"] {
  if (before?.state === "absent") return after?.value === false ? "disabled" : "added";
  if (after?.state === "absent") return "removed";
  return after?.value === true ? "enabled" : "disabled";
}

/** Of an add-on that only one side has: what it is, against nothing. */
function settingChanges({ left, right }: FoundSides, { sides, pairing }: AddonRequest): readonly Change[] {
  const [before, after] = [left.places.map(settingsOf), right.places.map(settingsOf)];
  const isOnBoth = before.length > 0 && after.length > 0;
  const isLocked = sides.left.lock !== undefined && sides.right.lock !== undefined;
  const names = new Set([...before, ...after].flatMap(({ settings }) => [...settings.keys()]));
  return [...names]
    .filter((name) => (isOnBoth ? name !== "pin" || isLocked : MAIN_SETTINGS.has(name)))
    .flatMap((name) => {
      const columns = isOnBoth
        ? { left: columnOf(before, name), right: columnOf(after, name) }
        : { left: columnOn(sides.left, before, name), right: columnOn(sides.right, after, name) };
      return compareCells({ kind: "setting", name }, columns, pairing);
    });
}

const MAIN_SETTINGS: ReadonlySet<string> = new Set(["chart", "version", "pin", "namespace"]);

interface Settings {
  readonly cluster: string;
  readonly settings: ReadonlyMap<string, JsonValue>;
}

function settingsOf(place: AddonOnCluster): Settings {
  return { cluster: place.cluster.name, settings: addonSettings(place) };
}

function columnOf(places: readonly Settings[], name: string): Column {
  return { values: new Map(places.map(({ cluster, settings }) => [cluster, settings.get(name)])) };
}

/** As `columnOf`, for all clusters of the side. */
function columnOn({ environment }: Side, places: readonly Settings[], name: string): Column {
  const { values } = columnOf(places, name);
  return { values: new Map(environment.clusters.map((cluster) => [cluster.name, values.get(cluster.name)])) };
}

function valueChanges(name: string, found: FoundSides, request: AddonRequest): readonly Change[] {
  const { pairing, redact, unknown } = request;
  const column = ({ places, byCluster }: Found, path: LeafPath): Column => ({
    values: new Map(places.map(({ cluster, addon }) => [cluster.name, leafAt(addon.values, path)])),
    about(cluster) {
      const place = byCluster.get(cluster);
      return place === undefined ? { secrecy: "open" } : aboutLeaf(path, place, redact);
    },
  });
  const places = [...found.left.places, ...found.right.places];
  return differingPaths(found, pairing).flatMap((path) => {
    const columns = { left: column(found.left, path), right: column(found.right, path) };
    const changes = compareCells({ kind: "value", path }, columns, pairing);
    if (changes.length === 0 || !places.some(({ addon }) => holdsUnknown(addon, path))) return changes;
    unknown.add(`${name} values.${leafName(path)}`);
    return [];
  });
}

/** Paths that may differ, by key. Most add-ons are the same on most clusters: those need no second look. */
function differingPaths(found: FoundSides, pairing: Pairing): readonly LeafPath[] {
  const values = differingValues(found, pairing);
  const paths = new Map(values.flatMap(leafPaths).map(({ path }) => [path.join("\0"), path]));
  return [...paths].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, path]) => path);
}

function differingValues({ left, right }: FoundSides, pairing: Pairing): readonly JsonObject[] {
  if (pairing.kind === "all-with-all") {
    const all = new Map(
      [...left.places, ...right.places].map(({ addon }) => [canonicalJson(addon.values), addon.values]),
    );
    return all.size < 2 ? [] : [...all.values()];
  }
  const before = valuesByCluster(left);
  const after = valuesByCluster(right);
  return pairing.pairs.flatMap((pair) => {
    const [one, other] = [before.get(pair.left), after.get(pair.right)];
    return one === undefined || other === undefined || jsonEqual(one, other) ? [] : [one, other];
  });
}

function valuesByCluster({ places }: Found): ReadonlyMap<string, JsonObject> {
  return new Map(places.map(({ cluster, addon }) => [cluster.name, addon.values]));
}

function holdsUnknown({ unknown = [] }: Addon, path: YamlPath): boolean {
  return unknown.some((one) => one.slice(0, path.length).every((step, index) => step === path[index]));
}
