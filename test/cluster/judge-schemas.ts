import { checkValues } from "../../src/check/values/check-values.ts";
import type { HelmLine } from "../../src/chart/merge-tables.ts";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";
import { chartFrom, chartTexts, renderByHelm } from "./chart-projects.ts";
import type { ChartTexts } from "./chart-projects.ts";

/** A values.schema.json (data or text) and the values it is held against, which stand under the name of a subchart. */
export interface Judged {
  readonly schema: JsonValue;
  readonly values: JsonObject;
}

/**
 * Which of many schemas refuse their values, by Helm and by us, as `accepted` or `refused`: each is the schema of a subchart,
 * so that one run of Helm judges all.
 */
export async function judgeSchemas(
  cases: readonly Judged[],
  { helm, line }: { readonly helm: string; readonly line: HelmLine },
): Promise<{ readonly theirs: readonly string[]; readonly ours: readonly string[] }> {
  const texts = chartTexts({
    name: "outer",
    subcharts: cases.map(({ schema }, index) => ({ name: `c${index}`, schema })),
  });
  const values = Object.fromEntries(cases.map((one, index) => [`c${index}`, one.values]));
  const [theirs, ours] = [await byHelm(helm, texts, values), await byUs(texts, values, line)];
  const verdicts = (refused: ReadonlySet<string>): string[] =>
    cases.map((_, index) => (refused.has(`c${index}`) ? "refused" : "accepted"));
  return { theirs: verdicts(theirs), ours: verdicts(ours) };
}

async function byHelm(helm: string, texts: ChartTexts, values: JsonObject): Promise<ReadonlySet<string>> {
  const rendered = await renderByHelm(helm, texts, values);
  if (!("refused" in rendered)) return new Set();
  if (!rendered.refused.includes("values don't meet the specifications")) throw new Error(rendered.refused);
  return new Set([...rendered.refused.matchAll(/(c\d+):\n/g)].map(([, name]) => name ?? ""));
}

async function byUs(texts: ChartTexts, values: JsonObject, helm: HelmLine): Promise<ReadonlySet<string>> {
  const addon = { name: "x", values, valueLayers: [], at: { file: "x", line: 1, column: 1 } };
  const problems = await checkValues({ addon, chart: chartFrom(texts), helm });
  const told = problems.filter(({ code }) => code.startsWith("VALUES-SCHEMA"));
  return new Set(told.flatMap(({ message }) => /\bc\d+\b/.exec(message)?.[0] ?? []));
}
