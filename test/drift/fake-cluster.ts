import type {
  KubernetesObject,
  KubernetesReader,
  ObjectRef,
  Resource,
} from "../../src/outside/kubernetes/kubernetes.ts";
import { packRelease } from "../../src/release/release-payload.ts";
import { markLabels } from "../../src/release/marks.ts";
import type { ReleaseRecord } from "../../src/release/release-record.ts";
import { AddonsError } from "../../src/support/addons-error.ts";
import type { JsonObject } from "../../src/support/json.ts";
import { HASH } from "./releases.ts";

const SECRET: Resource = { apiVersion: "v1", kind: "Secret", plural: "secrets", namespaced: true };
export const CONFIG_MAP: Resource = { apiVersion: "v1", kind: "ConfigMap", plural: "configmaps", namespaced: true };
const RESOURCES: readonly Resource[] = [
  SECRET,
  CONFIG_MAP,
  { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments", namespaced: true },
  { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", plural: "clusterroles", namespaced: false },
];

export interface FakeCluster extends KubernetesReader {
  /** `get configmaps web`, `list configmaps`, `metadata secrets`, in order. */
  readonly asked: readonly string[];
}

/** A cluster of these objects that answers like the API server; `fails` turns requests, as `asked` names them, into errors. */
export function fakeCluster(
  objects: readonly KubernetesObject[],
  fails: Readonly<Record<string, string>> = {},
): FakeCluster {
  const asked: string[] = [];
  const ask = (text: string): void => {
    asked.push(text);
    const code = fails[text] ?? fails["*"];
    if (code !== undefined) throw new AddonsError(code, `${text}: ${code}`, { kind: "failed", hint: "look" });
  };
  const list = (verb: string, { resource, labelSelector }: { resource: Resource; labelSelector?: string }) => {
    ask(`${verb} ${resource.plural}`);
    const items = objects.filter((one) => one.kind === resource.kind && selected(one, labelSelector ?? ""));
    return { items, resourceVersion: "1" };
  };
  return {
    server: "https://fake",
    asked,
    get requests() {
      return asked.length;
    },
    get: async ({ resource, name }: ObjectRef) => {
      ask(`get ${resource.plural} ${name}`);
      return objects.find((one) => one.kind === resource.kind && one.metadata.name === name);
    },
    list: async (query) => list("list", query),
    listMetadata: async (query) => list("metadata", query),
    watch: () => {
      throw new Error("Drift does not watch");
    },
    resources: async () => {
      ask("resources");
      return RESOURCES;
    },
    forgetResources: () => undefined,
    version: async () => {
      ask("version");
      return "1.37";
    },
    close: () => undefined,
  };
}

/** A release Secret as Helm stores it, with marks of a sync of environment `test` unless given others. */
export function releaseSecret(record: ReleaseRecord, marks?: Readonly<Record<string, string>>): KubernetesObject {
  const { release, namespace, revision, status, description, values, manifest, applyMethod } = record;
  const own = markLabels({ revision, hash: HASH, environment: "test", addon: release });
  const secret: KubernetesObject = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: `sh.helm.release.v1.${release}.v${revision}`,
      namespace,
      labels: { owner: "helm", status, name: release, version: String(revision), ...(marks ?? own) },
    },
  };
  const info: JsonObject = { description, status };
  const json = {
    name: release,
    namespace,
    version: revision,
    info,
    config: values,
    manifest,
    apply_method: applyMethod,
  };
  return packRelease(secret, JSON.stringify(json));
}

function selected(object: KubernetesObject, selector: string): boolean {
  const labels = (object.metadata["labels"] ?? {}) as Readonly<Record<string, string>>;
  return selector
    .split(",")
    .filter((part) => part !== "")
    .every((part) => {
      const [key = "", value = ""] = part.split(/!?=/);
      return part.includes("!=") ? labels[key] !== value : labels[key] === value;
    });
}
