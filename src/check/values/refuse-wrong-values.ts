import { chartOf } from "../../chart/chart-of.ts";
import type { DesiredRelease } from "../../desired/desired-release.ts";
import type { ChartArchive } from "../../outside/charts/chart-archives.ts";
import type { Helm } from "../../outside/helm/helm.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { checkValues } from "./check-values.ts";

/**
 * Holds values against the chart's values.schema.json as Helm would, which is told not to: it would fetch what a schema
 * refers to from anywhere. Throws AddonsError VALUES-SCHEMA and others of `validate` (failed).
 */
export async function refuseWrongValues(
  { addon }: DesiredRelease,
  archive: ChartArchive,
  helm: Pick<Helm, "version">,
): Promise<void> {
  const files = await archive.unpacked();
  if (![...files.keys()].some((path) => /(^|\/)values\.schema\.json$/.test(path))) return;
  const { major } = await helm.version();
  const problems = await checkValues({ addon, chart: chartOf(files), helm: major });
  const errors = problems.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first === undefined) return;
  throw new AddonsError(first.code, first.message, {
    kind: "failed",
    hint: first.hint ?? "addons validate",
    problems: errors,
  });
}
