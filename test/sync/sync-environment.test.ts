import { expect, test } from "vitest";
import { createRedactor } from "../../src/support/redact.ts";
import { AddonsError } from "../../src/support/addons-error.ts";
import type { SyncEvent } from "../../src/sync/event.ts";
import { syncEnvironment } from "../../src/sync/sync-environment.ts";
import type { SyncOutside, SyncRequest } from "../../src/sync/sync-request.ts";
import { cluster } from "../plan/samples.ts";
import { createFakeClock } from "./fake-clock.ts";
import { createFakeKubernetes, kubeError } from "./fake-kubernetes.ts";

const request = (name: string): SyncRequest => ({
  environment: "dev",
  cluster: { ...cluster([]), name },
  desired: [],
  look: "records",
  concurrency: 1,
});

test("the clusters of an environment do not stop each other", async () => {
  const events: SyncEvent[] = [];
  const outsideOf = async ({ cluster: { name } }: SyncRequest): Promise<SyncOutside> => {
    if (name === "unreachable") throw new AddonsError("KUBE-CONTEXT-UNKNOWN", "no such context", { kind: "failed" });
    if (name === "refused") throw new AddonsError("HELM-TOO-OLD", "too old", { kind: "refused", hint: "update" });
    const kubernetes = { ...createFakeKubernetes(), listMetadata: async () => ({ items: [], resourceVersion: "1" }) };
    if (name === "broken") kubernetes.fail("get", kubeError("KUBE-UNAUTHORIZED"));
    return {
      kubernetes,
      clock: createFakeClock(),
      redactor: createRedactor(),
      events: (event) => events.push(event),
      processesStarted: () => 0,
      signal: new AbortController().signal,
    } as Partial<SyncOutside> as SyncOutside;
  };
  const names = ["broken", "fine", "refused", "unreachable"];
  const report = await syncEnvironment(
    { environment: "dev", clusters: names.map(request), clusterConcurrency: 2 },
    outsideOf,
  );
  expect(report.clusters.map((it) => `${it.cluster}: ${it.result} ${it.error?.code ?? ""}`)).toEqual([
    "broken: failed KUBE-UNAUTHORIZED",
    "fine: nothing-to-do ",
    "refused: refused HELM-TOO-OLD",
    "unreachable: failed KUBE-CONTEXT-UNKNOWN",
  ]);
  expect(
    events
      .filter((event) => event.type === "cluster-finished")
      .map((event) => event.cluster)
      .sort(),
  ).toEqual(["broken", "fine"]);
});
