import type { SyncEvent } from "../../../src/sync/event.ts";
import { CLUSTER_SYNC, PLAN } from "../samples.ts";

const at = "2026-11-20T18:00:00.000Z";
const owner = { at, cluster: "local", addon: "ingress" };

/** One of each type. */
export const EVENTS: readonly SyncEvent[] = [
  { type: "planned", at, cluster: "local", plan: PLAN },
  { type: "lease-waiting", at, cluster: "local", message: "held by bob@host since 17:59" },
  { ...owner, type: "step-started", op: "upgrade", reason: "values changed" },
  { ...owner, type: "step-progress", message: "helm upgrade: revision 5" },
  {
    ...owner,
    type: "step-waiting",
    notReady: [
      { kind: "Deployment", namespace: "platform", name: "controller", status: "progressing", why: "0 of 1 ready" },
    ],
  },
  { ...owner, type: "step-done", durationMs: 4200 },
  { ...owner, type: "step-failed", durationMs: 65_000, message: "not ready\nin time", hint: "look at the pods" },
  { ...owner, type: "step-skipped", because: "certs is not ready" },
  { type: "cluster-finished", at, cluster: "local", report: CLUSTER_SYNC },
];
