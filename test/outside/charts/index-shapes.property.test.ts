import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { listedChart, type ListedChart } from "../../../src/outside/charts/repository/index-entry.ts";
import { createLines } from "../../../src/outside/charts/repository/index-lines.ts";
import { openIndex } from "../../../src/outside/charts/repository/open-index.ts";
import { createIndexScanner } from "../../../src/outside/charts/repository/scan-index.ts";
import { sha256 } from "../../../src/support/sha256.ts";
import { indexOfSeed } from "./generate-index.ts";
import { workFolder } from "./work-folder.ts";

/** By a parse of everything; undefined when that refuses the file. */
function wholly(text: string): Readonly<Record<string, ListedChart>> | undefined {
  const document = parseDocument(text, { merge: true, logLevel: "silent" });
  if (document.errors.length > 0) return undefined;
  const { entries } = document.toJS() as { entries: Record<string, unknown> };
  return Object.fromEntries(Object.entries(entries).map(([name, listed]) => [name, listedChart(listed)]));
}

async function scanned(path: string, text: string): Promise<Readonly<Record<string, ListedChart | undefined>>> {
  writeFileSync(path, text);
  const index = await openIndex({ path, digest: sha256(text) }, "here");
  const charts = (index?.names ?? []).map(async (name) => [name, await index?.chart(name)] as const);
  return Object.fromEntries(await Promise.all(charts));
}

test("an index of any shape lists what a parse of the whole file lists", async () => {
  const path = join(workFolder(), "index.yaml");
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const text = indexOfSeed(seed);
      const expected = wholly(text);
      if (expected === undefined) return;
      compared += 1;
      expect({ text, listed: await scanned(path, text) }).toEqual({ text, listed: expected });
    }),
    { seed: 20261121, numRuns: 400, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(350);
});

test("most of these are read line by line", () => {
  const styles = Array.from({ length: 300 }, (_, seed) => {
    const text = Buffer.from(indexOfSeed(seed).replace(/^\ufeff/, ""));
    const scanner = createIndexScanner();
    const lines = createLines(scanner);
    lines.push(text, 0);
    lines.end();
    return scanner.result(text.length).entries;
  });
  expect(styles.filter((style) => style === "block").length).toBeGreaterThan(200);
});

test("sixty thousand keys are compared in one go", async () => {
  const names = Array.from({ length: 60_000 }, (_, index) => `c${index}: []`);
  const listed = await scanned(join(workFolder(), "index.yaml"), `entries: {${names.join(", ")}}\n`);
  expect(Object.keys(listed)).toHaveLength(names.length);
});
