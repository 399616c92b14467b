import { describe, expect, it } from "vitest";
import { readFacts } from "../../src/rendered/read-facts.ts";
import type { RenderedFacts } from "../../src/rendered/rendered-facts.ts";

function facts(...documents: readonly string[]): RenderedFacts {
  return readFacts(documents.map((document) => `---\n# Source: app/templates/x.yaml\n${document}\n`).join(""), "here");
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

describe("images", () => {
  it("of containers of every sort, of volumes, of pod templates in custom resources; each once and sorted", () => {
    const { images } = facts(
      POD(
        'initContainers: [{ image: "i:1" }], containers: [{ image: "c:1" }, { image: "c:1" }, { name: none }], ephemeralContainers: [{ image: "e:1" }], volumes: [{ name: v, image: { reference: "v:1" } }]',
      ),
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: j }\nspec: { jobTemplate: { spec: { template: { spec: { containers: [{ image: "j:1" }] } } } } }',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ image: "a:1" }] }',
      'apiVersion: example.com/v1\nkind: Fleet\nmetadata: { name: f }\nspec: { groups: [{ podTemplate: { spec: { containers: [{ image: "f:1" }] } } }] }',
    );
    expect(images).toEqual(["a:1", "c:1", "e:1", "f:1", "i:1", "j:1", "v:1"]);
  });

  it("not what only looks like one: patterns of policies, text in a ConfigMap, pods of `helm test`", () => {
    const { images } = facts(
      'apiVersion: policies.example.com/v1\nkind: Policy\nmetadata: { name: p }\nspec: { pattern: { spec: { containers: [{ image: "!*:latest" }] } } }',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { template: "spec: { containers: [{ image: x:1 }] }" }',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: t, annotations: { helm.sh/hook: test } }\nspec: { containers: [{ image: "t:1" }] }',
    );
    expect(images).toEqual([]);
  });
});
