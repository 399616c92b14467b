import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { toIndexEntry, type IndexEntry } from "../../../src/outside/charts/repository/index-entry.ts";
import { plainItem } from "../../../src/outside/charts/repository/plain-item.ts";

const DIGEST = "0123456789abcdef".repeat(4);

/** Each is what some generator writes, or comes near to it. */
const scalar = fc.oneof(
  fc.constantFrom("1.2.3", "v1.2.3-rc.1+b", "1.2", "1.10", "1e3", "0x1f", "1_000", "2026-01-01", ".inf", "~", "null"),
  fc.constantFrom(
    "true",
    "false",
    "True",
    "yes",
    "no",
    "",
    " ",
    "|",
    ">-",
    "&a 1.2.3",
    "*a",
    "!!str 1.2.3",
    "[a]",
    "{}",
  ),
  fc.constantFrom(
    '"1.2.3"',
    "'1.2.3'",
    '"1.2\\u002e3"',
    "'1.2''.3'",
    '"1.2.3" # said',
    "1.2.3 # said",
    "1.2.3: x",
    "1.2.3:",
  ),
  fc.constantFrom(
    DIGEST,
    `sha256:${DIGEST}`,
    DIGEST.toUpperCase(),
    "1".repeat(64),
    `${"1".repeat(30)}e${"1".repeat(33)}`,
  ),
  fc.constantFrom(
    "demo",
    "demo-1.2.3.tgz",
    "https://a.example.com:8080/x/demo-1.2.3.tgz?a=b&c",
    "a.tgz #x.tgz",
    "- a.tgz",
  ),
  fc.string({ maxLength: 8 }).filter((text) => !/[\r\n]/.test(text)),
);
const key = fc.constantFrom("version", "urls", "digest", "deprecated", "removed", "name", '"version"', "<<", "other");
const keyLine = fc.tuple(key, fc.constantFrom(":", ": ", ":  ", " : "), scalar).map((parts) => parts.join(""));
const address = fc.tuple(fc.constantFrom("", "", "  ", "    "), fc.constantFrom("- ", "-", "-  "), scalar);
const line = fc.oneof(
  keyLine,
  fc.constantFrom("urls:", "version: 1.2.3", `digest: ${DIGEST}`, "deprecated: true", "urls: []"),
  address.map((parts) => parts.join("")),
  fc.constantFrom("- demo-1.2.3.tgz", "  - demo-1.2.3.tgz", "  more", "  version: 3.2.1"),
);

const plainKeys = fc.shuffledSubarray(
  [
    ["version: 1.2.3"],
    ["urls:", "- demo-1.2.3.tgz", "- https://a.example.com/demo-1.2.3.tgz"],
    [`digest: ${DIGEST}`],
    ["deprecated: false"],
    ["name: demo"],
  ],
  { minLength: 2 },
);
/** A plain item, mostly with one line replaced by any, or any put between. */
const item = fc
  .tuple(plainKeys, line, fc.nat(), fc.constantFrom(0, 0, 1))
  .map(([groups, other, place, replaced]): readonly string[] => {
    const lines = groups.flat();
    return lines.toSpliced(place % (lines.length + 1), replaced, other);
  });

/** As read-items.ts reads an item that is not plain. */
function parsed(lines: readonly string[]): IndexEntry | undefined | "broken" {
  const document = parseDocument(lines.join("\n"), { uniqueKeys: false, logLevel: "silent" });
  return document.errors.length > 0 ? "broken" : toIndexEntry(document.toJS());
}

test("what is read line by line is what a YAML parser reads", () => {
  let plain = 0;
  fc.assert(
    fc.property(fc.oneof(item, fc.array(line, { minLength: 1, maxLength: 6 })), (lines) => {
      const entry = plainItem(lines);
      if (entry === undefined) return;
      plain += 1;
      expect(entry).toEqual(parsed(lines));
    }),
    { seed: 20260101, numRuns: 20_000 },
  );
  expect(plain).toBeGreaterThan(200);
});

test("items of all common generators need no parser", () => {
  const helm = ["deprecated: true", `digest: ${DIGEST}`, "name: demo", "urls:", "- demo-1.2.3.tgz", "version: 1.2.3"];
  const quoted = [
    'version: "1.2.3"',
    "urls:",
    "  - https://a.example.com/demo-1.2.3.tgz",
    `digest: "sha256:${DIGEST}"`,
  ];
  for (const lines of [helm, quoted]) {
    expect(plainItem(lines)).toBeDefined();
    expect(plainItem(lines)).toEqual(parsed(lines));
  }
});

test.for([
  "version: 1.2",
  "version: 1.2.3 # the last",
  "version: 1.2.3\nversion: 1.2.4",
  "version: 1.2.3\n  and more",
  'version: "1.2\\u002e3"',
  `digest: ${"1".repeat(64)}`,
  "urls: [demo-1.2.3.tgz]",
  "urls:\n  - a-1.2.3.tgz\n- b-1.2.3.tgz",
  "urls:\n- a-1.2.3.tgz\n  and more",
])("is left to the parser: %j", (text) => {
  expect(
    plainItem(["name: demo", "urls:", "- a.tgz", ...text.split("\n")].slice(text.startsWith("urls") ? 3 : 0)),
  ).toBeUndefined();
});
