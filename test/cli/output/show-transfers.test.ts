import { expect, test } from "vitest";
import { showTransfers } from "../../../src/cli/output/show-transfers.ts";
import { createVoice } from "../../../src/cli/output/voice.ts";
import type { Surroundings } from "../../../src/cli/surroundings.ts";
import { fakeSurroundings } from "../fake-surroundings.ts";

const demo = { what: "demo 1.0.0", from: "https://charts.example.com/demo.tgz", attempt: 1 };
const CLEAR = "\r\u001b[2K";

/** What stderr has after one download and a result, with these surroundings. */
function said(
  flags: { readonly log?: "json"; readonly quiet?: true },
  { columns, env = {} }: { readonly columns: number; readonly env?: Readonly<Record<string, string>> },
): string {
  const fake = fakeSurroundings(["lock"], { terminal: "yes", env });
  const surroundings: Surroundings = { ...fake, stderr: { ...fake.stderr, columns } };
  const quiet = flags.quiet === true;
  const voice = createVoice(surroundings, { noColor: true, quiet, verbose: false, logFormat: flags.log });
  const show = showTransfers({ voice, surroundings });
  show({ type: "transfer-started", ...demo });
  voice.result("a result\n");
  show({ type: "transfer-finished", bytes: 512, result: "received", ...demo });
  return fake.said.stderr;
}

const LINES = [
  "demo 1.0.0: downloading from https://charts.example.com/demo.tgz",
  "demo 1.0.0: got 512 bytes from https://charts.example.com/demo.tgz",
  "",
].join("\n");

test("a terminal has one line that goes before anything else is said", () => {
  expect(said({}, { columns: 100 })).toBe(
    `demo 1.0.0: asking for it from https://charts.example.com/demo.tgz${CLEAR}demo 1.0.0: got 512 bytes from https://charts.example.com/demo.tgz\n`,
  );
});

test.for<[string, Parameters<typeof said>[1]]>([
  ["CI", { columns: 100, env: { CI: "true" } }],
  ["a terminal that cannot redraw", { columns: 100, env: { TERM: "dumb" } }],
  ["a terminal of no known width", { columns: 0 }],
])("%s has lines", ([, surroundings]) => {
  expect(said({}, surroundings)).toBe(LINES);
});

test("quiet says nothing, JSON says records", () => {
  expect(said({ quiet: true }, { columns: 100 })).toBe("");
  const records = said({ log: "json" }, { columns: 100 }).trim().split("\n");
  expect(records.map((record) => (JSON.parse(record) as { type: string }).type)).toEqual([
    "transfer-started",
    "transfer-finished",
  ]);
});
