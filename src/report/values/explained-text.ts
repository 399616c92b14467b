import type { ShownLeaf, ValuesGroup } from "../../compare/values-of-addon.ts";
import { leafName } from "../../values/leaf-paths.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { Colours } from "../colours.ts";
import { clustersText, inlineValue, overridesText, placeAndReferences } from "./values-words.ts";
import { count } from "../words.ts";

/** Longer values are cut in text; YAML and JSON have them whole. */
const LONGEST_VALUE = 80;
/** Longer cells do not push the next column away from all others. */
const WIDEST_CELL = 64;

/** One line per leaf: what it is, who wrote it, what that overrode. */
export function explainedText(addon: string, groups: readonly ValuesGroup[], colours: Colours): string {
  const blocks = groups.map((group) => {
    const title = `${addon} · ${clustersText(group.clusters)}: ${count(group.leaves.length, "value")}`;
    return [colours.bold(sanitize(title)), ...leafLines(group.leaves, colours)].join("\n");
  });
  return `${blocks.join("\n\n")}\n`;
}

function leafLines(leaves: readonly ShownLeaf[], colours: Colours): readonly string[] {
  const rows = leaves.map((leaf) => ({
    name: `${sanitize(leafName(leaf.path))}:`,
    value: inlineValue(leaf.value, LONGEST_VALUE),
    place: placeAndReferences(leaf.origin),
    note: noteOn(leaf),
  }));
  const first = widest(rows.map(({ name, value }) => `${name} ${value}`));
  const second = widest(rows.map(({ place }) => place));
  return rows.map(({ name, value, place, note }) => {
    const cell = `${name} ${value}`.padEnd(first).slice(name.length);
    const more = note === "" ? "" : `  ${colours.dim(`(${note})`)}`;
    return `  ${name}${cell}  ${colours.cyan(note === "" ? place : place.padEnd(second))}${more}`;
  });
}

function noteOn({ value, state, overrides }: ShownLeaf): string {
  const notes = [
    state === "unknown" ? "not known: the input was not read" : "",
    value === null ? "null: removes the chart's default" : "",
    overridesText(overrides, LONGEST_VALUE),
  ];
  return notes.filter((note) => note !== "").join("; ");
}

function widest(cells: readonly string[]): number {
  return Math.max(0, ...cells.map(({ length }) => length).filter((length) => length <= WIDEST_CELL));
}
