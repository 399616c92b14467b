import fc from "fast-check";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readChart } from "../../../src/outside/charts/archive/read-chart.ts";
import { AddonsError } from "../../../src/support/addons-error.ts";
import { damagedArchives, oddTars } from "./mutated-archives.ts";
import { ODD_ARCHIVES } from "./odd-archives.ts";

const OUTCOMES = [
  "CHART-CORRUPT",
  "CHART-LINK",
  "CHART-NOT-AN-ARCHIVE",
  "CHART-TRUNCATED",
  "CHART-UNSAFE-PATH",
  "CHART-UNUSUAL-ENTRY",
  "read",
];

function isInside(path: string): boolean {
  return !path.includes("\\") && path.split("/").every((step) => step !== "" && step !== "." && step !== "..");
}

/** test/cluster/archive-files.test.ts compares the same archives with Helm. */
describe("odd archives", () => {
  test.for(ODD_ARCHIVES)("$what", async ({ bytes, read }) => {
    const found = await readChart(bytes, "demo.tgz").then(
      ({ files }) => [...files.keys()].sort(),
      (error: unknown) => (error as AddonsError).code,
    );
    expect(found).toEqual(typeof read === "string" ? read : ["Chart.yaml", ...read]);
  });

  test("whatever is damaged or made up: files inside the chart, or an error with a code", async () => {
    const outcomes = new Map<string, number>();
    const count = (outcome: string): unknown => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const archives = fc.oneof(
      damagedArchives,
      oddTars.map((plain) => gzipSync(plain)),
    );
    const property = fc.asyncProperty(archives, async (bytes) => {
      try {
        const chart = await readChart(bytes, "demo.tgz");
        await chart.unpacked();
        count([...chart.files.keys()].every(isInside) ? "read" : "outside");
      } catch (error) {
        if (!(error instanceof AddonsError)) throw error;
        count(error.message.startsWith("demo.tgz: ") ? error.code : "without its name");
      }
    });
    await fc.assert(property, { seed: 20_261_121, numRuns: 1500 });
    expect([...outcomes.keys()].sort()).toEqual(OUTCOMES);
  });
});
