import type { KubernetesObject, ObjectRef, Resource } from "../outside/kubernetes/kubernetes.ts";
import { field, text } from "../readiness/fields.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { StepContext } from "./step-context.ts";

const NAMESPACES: Resource = { apiVersion: "v1", kind: "Namespace", plural: "namespaces", namespaced: false };

/** Makes the namespace, with the labels and annotations that the manifest declares for it; once per run. */
export async function applyNamespace(name: string, context: StepContext): Promise<void> {
  const known = context.namespaces.get(name) ?? apply(name, context);
  context.namespaces.set(name, known);
  return known;
}

async function apply(name: string, context: StepContext): Promise<void> {
  const { kubernetes } = context.outside;
  const settings = context.request.cluster.namespaces[name];
  const ref: ObjectRef = { resource: NAMESPACES, name };
  await waitWhileDeleted(ref, context);
  const object: KubernetesObject = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name,
      ...(settings !== undefined && { labels: settings.labels, annotations: settings.annotations }),
    },
  };
  await kubernetes.apply(ref, object, { fieldManager: "addons", conflicts: "force" });
  context.progress(`namespace ${name}`);
}

/** A namespace that is going away refuses everything; what still holds it is named in its conditions. */
async function waitWhileDeleted(ref: ObjectRef, context: StepContext): Promise<void> {
  const { kubernetes, clock } = context.outside;
  for (let told = false; ; told = true) {
    const live = await kubernetes.get(ref);
    if (live?.metadata["deletionTimestamp"] === undefined) return;
    if (clock.now() >= context.deadline || context.kill.aborted) throw stillDeleted(live);
    if (!told) context.progress(`waiting: namespace ${ref.name} is still being deleted`);
    await clock.sleep(1000, context.kill);
  }
}

function stillDeleted(live: KubernetesObject): AddonsError {
  const conditions = field(live, "status", "conditions");
  const remaining = (Array.isArray(conditions) ? conditions : [])
    .filter((it) => field(it, "status") === "True")
    .map((it) => field(it, "message"))
    .filter((message) => typeof message === "string");
  const phase = text(live, "status", "phase") ?? "being deleted";
  return new AddonsError(
    "SYNC-NAMESPACE-TERMINATING",
    `namespace ${live.metadata.name} is ${phase}${remaining.length === 0 ? "" : `: ${remaining.join("; ")}`}`,
    {
      kind: "failed",
      hint: `see what holds it: kubectl get namespace ${live.metadata.name} -o yaml; then run addons sync again`,
    },
  );
}
