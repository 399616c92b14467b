import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkValues } from "../../src/check/values/check-values.ts";
import { chartFrom, chartTexts, inTurns, renderByHelm } from "./chart-projects.ts";
import { schemaCases } from "./generated-schemas.ts";
import { judgeSchemas } from "./judge-schemas.ts";
import type { Judged } from "./judge-schemas.ts";
import { describeWithCluster, helmBinaries } from "./plane.ts";
import { CHARTS, FILES, property, TABLE } from "./schema-cases.ts";

describeWithCluster("schemas of charts", () => {
  describe.each([
    ["helm4", 4],
    ["helm3", 3],
  ] as const)("%s", (name, line) => {
    it("takes and refuses every format and pattern as we do", async () => {
      const chunks = inChunks(TABLE, 450);
      const verdicts = await inTurns(chunks, (cases) => judge(cases, { name, line }));
      expect(verdicts.flat().filter(isDifferent)).toEqual([]);
      expect(new Set(verdicts.flat().map(({ theirs }) => theirs)).size).toBe(2);
    }, 120_000);

    it("takes and refuses generated schemas as we do", async () => {
      const cases = fc.sample(schemaCases, { numRuns: 600, seed: 2026 + line }).map((one) => ({
        schema: { ...property(one.schema, one.draft), definitions: one.definitions },
        values: { v: one.value },
      }));
      const verdicts = await inTurns(inChunks(cases, 200), (chunk) => judge(chunk, { name, line }));
      expect(verdicts.flat().filter(isDifferent)).toEqual([]);
      expect(verdicts.flat().filter(({ theirs }) => theirs === "refused").length).toBeGreaterThan(150);
    }, 120_000);

    it("reads whole files as we do", async () => {
      expect((await judge(FILES, { name, line })).filter(isDifferent)).toEqual([]);
    });

    it.each(CHARTS)("$about", async ({ project, values }) => {
      const texts = chartTexts(project);
      const rendered = await renderByHelm(helmBinaries()[name], texts, values);
      const addon = { name: "x", values, valueLayers: [], at: { file: "x", line: 1, column: 1 } };
      const problems = await checkValues({ addon, chart: chartFrom(texts), helm: line });
      const errors = problems.filter(({ severity }) => severity === "error");
      expect(errors.length > 0 ? "refused" : "accepted").toBe("refused" in rendered ? "refused" : "accepted");
    });
  });
});

type Verdict = Judged & { readonly theirs: string; readonly ours: string };

async function judge(
  cases: readonly Judged[],
  { name, line }: { readonly name: "helm4" | "helm3"; readonly line: 3 | 4 },
): Promise<readonly Verdict[]> {
  const { theirs, ours } = await judgeSchemas(cases, { helm: helmBinaries()[name], line });
  return cases.map((one, index) => ({ ...one, theirs: theirs[index] ?? "", ours: ours[index] ?? "" }));
}

function isDifferent({ theirs, ours }: Verdict): boolean {
  return theirs !== ours;
}

function inChunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
