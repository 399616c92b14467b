import type { ListedDependency } from "../../sources/chart-dependencies.ts";
import { satisfies } from "../resolve/choose-version.ts";

/** Whether this chart is one that Helm takes for the dependency. */
export function fits(
  chart: { readonly name: string; readonly version: string },
  dependency: Pick<ListedDependency, "name" | "version">,
): boolean {
  return chart.name === dependency.name && satisfies(chart.version, dependency.version);
}
