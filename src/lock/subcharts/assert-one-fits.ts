import { chartOfPin, type SubchartPin } from "../lockfile.ts";
import { fits, planFailed, problemAt, type SubchartPlan } from "./plan-subcharts.ts";

/**
 * Each dependency has to have one chart that fits: of two, Helm renders one by chance, since it keeps them in a map without
 * order. Nor may two charts have one file name in `charts/`. Throws AddonsError LOCK-SUBCHART-TWICE.
 */
export function assertOneFits(plan: SubchartPlan, subcharts: readonly SubchartPin[]): void {
  const packed = subcharts.map((pin) => ({ ...chartOfPin(pin), pin }));
  for (const dependency of plan.dependencies) {
    const ours = packed.filter((chart) => fits(chart, dependency));
    if (ours.length === 0) continue;
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
