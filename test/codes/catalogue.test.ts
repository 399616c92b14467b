import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findCommand } from "../../src/cli/commands.ts";
import { readOutputs } from "../../src/cli/output/outputs.ts";
import { parseArguments } from "../../src/cli/arguments/parse-arguments.ts";
import { CODE_EXPLANATIONS } from "../../src/codes/code-explanations.ts";

const ROOT = join(import.meta.dirname, "../..");
const ENTRIES = CODE_EXPLANATIONS.flatMap((group) => group.codes);
/** What looks like a code and is none. */
const NO_CODES = new Set(["ADD-ON", "P-256", "UTF-8", "SHA-256"]);

test("every code of the sources has exactly one entry, and no entry is without a code", () => {
  const made = madeInSources();
  const listed = ENTRIES.map(({ code }) => code).filter((code) => !made.some((start) => code.startsWith(start)));
  expect(listed.filter((code, index) => listed.indexOf(code) !== index)).toEqual([]);
  expect(listed.toSorted()).toEqual(codesInSources());
});

test("groups name pages that are there", () => {
  const pages = CODE_EXPLANATIONS.flatMap(({ doc }) => doc ?? []);
  expect(pages.filter((page) => !existsSync(join(ROOT, page)))).toEqual([]);
});

describe("entries", () => {
  test.each(ENTRIES.map((entry) => [entry.code, entry] as const))("%s is told as all others are", (_, entry) => {
    expect(entry.code).toMatch(/^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$/);
    expect(entry.title).toMatch(/^[A-Z$`-].*[^.]$/);
    expect(entry.title.length).toBeLessThanOrEqual(120);
    expect(entry.why.length).toBeGreaterThan(0);
    for (const paragraph of entry.why) expect(paragraph).toMatch(/[.:?]$/);
    const shown = [...entry.why.join(" ").matchAll(/`addons ([^`]+)`/g)].map(([, line = ""]) => line.split(" "));
    for (const [verb = "", ...args] of shown) {
      if (verb === "VERB") continue;
      const command = findCommand(verb);
      expect([verb, command?.name]).toEqual([verb, verb]);
      if (command !== undefined) readOutputs(command, parseArguments(command, args, {}).flags.output);
    }
  });
});

/** Beginnings of codes whose end is made of a closed union: `LOCK-STALE-${reason.toUpperCase()}`. */
function madeInSources(): readonly string[] {
  return sources().flatMap((text) =>
    [...text.matchAll(/`([A-Z]+(?:-[A-Z0-9]+)*-)\$\{/g)].map(([, start = ""]) => start),
  );
}

/** All strings of code shape in src, but for the catalogue itself, and the codes of drift. */
function codesInSources(): readonly string[] {
  const codes = new Set<string>();
  for (const text of sources()) {
    for (const [, code = ""] of text.matchAll(/"([A-Z]+(?:-[A-Z0-9]+)+|(?:OBJ|REL)\d{3})"/g)) codes.add(code);
  }
  return [...codes].filter((code) => !NO_CODES.has(code)).sort();
}

function sources(): readonly string[] {
  return readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.startsWith("codes/"))
    .map((file) => readFileSync(join(ROOT, "src", file), "utf8"));
}
