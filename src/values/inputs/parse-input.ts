import { assertNever } from "../../support/assert-never.ts";
import { isJsonObject } from "../../support/json.ts";
import type { JsonObject, JsonValue } from "../../support/json.ts";
import type { Absence } from "../scope.ts";
import { encryptedFile, isEncrypted } from "./encrypted-file.ts";
import type { InputFault, InputSource, ParsedInput } from "./input.ts";
import { parseKops } from "./parse-kops.ts";
import { parseTerraform } from "./parse-terraform.ts";
import { parseJson } from "./parse-json.ts";
import { parseYaml } from "./parse-yaml.ts";

/** The data in the text of a source: the contents of a file, or what a program printed. */
export function parseInput(source: Exclude<InputSource, { readonly kind: "env" }>, text: string): ParsedInput {
  if (text.replace(/^\u{feff}/u, "").trim() === "") return broken(emptyText(source));
  switch (source.kind) {
    case "terraform-file":
    case "terraform-run":
      return parseTerraform(text);
    case "kops-file":
    case "kops-run":
      return parseKops(text);
    case "sops":
      return parseDecrypted(text);
    case "file":
      return parsePlain(source.file, text);
    default:
      return assertNever(source);
  }
}

/** Variables by name; those that are not set have no value. All are taken for secret. */
export function environmentData(variables: Readonly<Record<string, string | undefined>>): ParsedInput {
  const data: Record<string, string> = {};
  const absent: Record<string, Absence> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value !== undefined) data[name] = value;
    else
      absent[name] = {
        why: `the environment variable ${name} is not set`,
        hint: `set ${name}, or give a default behind :-`,
      };
  }
  return { kind: "data", data: { data, secret: "all", absent } };
}

/** sops was told to print JSON, whatever the file is. */
function parseDecrypted(text: string): ParsedInput {
  const read = parseJson(text);
  // Its places are in the decrypted text, which nobody sees.
  if (read.kind === "broken")
    return broken({ code: "INPUT-SYNTAX", message: read.message, hint: "put numbers in quotes" });
  return mapOnly(read.data, "all");
}

function parsePlain(file: string, text: string): ParsedInput {
  const read = file.endsWith(".json") ? jsonData(text) : parseYaml(text);
  if (read.kind === "broken") return read;
  const { data } = read;
  if (isEncrypted(data)) return broken(encryptedFile());
  if (looksLikeOutputs(data)) {
    return broken({
      code: "INPUT-SHAPE",
      message: "these are outputs of Terraform with value and type, not plain data",
      hint: "name the file with terraform: instead of file:, so that sensitive ones are hidden",
    });
  }
  return mapOnly(data, []);
}

type DataRead =
  | { readonly kind: "data"; readonly data: JsonValue }
  | { readonly kind: "broken"; readonly faults: readonly InputFault[] };

function jsonData(text: string): DataRead {
  const read = parseJson(text);
  if (read.kind === "data") return read;
  const { message, place } = read;
  return broken({ code: "INPUT-SYNTAX", message, hint: "check it with a JSON formatter", place });
}

function mapOnly(data: JsonValue, secret: "all" | readonly string[]): ParsedInput {
  if (isJsonObject(data)) return { kind: "data", data: { data, secret } };
  return broken({
    code: "INPUT-SHAPE",
    message: `it holds ${Array.isArray(data) ? "a list" : "a single value"}, but names need a map`,
    hint: "put it under a key, which then is its name",
  });
}

function looksLikeOutputs(data: JsonValue): boolean {
  const outputs = isJsonObject(data) ? Object.values(data) : [];
  return outputs.length > 0 && outputs.every((output) => isJsonObject(output) && isOutput(output));
}

function isOutput(output: JsonObject): boolean {
  return output["value"] !== undefined && output["type"] !== undefined && typeof output["sensitive"] === "boolean";
}

function emptyText(source: InputSource): InputFault {
  const isFile = source.kind !== "terraform-run" && source.kind !== "kops-run";
  return {
    code: "INPUT-SYNTAX",
    message: isFile ? "the file is empty" : "nothing was printed",
    hint: isFile ? "a command that failed leaves an empty file behind > FILE; run it again" : "try it by hand",
  };
}

function broken(...faults: readonly InputFault[]): { readonly kind: "broken"; readonly faults: readonly InputFault[] } {
  return { kind: "broken", faults };
}
