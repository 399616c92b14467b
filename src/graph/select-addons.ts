import { AddonsError } from "../support/addons-error.ts";
import { nearest } from "../support/nearest.ts";
import type { AddonNode } from "./addon-node.ts";
import { labelsOf, matchesSelector, type LabelledAddon } from "./match-selector.ts";
import { allDependents, allNeeds } from "./related.ts";
import type { Selector } from "./selector.ts";

/** The flags --only, --selector, --with-needs and --with-dependents; one meaning for every verb. */
export interface AddonSelection {
  readonly chosen: "all" | { readonly only: readonly string[] } | { readonly selector: Selector };
  readonly withNeeds: "with-needs" | "without-needs";
  readonly withDependents: "with-dependents" | "without-dependents";
}

/**
 * The selected add-ons of one cluster, in the given order; it need not have all that are named. Dependents are added first and
 * needs last, so that whatever was added has its needs, too.
 */
export function selectAddons<Node extends AddonNode & LabelledAddon>(
  addons: readonly Node[],
  selection: AddonSelection,
): readonly Node[] {
  if (selection.chosen === "all") return addons;
  const selected = new Set(chosenOf(addons, selection.chosen));
  if (selection.withDependents === "with-dependents") {
    for (const name of allDependents(selected, addons)) selected.add(name);
  }
  if (selection.withNeeds === "with-needs") for (const name of allNeeds(selected, addons)) selected.add(name);
  return addons.filter(({ name }) => selected.has(name));
}

function chosenOf(
  addons: readonly LabelledAddon[],
  chosen: Exclude<AddonSelection["chosen"], "all">,
): readonly string[] {
  const names = addons.map(({ name }) => name);
  if ("only" in chosen) return names.filter((name) => chosen.only.includes(name));
  return addons.filter((addon) => matchesSelector(chosen.selector, labelsOf(addon))).map(({ name }) => name);
}

/** Throws AddonsError CLI-UNKNOWN-ADDON (usage) that names every unknown name with the nearest known one. */
export function checkNames(only: readonly string[], addons: readonly Pick<LabelledAddon, "name">[]): void {
  const known = new Set(addons.map(({ name }) => name));
  const unknown = [...new Set(only)].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const quoted = unknown.map((name) => JSON.stringify(name)).join(", ");
  const names = [...known].sort();
  const meant = unknown.flatMap((name) => nearest(name, names) ?? []);
  const question = meant.length === 0 ? "" : `did you mean ${meant.join(", ")}? `;
  throw new AddonsError("CLI-UNKNOWN-ADDON", `there is no add-on ${quoted} here`, {
    kind: "usage",
    hint: `${question}there are: ${names.join(", ")}`,
  });
}
