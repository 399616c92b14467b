import { refuseWrongValues } from "../../check/values/refuse-wrong-values.ts";
import { renderedText } from "../../report/rendered.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { desiredOf, openProject, placesOf, type Place, type Project } from "../project/open-project.ts";
import type { SelectionFlag } from "../project/select-addons.ts";
import { withOutside } from "../with-outside.ts";

type RenderInvocation = Invocation<"env" | "allEnvs" | "cluster" | "var" | SelectionFlag>;

/** `addons render`: the objects of the locked charts with the manifest's values, for the declared Kubernetes version. */
export async function render(invocation: RenderInvocation): Promise<number> {
  return await withOutside(invocation, async (outside) => {
    const project = await openProject(invocation, outside);
    for (const place of placesOf(project.environments)) await renderPlace(place, { project, invocation, outside });
    return EXIT.done;
  });
}

interface Run {
  readonly project: Project;
  readonly invocation: RenderInvocation;
  readonly outside: Outside;
}

async function renderPlace(place: Place, { project, invocation, outside }: Run): Promise<void> {
  const helm = await outside.helm();
  const charts = await outside.charts();
  for (const desired of await desiredOf(project, place, { invocation, outside })) {
    const { addon, pin } = desired;
    const chart = await charts.pinned(pin);
    await refuseWrongValues(desired, chart, helm);
    const manifest = await helm.template({
      release: addon.release,
      namespace: addon.namespace,
      chart: chart.bytes,
      values: addon.values,
      kubernetes: place.cluster.kubernetes,
      mode: "install",
      includeCrds: addon.crds === "skip" ? "skip-crds" : "include-crds",
    });
    const title = `${place.environment.name} · ${place.cluster.name} · ${addon.name} (${pin.chart})`;
    invocation.voice.result(renderedText(title, manifest));
  }
}
