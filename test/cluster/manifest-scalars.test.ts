import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { parseYamlAsHelm } from "../../src/release/parse-manifest.ts";
import { canonicalJson } from "../../src/support/json.ts";
import type { JsonValue } from "../../src/support/json.ts";
import { describeWithCluster, helmBinaries } from "./plane.ts";

/** Plain scalars, each read as a value and, where it can be one, as a key. */
const SCALARS = `
y Y yes Yes YES yES n N no No NO on On ON oN off Off OFF true True TRUE tRUE false False FALSE ~ null Null NULL nUll
0 00 -0 +1 -1 1 1. 1.0 1.20 0.10 1.21.0 -0.0 0.0 08 09.5 0644 +0644 -0644 0o644 0O644 0o8 0o 0x 0x1F -0x1F 0X1f 0xFFFFFFFFFFFFFFFFF
0b101 0B101 -0b11 0b2 1_000 1__0 _1 1_ 0_7 07_7 0o7_7 0x_1F 1_0.5_0 1,000 1e3 1E3 1e+3 1e 1.5e-3 12e03 0.1e2 1.e3 1e21 1e400 .5 -.5 +.5 .5e1
. .. .e3 ._1 .1_0 --1 +-1 1-2 +e 0x1.8p1 Infinity NaN 22:22 1:2:3 190:20:30 2001-01-01 2001-12-14t21:59:43.10-05:00 9007199254740991
18446744073709551615 18446744073709551616 a1 1a a#b x/y 1.2.3.4 10.0.0.0/8 500m 1Gi 5% <<a =
`
  .trim()
  .split(/\s+/);

const DOCUMENTS = [
  "k:",
  "k: ''",
  "a: &a {x: 1, z: 2}\nb:\n  <<: *a\n  x: 3",
  "a: &a {x: 1, z: 2}\nb:\n  x: 3\n  <<: *a",
  "a: &a {x: 1}\nc: &c {x: 2, q: 5}\nb:\n  <<: [*a, *c]\n",
  "a: &x 010\nb: *x\nc: &x 2\nd: *x",
  '"<<": {a: 1}',
  "k: {<<: {a: 1}, b: 2}",
  "a: 1\na: 2",
  "k: !!str 123",
  "k: !!str",
  "k: !!str on",
  '!!str on: "x"',
  'k: !!int "3"',
  "k: !!float 3",
  'k: !!bool "yes"',
  "k: !!null ''",
  "k: !!binary aGVsbG8=",
  "k: !!timestamp 2001-01-01",
  "k: !custom x",
  "k: !!set {a, b}",
  "k: !!omap [a: 1]",
  "k: |\n  a\n  b\n",
  "k: |+\n  a\n\n",
  "k: |-\n  a\n",
  "k: |2\n    a\n",
  "k: >\n  a\n  b\n\n  c\n",
  "k: 'on'",
  'k: "0644"',
  "k: [on, off, 010, ]",
  "on: [1]\nyes: 2",
  "1.5: a",
  "1e3: b",
  "0644: c",
  'k: "\\x41\\u263a"',
  "k: a b c\n  d",
  'k: "a\n  b"',
  "__proto__: {a: 1}",
  "a: \t1",
  "k: 'it''s'",
  "k: # c",
  "k: 1 # c",
  "k: é",
  "k: \u00a0x",
  "%YAML 1.1\n---\na: 1",
];

/** Text that Helm reads as another key than a number of JavaScript can be. */
const NOT_AS_KEYS: ReadonlySet<string> = new Set([
  "~",
  "null",
  "Null",
  "NULL",
  "-0",
  "-0.0",
  "1e21",
  "1e400",
  "18446744073709551615",
  "18446744073709551616",
]);

const CASES = [
  ...SCALARS.map((scalar) => `k: ${scalar}`),
  ...SCALARS.filter((scalar) => !NOT_AS_KEYS.has(scalar)).map((scalar) => `${scalar}: 1`),
  ...DOCUMENTS,
];

const SEPARATOR = "\n=====\n";

describeWithCluster("YAML as Helm reads it", () => {
  describe.each(["helm4", "helm3"] as const)("%s", (name) => {
    it("reads every case as we do", async () => {
      const read = await readByHelm(helmBinaries()[name]);
      const table = (values: readonly JsonValue[]): string[] =>
        CASES.map((text, index) => `${text} → ${canonicalJson(values[index] ?? null)}`);
      expect(table(CASES.map(parseYamlAsHelm))).toEqual(table(read));
      expect(CASES.length).toBeGreaterThan(250);
    });
  });
});

/** A chart that turns each case into JSON by Helm's own reader. */
async function readByHelm(helm: string): Promise<readonly JsonValue[]> {
  const chart = await mkdtemp(join(tmpdir(), "addons-scalars-"));
  try {
    await mkdir(join(chart, "templates"));
    await writeFile(join(chart, "Chart.yaml"), "apiVersion: v2\nname: scalars\nversion: 0.1.0\n");
    await writeFile(join(chart, "cases.txt"), CASES.join(SEPARATOR));
    await writeFile(
      join(chart, "templates", "cases.yaml"),
      `kind: Cases\napiVersion: v1\ndata:\n{{- range $i, $text := splitList ${JSON.stringify(SEPARATOR)} (.Files.Get "cases.txt") }}\n  c{{ $i }}: {{ $text | fromYaml | toJson | quote }}\n{{- end }}\n`,
    );
    const { stdout } = await promisify(execFile)(helm, ["template", "x", chart], { env: { HOME: chart } });
    return [...stdout.matchAll(/^ {2}c\d+: (".*")$/gm)].map(
      (match) => JSON.parse(JSON.parse(match[1] ?? "") as string) as JsonValue,
    );
  } finally {
    await rm(chart, { recursive: true });
  }
}
