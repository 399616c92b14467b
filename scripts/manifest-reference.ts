import { stringify } from "yaml";
import { manifestSchema } from "../src/manifest/schema.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../src/support/json.ts";
import { code, table } from "./markdown.ts";

/** docs/manifest.md's list of every key, made from the schema: a section for each map whose keys are fixed. */
export function manifestReference(): string {
  return sectionsBelow([], ENVIRONMENT)
    .filter(({ path }) => path[0] !== "clusters" || !isAlsoElsewhere(path.slice(2)))
    .map(sectionText)
    .join("\n\n");
}

const BASE = manifestSchema("Base");
const ENVIRONMENT = manifestSchema("Environment");

/** `NAME` stands for what users name themselves, `[]` for the items of a list. */
type KeyPath = readonly string[];

interface Section {
  readonly path: KeyPath;
  readonly schema: JsonObject;
}

function sectionsBelow(path: KeyPath, schema: JsonObject): readonly Section[] {
  const properties = Object.entries(objectOf(schema["properties"]));
  const own = properties.length === 0 ? [] : [{ path, schema }];
  const inner = [
    ...properties,
    ["NAME", schema["additionalProperties"]] as const,
    ["[]", schema["items"]] as const,
  ].flatMap(([key, part]) => (isJsonObject(part) ? sectionsBelow([...path, key], part) : []));
  return [...own, ...inner];
}

/** What can be said of a cluster alone is explained where it is said for all. */
function isAlsoElsewhere(path: KeyPath): boolean {
  return path.length > 0 && at(ENVIRONMENT, path) !== undefined;
}

function at(schema: JsonObject | undefined, path: KeyPath): JsonObject | undefined {
  return path.reduce<JsonObject | undefined>((node, step) => {
    const next =
      step === "[]"
        ? node?.["items"]
        : step === "NAME"
          ? node?.["additionalProperties"]
          : objectOf(node?.["properties"])[step];
    return isJsonObject(next) ? next : undefined;
  }, schema);
}

function sectionText({ path, schema }: Section): string {
  const title = path.length === 0 ? "Of a file" : code(pathText(path));
  const rows = Object.entries(objectOf(schema["properties"])).map(([key, node]) =>
    rowOf([...path, key], objectOf(node), schema),
  );
  return [
    `### ${title}`,
    "",
    ...(path.length === 0 ? [] : [sentence(schema), ""]),
    table(["key", "type", "default", "where", "null", "meaning"], rows),
  ].join("\n");
}

function pathText(path: KeyPath): string {
  return path.join(".").replaceAll(".[]", "[]");
}

function rowOf(path: KeyPath, node: JsonObject, parent: JsonObject): readonly string[] {
  const name = path.at(-1) ?? "";
  const start = listOf(parent["required"]).includes(name) ? "must be given" : defaultText(node);
  return [code(name), typeText(node, path), start, whereText(path), takesNull(node) ? "yes" : "no", meaning(node)];
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  integer: "whole number",
  number: "number",
  array: "list",
  object: "map",
};

function typeText(node: JsonObject, path: KeyPath): string {
  if (node["const"] !== undefined) return constText(node["const"], path);
  const words = listOf(node["enum"]).filter((word) => word !== null);
  if (words.length > 0) return words.map((word) => code(textOf(word))).join(", ");
  return typesOf(node)
    .map((type) => `${TYPES[type] ?? type}${insideText(type, node)}`)
    .join(" or ");
}

/** Base and Environment are told apart by one key. */
function constText(value: JsonValue, path: KeyPath): string {
  const words = [at(BASE, path)?.["const"] ?? value, value].map((word) => code(textOf(word)));
  return [...new Set(words)].join(", ");
}

/** ` of texts`, for maps and lists that hold single values. */
function insideText(type: string, node: JsonObject): string {
  const inside = type === "array" ? node["items"] : type === "object" ? node["additionalProperties"] : undefined;
  if (!isJsonObject(inside)) return "";
  const types = typesOf(inside).filter((name) => name !== "object" && name !== "array");
  return types.length === 0 || types.length < typesOf(inside).length
    ? ""
    : ` of ${types.map((name) => TYPES[name] ?? name).join(", ")}`;
}

function typesOf({ type }: JsonObject): readonly string[] {
  return [type].flat().filter((name) => typeof name === "string" && name !== "null") as readonly string[];
}

function takesNull(node: JsonObject): boolean {
  return [node["type"]].flat().includes("null") || listOf(node["enum"]).includes(null);
}

function whereText(path: KeyPath): string {
  if (path[0] === "clusters") return "environment";
  const places = [
    ...(at(BASE, path) === undefined ? [] : ["base"]),
    "environment",
    ...(at(ENVIRONMENT, ["clusters", "NAME", ...path]) === undefined ? [] : ["cluster"]),
  ];
  return places.length === 3 ? "everywhere" : places.join(", ");
}

function defaultText({ default: value }: JsonObject): string {
  return value === undefined ? "" : code(exampleText(value));
}

function meaning(node: JsonObject): string {
  const examples = listOf(node["examples"]).map((example) => code(exampleText(example)));
  const shown = examples.length === 0 ? "" : ` E.g. ${examples.join(" or ")}.`;
  return `${sentence(node)}${limits(node)}${shown}`;
}

function limits(node: JsonObject): string {
  const { minimum, maximum } = node;
  return minimum === undefined || maximum === undefined ? "" : ` From ${textOf(minimum)} to ${textOf(maximum)}.`;
}

function sentence({ description }: JsonObject): string {
  return textOf(description).replace(/([^.])$/, "$1.");
}

/** On one line, as it would stand in a manifest; versions always in quotes, since YAML takes some for numbers. */
function exampleText(example: JsonValue): string {
  const style = hasVersion(example) ? ({ defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" } as const) : {};
  return stringify(example, { collectionStyle: "flow", lineWidth: 0, ...style }).trim();
}

function hasVersion(example: JsonValue): boolean {
  if (typeof example === "string") return /^[~^<>=]|^\d+(\.\d+)+$/.test(example);
  return typeof example === "object" && example !== null && Object.values(example).some(hasVersion);
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
