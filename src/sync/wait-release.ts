import type { Addon, ReadyGate } from "../manifest/environment.ts";
import type { KubernetesObject, KubernetesReader } from "../outside/kubernetes/kubernetes.ts";
import { field } from "../readiness/fields.ts";
import { canBeUnready } from "../readiness/readiness-of.ts";
import { parseManifest } from "../release/parse-manifest.ts";
import type { ReleaseRecord } from "../release/release-record.ts";
import { findResource } from "./find-resource.ts";
import { lastWarnings } from "./last-warnings.ts";
import type { StepContext } from "./step-context.ts";
import { notReadyError, waitReady, type Awaited } from "./wait-ready.ts";

/** Until the release's own objects and the manifest's gates are ready. Throws AddonsError `SYNC-NOT-READY` (failed) with what was not, and why. */
export async function waitRelease(record: ReleaseRecord, addon: Addon, context: StepContext): Promise<void> {
  const { kubernetes } = context.outside;
  const own = await ownObjects(record, kubernetes);
  const gates = await Promise.all(addon.ready.map(async (gate) => gateObjects(gate, addon, kubernetes)));
  const end = await waitReady(
    {
      awaited: [...own, ...gates.flat()],
      namespace: addon.namespace,
      deadline: context.deadline,
      failedMs: context.timing.failedMs,
      waiting: context.waiting,
    },
    { ...context.outside, signal: context.kill },
  );
  if (end.end !== "ready") throw notReadyError(end, await lastWarnings(end.notReady, context.outside));
}

/** Those that can be anything but ready once they exist. */
async function ownObjects(record: ReleaseRecord, kubernetes: KubernetesReader): Promise<readonly Awaited[]> {
  const objects = parseManifest(record.manifest).filter(isWorthWatching);
  return Promise.all(
    objects.map(async (object): Promise<Awaited> => {
      const resource = await findResource(kubernetes, object);
      const { namespace } = object.metadata;
      const own = typeof namespace === "string" && namespace !== "" ? namespace : record.namespace;
      return { resource, object, ...(resource.namespaced && { namespace: own }) };
    }),
  );
}

function isWorthWatching(object: KubernetesObject): boolean {
  const isPlainService =
    object.kind === "Service" && object.apiVersion === "v1" && field(object, "spec", "type") !== "LoadBalancer";
  return canBeUnready(object) && !isPlainService;
}

const WEBHOOK_KINDS = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"];

/** A webhook gate names a configuration of either kind; both are awaited when both exist. */
async function gateObjects(gate: ReadyGate, addon: Addon, kubernetes: KubernetesReader): Promise<readonly Awaited[]> {
  if (!("webhook" in gate)) {
    const resource = await findResource(kubernetes, { kind: gate.kind });
    const object = { apiVersion: resource.apiVersion, kind: gate.kind, metadata: { name: gate.name } };
    return [{ resource, object, ...(resource.namespaced && { namespace: gate.namespace ?? addon.namespace }) }];
  }
  const found: Awaited[] = [];
  const missing: Awaited[] = [];
  for (const kind of WEBHOOK_KINDS) {
    const resource = await findResource(kubernetes, { kind });
    const live = await kubernetes.get({ resource, name: gate.webhook });
    const expected = { apiVersion: resource.apiVersion, kind, metadata: { name: gate.webhook } };
    (live === undefined ? missing : found).push({ resource, object: live ?? expected });
  }
  return found.length > 0 ? found : missing.slice(0, 1);
}
