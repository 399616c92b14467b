import { describe, expect, it } from "vitest";
import { readFacts } from "../../src/rendered/read-facts.ts";
import type { RenderedFacts } from "../../src/rendered/rendered-facts.ts";

function facts(...documents: readonly string[]): RenderedFacts {
  return readFacts(documents.map((document) => `---\n# Source: app/templates/x.yaml\n${document}\n`).join(""), "here");
}

/** Uses as `Kind namespace/name < user`. */
function uses(...documents: readonly string[]): readonly string[] {
  return facts(...documents).uses.map(({ kind, name = "(default)", namespace, by }) => {
    return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name} < ${by}`;
  });
}

const POD = (rest: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { template: { spec: { ${rest} } } }`;

describe("objects", () => {
  it("get the release's namespace unless they have one of their own or none at all", () => {
    const { objects } = facts(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: b, namespace: there }",
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: c }",
      "apiVersion: v1\nkind: List\nitems: [{ apiVersion: v1, kind: Secret, metadata: { name: d } }]",
    );
    expect(objects).toEqual([
      { apiVersion: "v1", kind: "ConfigMap", name: "a", namespace: "here" },
      { apiVersion: "v1", kind: "ConfigMap", name: "b", namespace: "there" },
      { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "c" },
      { apiVersion: "v1", kind: "Secret", name: "d", namespace: "here" },
    ]);
  });

  it("of crds/ and hooks are told apart; those of `helm test` are no part of a sync", () => {
    const object = (name: string, hook = ""): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, annotations: { helm.sh/hook: "${hook}" } }\n`;
    const text = [
      `---\n# Source: app/crds/two.yaml\n---\n${object("in-crds")}---\n${object("second-of-that-file")}`,
      `---\n# Source: app/charts/sub/crds/one.yaml\n${object("of-subchart")}`,
      `---\n# Source: app/templates/crds/x.yaml\n${object("in-templates")}`,
      `---\n# Source: app/templates/y.yaml\n${object("hook", "pre-install,pre-upgrade")}`,
      `---\n# Source: app/templates/z.yaml\n${object("test", "test")}`,
    ].join("");
    expect(readFacts(text, "here").objects.map(({ name, origin }) => [name, origin])).toEqual([
      ["in-crds", "crds"],
      ["second-of-that-file", "crds"],
      ["of-subchart", "crds"],
      ["in-templates", undefined],
      ["hook", "hook"],
    ]);
  });

  it("that are default classes are marked", () => {
    const { objects } = facts(
      'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: a, annotations: { ingressclass.kubernetes.io/is-default-class: "true" } }',
      'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: b, annotations: { storageclass.kubernetes.io/is-default-class: "false" } }',
    );
    expect(objects.map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ["a", true],
      ["b", undefined],
    ]);
  });

  it("keep nothing of what Secrets hold", () => {
    const found = facts(
      "apiVersion: v1\nkind: Secret\nmetadata: { name: a, annotations: { note: hunter22 } }\nstringData: { password: hunter22 }\ndata: { other: aHVudGVyMjI= }",
      POD("containers: [{ name: a, env: [{ name: PASSWORD, value: hunter22 }] }]"),
    );
    expect(JSON.stringify(found)).not.toMatch(/hunter22|aHVudGVyMjI=/);
  });
});

describe("definitions", () => {
  const CRD = (schema: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things.example.com
spec:
  group: example.com
  names: { kind: Thing, plural: things }
  scope: Cluster
  versions:
    - name: v1
      served: true
      schema:
${schema}
      subresources:
        status: {}
    - served: true
      schema:
${schema}
      name: v1beta1
    - name: v1alpha1
      served: false
      schema:
${schema}
`;
  const expected = {
    group: "example.com",
    kind: "Thing",
    plural: "things",
    scope: "Cluster",
    versions: ["v1", "v1beta1"],
  };

  it.each([
    ["small", "        openAPIV3Schema: { type: object }"],
    [
      "too large to be parsed whole",
      `        openAPIV3Schema:\n          type: object\n          description: |-\n${"            a schema:\n            more\n\n".repeat(200)}          properties:\n            schema:\n              type: string`,
    ],
    ["with comments at the margin", `        openAPIV3Schema:\n# ${"x".repeat(5000)}\n          type: object`],
  ])("%s", (_name, schema) => {
    expect(facts(CRD(schema)).definitions).toEqual([expected]);
  });

  it("of another kind of object are none", () => {
    expect(
      facts("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\nspec: { group: a, names: { kind: B } }")
        .definitions,
    ).toEqual([]);
  });
});

describe("webhooks", () => {
  it("are read with their defaults", () => {
    const { webhooks } = facts(`apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: config }
webhooks:
  - name: a.example.com
    clientConfig: { service: { namespace: here, name: hook } }
    rules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [services], scope: Namespaced }]
    namespaceSelector: { matchExpressions: [{ key: k, operator: NotIn, values: [v] }] }
  - name: b.example.com
    failurePolicy: Ignore
    clientConfig: { url: "https://elsewhere" }
    objectSelector: { matchLabels: { inject: "true" } }
    rules: [{ apiGroups: [a], operations: ["*"], resources: ["*"] }]`);
    expect(webhooks).toEqual([
      {
        configuration: "MutatingWebhookConfiguration config",
        name: "a.example.com",
        failurePolicy: "Fail",
        service: "here/hook",
        rules: [{ groups: [""], resources: ["services"], operations: ["CREATE"], scope: "Namespaced" }],
        namespaceSelector: { matchLabels: {}, matchExpressions: [{ key: "k", operator: "NotIn", values: ["v"] }] },
        objects: "all",
      },
      {
        configuration: "MutatingWebhookConfiguration config",
        name: "b.example.com",
        failurePolicy: "Ignore",
        rules: [{ groups: ["a"], resources: ["*"], operations: ["*"], scope: "*" }],
        objects: "opt-in",
      },
    ]);
  });
});

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
    for (const kind of kinds) for (const spec of odd) facts(`apiVersion: v1\nkind: ${kind}\nmetadata: 3\n${spec}`);
  });
});
