import { describe, expect, test } from "vitest";
import type { KubernetesObject, Resource } from "../../src/outside/kubernetes/kubernetes.ts";
import { createRedactor } from "../../src/support/redact.ts";
import { describeNotReady, notReadyError, waitReady, type WaitEnd } from "../../src/sync/wait-ready.ts";
import { createFakeClock } from "./fake-clock.ts";
import { createFakeKubernetes, kubeError } from "./fake-kubernetes.ts";

const DEPLOYMENTS: Resource = { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments", namespaced: true };
const WEBHOOKS: Resource = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingWebhookConfiguration",
  plural: "validatingwebhookconfigurations",
  namespaced: false,
};

const deployment = (available: number, status = {}): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "apps" },
  spec: { replicas: 2 },
  status: { replicas: 2, updatedReplicas: 2, availableReplicas: available, ...status },
});

const FAILING = { conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }] };

function world(awaited = [{ resource: DEPLOYMENTS, namespace: "apps", object: deployment(0) }]) {
  const kubernetes = createFakeKubernetes();
  const clock = createFakeClock();
  const told: string[] = [];
  const stop = new AbortController();
  const redactor = createRedactor();
  let end: WaitEnd | undefined;
  const start = (limitMs = 60_000): Promise<WaitEnd> => {
    const ended = waitReady(
      {
        awaited,
        namespace: "apps",
        deadline: clock.now() + limitMs,
        failedMs: 10_000,
        waiting: (list) => void told.push(list.map(describeNotReady).join(" | ")),
      },
      { kubernetes, clock, redactor, signal: stop.signal },
    );
    void ended.then(
      (it) => (end = it),
      () => {},
    );
    return ended;
  };
  return { kubernetes, clock, told, stop, redactor, start, end: () => end?.end };
}

describe("waitReady", () => {
  test("follows changes and tells each once", async () => {
    const { kubernetes, clock, told, start } = world();
    const ended = start();
    await clock.advance(1000);
    for (const available of [0, 0, 1, 1, 2]) {
      kubernetes.put(deployment(available));
      await clock.advance(100);
    }
    expect((await ended).end).toBe("ready");
    expect(told).toEqual([
      "Deployment apps/web: does not exist",
      "Deployment apps/web: 0 of 2 replicas available",
      "Deployment apps/web: 1 of 2 replicas available",
    ]);
  });

  test("ready from the start: one list, no watch", async () => {
    const { kubernetes, start } = world();
    kubernetes.put(deployment(2));
    expect(await start()).toEqual({ end: "ready" });
    expect(kubernetes.calls).toEqual(["list deployments"]);
  });

  test("a watch that is cut, expires, or meets a server that is away is taken up again", async () => {
    const { kubernetes, clock, start, end } = world();
    const ended = start();
    await clock.advance(100);
    kubernetes.endWatches("cut");
    await clock.advance(100);
    kubernetes.endWatches(kubeError("KUBE-EXPIRED"));
    await clock.advance(100);
    kubernetes.fail("list", kubeError("KUBE-UNREACHABLE"), kubeError("KUBE-SERVER"));
    kubernetes.endWatches(kubeError("KUBE-UNREACHABLE"));
    await clock.advance(1500);
    expect(end()).toBeUndefined();
    kubernetes.put(deployment(2));
    await clock.advance(5000);
    expect((await ended).end).toBe("ready");
  });

  test("the deadline ends it with what was not ready", async () => {
    const { kubernetes, clock, start } = world();
    kubernetes.put(deployment(1));
    const ended = start();
    await clock.advance(61_000);
    const end = await ended;
    expect(end.end).toBe("timed-out");
    expect(end.end !== "ready" && notReadyError(end, ["Pod web-1: BackOff: x"]).message).toBe(
      "not ready in time: Deployment apps/web: 1 of 2 replicas available; last warnings: Pod web-1: BackOff: x",
    );
  });

  test("what stays failed ends it early, what recovers does not", async () => {
    const { kubernetes, clock, start, end } = world();
    kubernetes.put(deployment(0, FAILING));
    const ended = start();
    await clock.advance(5000);
    kubernetes.put(deployment(1));
    await clock.advance(8000);
    expect(end()).toBeUndefined();
    kubernetes.put(deployment(1, FAILING));
    await clock.advance(21_000);
    expect((await ended).end).toBe("failed");
  });

  test("a deadline that has passed leaves time for one look, and a server that never answers is not called an absence", async () => {
    const late = world();
    late.kubernetes.put(deployment(2));
    await late.clock.advance(0);
    expect((await late.start(-1)).end).toBe("ready");
    const deaf = world();
    deaf.kubernetes.fail("list", ...Array.from({ length: 20 }, () => kubeError("KUBE-TIMEOUT")));
    const ended = deaf.start(-1);
    await deaf.clock.advance(6000);
    const end = await ended;
    expect(end.end !== "ready" && end.notReady.map(describeNotReady)).toEqual([
      "Deployment apps/web: could not be looked at yet",
    ]);
  });

  test("an abort ends it", async () => {
    const { clock, stop, start } = world();
    const ended = start();
    await clock.advance(100);
    stop.abort();
    expect((await ended).end).toBe("aborted");
  });

  test("a kind that may not be watched is an error, not a wait", async () => {
    const { kubernetes, start } = world();
    kubernetes.fail("list", kubeError("KUBE-FORBIDDEN"));
    await expect(start()).rejects.toMatchObject({ code: "KUBE-FORBIDDEN" });
  });

  test("a webhook is ready when something answers behind its Service", async () => {
    const hook: KubernetesObject = {
      apiVersion: WEBHOOKS.apiVersion,
      kind: WEBHOOKS.kind,
      metadata: { name: "hook" },
      webhooks: [{ clientConfig: { service: { namespace: "apps", name: "web" } } }],
    };
    const { kubernetes, clock, told, start } = world([{ resource: WEBHOOKS, object: hook } as never]);
    kubernetes.put(hook);
    const slice = (ready: boolean): KubernetesObject => ({
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "web-1", namespace: "apps", labels: { "kubernetes.io/service-name": "web" } },
      endpoints: [{ conditions: { ready } }],
    });
    kubernetes.put(slice(false));
    const ended = start();
    await clock.advance(100);
    kubernetes.put(slice(true));
    await clock.advance(100);
    expect((await ended).end).toBe("ready");
    expect(told).toEqual(["ValidatingWebhookConfiguration hook: no ready endpoint behind Service apps/web"]);
  });

  test("secrets in a condition's message are hidden, escapes are dropped", async () => {
    const { kubernetes, clock, told, redactor, start } = world();
    redactor.add(["hunter22"]);
    const message = "login hunter22 \u001b[31mfailed";
    kubernetes.put(deployment(0, { conditions: [{ type: "Reconciling", status: "True", message }] }));
    void start();
    await clock.advance(61_000);
    expect(told).toEqual(["Deployment apps/web: login (hidden) failed"]);
  });
});
