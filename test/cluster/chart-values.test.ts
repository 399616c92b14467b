import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChartInstance } from "../../src/chart/chart-instance.ts";
import { effectiveValues } from "../../src/chart/effective-values.ts";
import type { HelmLine } from "../../src/chart/merge-tables.ts";
import { canonicalJson } from "../../src/support/json.ts";
import type { JsonObject } from "../../src/support/json.ts";
import { chartFrom, chartTexts, inTurns, renderByHelm } from "./chart-projects.ts";
import type { ChartTexts } from "./chart-projects.ts";
import { chartCases, confusesHelm3 } from "./generated-charts.ts";
import type { ChartCase } from "./generated-charts.ts";
import { describeWithCluster, helmBinaries } from "./plane.ts";

/** Charts like those of the world, and what is special about them. */
const TABLE: readonly (ChartCase & { readonly about: string })[] = [
  {
    about: "a null takes a default away, in a subchart too",
    project: {
      name: "outer",
      values: { a: { b: 1, same: 2 }, inner: { a: { b: 3 } } },
      subcharts: [{ name: "inner", values: { a: { b: 1, same: 2 }, b: 5 } }],
    },
    values: { a: { b: null }, inner: { a: { b: null }, b: null } },
  },
  {
    about: "a null in default values",
    project: { name: "outer", values: { a: null, b: { a: null, b: 1 } } },
    values: {},
  },
  {
    about: "a map over a scalar and a scalar over a map",
    project: { name: "outer", values: { a: 1, b: { a: 1 } } },
    values: { a: { b: 1 }, b: 2 },
  },
  {
    about: "an alias twice, one of them off",
    project: {
      name: "outer",
      values: { one: { enabled: true }, two: { enabled: false } },
      more: {
        dependencies: [
          { name: "inner", version: "1.0.0", repository: "", alias: "one", condition: "one.enabled" },
          { name: "inner", version: "1.0.0", repository: "", alias: "two", condition: "two.enabled" },
        ],
      },
      subcharts: [{ name: "inner", values: { a: 1 } }],
    },
    values: { one: { a: 2 } },
  },
];

describeWithCluster("values as charts see them", () => {
  describe.each([
    ["helm4", 4],
    ["helm3", 3],
  ] as const)("%s", (name, line) => {
    it.each(TABLE)("$about", async (one) => {
      const texts = chartTexts(one.project);
      expect(ours(texts, one.values, line)).toEqual(await byHelm(helmBinaries()[name], texts, one.values));
    });

    it("in generated charts with subcharts, aliases, conditions, tags, imports and globals", async () => {
      const samples = fc.sample(line === 3 ? forHelm3 : chartCases, { numRuns: RUNS, seed: SEED });
      const results = await inTurns(samples, async (sample) => {
        const texts = chartTexts(sample.project);
        const theirs = await byHelm(helmBinaries()[name], texts, sample.values);
        return { sample, theirs, ours: ours(texts, sample.values, line) };
      });
      const wrong = results.find((result) => result.ours !== result.theirs);
      expect(wrong).toBeUndefined();
      expect(new Set(results.map((result) => result.theirs)).size).toBeGreaterThan(RUNS / 3);
    }, 120_000);
  });
});

const forHelm3 = chartCases.filter((one) => !confusesHelm3(one));
const RUNS = Number(process.env["ADDONS_RUNS"] ?? 60);
const SEED = Number(process.env["ADDONS_SEED"] ?? 4);

async function byHelm(helm: string, texts: ChartTexts, given: JsonObject): Promise<string> {
  const rendered = await renderByHelm(helm, texts, given);
  if (!("refused" in rendered)) return canonicalJson({ charts: rendered.charts, values: rendered.values });
  if (/type mismatch on/.test(rendered.refused)) return "a subchart's values are no map";
  throw new Error(rendered.refused);
}

function ours(texts: ChartTexts, given: JsonObject, helm: HelmLine): string {
  const { values: effective, root, mismatches } = effectiveValues(chartFrom(texts), given, helm);
  if (mismatches.length > 0) return "a subchart's values are no map";
  return canonicalJson({ charts: [...new Set(names(root, 1))].sort(), values: effective });
}

function names(instance: ChartInstance, depth: number): readonly string[] {
  return [`${depth} ${instance.name}`, ...instance.subcharts.flatMap((subchart) => names(subchart, depth + 1))];
}
