/** A cluster in memory with a Helm that makes one Deployment per release, to run whole syncs against. */
import type { Helm, UpgradeRequest } from "../../src/outside/helm/helm.ts";
import type { KubernetesObject, ObjectRef, Resource } from "../../src/outside/kubernetes/kubernetes.ts";
import type { Addon } from "../../src/manifest/environment.ts";
import { createRedactor } from "../../src/support/redact.ts";
import type { ClusterSync, SyncEvent } from "../../src/sync/event.ts";
import { syncCluster } from "../../src/sync/sync-cluster.ts";
import type { SyncOutside } from "../../src/sync/sync-request.ts";
import { cluster, desired } from "../plan/samples.ts";
import { releaseSecret } from "../release/release-secret.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";
import { createFakeKubernetes, type FakeKubernetes } from "./fake-kubernetes.ts";

const DEPLOYMENTS: Resource = { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments", namespaced: true };

export interface FakeCluster {
  readonly kubernetes: FakeKubernetes;
  readonly clock: FakeClock;
  /** Releases in the order in which Helm ran. */
  readonly helmRuns: readonly string[];
  readonly events: readonly SyncEvent[];
  sync(addons: readonly Addon[], change?: Partial<SyncOutside>): Promise<ClusterSync>;
  /** As somebody does with Helm by hand. */
  upgradeByHand(release: string): Promise<void>;
  rollOut(release: string, how: "ready" | "rolling" | "stuck"): void;
  labels(release: string, revision: number): Promise<Readonly<Record<string, string>>>;
}

export function createFakeCluster(): FakeCluster {
  const kubernetes = createFakeKubernetes([DEPLOYMENTS]);
  kubernetes.put({ apiVersion: "v1", kind: "Namespace", metadata: { name: "kube-system" } });
  const clock = createFakeClock();
  const helmRuns: string[] = [];
  const events: SyncEvent[] = [];
  const revisions = new Map<string, number>();
  const secretOf = async (release: string, revision: number): Promise<KubernetesObject | undefined> =>
    kubernetes.get(secretRef(release, revision));
  const makeRevision = (release: string, labels: Readonly<Record<string, string>>): void => {
    const revision = (revisions.get(release) ?? 0) + 1;
    revisions.set(release, revision);
    kubernetes.put(revisionSecret({ release, revision, labels }));
  };
  const upgrade = async ({ release, labels }: Pick<UpgradeRequest, "release" | "labels">): Promise<void> => {
    const before = revisions.get(release);
    const old = before === undefined ? undefined : await secretOf(release, before);
    const inherited = old === undefined ? {} : labelsOf(old);
    if (old !== undefined && inherited["status"] === "deployed") {
      kubernetes.put({ ...old, metadata: { ...old.metadata, labels: { ...inherited, status: "superseded" } } });
    }
    makeRevision(release, { ...inherited, ...labels });
  };
  return {
    kubernetes,
    clock,
    helmRuns,
    events,
    async sync(addons, change = {}) {
      const outside = {
        kubernetes,
        clock,
        helm: {
          upgrade: async (request: UpgradeRequest) => {
            helmRuns.push(request.release);
            await upgrade(request);
          },
        } as Partial<Helm> as Helm,
        charts: {
          pinned: async () => ({ bytes: new Uint8Array(), files: new Map(), unpacked: async () => new Map() }),
        },
        target: { kubeconfig: "/k", context: "c" },
        runner: { name: "me", id: "run" },
        redactor: createRedactor(),
        events: (event: SyncEvent) => void events.push(event),
        processesStarted: () => helmRuns.length,
        signal: new AbortController().signal,
        ...change,
      } as Partial<SyncOutside> as SyncOutside;
      const request = { environment: "dev", cluster: cluster(addons), look: "records", concurrency: 4 } as const;
      return syncCluster({ ...request, desired: addons.map((it) => desired(it)) }, outside);
    },
    upgradeByHand: (release) => upgrade({ release, labels: {} }),
    rollOut: (release, how) => kubernetes.put(deployment(release, how)),
    labels: async (release, revision) => labelsOf(await secretOf(release, revision)),
  };
}

export function secretRef(release: string, revision: number): ObjectRef {
  const resource: Resource = { apiVersion: "v1", kind: "Secret", plural: "secrets", namespaced: true };
  return { resource, namespace: "apps", name: `sh.helm.release.v1.${release}.v${revision}` };
}

function revisionSecret(made: {
  readonly release: string;
  readonly revision: number;
  readonly labels: Readonly<Record<string, string>>;
}): KubernetesObject {
  const { release, revision } = made;
  const manifest = `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${release} }\n`;
  const json = JSON.stringify({ name: release, namespace: "apps", version: revision, manifest });
  const labels = { ...made.labels, name: release, status: "deployed", version: String(revision) };
  const secret = releaseSecret(json, { name: secretRef(release, revision).name, labels });
  const { resourceVersion: _none, ...metadata } = secret.metadata;
  return { ...secret, metadata: { ...metadata, namespace: "apps", uid: `${release}-${revision}` } };
}

function labelsOf(secret: KubernetesObject | undefined): Readonly<Record<string, string>> {
  return (secret?.metadata["labels"] ?? {}) as Readonly<Record<string, string>>;
}

function deployment(name: string, how: "ready" | "rolling" | "stuck"): KubernetesObject {
  const ready = how === "ready" ? 1 : 0;
  const stuck = { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" };
  const counts = { replicas: 1, updatedReplicas: 1, readyReplicas: ready, availableReplicas: ready };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "apps", generation: 1 },
    spec: { replicas: 1 },
    status: { observedGeneration: 1, ...counts, conditions: how === "stuck" ? [stuck] : [] },
  };
}
