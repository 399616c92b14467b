import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { GENERATED_DOCS, GENERATED_PICTURES, withGeneratedParts } from "../../scripts/generate-docs.ts";
import { EXIT } from "../../src/cli/exit-code.ts";
import { findCommand } from "../../src/cli/commands.ts";
import { readOutputs } from "../../src/cli/output/outputs.ts";
import { parseArguments } from "../../src/cli/arguments/parse-arguments.ts";
import { anchorsOf, blocksOf, codeSpans, DOCS, docText, proseOf, ROOT, shellLines } from "./read-docs.ts";

describe.each(DOCS)("$path", (doc) => {
  const { path, text } = doc;

  test("links to what is there", () => {
    const links = [...proseOf(doc).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
    const inside = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(inside.filter((link) => !leadsSomewhere(path, link))).toEqual([]);
  });

  test("names files that are there", () => {
    const folders = /^(src|test|scripts|docs|tools|charts|environments|schemas|bench)\/[\w./-]+$/;
    const named = codeSpans(doc).filter(
      (span) => folders.test(span) && !/[A-Z]{3}|\.mmd$|^charts\/sources\.yaml$/.test(span),
    );
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  test("names error codes that the sources have", () => {
    const codes = codeSpans(doc).filter((span) => /^[A-Z]+(-[A-Z]+)+$/.test(span) && !span.endsWith("-NAME"));
    expect(codes.filter((code) => !SOURCES.includes(`"${code}"`))).toEqual([]);
  });

  test("shows addons command lines that parse", () => {
    for (const command of addonsLines(doc)) expect([command, parseError(command)]).toEqual([command, undefined]);
  });

  test("names npm scripts that there are", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: object };
    const named = [...text.matchAll(/\bnpm run ([a-z-]+)/g)].map((match) => match[1] ?? "");
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  test("has JSON blocks that parse", () => {
    const json = blocksOf(doc).filter((block) => block.language === "json");
    expect(json.filter(({ text: shown }) => !isJson(shown))).toEqual([]);
  });
});

describe("docs/", () => {
  test.each(GENERATED_DOCS)(
    "%s has current generated parts (node scripts/generate-docs.ts writes them)",
    async (file) => {
      const current = docText(file);
      expect(current).toContain("<!-- generated ");
      expect(await withGeneratedParts(current)).toBe(current);
    },
  );

  test.each(Object.entries(GENERATED_PICTURES))("%s is the current picture", async (file, make) => {
    expect(readFileSync(join(ROOT, file), "utf8")).toBe(await make());
  });

  test("shows output only where it is generated or checked", () => {
    const handmade = DOCS.filter((doc) => doc.path.startsWith("docs/")).flatMap((doc) => {
      const text = doc.text.replaceAll(/<!-- generated [\s\S]*?<!-- end -->/g, "");
      return blocksOf({ ...doc, text }).filter((block) => !["sh", "yaml", "json"].includes(block.language));
    });
    // The merge conflict is checked in examples.test.ts.
    expect(handmade.map(({ doc, text }) => `${doc}: ${text.split("\n")[0]}`)).toEqual(["docs/lock.md: <<<<<<< HEAD"]);
  });

  test("is complete about drift codes", () => {
    const union = readFileSync(join(ROOT, "src/drift/finding.ts"), "utf8").split("export interface Finding ")[0] ?? "";
    const known = [...union.matchAll(/"((?:REL|OBJ)\d{3})"/g)].map((match) => match[1]);
    const explained = [...docText("docs/drift.md").matchAll(/^\| ((?:REL|OBJ)\d{3}) \|/gm)].map((match) => match[1]);
    expect(known.length).toBeGreaterThan(10);
    expect(explained).toEqual(known);
  });

  test("is complete about the words of a forecast", () => {
    const source = readFileSync(join(ROOT, "src/report/finding.ts"), "utf8");
    const table = /const SYNC[^{]*\{([^}]*)\}/.exec(source)?.[1] ?? "";
    const words = [...table.matchAll(/(\w+): "([^"]+)"/g)].map((match) => `| ${match[2]} | \`${match[1]}\` |`);
    expect(words.length).toBe(6);
    expect(words.filter((row) => !docText("docs/drift.md").includes(row))).toEqual([]);
  });

  test("is complete about the steps of a plan", () => {
    const source = readFileSync(join(ROOT, "src/plan/plan.ts"), "utf8");
    const steps = new Set([...source.matchAll(/readonly op: "(\w+)"/g)].map((match) => match[1]));
    const rows = [...docText("docs/sync.md").matchAll(/^ {3}\| (\w+) \|/gm)].map((match) => match[1]);
    expect(new Set(rows)).toEqual(new Set(["step", ...steps]));
  });

  test("is complete about exit codes", () => {
    const rows = [...docText("docs/exit-codes.md").matchAll(/^\| ([\d, ]+) \|/gm)].flatMap((match) =>
      (match[1] ?? "").split(", ").map(Number),
    );
    expect(rows).toEqual(Object.values(EXIT));
  });

  test("is complete about annotations of the playground", () => {
    const stages = join(ROOT, "src/outside/playground/stages");
    const text = readdirSync(stages)
      .map((file) => readFileSync(join(stages, file), "utf8"))
      .join("\n");
    const listed = [...text.matchAll(/^# +(playground\.addons\/[a-z-]+: \S+)/gm)].map((match) => match[1] ?? "");
    const used = [...text.matchAll(/metadata\.annotations\["(playground\.addons\/[a-z-]+)"\]/g)].map(
      (match) => match[1],
    );
    const rows = [...docText("docs/playground.md").matchAll(/^\| `(playground\.addons\/[^`]+)`/gm)].map(
      (match) => match[1],
    );
    expect(new Set(rows)).toEqual(new Set(listed));
    const names = new Set(rows.map((row) => row?.replace(/:.*/, "")));
    expect(
      [...new Set(used)].filter((name) => name !== "playground.addons/kubelet-version" && !names.has(name)),
    ).toEqual([]);
  });
});

const SOURCES = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(ROOT, "src", file), "utf8"))
  .join("\n");

function leadsSomewhere(from: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? join(ROOT, from) : join(ROOT, dirname(from), file);
  if (!existsSync(target)) return false;
  return anchor === undefined || anchorsOf(readFileSync(target, "utf8")).includes(anchor);
}

/** Of shell blocks, of output that shows its command, and of the text itself. */
function addonsLines(doc: (typeof DOCS)[number]): readonly string[] {
  const shown = blocksOf(doc).flatMap(({ text }) =>
    [...text.matchAll(/^\$ (addons .*)$/gm)].map((match) => match[1] ?? ""),
  );
  const lines = shellLines([doc]).map(({ command }) => command.replace(/^npm run addons -- /, "addons "));
  const all = [...lines, ...shown, ...codeSpans(doc).map((span) => span.replace(/^npm run addons -- /, "addons "))];
  return all.filter((line) => line.startsWith("addons "));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Why the command line itself would refuse a line; nothing is run. */
function parseError(line: string): string | undefined {
  const [name = "", ...args] = line.split(/\s+/).slice(1);
  if (name === "help") return args.every((verb) => verb === "VERB" || findCommand(verb)) ? undefined : "no such verb";
  const command = findCommand(name);
  if (command === undefined) return "no such verb";
  try {
    const { flags } = parseArguments(command, args, {});
    readOutputs(command, flags.output);
    return undefined;
  } catch (error) {
    return String(error);
  }
}
