import { describe, expect, it } from "vitest";
import { isUntouched, objectDifferences } from "../../src/drift/object-differences.ts";
import type { JsonObject } from "../../src/support/json.ts";
import { differenceTexts, f, managed, object } from "./objects.ts";

const WEB = "apps/v1 Deployment web";

function differences(kind: string, [expected, live]: readonly JsonObject[], writers: readonly JsonObject[]) {
  return differenceTexts(objectDifferences(object(kind, expected ?? {}), object(kind, live ?? {}, writers)));
}

describe("the verdict on one field", () => {
  const replicas = (count: number): JsonObject => ({ spec: { replicas: count } });
  const owns = f("spec", "replicas");

  it.each<[string, JsonObject, readonly string[], readonly string[]]>([
    ["equal and Helm's", replicas(2), ["helm/Apply"], []],
    ["equal and Helm's and another's", replicas(2), ["helm/Apply", "kubectl-edit"], []],
    ["equal and another's", replicas(2), ["kubectl-edit"], ["OBJ014 info /spec/replicas 2 → 2 by kubectl-edit"]],
    ["equal and a controller's", replicas(2), ["kube-controller-manager"], []],
    ["other and Helm's", replicas(5), ["helm/Update"], ["OBJ013 info /spec/replicas 2 → 5 by helm"]],
    ["other and a person's", replicas(5), ["kubectl/Update/scale"], ["OBJ002 drift /spec/replicas 2 → 5 by kubectl"]],
    [
      "other and a controller's",
      replicas(5),
      ["some-operator"],
      ["OBJ002 drift /spec/replicas 2 → 5 by some-operator"],
    ],
    [
      "other and a second deployer's",
      replicas(5),
      ["argocd-controller/Apply"],
      ["OBJ002 drift /spec/replicas 2 → 5 by argocd-controller"],
    ],
    ["gone", { spec: { paused: true } }, [], ["OBJ003 drift /spec/replicas 2 → nothing by nobody"]],
    ["gone though Helm's", { spec: {} }, ["helm/Apply"], ["OBJ013 info /spec/replicas 2 → nothing by helm"]],
  ])("%s", (...[, live, writers, found]) => {
    const entries = writers.map((writer) => managed(writer, owns));
    const other = managed("helm/Apply", f("spec", "selector"));
    expect(differences(WEB, [replicas(2), live], [...entries, other])).toEqual(found);
  });

  it("is by nobody when managedFields were cleared", () => {
    expect(differences(WEB, [replicas(2), replicas(5)], [])).toEqual(["OBJ002 drift /spec/replicas 2 → 5 by nobody"]);
    expect(differences(WEB, [replicas(2), replicas(5)], [{}])).toEqual(["OBJ002 drift /spec/replicas 2 → 5 by nobody"]);
  });

  it("is none for what the first generation of a spec never had", () => {
    const live = { metadata: { generation: 1 }, spec: { replicas: 2 } };
    const expected = { spec: { replicas: 2, unknown: "x" } };
    expect(differences(WEB, [expected, live], [managed("helm", owns)])).toEqual([
      'OBJ013 info /spec/unknown "x" → nothing by nobody',
    ]);
  });
});

describe("lists", () => {
  const ports = (list: readonly JsonObject[]): JsonObject => ({ spec: { ports: list } });
  const element = (keys: JsonObject, below: JsonObject): JsonObject => ({ [`k:${JSON.stringify(keys)}`]: below });
  const owned = managed("helm/Apply", {
    "f:spec": {
      "f:ports": {
        ...element({ port: 53, protocol: "TCP" }, { ".": {}, "f:name": {}, "f:port": {} }),
        ...element({ port: 53, protocol: "UDP" }, { ".": {}, "f:name": {}, "f:port": {}, "f:protocol": {} }),
      },
    },
  });

  it("pair by the keys that managedFields carries, in any order", () => {
    const expected = ports([
      { name: "tcp", port: 53, protocol: "TCP" },
      { name: "udp", port: 53, protocol: "UDP" },
    ]);
    const live = ports([
      { name: "udp2", port: 53, protocol: "UDP" },
      { name: "tcp", port: 53, protocol: "TCP" },
    ]);
    const person = managed("kubectl-edit", {
      "f:spec": { "f:ports": element({ port: 53, protocol: "UDP" }, { "f:name": {} }) },
    });
    expect(differences("v1 Service web", [expected, live], [owned, person])).toEqual([
      'OBJ013 info /spec/ports/0/name "udp" → "udp2" by kubectl-edit,helm'.replace(
        "kubectl-edit,helm",
        "helm,kubectl-edit",
      ),
    ]);
  });

  it("match a left out key when one candidate is left", () => {
    const expected = ports([{ name: "tcp", port: 80 }]);
    const live = ports([{ name: "tcp", port: 80, protocol: "TCP" }]);
    const helm = managed("helm/Apply", {
      "f:spec": { "f:ports": element({ port: 80, protocol: "TCP" }, { ".": {}, "f:name": {}, "f:port": {} }) },
    });
    expect(differences("v1 Service web", [expected, live], [helm])).toEqual([]);
  });

  it("are sets where managedFields says so", () => {
    const expected = { spec: { hosts: ["a", "b"] } };
    const live = { spec: { hosts: ["b", "c"] } };
    const helm = managed("helm/Apply", { "f:spec": { "f:hosts": { 'v:"b"': {} } } });
    const person = managed("kubectl-edit", { "f:spec": { "f:hosts": { 'v:"c"': {} } } });
    expect(differences("example.com/v1 Widget web", [expected, live], [helm, person])).toEqual([
      'OBJ003 drift /spec/hosts/0 "a" → nothing by nobody',
      'OBJ005 drift /spec/hosts/1 nothing → "c" by kubectl-edit',
    ]);
  });

  it("are compared as a whole where nothing says how they pair, defaults inside left alone", () => {
    const expected = { spec: { rules: [{ operations: ["CREATE"] }] } };
    const live = { spec: { rules: [{ operations: ["CREATE"], scope: "*" }] } };
    const whole = f("spec", "rules");
    const kind = "admissionregistration.k8s.io/v1 Webhooks web";
    expect(differences(kind, [expected, live], [managed("helm/Apply", whole)])).toEqual([]);
    expect(differences(kind, [expected, live], [managed("kubectl-edit", whole)])).toEqual([
      'OBJ014 info /spec/rules [{"operations":["CREATE"]}] → [{"operations":["CREATE"],"scope":"*"}] by kubectl-edit',
    ]);
    const more = { spec: { rules: [{ operations: ["CREATE"], extra: 1 }] } };
    expect(differences(kind, [expected, more], [managed("kubectl-edit", whole)])[0]).toMatch(/^OBJ002 drift/);
  });

  it("pair by well-known keys when managedFields were cleared", () => {
    const pod = (containers: readonly JsonObject[]): JsonObject => ({ spec: { template: { spec: { containers } } } });
    const expected = pod([{ name: "a", image: "a:1" }]);
    const live = pod([
      { name: "injected", image: "x" },
      { name: "a", image: "a:2", imagePullPolicy: "Always" },
    ]);
    expect(differences(WEB, [expected, live], [])).toEqual([
      'OBJ002 drift /spec/template/spec/containers/1/image "a:1" → "a:2" by nobody',
    ]);
  });
});

describe("additions", () => {
  const helm = managed("helm/Apply", { "f:metadata": { "f:labels": { "f:app": {} } }, "f:spec": { "f:replicas": {} } });
  const expected = { metadata: { labels: { app: "web" } }, spec: { replicas: 1 } };
  const live = (more: JsonObject, metadata: JsonObject = {}): JsonObject => ({
    metadata: { labels: { app: "web", ...metadata } },
    spec: { replicas: 1, ...more },
  });

  it("are told at their highest new node", () => {
    const found = { template: { spec: { hostAliases: [{ ip: "127.0.0.2" }] } } };
    const person = managed("kubectl-edit", f("spec", "template", "spec", "hostAliases"));
    expect(differences(WEB, [expected, live(found)], [helm, person])).toEqual([
      'OBJ004 drift /spec/template nothing → {"spec":{"hostAliases":[{"ip":"127.0.0.2"}]}} by kubectl-edit',
    ]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ["a controller's", live({ x: 1 }), managed("cert-manager-cainjector", f("spec", "x"))],
    ["nobody's", live({ x: 1 }), managed("kubectl-edit", f("spec", "replicas"))],
    ["what was there when tracking began", live({ x: 1 }), managed("before-first-apply", f("spec", "x"))],
    [
      "a server's default",
      live({ revisionHistoryLimit: 10 }),
      managed("kubectl-create", f("spec", "revisionHistoryLimit")),
    ],
    ["gone again", live({}), managed("kubectl-edit", f("spec", "x"))],
    ["a finalizer", live({}), managed("kubectl-edit", { "f:metadata": { "f:finalizers": { ".": {}, 'v:"x"': {} } } })],
    ["in the status", live({}), managed("kubectl-edit", f("status", "x"))],
    ["through the status", live({ x: 1 }), managed("kubectl-edit/Update/status", f("spec", "x"))],
  ])("are none when %s", (_, found, writer) => {
    const texts = differences(WEB, [expected, found], [helm, writer]);
    expect(texts.filter((text) => !text.startsWith("OBJ014"))).toEqual([]);
  });

  it("are none when an earlier write of Helm set them too", () => {
    const both = [managed("helm/Update", f("spec", "x")), managed("kubectl-edit", f("spec", "x"))];
    expect(differences(WEB, [expected, live({ x: 1 })], [helm, ...both])).toEqual([]);
  });

  it("of labels are told one by one, whatever their names", () => {
    const person = managed("curl", { "f:metadata": { "f:labels": { "f:type": {}, "f:a/b": {} } } });
    expect(differences(WEB, [expected, live({}, { type: "ClusterIP", "a/b": "1" })], [helm, person])).toEqual([
      'OBJ004 drift /metadata/labels/type nothing → "ClusterIP" by curl',
      'OBJ004 drift /metadata/labels/a~1b nothing → "1" by curl',
    ]);
  });
});

describe("special objects", () => {
  it("an aggregated ClusterRole has rules by a controller", () => {
    const expected = {
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] },
      rules: [{ verbs: ["get"] }],
    };
    const live = { ...expected, rules: [{ verbs: ["get", "list"] }] };
    const owners = [
      managed("helm/Apply", f("aggregationRule")),
      managed("clusterrole-aggregation-controller/Apply", f("rules")),
    ];
    expect(differences("rbac.authorization.k8s.io/v1 ClusterRole web", [expected, live], owners)).toEqual([]);
  });

  it("a volume claim that grew cannot shrink, one that shrank can be told", () => {
    const claim = (storage: string): JsonObject => ({ spec: { resources: { requests: { storage } } } });
    const person = managed("kubectl-edit", f("spec", "resources", "requests", "storage"));
    const changes = ["2Gi", "512Mi"].map(
      (storage) =>
        objectDifferences(
          object("v1 PersistentVolumeClaim web", claim("1Gi")),
          object("v1 PersistentVolumeClaim web", claim(storage), [person]),
        )[0]?.change,
    );
    expect(changes).toEqual(["cannot-be-undone", "changed-by-other"]);
  });

  it("marks of Helm's ownership have a code of their own, another release's name is not taken back", () => {
    const annotation = "meta.helm.sh/release-name";
    const metadata = (labels: JsonObject, annotations: JsonObject): JsonObject => ({
      metadata: { labels, annotations },
    });
    const expected = metadata({ "app.kubernetes.io/managed-by": "Helm" }, { [annotation]: "web" });
    const live = { metadata: { annotations: { [annotation]: "other" } } };
    const person = managed("kubectl-annotate", { "f:metadata": { "f:annotations": f(annotation) } });
    const found = objectDifferences(object(WEB, expected), object(WEB, live, [person]));
    expect(found.map(({ code, change }) => `${code} ${change}`)).toEqual(["OBJ006 removed", "OBJ006 cannot-be-undone"]);
  });
});

describe("isUntouched", () => {
  const expected = object("v1 Secret web", { metadata: { labels: { app: "web" } }, data: { a: "eA==" } });
  const fields = { "f:metadata": { "f:labels": { "f:app": {} } }, "f:data": { "f:a": {} } };
  const metadata = (writers: readonly JsonObject[], labels: JsonObject = { app: "web" }) =>
    object("meta.k8s.io/v1 PartialObjectMetadata web", { metadata: { labels } }, writers);

  it.each([
    ["Helm alone wrote all", metadata([managed("helm", fields)]), true],
    [
      "a controller wrote something else",
      metadata([managed("helm", fields), managed("some-controller", f("data", "b"))]),
      true,
    ],
    ["a person wrote anything", metadata([managed("helm", fields), managed("kubectl-edit", f("data", "b"))]), false],
    ["a controller took a field", metadata([managed("some-controller", fields)]), false],
    ["a field is nobody's", metadata([managed("helm", f("metadata", "labels", "app"))]), false],
    ["a label differs", metadata([managed("helm", fields)], { app: "other" }), false],
    ["managedFields were cleared", metadata([]), false],
  ])("%s: %s", (_, live, untouched) => {
    expect(isUntouched(expected, live)).toBe(untouched);
  });
});
