import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Lockfile } from "../../src/lock/lockfile.ts";
import { parseLock } from "../../src/lock/text/parse-lock.ts";
import { printLock } from "../../src/lock/text/print-lock.ts";
import { anyLock } from "./any-lock.ts";

const RUNS = { seed: 20260101, numRuns: 150 };

test("what is printed is read as it was, by us and by a YAML parser, and printed the same again", () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(anyLock, (lock) => {
      const text = printLock(lock);
      for (const [, field = ""] of text.matchAll(/^ +(?:- )?([a-zA-Z]+):/gm)) met.add(field);
      const read = parseLock(text);
      expect(read).toEqual({ kind: "read", lock, text });
      expect(parse(text)).toEqual(lock);
      expect(read.kind === "read" && printLock(read.lock)).toBe(text);
    }),
    RUNS,
  );
  const fields = [
    "chart",
    "wants",
    "source",
    "archive",
    "manifest",
    "commit",
    "content",
    "signer",
    "subcharts",
    "images",
  ];
  expect([...met]).toEqual(expect.arrayContaining(fields));
});

test("order in memory does not matter", () => {
  const backwards = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(backwards).reverse();
    if (typeof value !== "object" || value === null) return value;
    const inner = Object.entries(value).map(([key, below]) => [key, backwards(below)]);
    return Object.fromEntries(inner.reverse()) as unknown;
  };
  fc.assert(
    fc.property(anyLock, (lock) => {
      expect(printLock(backwards(lock) as Lockfile)).toBe(printLock(lock));
    }),
    RUNS,
  );
});

/** What a person, an editor or a merge does to one line. */
const EDITS: Readonly<
  Record<string, (line: string, drawn: { readonly at: number; readonly char: string }) => string[]>
> = {
  removed: () => [],
  doubled: (line) => [line, line],
  indented: (line) => [`  ${line}`],
  "taken back": (line) => [line.replace(/^ {1,2}/, "")],
  "with a blank behind": (line) => [`${line} `],
  "with a comment": (line) => [`${line} # seen`],
  "a comment": (line) => [`# ${line}`],
  "in other quotes": (line) => [line.replaceAll('"', "'")],
  "a letter more": (line, { at, char }) => [
    line.slice(0, at % (line.length + 1)) + char + line.slice(at % (line.length + 1)),
  ],
  "a letter less": (line, { at }) => [line.slice(0, at % (line.length + 1)) + line.slice((at % (line.length + 1)) + 1)],
  "another letter": (line, { at, char }) => [
    line.slice(0, at % (line.length + 1)) + char + line.slice((at % (line.length + 1)) + 1),
  ],
};

interface Outcome {
  readonly kind: "refused" | "another text" | "another lock";
  /** What was read, or could be salvaged. */
  readonly found?: Lockfile;
  readonly problems: number;
}

function outcomeOf(text: string): Outcome {
  const read = parseLock(text);
  if (read.kind === "read") return { kind: "another lock", found: read.lock, problems: 0 };
  if (read.kind === "missing") throw new Error("a text is no missing lock");
  const { salvage, problems } = read;
  if (salvage === undefined) return { kind: "refused", problems: problems.length };
  return { kind: "another text", found: salvage.lock, problems: problems.length };
}

test("a text with one line edited is refused, or is another lock", () => {
  const outcomes = { refused: 0, "another text": 0, "another lock": 0 };
  const drawn = fc.record({
    edit: fc.constantFrom(...Object.keys(EDITS)),
    place: fc.nat(),
    at: fc.nat(200),
    char: fc.constantFrom("0", "a", "x", " ", ":", "-", '"', "#", "\t", "é", "&", "/"),
  });
  fc.assert(
    fc.property(anyLock, drawn, (lock, { edit, place, ...letter }) => {
      const text = printLock(lock);
      const lines = text.split("\n");
      const index = place % lines.length;
      const edited = lines.toSpliced(index, 1, ...(EDITS[edit]?.(lines[index] ?? "", letter) ?? [])).join("\n");
      if (edited === text) return;
      const { kind, found, problems } = outcomeOf(edited);
      outcomes[kind] += 1;
      // What is taken over, or could be, is what any other reader sees.
      expect(found).toEqual(found && (parse(edited) as unknown));
      expect(kind === "another lock" && isDeepStrictEqual(found, lock)).toBe(false);
      expect(problems > 0).toBe(kind !== "another lock");
    }),
    { seed: 20260101, numRuns: 300 },
  );
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(10);
});
