import { describe, expect, it } from "vitest";
import { disownPatch } from "../../src/drift/disown-patch.ts";
import type { Finding } from "../../src/drift/finding.ts";
import { expectedObjects } from "../../src/drift/expected-objects.ts";
import { missingFinding, objectFindings, type ReleaseCheck } from "../../src/drift/object-findings.ts";
import { repairRefs, repairWrites, type Write } from "../../src/drift/repair-writes.ts";
import type { KubernetesObject, Resource } from "../../src/outside/kubernetes/kubernetes.ts";
import type { JsonObject } from "../../src/support/json.ts";
import { f, managed } from "./objects.ts";
import { recordOf } from "./releases.ts";

const MANIFEST = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  template:
    spec:
      containers: [{ name: web, image: "web:1", env: [{ name: A, value: "1" }] }]
`;
const RESOURCE: Resource = { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments", namespaced: true };
const REF = { resource: RESOURCE, namespace: "a", name: "web" };
const CHECK: ReleaseCheck = {
  place: { addon: "web", release: "web", namespace: "a" },
  rules: [],
  forecast: { release: "in-step", repair: false, applyMethod: "ssa" },
  secrets: { anywhere: new Set(), whole: new Set() },
};

/** What Helm applied, changed by a person. */
function live(
  container: JsonObject,
  more: JsonObject = {},
  managedFields: readonly JsonObject[] = [],
): KubernetesObject {
  const [target] = expectedObjects(recordOf(1, { manifest: MANIFEST }), [RESOURCE]);
  if (target === undefined) throw new Error("No object");
  const metadata = { ...target.expected.metadata, uid: "u1", managedFields: [...managedFields] };
  const template = {
    spec: {
      containers: [
        { name: "idle", image: "idle" },
        { name: "web", ...container },
      ],
    },
  };
  return { ...target.expected, metadata, spec: { replicas: 2, template, ...more } };
}

const PERSON = managed("kubectl-edit", {
  "f:spec": {
    "f:replicas": {},
    "f:paused": {},
    "f:template": {
      "f:spec": {
        "f:containers": {
          'k:{"name":"idle"}': { ".": {}, "f:name": {}, "f:image": {} },
          'k:{"name":"web"}': { "f:args": {} },
        },
      },
    },
  },
});
const HELM = managed("helm/Apply", {
  "f:spec": {
    "f:template": {
      "f:spec": { "f:containers": { 'k:{"name":"web"}': { ".": {}, "f:name": {}, "f:image": {} } } },
    },
  },
});
const EDITED = live({ image: "web:1", args: ["-v"] }, { replicas: 5, paused: true }, [HELM, PERSON]);

function findingsOf(object: KubernetesObject): readonly Finding[] {
  const [target] = expectedObjects(recordOf(1, { manifest: MANIFEST }), [RESOURCE]);
  return target === undefined ? [] : objectFindings(target.expected, object, CHECK);
}

function repair(applyMethod: "ssa" | "csa", findings: readonly Finding[], object?: KubernetesObject): readonly Write[] {
  const found = { ref: REF, ...(object !== undefined && { object }) };
  return repairWrites(recordOf(1, { manifest: MANIFEST, applyMethod }), findings, [found]);
}

describe("repairWrites", () => {
  it("patches additions away and applies the rest, for server-side apply", () => {
    const writes = repair("ssa", findingsOf(EDITED), EDITED);
    expect(writes.map(({ kind, sentence }) => `${kind} ${sentence}`)).toEqual([
      "patch-json Deployment a/web: remove spec.paused, remove spec.template.spec.containers[name=idle], remove spec.template.spec.containers[name=web].args",
      "apply Deployment a/web: set spec.replicas, set spec.template.spec.containers[name=web].env",
    ]);
    const [patch, apply] = writes;
    expect(patch?.kind === "patch-json" && patch.patch).toEqual([
      { op: "test", path: "/metadata/uid", value: "u1" },
      { op: "test", path: "/spec/paused", value: true },
      { op: "test", path: "/spec/template/spec/containers/0/name", value: "idle" },
      { op: "test", path: "/spec/template/spec/containers/0", value: { name: "idle", image: "idle" } },
      { op: "test", path: "/spec/template/spec/containers/1/name", value: "web" },
      { op: "test", path: "/spec/template/spec/containers/1/args", value: ["-v"] },
      { op: "remove", path: "/spec/template/spec/containers/1/args" },
      { op: "remove", path: "/spec/template/spec/containers/0" },
      { op: "remove", path: "/spec/paused" },
    ]);
    expect(apply?.kind === "apply" && apply.object).toMatchObject({
      metadata: {
        name: "web",
        namespace: "a",
        labels: { "app.kubernetes.io/managed-by": "Helm" },
        annotations: { "meta.helm.sh/release-name": "web", "meta.helm.sh/release-namespace": "a" },
      },
      spec: { replicas: 2 },
    });
  });

  it("patches field by field, for client-side apply", () => {
    const [patch, ...others] = repair("csa", findingsOf(EDITED), EDITED);
    expect(others).toEqual([]);
    expect(patch?.kind === "patch-json" && patch.patch.filter(({ op }) => op !== "test")).toEqual([
      { op: "replace", path: "/spec/replicas", value: 2 },
      { op: "add", path: "/spec/template/spec/containers/1/env", value: [{ name: "A", value: "1" }] },
      { op: "remove", path: "/spec/template/spec/containers/1/args" },
      { op: "remove", path: "/spec/template/spec/containers/0" },
      { op: "remove", path: "/spec/paused" },
    ]);
    expect(patch?.kind === "patch-json" && patch.afterwards).toBe("done");
  });

  it("touches only what the plan showed", () => {
    const shown = findingsOf(EDITED).filter(({ path }) => path === "/spec/paused");
    expect(repair("ssa", shown, EDITED).map(({ sentence }) => sentence)).toEqual([
      "Deployment a/web: remove spec.paused",
    ]);
    const info = findingsOf(EDITED).map((finding) => ({ ...finding, severity: "info" as const }));
    expect(repair("csa", info, EDITED)).toEqual([]);
    const refused = findingsOf(EDITED).map((one) => ({
      ...one,
      forecast: { sync: "keeps", repair: "refuses" } as const,
    }));
    expect(repair("csa", refused, EDITED)).toEqual([]);
    expect(repair("csa", [], EDITED)).toEqual([]);
  });

  it("finds elements again that moved since the plan", () => {
    const pod = {
      containers: [
        { name: "web", image: "web:1", args: ["-v"] },
        { name: "idle", image: "idle" },
      ],
    };
    const moved = { ...EDITED, spec: { replicas: 2, template: { spec: pod } } } as KubernetesObject;
    const [patch] = repair("ssa", findingsOf(EDITED), moved);
    expect(patch?.kind === "patch-json" && patch.patch.filter(({ op }) => op === "remove")).toEqual([
      { op: "remove", path: "/spec/template/spec/containers/1" },
      { op: "remove", path: "/spec/template/spec/containers/0/args" },
    ]);
  });

  it("makes deleted objects again, and only those", () => {
    const [target] = expectedObjects(recordOf(1, { manifest: MANIFEST }), [RESOURCE]);
    const gone = target === undefined ? [] : [missingFinding(target.expected, CHECK)];
    expect(repair("ssa", gone).map(({ kind, sentence }) => `${kind} ${sentence}`)).toEqual([
      "apply Deployment a/web: create it again",
    ]);
    expect(repair("csa", gone).map(({ kind }) => kind)).toEqual(["create"]);
    expect(repair("csa", gone, EDITED)).toEqual([]);
    expect(repair("csa", findingsOf(EDITED))).toEqual([]);
  });

  it("waits for an object that is being deleted", () => {
    const leaving = { ...EDITED, metadata: { ...EDITED.metadata, deletionTimestamp: "2026-11-20T10:00:00Z" } };
    expect(repair("ssa", findingsOf(EDITED), leaving)).toEqual([]);
    expect(findingsOf(leaving).map(({ code, forecast }) => `${code} ${forecast.repair}`)).toEqual(["OBJ009 refuses"]);
  });

  it("makes the map of labels when all of them are gone", () => {
    const { labels: _labels, ...metadata } = EDITED.metadata;
    const bare = { ...EDITED, metadata } as KubernetesObject;
    const [patch] = repair("csa", findingsOf(bare), bare);
    expect(
      patch?.kind === "patch-json" && patch.patch.filter(({ path }) => path.startsWith("/metadata/labels")),
    ).toEqual([
      { op: "add", path: "/metadata/labels", value: {} },
      { op: "add", path: "/metadata/labels/app.kubernetes.io~1managed-by", value: "Helm" },
    ]);
  });
});

describe("repairRefs", () => {
  it("names each object to read once", () => {
    expect(repairRefs(findingsOf(EDITED), [RESOURCE])).toEqual([REF]);
    expect(repairRefs(findingsOf(EDITED), [])).toEqual([]);
  });
});

describe("disownPatch", () => {
  it("drops the entry that a patch by Helm's name left, and no other", () => {
    const own = managed("helm/Update", f("spec", "x"));
    expect(disownPatch(live({}, {}, [HELM, PERSON, own])).map(({ op, path }) => `${op} ${path}`)).toEqual([
      "test /metadata/managedFields/2/manager",
      "test /metadata/managedFields/2/operation",
      "remove /metadata/managedFields/2",
    ]);
    expect(disownPatch(EDITED)).toEqual([]);
  });
});
