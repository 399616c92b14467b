import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { ReadinessFacts } from "../../src/readiness/facts.ts";
import { canBeUnready, readinessOf } from "../../src/readiness/readiness-of.ts";

/** Class `lazy` waits for its first consumer; the default class is `quick`; Service apps/hook has endpoints. */
const FACTS: ReadinessFacts = {
  bindingMode: (name) =>
    ({ lazy: "WaitForFirstConsumer", quick: "Immediate" })[name ?? "quick"] as "Immediate" | undefined,
  hasReadyEndpoints: ({ namespace, name }) => `${namespace}/${name}` === "apps/hook",
};

function print(yaml: string): string {
  const object = { metadata: { name: "x" }, ...parse(yaml) };
  const readiness = readinessOf(object, FACTS);
  return readiness.status === "ready" ? "ready" : `${readiness.status}: ${readiness.why}`;
}

const kinds: Record<string, readonly (readonly [yaml: string, expected: string])[]> = {
  Deployment: [
    ["{spec: {replicas: 2}, status: {replicas: 2, updatedReplicas: 2, availableReplicas: 2}}", "ready"],
    ["{spec: {}, status: {}}", "progressing: 0 of 1 replicas updated"],
    ["{spec: {replicas: 0}, status: {}}", "ready"],
    ["{spec: {replicas: 2}, status: {replicas: 3, updatedReplicas: 2}}", "progressing: 1 old replicas still running"],
    [
      "{spec: {replicas: 2}, status: {replicas: 2, updatedReplicas: 2, availableReplicas: 1}}",
      "progressing: 1 of 2 replicas available",
    ],
    ["{spec: {paused: true}, status: {}}", "ready"],
    [
      "{spec: {}, status: {conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: too slow}]}}",
      "failed: ProgressDeadlineExceeded: too slow",
    ],
    [
      "{metadata: {name: x, generation: 3}, spec: {}, status: {observedGeneration: 2, updatedReplicas: 1, availableReplicas: 1}}",
      "progressing: not seen by its controller yet",
    ],
    ["{metadata: {name: x, deletionTimestamp: now}, spec: {}, status: {}}", "progressing: being deleted"],
  ],
  StatefulSet: [
    ["{spec: {replicas: 2}, status: {readyReplicas: 2, currentRevision: a, updateRevision: a}}", "ready"],
    ["{spec: {replicas: 2}, status: {readyReplicas: 1}}", "progressing: 1 of 2 replicas ready"],
    [
      "{spec: {}, status: {readyReplicas: 1, currentRevision: a, updateRevision: b}}",
      "progressing: 0 of 1 replicas updated",
    ],
    [
      "{spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 1}}}, status: {readyReplicas: 3, updatedReplicas: 1}}",
      "progressing: 1 of 2 replicas updated",
    ],
    [
      "{spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 1}}}, status: {readyReplicas: 3, updatedReplicas: 2}}",
      "ready",
    ],
    ["{spec: {updateStrategy: {type: OnDelete}}}", "ready"],
  ],
  DaemonSet: [
    ["{status: {observedGeneration: 1, desiredNumberScheduled: 0}}", "ready"],
    ["{status: {}}", "progressing: not seen by its controller yet"],
    [
      "{status: {observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 1}}",
      "progressing: 1 of 2 pods updated",
    ],
    [
      "{status: {observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1}}",
      "progressing: 1 of 2 pods available",
    ],
    ["{spec: {updateStrategy: {type: OnDelete}}}", "ready"],
  ],
  ReplicaSet: [
    ["{spec: {replicas: 1}, status: {availableReplicas: 1}}", "ready"],
    ["{spec: {}, status: {}}", "progressing: 0 of 1 replicas available"],
    [
      "{status: {conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate, message: quota}]}}",
      "failed: FailedCreate: quota",
    ],
  ],
  Pod: [
    ["{status: {phase: Succeeded}}", "ready"],
    ["{status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}", "ready"],
    [
      "{status: {phase: Running, conditions: [{type: Ready, status: 'False', reason: ContainersNotReady}]}}",
      "progressing: ContainersNotReady",
    ],
    ["{status: {phase: Failed, reason: Evicted}}", "failed: Evicted"],
    [
      "{status: {phase: Running, containerStatuses: [{name: app, state: {waiting: {reason: CrashLoopBackOff, message: back-off}}}]}}",
      "progressing: container app: CrashLoopBackOff: back-off",
    ],
    [
      "{status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: 0/1 nodes}]}}",
      "progressing: Unschedulable: 0/1 nodes",
    ],
    ["{}", "progressing: pending"],
  ],
  Job: [
    ["{status: {conditions: [{type: Complete, status: 'True'}]}}", "ready"],
    ["{status: {active: 1}}", "progressing: not complete"],
    [
      "{status: {conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded}]}}",
      "failed: BackoffLimitExceeded",
    ],
    ["{spec: {suspend: true}}", "ready"],
  ],
  PersistentVolumeClaim: [
    ["{status: {phase: Bound}}", "ready"],
    ["{spec: {storageClassName: lazy}, status: {phase: Pending}}", "ready"],
    ["{spec: {storageClassName: quick}, status: {phase: Pending}}", "progressing: Pending"],
    ["{spec: {}, status: {phase: Pending}}", "progressing: Pending"],
    ["{spec: {storageClassName: gone}, status: {phase: Pending}}", "progressing: Pending: no storage class gone"],
    ["{status: {phase: Lost}}", "failed: its volume is lost"],
  ],
  Service: [
    ["{spec: {type: ClusterIP}}", "ready"],
    ["{spec: {type: LoadBalancer}, status: {loadBalancer: {}}}", "progressing: waiting for a load balancer address"],
    ["{spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 127.97.0.1}]}}}", "ready"],
    ["{spec: {type: LoadBalancer, externalIPs: [10.0.0.1]}}", "ready"],
  ],
  Namespace: [
    ["{status: {phase: Active}}", "ready"],
    ["{status: {phase: Terminating}}", "progressing: Terminating"],
  ],
  CustomResourceDefinition: [
    ["{status: {conditions: [{type: Established, status: 'True'}, {type: NamesAccepted, status: 'True'}]}}", "ready"],
    ["{}", "progressing: not established"],
    [
      "{status: {conditions: [{type: NamesAccepted, status: 'False', reason: PluralConflict}]}}",
      "failed: PluralConflict",
    ],
  ],
  APIService: [
    ["{status: {conditions: [{type: Available, status: 'True'}]}}", "ready"],
    [
      "{status: {conditions: [{type: Available, status: 'False', reason: MissingEndpoints, message: none}]}}",
      "progressing: MissingEndpoints: none",
    ],
  ],
  ValidatingWebhookConfiguration: [
    ["{webhooks: [{clientConfig: {service: {namespace: apps, name: hook}}}]}", "ready"],
    [
      "{webhooks: [{clientConfig: {service: {namespace: apps, name: gone}}}]}",
      "progressing: no ready endpoint behind Service apps/gone",
    ],
    ["{webhooks: [{clientConfig: {url: https://example.invalid}}]}", "ready"],
    ["{}", "ready"],
  ],
};

const API_VERSIONS: Record<string, string> = {
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  ReplicaSet: "apps/v1",
  Pod: "v1",
  Job: "batch/v1",
  PersistentVolumeClaim: "v1",
  Service: "v1",
  Namespace: "v1",
  CustomResourceDefinition: "apiextensions.k8s.io/v1",
  APIService: "apiregistration.k8s.io/v1",
  ValidatingWebhookConfiguration: "admissionregistration.k8s.io/v1",
};

describe.each(Object.entries(kinds))("%s", (kind, table) => {
  test.each(table)("%s", (yaml, expected) => {
    expect(print(`{apiVersion: ${API_VERSIONS[kind]}, kind: ${kind}, ${yaml.slice(1)}`)).toBe(expected);
  });
});

describe("custom resources", () => {
  test.each([
    ["{apiVersion: velero.io/v1, kind: BackupStorageLocation, status: {phase: Available}}", "ready"],
    [
      "{apiVersion: velero.io/v1, kind: BackupStorageLocation, status: {phase: Unavailable, message: no bucket}}",
      "progressing: Unavailable: no bucket",
    ],
    ["{apiVersion: velero.io/v1, kind: BackupStorageLocation}", "ready"],
    ["{apiVersion: velero.io/v1, kind: Schedule, status: {phase: FailedValidation}}", "failed: FailedValidation"],
    [
      "{apiVersion: cert-manager.io/v1, kind: Certificate, status: {conditions: [{type: Ready, status: 'False', reason: Issuing}]}}",
      "progressing: Issuing",
    ],
    [
      "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, status: {conditions: [{type: Programmed, status: 'True'}]}}",
      "ready",
    ],
    ["{apiVersion: example.com/v1, kind: Thing}", "ready"],
    [
      "{apiVersion: example.com/v1, kind: Thing, status: {conditions: [{type: Ready, status: 'False', message: not yet}]}}",
      "progressing: not yet",
    ],
    [
      "{apiVersion: example.com/v1, kind: Thing, status: {conditions: [{type: Stalled, status: 'True', reason: Bad}]}}",
      "failed: Bad",
    ],
    [
      "{apiVersion: example.com/v1, kind: Thing, status: {conditions: [{type: Reconciling, status: 'True', reason: Busy}]}}",
      "progressing: Busy",
    ],
    [
      "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: x, generation: 4}, status: {observedGeneration: '3', phase: Healthy}}",
      "progressing: not seen by its controller yet",
    ],
  ])("%s", (yaml, expected) => {
    expect(print(yaml)).toBe(expected);
  });
});

test.each([
  ["v1", "ConfigMap", false],
  ["rbac.authorization.k8s.io/v1", "Role", false],
  ["apps/v1", "Deployment", true],
  ["v1", "Service", true],
  ["cert-manager.io/v1", "Certificate", true],
  ["gateway.networking.k8s.io/v1", "Gateway", true],
])("%s %s can be unready: %s", (...[apiVersion, kind, expected]) => {
  expect(canBeUnready({ apiVersion, kind })).toBe(expected);
});

test("nothing in an object makes it throw", () => {
  for (const kind of Object.keys(kinds)) {
    for (const odd of ["null", "[]", "text", "3", "{conditions: null}", "{conditions: [null, 3]}", "{phase: {}}"]) {
      const yaml = `{apiVersion: ${API_VERSIONS[kind]}, kind: ${kind}, spec: ${odd}, status: ${odd}, webhooks: ${odd}}`;
      expect(print(yaml)).toMatch(/^(ready|progressing|failed)/);
    }
  }
});
