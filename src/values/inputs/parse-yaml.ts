import type { JsonValue } from "../../support/json.ts";
import { readYamlSource } from "../../support/yaml-source.ts";
import type { InputFault } from "./input.ts";

export type YamlData =
  | { readonly kind: "data"; readonly data: JsonValue }
  | { readonly kind: "broken"; readonly faults: readonly InputFault[] };

/** One YAML document, as strictly as a manifest. */
export function parseYaml(text: string): YamlData {
  const read = readYamlSource(text, "");
  if (read.kind === "read") return { kind: "data", data: read.source.data };
  const faults = read.problems.map(({ message, hint = "", at }): InputFault => {
    return {
      code: "INPUT-SYNTAX",
      message,
      hint,
      ...(at === undefined ? {} : { place: { line: at.line, column: at.column } }),
    };
  });
  return { kind: "broken", faults };
}
