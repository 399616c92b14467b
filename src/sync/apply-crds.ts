import type { DesiredRelease } from "../desired/desired-release.ts";
import type { ChartArchive } from "../outside/charts/chart-archives.ts";
import type { KubernetesObject, ObjectRef } from "../outside/kubernetes/kubernetes.ts";
import type { NotReady } from "../readiness/not-ready.ts";
import { readinessOf } from "../readiness/readiness-of.ts";
import { parseManifest } from "../release/parse-manifest.ts";
import { mapLimit } from "../support/limit.ts";
import { findResource } from "./find-resource.ts";
import type { StepContext } from "./step-context.ts";
import { notReadyError } from "./wait-ready.ts";

/**
 * Objects of the crds/ folders of the chart and its subcharts: applied server-side before the release (Helm would make them once and
 * never update them) and waited for until established. `create` leaves existing ones as they are; nothing is ever deleted.
 */
export async function applyCrds(desired: DesiredRelease, chart: ChartArchive, context: StepContext): Promise<void> {
  const objects = desired.addon.crds === "skip" ? [] : crdObjects(chart.files);
  if (objects.length === 0) return;
  const { kubernetes } = context.outside;
  const applied = await mapLimit(objects, 8, async (object) => {
    const ref = await refOf(object, desired, context);
    const kept = desired.addon.crds === "create" && (await kubernetes.get(ref)) !== undefined;
    if (!kept) await kubernetes.apply(ref, object, { fieldManager: "addons", conflicts: "force" });
    return ref;
  });
  context.progress(objects.length === 1 ? "1 object of crds/ applied" : `${objects.length} objects of crds/ applied`);
  await awaitReady(applied, context);
  kubernetes.forgetResources();
}

/** In the order of their paths. */
function crdObjects(files: ReadonlyMap<string, Uint8Array>): readonly KubernetesObject[] {
  return [...files]
    .filter(([path]) => /^(charts\/[^/]+\/)*crds\/.+\.(ya?ml|json)$/.test(path))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, bytes]) => parseManifest(new TextDecoder().decode(bytes)));
}

async function refOf(object: KubernetesObject, desired: DesiredRelease, { outside }: StepContext): Promise<ObjectRef> {
  const resource = await findResource(outside.kubernetes, object);
  const { name, namespace } = object.metadata;
  if (!resource.namespaced) return { resource, name };
  return { resource, name, namespace: typeof namespace === "string" ? namespace : desired.addon.namespace };
}

/** Established within a second as a rule: asking by name is cheaper than a list of all definitions of a cluster, which is megabytes. */
async function awaitReady(refs: readonly ObjectRef[], context: StepContext): Promise<void> {
  const { clock } = context.outside;
  let pending = refs;
  for (let told = false; ; told = true) {
    const looks = await mapLimit(pending, 8, async (ref) => ({ ref, notReady: await lookAt(ref, context) }));
    const open = looks.filter((look) => look.notReady !== undefined);
    if (open.length === 0) return;
    pending = open.map((look) => look.ref);
    const notReady = open.flatMap((look) => look.notReady ?? []);
    if (context.kill.aborted) throw notReadyError({ end: "aborted", notReady }, []);
    if (clock.now() >= context.deadline) throw notReadyError({ end: "timed-out", notReady }, []);
    if (!told) context.waiting(notReady);
    await clock.sleep(POLL_MS, context.kill);
  }
}

const POLL_MS = 150;
const NO_FACTS = { bindingMode: () => undefined, hasReadyEndpoints: () => true };

async function lookAt(ref: ObjectRef, { outside }: StepContext): Promise<NotReady | undefined> {
  const live = await outside.kubernetes.get(ref);
  const identity = {
    kind: ref.resource.kind,
    name: ref.name,
    ...(ref.namespace !== undefined && { namespace: ref.namespace }),
  };
  if (live === undefined) return { ...identity, status: "progressing", why: "does not exist" };
  const readiness = readinessOf(live, NO_FACTS);
  return readiness.status === "ready" ? undefined : { ...identity, ...readiness };
}
