/**
 * `node scripts/generate-docs.ts`: writes the generated parts of docs/ anew. They stand between `<!-- generated NAME -->` and
 * `<!-- end -->`; the words around them are written by hand. test/docs checks that they are current.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CODE_EXPLANATIONS } from "../src/codes/code-explanations.ts";
import { FLAGS, longName, variableName, type FlagName, type FlagSpec } from "../src/cli/flags.ts";
import { graphOfCluster } from "../src/graph/graph-of-cluster.ts";
import { viewGraphs } from "../src/graph/graph-view.ts";
import { loadEnvironments } from "../src/manifest/load-environments.ts";
import { manifestSchema } from "../src/manifest/schema.ts";
import { createFiles } from "../src/outside/files/create-files.ts";
import { VARIABLES } from "../src/outside/system/variables.ts";
import { PLAIN } from "../src/report/colours.ts";
import { codeListMarkdown } from "../src/report/codes.ts";
import { graphText } from "../src/report/graph/text.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../src/support/json.ts";
import { driftSample, outputBlock, syncSample } from "./doc-samples.ts";

const ROOT = dirname(import.meta.dirname);

/** Generated parts by name. */
const PARTS: Readonly<Record<string, () => string | Promise<string>>> = {
  "file keys": () => keyTable(environmentSchema(), []),
  "cluster keys": () => keyTable(environmentSchema(), ["clusters", "*"]),
  "default keys": () => keyTable(environmentSchema(), ["defaults"]),
  "namespace keys": () => keyTable(environmentSchema(), ["namespaces", "*"]),
  "add-on keys": () => keyTable(environmentSchema(), ["addons", "*"]),
  "ready keys": () => keyTable(environmentSchema(), ["addons", "*", "ready", "[]"]),
  "ignore keys": () => keyTable(environmentSchema(), ["addons", "*", "drift", "ignore", "[]"]),
  "flag variables": () => table(["variable", "flag", "meaning"], flagRows()),
  "other variables": () =>
    table(
      ["variable", "meaning"],
      VARIABLES.filter(({ name }) => !isFlag(name)).map(({ name, about }) => [code(name), about]),
    ),
  "graph of dev": graphOfDev,
  "a drift report": driftSample,
  "a sync summary": syncSample,
  "problem codes": () => codeListMarkdown(CODE_EXPLANATIONS).replaceAll(/^##/gm, "###"),
};

/** The text of a documentation file with its generated parts made anew. Throws for a part that nobody makes. */
export async function withGeneratedParts(text: string): Promise<string> {
  const pieces = text.split(/(<!-- generated [^>]* -->\n[\s\S]*?<!-- end -->)/);
  const made = pieces.map(async (piece) => {
    const name = /^<!-- generated ([^>]*) -->/.exec(piece)?.[1];
    if (name === undefined) return piece;
    const part = PARTS[name];
    if (part === undefined) throw new Error(`There is no generated part "${name}"`);
    return `<!-- generated ${name} -->\n\n${(await part()).trimEnd()}\n\n<!-- end -->`;
  });
  return (await Promise.all(made)).join("");
}

export const GENERATED_DOCS = ["manifest", "sync", "drift", "environment-variables", "problems"].map(
  (name) => `docs/${name}.md`,
);

function environmentSchema(): JsonObject {
  return manifestSchema("Environment");
}

/** `*` is any key of a map, `[]` any item of a list. */
function keyTable(schema: JsonObject, path: readonly string[]): string {
  const node = path.reduce(below, schema);
  const required = withoutNull(node["required"]);
  const startOf = (name: string, key: JsonObject): string =>
    required.includes(name) ? "must be given" : defaultText(key);
  const rows = Object.entries(objectAt(node, "properties")).map(([name, key]) =>
    isJsonObject(key) ? [code(name), typeText(key), startOf(name, key), meaning(key)] : [],
  );
  return table(["key", "type", "default", "meaning"], rows);
}

function below(node: JsonObject, step: string): JsonObject {
  if (step === "*") return objectAt(node, "additionalProperties");
  if (step === "[]") return objectAt(node, "items");
  return objectAt(objectAt(node, "properties"), step);
}

function objectAt(node: JsonObject, key: string): JsonObject {
  const inner = node[key];
  if (!isJsonObject(inner)) throw new Error(`The schema has no ${key} here`);
  return inner;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  integer: "number",
  number: "number",
  array: "list",
  object: "map",
};

function typeText(key: JsonObject): string {
  if (key["const"] !== undefined) return code(textOf(key["const"]));
  const words = withoutNull(key["enum"]);
  if (words.length > 0) return words.map((word) => code(textOf(word))).join(", ");
  const types = Array.isArray(key["type"]) ? withoutNull(key["type"]) : [key["type"]];
  return types.map((type) => TYPES[textOf(type)] ?? textOf(type)).join(" or ");
}

function withoutNull(list: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(list) ? (list as readonly JsonValue[]).filter((item) => item !== null && item !== "null") : [];
}

function defaultText({ default: value }: JsonObject): string {
  return value === undefined ? "" : code(textOf(value));
}

function meaning(key: JsonObject): string {
  const examples = withoutNull(key["examples"]).map((example) => code(exampleText(example)));
  const shown = examples.length === 0 ? "" : ` E.g. ${examples.join(" or ")}.`;
  return `${textOf(key["description"]).replace(/([^.])$/, "$1.")}${shown}`;
}

/** Versions and the like look like numbers, so they are shown as they have to be written: in quotes. */
function exampleText(example: JsonValue): string {
  if (typeof example === "string" && !/^[~^<>=\d]/.test(example)) return example;
  return typeof example === "string" && /^\d+[hms]/.test(example) ? example : JSON.stringify(example);
}

function isFlag(variable: string): boolean {
  return (Object.keys(FLAGS) as FlagName[]).some((name) => variableName(name) === variable);
}

function flagRows(): readonly (readonly string[])[] {
  return (Object.keys(FLAGS) as FlagName[]).flatMap((name) => {
    const spec: FlagSpec = FLAGS[name];
    if (spec.variable !== "yes") return [];
    const value = spec.kind === "switch" ? "" : ` ${spec.value}`;
    return [[code(variableName(name)), code(`--${longName(name)}${value}`), spec.about]];
  });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

function code(text: string): string {
  return `\`${text}\``;
}

async function graphOfDev(): Promise<string> {
  const { environments } = await loadEnvironments({ files: createFiles(ROOT) }, { names: ["dev"] });
  const graphs = environments.flatMap(({ name, clusters }) => clusters.map((cluster) => graphOfCluster(name, cluster)));
  return outputBlock(`$ addons graph --env dev\n${graphText(viewGraphs(graphs), PLAIN)}`);
}

if (process.argv[1] === import.meta.filename) {
  for (const file of GENERATED_DOCS) {
    const path = join(ROOT, file);
    writeFileSync(path, await withGeneratedParts(readFileSync(path, "utf8")));
    console.log(path);
  }
}
