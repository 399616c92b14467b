import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chartOf } from "../../../src/chart/chart-of.ts";
import { checkValues } from "../../../src/check/values/check-values.ts";
import { chartFiles, chartNames, chartsFolder, referenceEnvironments } from "../../charts/reference-charts.ts";

test("nothing is wrong with the values of the reference stack", async () => {
  const charts = new Map(
    chartNames.map((name) => {
      const files = chartFiles(name).filter((file) => statSync(join(chartsFolder, name, file)).isFile());
      return [
        `charts/${name}`,
        chartOf(new Map(files.map((file) => [file, readFileSync(join(chartsFolder, name, file))]))),
      ];
    }),
  );
  const { environments } = await referenceEnvironments();
  const told: string[] = [];
  let checked = 0;
  for (const cluster of environments.flatMap((environment) => environment.clusters)) {
    for (const addon of cluster.addons) {
      const chart = addon.chart.kind === "local" ? charts.get(addon.chart.path) : undefined;
      if (chart === undefined) throw new Error(`no chart for ${addon.name}`);
      const problems = await checkValues({ addon, chart });
      told.push(...problems.map(({ code, message, at }) => `${code} ${at?.file}:${at?.line}:${at?.column} ${message}`));
      checked++;
    }
  }
  expect([...new Set(told)]).toEqual([]);
  expect(checked).toBeGreaterThan(30);
  expect(readdirSync(chartsFolder).length).toBeGreaterThan(10);
});
