import { isJsonObject } from "../../support/json.ts";
import type { JsonValue } from "../../support/json.ts";
import { isFreeForm } from "./free-form.ts";
import { schemaJudges } from "./schema-says.ts";
import { pathWords } from "./values-finding.ts";
import type { ValuesFinding } from "./values-finding.ts";
import type { ValuesPlace } from "./values-place.ts";

type Kind = "map" | "list" | "string" | "number" | "boolean" | "nothing";

const WORDS: Readonly<Record<Kind, string>> = {
  map: "a map",
  list: "a list",
  string: "a string",
  number: "a number",
  boolean: "true or false",
  nothing: "empty",
};

/** Keys that take a number or a name, or a number or a percentage. */
const NUMBER_OR_TEXT = /port$|^(?:max|min)(?:Unavailable|Available|Surge)$/i;

/** A value of another kind than the chart's default, where the chart has no schema that judges it. */
export function typeChange(place: ValuesPlace, value: JsonValue, fallback: JsonValue): ValuesFinding | undefined {
  const { instance, path, inside } = place;
  const is = kindOf(value);
  const was = kindOf(fallback);
  if (is === was || isNeutral(fallback) || isEither(String(path.at(-1)), is, was)) return undefined;
  if (isFreeForm(inside.slice(0, -1)) || schemaJudges(instance.chart.schema?.data, inside)) return undefined;
  return {
    code: "VALUES-TYPE",
    severity: "warning",
    path,
    part: "value",
    message: `${pathWords(path)} is ${WORDS[is]}, the chart's default is ${WORDS[was]}`,
    hint: hintFor(is, was),
  };
}

function kindOf(value: JsonValue): Kind {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "list";
  if (isJsonObject(value)) return "map";
  return typeof value as "string" | "number" | "boolean";
}

/** Defaults that stand for nothing in particular. */
function isNeutral(fallback: JsonValue): boolean {
  return fallback === null || fallback === "" || (isJsonObject(fallback) && Object.keys(fallback).length === 0);
}

function isEither(key: string, is: Kind, was: Kind): boolean {
  const scalars: readonly Kind[] = ["string", "number"];
  return NUMBER_OR_TEXT.test(key) && scalars.includes(is) && scalars.includes(was);
}

function hintFor(is: Kind, was: Kind): string {
  if (was === "string" && (is === "number" || is === "boolean")) return "put it in quotes";
  if ((was === "number" || was === "boolean") && is === "string") {
    return was === "boolean"
      ? 'write true or false without quotes: in a template the string "false" counts as true'
      : "write the number without quotes";
  }
  return `write ${WORDS[was]} as in the chart's values.yaml, or check that the chart takes both`;
}
