import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveCharts, type ChartServer } from "./serve-charts.ts";
import { archivesFor, workFolder } from "./work-folder.ts";
import { failure } from "../../failure.ts";

/** Each line ten times the one before. */
function bomb(): string {
  const lines = Array.from({ length: 9 }, (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(10)}]`);
  return ["a0: &a0 x", ...lines, "entries: {demo: *a9}", ""].join("\n");
}

describe("what is no index is told", () => {
  let server: ChartServer;
  beforeAll(async () => void (server = await serveCharts()));
  afterAll(async () => await server[Symbol.asyncDispose]());

  test.for<[string, string, RegExp]>([
    ["no chart at all", "apiVersion: v1\nentries: {}\n", /lists no chart/],
    ["another kind of file", "kind: Pod\nmetadata: {}\n", /with kind, metadata, without "entries"/],
    ["JSON whose entries are a list", '{"entries": []}', /JSON whose "entries" are no map/],
    ["a list", "- a\n- b\n", /it is text without "entries"/],
    ["one long line", `# ${randomBytes(9 * 1024 * 1024).toString("hex")}`, /a line of more than 16777216 bytes/],
    ["JSON of another kind", '{"errors": []}', /JSON with errors, without "entries"/],
    [
      "a chart twice",
      "entries:\n  demo:\n  - version: 1.0.0\n  a: []\n  demo:\n  - version: 2.0.0\n",
      /YAML that has demo twice/,
    ],
    ["entries twice", "entries:\n  demo: []\nentries:\n  demos: []\n", /YAML that has entries twice/],
    ["a chart twice in flow style", "entries: {demo: [], demo: []}\n", /broken YAML \(it has the key demo twice\)/],
    ["aliases without end", bomb(), /broken YAML \(Excessive alias count/],
    [
      "an item of another style that is too large",
      `entries: {demo: [${randomBytes(2_200_000).toString("hex")}]}`,
      /of a style that is only read up to 4194304 bytes, and has 44000\d\d$/,
    ],
    [
      "a key without end",
      `{"${randomBytes(1_000_000).toString("hex")}": 1}`,
      /JSON with [0-9a-f]{40}, without "entries"/,
    ],
    ["nested without end", `entries: ${"[".repeat(50_000)}`, /broken YAML \(/],
    ["a near miss", "entries:\n  demos:\n  - version: 1.0.0\n    urls: [a]\n", /no chart demo/],
  ])("%s", async ([, index, expected]) => {
    server.bodies.set("/index.yaml", Buffer.from(index));
    const error = await failure(
      archivesFor(workFolder()).charts.versions({ kind: "http", repo: server.url, name: "demo" }),
    );
    expect(error.message).toMatch(expected);
  });
});
