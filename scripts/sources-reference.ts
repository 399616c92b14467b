import { stringify } from "yaml";
import { SIGNER_KEYS, SOURCE_ENTRY_KEYS } from "../src/sources/source-keys.ts";
import type { JsonObject } from "../src/support/json.ts";
import { code, table } from "./markdown.ts";

/** The keys of charts/sources.yaml, from what its schema is made of. */
export function sourcesReference(): string {
  return [
    table(["key of a source", "meaning"], Object.entries(SOURCE_ENTRY_KEYS).map(row)),
    table(["key of a signer", "meaning"], Object.entries(SIGNER_KEYS).map(row)),
  ].join("\n\n");
}

function row([key, node]: readonly [string, JsonObject]): readonly string[] {
  const { description, examples, default: start } = node;
  const [example] = Array.isArray(examples) ? examples : [];
  const shown =
    example === undefined ? "" : ` E.g. ${code(stringify(example, { collectionStyle: "flow", lineWidth: 0 }).trim())}.`;
  const usual = typeof start === "string" ? ` Default: ${code(start)}.` : "";
  return [code(key), `${description as string}${usual}${shown}`];
}
