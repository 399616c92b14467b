import { AddonsError } from "../support/addons-error.ts";
import { nearest } from "../support/nearest.ts";
import { labelsOf, matchesSelector, type LabelledAddon } from "./match-selector.ts";
import type { Requirement, Selector } from "./selector.ts";

/**
 * Throws AddonsError CLI-UNKNOWN-LABEL (usage) when the selector asks for a label or a value that none of these add-ons has, and
 * CLI-NOTHING-SELECTED when no add-on has all that it asks for. What is only excluded may be missing (that is what excluding is
 * for), unless it looks like a misspelt label: `teir!=edge` would select everything.
 */
export function checkSelector(selector: Selector, addons: readonly LabelledAddon[]): void {
  const known = knownLabels(addons);
  for (const requirement of selector) refuseUnknown(requirement, known);
  if (addons.some((addon) => matchesSelector(selector, labelsOf(addon)))) return;
  throw new AddonsError("CLI-NOTHING-SELECTED", "no add-on here has all that the selector asks for", {
    kind: "usage",
    hint: `labels there are: ${listOf(known)}`,
  });
}

type KnownLabels = ReadonlyMap<string, ReadonlySet<string>>;

function knownLabels(addons: readonly LabelledAddon[]): KnownLabels {
  const known = new Map<string, Set<string>>();
  for (const addon of addons) {
    for (const [key, value] of labelsOf(addon)) known.set(key, (known.get(key) ?? new Set()).add(value));
  }
  return known;
}

function refuseUnknown(requirement: Requirement, known: KnownLabels): void {
  const { key, op } = requirement;
  const values = known.get(key);
  if (values === undefined) {
    const near = nearest(key, known.keys());
    if (near === undefined && (op === "absent" || op === "not-in")) return;
    throw unknownLabel(`no add-on here has a label ${JSON.stringify(key)}`, near, listOf(known));
  }
  const missing = op === "in" ? requirement.values.find((value) => !values.has(value)) : undefined;
  if (missing === undefined) return;
  const near = nearest(missing, values);
  throw unknownLabel(`no add-on here has the label ${key}=${missing}`, near, listOf(new Map([[key, values]])));
}

function unknownLabel(message: string, near: string | undefined, known: string): AddonsError {
  const question = near === undefined ? "" : `did you mean ${near}? `;
  return new AddonsError("CLI-UNKNOWN-LABEL", message, { kind: "usage", hint: `${question}there are: ${known}` });
}

const MOST_VALUES = 12;

/** `name` and `namespace` are only named: every add-on has them, and their values are in the manifest. */
function listOf(known: KnownLabels): string {
  const asks = known.size === 1;
  return [...known]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, values]) => {
      if (!asks && (key === "name" || key === "namespace")) return key;
      const shown = [...values].sort().slice(0, MOST_VALUES);
      const more = values.size > shown.length ? [`${values.size - shown.length} more`] : [];
      return `${key} (${[...shown.map((value) => (value === "" ? '""' : value)), ...more].join(", ")})`;
    })
    .join(", ");
}
