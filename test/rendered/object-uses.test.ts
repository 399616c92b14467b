import { describe, expect, it } from "vitest";
import { readFacts } from "../../src/rendered/read-facts.ts";

/** Uses as `Kind namespace/name < user`. */
function uses(...documents: readonly string[]): readonly string[] {
  return readFacts(documents.map((document) => `---\n${document}\n`).join(""), "here").uses.map(
    ({ kind, name = "(default)", namespace, by }) => {
      return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name} < ${by}`;
    },
  );
}

const POD = (rest: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { template: { spec: { ${rest} } } }`;

describe("uses", () => {
  it.each<[string, string, readonly string[]]>([
    ["priority class", POD("priorityClassName: high"), ["PriorityClass high < Deployment here/web"]],
    ["built-in priority class", POD("priorityClassName: system-node-critical"), []],
    ["runtime class", POD("runtimeClassName: gvisor"), ["RuntimeClass gvisor < Deployment here/web"]],
    ["service account", POD("serviceAccountName: robot"), ["ServiceAccount here/robot < Deployment here/web"]],
    ["default service account", POD("serviceAccountName: default"), []],
    ["secret volume", POD("volumes: [{ secret: { secretName: s } }]"), ["Secret here/s < Deployment here/web"]],
    ["optional secret volume", POD("volumes: [{ secret: { secretName: s, optional: true } }]"), []],
    ["config map volume", POD("volumes: [{ configMap: { name: c } }]"), ["ConfigMap here/c < Deployment here/web"]],
    [
      "projected",
      POD(
        "volumes: [{ projected: { sources: [{ secret: { name: s } }, { configMap: { name: c, optional: true } }] } }]",
      ),
      ["Secret here/s < Deployment here/web"],
    ],
    [
      "environment",
      POD(
        "containers: [{ envFrom: [{ secretRef: { name: a } }, { configMapRef: { name: b } }], env: [{ valueFrom: { secretKeyRef: { name: c, key: k } } }, { valueFrom: { configMapKeyRef: { name: d, key: k, optional: true } } }] }]",
      ),
      [
        "Secret here/a < Deployment here/web",
        "ConfigMap here/b < Deployment here/web",
        "Secret here/c < Deployment here/web",
      ],
    ],
    [
      "init container",
      POD("initContainers: [{ envFrom: [{ secretRef: { name: a } }] }]"),
      ["Secret here/a < Deployment here/web"],
    ],
    [
      "cron job",
      "apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: j, namespace: there }\nspec: { jobTemplate: { spec: { template: { spec: { priorityClassName: high } } } } }",
      ["Namespace there < CronJob there/j", "PriorityClass high < CronJob there/j"],
    ],
    [
      "claims of a stateful set",
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: s }\nspec: { volumeClaimTemplates: [{ spec: { storageClassName: fast } }, { spec: {} }, { spec: { storageClassName: '' } }] }",
      ["StorageClass fast < StatefulSet here/s", "StorageClass (default) < StatefulSet here/s"],
    ],
    [
      "claim of a pod",
      POD("volumes: [{ ephemeral: { volumeClaimTemplate: { spec: { storageClassName: fast } } } }]"),
      ["StorageClass fast < Deployment here/web"],
    ],
    [
      "default ingress class and issuer",
      "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: i, annotations: { cert-manager.io/cluster-issuer: ca } }\nspec: {}",
      ["IngressClass (default) < Ingress here/i", "ClusterIssuer ca < Ingress here/i"],
    ],
    [
      "named ingress class",
      "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: i }\nspec: { ingressClassName: nginx }",
      ["IngressClass nginx < Ingress here/i"],
    ],
    [
      "ingress class by annotation",
      "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: i, annotations: { kubernetes.io/ingress.class: old } }\nspec: {}",
      ["IngressClass old < Ingress here/i"],
    ],
    [
      "metrics",
      "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: h }\nspec: { metrics: [{ type: Resource }, { type: External }, { type: Resource }] }",
      [
        "APIService v1beta1.metrics.k8s.io < HorizontalPodAutoscaler here/h",
        "APIService v1beta1.external.metrics.k8s.io < HorizontalPodAutoscaler here/h",
      ],
    ],
    [
      "metrics by default",
      "apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata: { name: h }\nspec: {}",
      ["APIService v1beta1.metrics.k8s.io < HorizontalPodAutoscaler here/h"],
    ],
    [
      "certificate",
      "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: { name: c }\nspec: { issuerRef: { name: i } }",
      ["Issuer here/i < Certificate here/c"],
    ],
    [
      "external secret",
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: e }\nspec: { secretStoreRef: { name: s, kind: ClusterSecretStore } }",
      ["ClusterSecretStore s < ExternalSecret here/e"],
    ],
    [
      "route",
      "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: r }\nspec: { parentRefs: [{ name: g, namespace: edge }, { kind: Service, name: s }] }",
      ["Gateway edge/g < HTTPRoute here/r"],
    ],
    [
      "gateway",
      "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: g }\nspec: { gatewayClassName: c }",
      ["GatewayClass c < Gateway here/g"],
    ],
    [
      "classes anywhere in a custom resource",
      "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: p }\nspec: { priorityClassName: high, storage: { volumeClaimTemplate: { spec: { storageClassName: fast } } }, list: [{ ingressClassName: i }] }",
      [
        "PriorityClass high < Prometheus here/p",
        "IngressClass i < Prometheus here/p",
        "StorageClass fast < Prometheus here/p",
      ],
    ],
  ])("%s", (_name, document, expected) => {
    expect([...uses(document)].sort()).toEqual([...expected].sort());
  });

  it("stand once, with the first who uses them", () => {
    expect(uses(POD("priorityClassName: high"), POD("priorityClassName: high").replace("web", "api"))).toEqual([
      "PriorityClass high < Deployment here/web",
    ]);
  });

  it("survive objects of any shape", () => {
    const odd = [
      "spec: 1",
      "spec: { template: [] }",
      "spec: { template: { spec: { volumes: x, containers: [1, null] } } }",
    ];
    const kinds = [
      "Deployment",
      "CronJob",
      "StatefulSet",
      "Ingress",
      "HorizontalPodAutoscaler",
      "CustomResourceDefinition",
    ];
    for (const kind of kinds)
      for (const spec of odd)
        expect(uses(`apiVersion: v1\nkind: ${kind}\nmetadata: 3\n${spec}`).every((use) => use.includes(kind))).toBe(
          true,
        );
  });
});
