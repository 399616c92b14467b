import type { JsonObject, JsonValue } from "../support/json.ts";
import { nearestAmong } from "../support/nearest.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import { checkNeeds } from "./check-needs.ts";
import type { Addon } from "./environment.ts";
import { decidingLayer, placeIn, valueAt } from "./layer.ts";
import type { Layer } from "./layer.ts";
import { readNeeds } from "./needs.ts";

/** An add-on as the layers have it, enabled or not. */
export interface KnownAddon {
  readonly name: string;
  readonly addon: JsonObject;
}

/** What is wrong between the add-ons of one cluster: needs, conflicts, two that want the same release. */
export function checkAddons(
  known: readonly KnownAddon[],
  addons: readonly Addon[],
  layers: readonly Layer[],
): readonly Problem[] {
  const enabled = new Map(known.map(({ name, addon }) => [name, addon["enabled"] !== false]));
  const checked = known.filter(({ name }) => enabled.get(name) === true);
  const needs = new Map(checked.map(({ name, addon }) => [name, readNeeds(addon["needs"])]));
  return [
    ...checkNeeds({ needs, known: enabled, meant: nearestAmong([...enabled.keys()]), layers }),
    ...checked.flatMap((addon) => checkConflicts(addon, enabled, layers)),
    ...checkReleases(addons, layers),
  ];
}

function checkConflicts(
  { name, addon }: KnownAddon,
  enabled: ReadonlyMap<string, boolean>,
  layers: readonly Layer[],
): readonly Problem[] {
  const present = strings(addon["conflicts"]).filter((other) => enabled.get(other) === true);
  return present.map((other) => ({
    code: "MANIFEST-CONFLICT",
    severity: "error",
    message: `${name} conflicts with ${other}, and both are enabled`,
    hint: `set enabled: false for one of the two in this environment`,
    at: placeOfItem(layers, ["addons", name, "conflicts"], other),
  }));
}

function checkReleases(addons: readonly Addon[], layers: readonly Layer[]): readonly Problem[] {
  const first = new Map<string, string>();
  return addons.flatMap(({ name, namespace, release }): readonly Problem[] => {
    const key = `${namespace}/${release}`;
    const before = first.get(key);
    first.set(key, before ?? name);
    if (before === undefined) return [];
    const path = [
      "addons",
      name,
      decidingLayer(layers, ["addons", name, "release"]) === undefined ? "namespace" : "release",
    ];
    return [
      {
        code: "MANIFEST-SAME-RELEASE",
        severity: "error",
        message: `${before} and ${name} both want the release ${release} in the namespace ${namespace}`,
        hint: `give one of them another release: or namespace:`,
        at: placeIn(layers, path),
      },
    ];
  });
}

/** Place of the list item that says `text`. */
function placeOfItem(layers: readonly Layer[], path: readonly string[], text: string): SourcePosition {
  const items = valueAt(decidingLayer(layers, path)?.data, path);
  const index = Array.isArray(items) ? items.indexOf(text) : -1;
  return placeIn(layers, index < 0 ? path : [...path, index]);
}

function strings(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((item) => typeof item === "string") : [];
}
