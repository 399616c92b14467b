/**
 * `node scripts/generate-docs.ts`: writes the generated parts of docs/ anew. They stand between `<!-- generated NAME -->` and
 * `<!-- end -->`; the words around them are written by hand. test/docs checks that they are current.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CODE_EXPLANATIONS } from "../src/codes/code-explanations.ts";
import { FLAGS, longName, variableName, type FlagName, type FlagSpec } from "../src/cli/arguments/flags.ts";
import { VARIABLES } from "../src/outside/system/variables.ts";
import { codeListMarkdown } from "../src/report/problems/codes.ts";
import { commandSample } from "./command-samples.ts";
import { driftSample, syncSample } from "./doc-samples.ts";
import { findingsSample, graphOfDev, pictureOfProd } from "./graph-samples.ts";
import { manifestReference } from "./manifest-reference.ts";
import { code, table } from "./markdown.ts";
import { sourcesReference } from "./sources-reference.ts";

const ROOT = dirname(import.meta.dirname);

/** Generated parts by name. */
const PARTS: Readonly<Record<string, () => string | Promise<string>>> = {
  "every key": manifestReference,
  "keys of sources": sourcesReference,
  "flag variables": () => table(["variable", "flag", "meaning"], flagRows()),
  "other variables": () =>
    table(
      ["variable", "meaning"],
      VARIABLES.filter(({ name }) => !isFlag(name)).map(({ name, about }) => [code(name), about]),
    ),
  "graph of dev": () => graphOfDev(ROOT),
  "a graph with findings": findingsSample,
  "values of metrics": () => commandSample("addons values metrics --env dev --env prod", ROOT),
  "explained values of metrics": () => commandSample("addons values metrics --env dev --env prod --explain", ROOT),
  "a value with its layers": () => commandSample("addons values ingress --cluster prod-us --explain", ROOT),
  "dev and staging": () => commandSample("addons diff dev staging", ROOT),
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

export const GENERATED_DOCS = [
  "manifest",
  "signatures",
  "sync",
  "drift",
  "environment-variables",
  "problems",
  "graph",
  "values",
  "diff",
].map((name) => `docs/${name}.md`);

/** Pictures by file; made as a whole. */
export const GENERATED_PICTURES: Readonly<Record<string, () => Promise<string>>> = {
  "docs/graph-of-prod.svg": () => pictureOfProd(ROOT),
};

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

if (process.argv[1] === import.meta.filename) {
  for (const file of GENERATED_DOCS) {
    const path = join(ROOT, file);
    writeFileSync(path, await withGeneratedParts(readFileSync(path, "utf8")));
    console.log(path);
  }
  for (const [file, make] of Object.entries(GENERATED_PICTURES)) {
    writeFileSync(join(ROOT, file), await make());
    console.log(join(ROOT, file));
  }
}
