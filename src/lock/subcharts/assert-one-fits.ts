import type { ListedDependency } from "../../sources/chart-dependencies.ts";
import { chartOfPin, type SubchartPin } from "../lockfile.ts";
import { planFailed, problemAt } from "./dependency-problem.ts";
import { fits } from "./fits.ts";
import type { SubchartPlan } from "./plan-subcharts.ts";

/**
 * Each dependency has to have one chart that fits: of two, Helm renders one by chance, since it keeps them in a map without
 * order. Nor may two charts have one file name in `charts/`. Throws AddonsError LOCK-SUBCHART-TWICE or LOCK-SUBCHART-CARRIED.
 */
export function assertOneFits(plan: SubchartPlan, subcharts: readonly SubchartPin[]): void {
  const packed = subcharts.map((pin) => ({ ...chartOfPin(pin), pin }));
  for (const dependency of plan.dependencies) {
    const ours = packed.filter((chart) => fits(chart, dependency));
    if (ours.length === 0) continue;
    for (const { name, version } of ours) assertFree(`charts/${name}-${version}.tgz`, dependency, plan);
    const carried = plan.carried.filter((chart) => fits(chart, dependency)).map(({ path }) => path);
    const different = ours.filter(
      ({ pin }, index) => ours.findIndex((other) => other.pin.content === pin.content) === index,
    );
    const all = [...carried, ...different.map(({ pin }) => `${pin.chart} from ${pin.source}`)];
    if (all.length < 2) continue;
    const message = `${JSON.stringify(dependency.version)} allows both ${all.join(" and ")}; which of them Helm renders is chance`;
    const hint = "narrow the constraints of Chart.yaml until each allows one of them";
    throw planFailed([problemAt(dependency, { code: "LOCK-SUBCHART-TWICE", message, hint })]);
  }
}

/** A packed chart whose file is called like another chart would give way to that one, unseen. */
function assertFree(path: string, dependency: ListedDependency, { carried }: SubchartPlan): void {
  const other = carried.find((chart) => chart.path === path);
  if (other === undefined) return;
  const message = `${path} has to hold it, but holds ${other.name} ${other.version}`;
  const hint = `rename ${path}`;
  throw planFailed([problemAt(dependency, { code: "LOCK-SUBCHART-CARRIED", message, hint })]);
}
