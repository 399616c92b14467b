import type { Colours } from "./colours.ts";
import { count } from "./words.ts";

export interface ListedSchema {
  readonly name: string;
  readonly about: string;
}

/** The names of schemas, one per line. */
export function schemaListText(schemas: readonly ListedSchema[], colours: Colours): string {
  const width = Math.max(...schemas.map(({ name }) => name.length));
  const lines = schemas.map(({ name, about }) => `${colours.bold(name.padEnd(width))}  ${about}`);
  return `${lines.join("\n")}\n`;
}

/** What is told about a schema that went to a file. */
export function stitchedText(
  files: readonly { readonly path: string }[],
  atHand: { readonly charts: object; readonly missing: readonly object[] },
  addon: string | undefined,
): string {
  const known = Object.keys(atHand.charts).length;
  const about =
    addon === undefined
      ? `values of ${count(known, "add-on")}${atHand.missing.length === 0 ? "" : `, ${atHand.missing.length} without a chart here`}`
      : `values of ${addon}`;
  return files.map(({ path }) => `${path}: ${about}\n`).join("");
}
