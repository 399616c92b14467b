import type { DesiredRelease } from "../desired/desired-release.ts";
import type { ChartArchive } from "../outside/charts/chart-archives.ts";
import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { parseManifest } from "../release/parse-manifest.ts";
import { mapLimit } from "../support/limit.ts";
import { findResource } from "./find-resource.ts";
import type { StepContext } from "./step-context.ts";
import { notReadyError, waitReady, type Awaited } from "./wait-ready.ts";

/**
 * Objects of the crds/ folders of the chart and its subcharts: applied server-side before the release (Helm would make them once and
 * never update them) and waited for until established. `create` leaves existing ones as they are; nothing is ever deleted.
 */
export async function applyCrds(desired: DesiredRelease, chart: ChartArchive, context: StepContext): Promise<void> {
  const objects = desired.addon.crds === "skip" ? [] : crdObjects(chart.files);
  if (objects.length === 0) return;
  const { kubernetes } = context.outside;
  const applied = await mapLimit(objects, 8, async (object): Promise<Awaited> => {
    const resource = await findResource(kubernetes, object);
    const { namespace } = object.metadata;
    const scope = resource.namespaced
      ? { namespace: typeof namespace === "string" ? namespace : desired.addon.namespace }
      : {};
    const ref = { resource, name: object.metadata.name, ...scope };
    const kept = desired.addon.crds === "create" && (await kubernetes.get(ref)) !== undefined;
    if (!kept) await kubernetes.apply(ref, object, { fieldManager: "addons", conflicts: "force" });
    return { resource, object, ...scope };
  });
  context.progress(objects.length === 1 ? "1 object of crds/ applied" : `${objects.length} objects of crds/ applied`);
  const end = await waitReady(
    {
      awaited: applied,
      namespace: desired.addon.namespace,
      deadline: context.deadline,
      failedMs: context.timing.failedMs,
      waiting: context.waiting,
    },
    { ...context.outside, signal: context.kill },
  );
  if (end.end !== "ready") throw notReadyError(end, []);
  kubernetes.forgetResources();
}

/** In the order of their paths. */
function crdObjects(files: ReadonlyMap<string, Uint8Array>): readonly KubernetesObject[] {
  return [...files]
    .filter(([path]) => /^(charts\/[^/]+\/)*crds\/.+\.(ya?ml|json)$/.test(path))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, bytes]) => parseManifest(new TextDecoder().decode(bytes)));
}
