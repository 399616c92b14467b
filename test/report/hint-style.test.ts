import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SRC = join(import.meta.dirname, "../../src");
/** A text that is given as a hint, also as one of two. */
const HINT = /\bhint(?::| =)(?: \([a-z]*\) =>)?\s+(?:[^;{}"'`]*\?\s+)?(["'`])((?:\\.|(?!\1)[^\\])*)\1/g;
const NAMES = /^(?:Helm|Go|Kubernetes|ADDONS_)/;

test("hints start like the middle of a sentence, after `→ next: `, and have no final point", () => {
  const hints = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [...readFileSync(join(SRC, file), "utf8").matchAll(HINT)].map((found) => found[2] ?? ""));
  expect(hints.length).toBeGreaterThan(100);
  expect(hints.filter((hint) => /^[A-Z]/.test(hint) && !NAMES.test(hint))).toEqual([]);
  expect(hints.filter((hint) => /[^.]\.$/.test(hint))).toEqual([]);
});
