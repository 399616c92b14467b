import fc from "fast-check";
import { stringify } from "yaml";
import { describe, expect, it } from "vitest";
import { readYamlSource } from "../../src/support/yaml-source.ts";
import type { YamlPath } from "../../src/support/yaml-places.ts";
import type { YamlSource } from "../../src/support/yaml-source.ts";
import type { JsonValue } from "../../src/support/json.ts";

function read(text: string): YamlSource {
  const result = readYamlSource(text, "f.yaml");
  if (result.kind === "broken") throw new Error(`broken: ${printed(text).join("\n")}`);
  return result.source;
}

function printed(text: string): readonly string[] {
  const result = readYamlSource(text, "f.yaml");
  if (result.kind === "read") return [];
  return result.problems.map(({ at, message }) => `${at?.file}:${at?.line}:${at?.column}: ${message}`);
}

const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
  .concat(
    "bcdefghi".split("").map((name, i) => `${name}: &${name} [${Array(10).fill(`*${"abcdefgh"[i]}`).join(", ")}]`),
  )
  .join("\n");

describe("broken files", () => {
  it.each<[string, string, readonly string[]]>([
    ["empty", "", ["f.yaml:1:1: the file is empty"]],
    ["comments only", "# nothing\n\n", ["f.yaml:1:1: the file is empty"]],
    [
      "tabs",
      "a:\n  - 1\n\t- 2\n\t- 3\n",
      [
        "f.yaml:3:1: a tab is used as indentation; YAML allows only spaces",
        "f.yaml:4:1: a tab is used as indentation; YAML allows only spaces",
      ],
    ],
    [
      "merge conflict",
      "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n",
      ["f.yaml:2:1: unresolved merge conflict: the line starts with <<<<<<<"],
    ],
    [
      "duplicate keys, all of them",
      "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 2\n",
      [
        "f.yaml:5:3: the key c stands twice in the same map; the first is on line 3",
        "f.yaml:6:1: the key a stands twice in the same map; the first is on line 1",
      ],
    ],
    [
      "two documents",
      "a: 1\n---\nb: 2\n",
      ["f.yaml:2:1: the file holds more than one YAML document (a line `---` starts the next)"],
    ],
    ["alias bomb", bomb, ["f.yaml:4:36: aliases multiply the content to more than 10000 values"]],
    ["alias without anchor", "a: *b\n", ["f.yaml:1:4: the alias *b has no anchor &b before it"]],
    ["alias inside its anchor", "a: &b [*b]\n", ["f.yaml:1:8: the alias *b stands inside its own anchor &b"]],
    ["merge key", "a: &a {x: 1}\nb:\n  <<: *a\n", ["f.yaml:3:3: merge keys (<<) are not part of YAML 1.2"]],
    ["own tag", "a: !include x.yaml\n", ["f.yaml:1:4: unknown tag or a value that does not fit it: !include"]],
    ["binary", "a: !!binary aGVsbG8=\n", ["f.yaml:1:13: unknown tag: !!binary"]],
    ["directive", "%YAML 1.1\n---\na: yes\n", ["f.yaml:1:1: directives are not allowed: %YAML 1.1"]],
    ["11 MB", "a: x\n".repeat(2_200_000), ["f.yaml:1:1: the file has 10.5 MB; at most 5 MB are read"]],
    ["deep", `a: ${"[".repeat(100_000)}`, ["f.yaml:1:103: maps and lists are nested more than 100 levels deep"]],
    ["open quote", "a: 'x\nb: 1\n", ["f.yaml:1:4: the text that starts here with ' has no closing '"]],
    [
      "colon in text",
      "a: b: c\n",
      ["f.yaml:1:4: a value cannot hold a second `key: value` on the same line, or be continued by deeper lines"],
    ],
    [
      "numbers that lose digits",
      "a: 12345678901234567890\nb: .inf\nc: 0644\n",
      [
        "f.yaml:1:4: this number cannot be kept exactly (whole numbers are kept up to 9007199254740991)",
        "f.yaml:2:4: this number cannot be kept exactly (whole numbers are kept up to 9007199254740991)",
        "f.yaml:3:4: the number 0644 means different things to YAML 1.1 (octal) and YAML 1.2 (decimal)",
      ],
    ],
    [
      "keys that are no text",
      "1.10: x\ntrue: x\n[a]: x\n",
      [
        "f.yaml:1:1: the key 1.10 is not a text",
        "f.yaml:2:1: the key true is not a text",
        "f.yaml:3:1: a key must be a text",
      ],
    ],
    ["template", "a: {{ .Values.x }}\n", ["f.yaml:1:5: a key must be a text"]],
    [
      "not text",
      "a: b\u0000\n",
      ["f.yaml:1:5: the character U+0000 is not allowed in YAML; is this a text file in UTF-8?"],
    ],
  ])("%s", (_, text, expected) => {
    expect(printed(text)).toEqual(expected);
  });

  it.each([
    "p: @canary\n",
    "p: 'x' canary\n",
    "- a\ncanary: canary\n",
    "p: '12345canary\n",
    "p: {{canary}}\n",
    'p: "\\canary"\n',
  ])("repeats no value, which may be a secret: %j", (text) => {
    const result = readYamlSource(text, "f");
    expect(result).toMatchObject({ kind: "broken" });
    expect(JSON.stringify(result)).not.toContain("canary");
  });

  it("says nothing on the process's warning channel", () => {
    const warnings: unknown[] = [];
    const listen = (warning: unknown): void => void warnings.push(warning);
    process.on("warning", listen);
    for (const text of ["a: !x y\n", "? {a: 1}\n: 2\n", "%FOO\n---\na: 1\n", "<<: [1]\n", "a: &x 1\nb: *x\n"])
      printed(text);
    return new Promise((resolve) => setImmediate(resolve)).then(() => {
      process.off("warning", listen);
      expect(warnings).toEqual([]);
    });
  });

  it("finds a duplicate among very many keys without comparing each with each", () => {
    const keys = Array.from({ length: 100_000 }, (_, i) => `k${i}: 1\n`).join("");
    expect(printed(`${keys}k5: 2\n`)).toEqual([
      "f.yaml:100001:1: the key k5 stands twice in the same map; the first is on line 6",
    ]);
  });
});

describe("data", () => {
  it("is YAML 1.2 core, with small anchors and keys as text", () => {
    const text = "\ufeffa: &x {b: 1}\nc: *x\nyes: no\n8080: 0x10\n__proto__: 1_000\nd: 2026-01-01\ne: 1.10\nf: ~\n";
    expect(JSON.stringify(read(text).data)).toBe(
      '{"8080":16,"a":{"b":1},"c":{"b":1},"yes":"no","__proto__":"1_000","d":"2026-01-01","e":1.1,"f":null}',
    );
    expect(read(text).written(["e"])).toBe("1.10");
  });

  it("comes back from what the yaml package writes", () => {
    const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.boolean(),
        fc.integer(),
        fc.constant(null),
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.dictionary(fc.string({ minLength: 1 }), tie("tree"), { maxKeys: 4 }),
      ),
    }));
    const text = tree.map((data) => ({ data, text: stringify({ data }) }));
    fc.assert(
      fc.property(text, (sample) => {
        const refused = ["YAML-CONTROL-CHARACTER", "YAML-MERGE-CONFLICT", "YAML-NUMBER"];
        const result = readYamlSource(sample.text, "f");
        const code = result.kind === "broken" ? result.problems[0]?.code : undefined;
        fc.pre(code === undefined || !refused.includes(code));
        expect(result.kind === "read" && result.source.data).toEqual({ data: sample.data });
      }),
    );
  });

  it("never throws, and gives every problem a place", () => {
    const piece = fc.constantFrom(
      "a",
      ":",
      " ",
      "\n",
      "\t",
      "- ",
      "[",
      "]",
      "{",
      "}",
      "'",
      '"',
      "&x",
      "*x",
      "!",
      "|",
      ">",
      "#",
      "<<: ",
      "---\n",
      "1",
      "%",
      "\r",
      "\\",
      ",",
      "?",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        const result = readYamlSource(text, "f");
        const problems = result.kind === "read" ? [] : result.problems;
        const placed = problems.filter(
          ({ at }) => at !== undefined && at.column > 0 && at.line > 0 && at.line <= text.split("\n").length + 1,
        );
        expect(result.kind === "read" || problems.length > 0).toBe(true);
        expect(placed).toEqual(problems);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("places", () => {
  const text = "a:\n  b: x\n  c:\n    - d: 1\n    - e\n  f:\ng: &g {h: 1}\ni: *g\n";
  it.each<[YamlPath, "key" | "value", string]>([
    [["a"], "key", "1:1"],
    [["a"], "value", "2:3"],
    [["a", "b"], "key", "2:3"],
    [["a", "b"], "value", "2:6"],
    [["a", "c", 0, "d"], "value", "4:10"],
    [["a", "c", 1], "value", "5:7"],
    [["a", "f"], "value", "6:3"],
    [["a", "nothing", "here"], "value", "1:1"],
    [["a", "c", 7], "value", "3:3"],
    [["i", "h"], "value", "7:11"],
    [[], "value", "1:1"],
  ])("%j %s is at %s", (path, part, expected) => {
    const { line, column } = read(text).at(path, part);
    expect(`${line}:${column}`).toBe(expected);
  });

  it.each([
    ["plain", "a: x ${y}\n", "1:6"],
    ["plain over lines", "a: x\n  yy\n  ${y}\n", "3:3"],
    ["single quotes", "a: 'it''s ''so'' ${y}'\n", "1:18"],
    ["double quotes", String.raw`a: "\u0041\t\n\"\U0001F600 ${"${y}"}"` + "\n", "1:28"],
    ["double quotes with a line end escaped", 'a: "x \\\n   ${y}"\n', "2:4"],
    ["literal block", "a: |\n  x\n\n    y ${y}\n", "4:7"],
    ["folded block", "a: >-\n  x\n  y\n  z ${y}\n", "4:5"],
    ["block with a comment in its header", "a: |2- # why\n   x ${y}\n", "2:6"],
    ["CRLF", "b: 1\r\na: |\r\n  x\r\n  ${y}\r\n", "4:3"],
  ])("a character inside a string: %s", (_, yaml, expected) => {
    const source = read(yaml);
    const value = (source.data as { a: string }).a;
    const { line, column } = source.atOffset(["a"], value.indexOf("${"));
    expect(`${line}:${column}`).toBe(expected);
  });

  it("a character inside any string, however it is written", () => {
    const styles = fc.constantFrom("PLAIN", "QUOTE_SINGLE", "QUOTE_DOUBLE", "BLOCK_LITERAL", "BLOCK_FOLDED");
    const words = fc.array(fc.constantFrom("it's", "a\\b", '"q"', "\n", "é😀", "x  y", "word", " "), { maxLength: 12 });
    fc.assert(
      fc.property(styles, words, words, (style, before, after) => {
        const value = `${before.join(" ")}§${after.join(" ")}`;
        const yaml = stringify({ a: value }, { defaultStringType: style as "PLAIN", lineWidth: 20 });
        const source = read(yaml);
        const { line, column } = source.atOffset(["a"], (source.data as { a: string }).a.indexOf("§"));
        expect(yaml.split("\n")[line - 1]?.[column - 1]).toBe("§");
      }),
      { numRuns: 500 },
    );
  });
});
