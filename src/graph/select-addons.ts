import { AddonsError } from "../support/addons-error.ts";
import { nearest } from "../support/nearest.ts";
import type { AddonNode } from "./addon-node.ts";
import { allDependents, allNeeds } from "./related.ts";

/** The flags --only, --with-needs and --with-dependents; one meaning for every verb. */
export interface AddonSelection {
  /** Empty: all add-ons. */
  readonly only: readonly string[];
  readonly withNeeds: "with-needs" | "without-needs";
  readonly withDependents: "with-dependents" | "without-dependents";
}

/**
 * The selected add-ons, in the given order. Dependents are added first and needs last, so that whatever was added has its
 * needs, too. Throws AddonsError CLI-UNKNOWN-ADDON (usage) that names every unknown name with the nearest known one.
 */
export function selectAddons<Node extends AddonNode>(
  addons: readonly Node[],
  selection: AddonSelection,
): readonly Node[] {
  if (selection.only.length === 0) return addons;
  refuseUnknown(selection.only, addons);
  const selected = new Set(selection.only);
  if (selection.withDependents === "with-dependents") {
    for (const name of allDependents(selected, addons)) selected.add(name);
  }
  if (selection.withNeeds === "with-needs") for (const name of allNeeds(selected, addons)) selected.add(name);
  return addons.filter(({ name }) => selected.has(name));
}

function refuseUnknown(only: readonly string[], addons: readonly AddonNode[]): void {
  const known = addons.map(({ name }) => name).sort();
  const unknown = [...new Set(only)].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const quoted = unknown.map((name) => JSON.stringify(name)).join(", ");
  const meant = unknown.flatMap((name) => nearest(name, known) ?? []);
  const question = meant.length === 0 ? "" : `did you mean ${meant.join(", ")}? `;
  throw new AddonsError("CLI-UNKNOWN-ADDON", `there is no add-on ${quoted} here`, {
    kind: "usage",
    hint: `${question}there are: ${known.join(", ")}`,
  });
}
