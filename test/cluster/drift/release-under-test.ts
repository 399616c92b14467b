import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkDrift } from "../../../src/drift/check-drift.ts";
import { baselineRevision } from "../../../src/drift/read-releases.ts";
import type { ClusterDrift, Finding } from "../../../src/drift/finding.ts";
import { repairRefs, repairWrites, type Write } from "../../../src/drift/repair-writes.ts";
import type { Addon, Cluster, IgnoreRule } from "../../../src/manifest/environment.ts";
import type { DesiredRelease } from "../../../src/desired/desired-release.ts";
import { sendWrite } from "../../../src/sync/send-write.ts";
import { createKubernetes, createKubernetesReader } from "../../../src/outside/kubernetes/create-kubernetes.ts";
import type {
  ClusterAccess,
  JsonPatchOperation,
  KubernetesObject,
  KubernetesWriter,
  ObjectRef,
} from "../../../src/outside/kubernetes/kubernetes.ts";
import { decodeRelease } from "../../../src/release/decode-release.ts";
import { markLabels } from "../../../src/release/marks.ts";
import { readRevisions, SECRETS } from "../../../src/release/read-revisions.ts";
import type { JsonObject } from "../../../src/support/json.ts";
import type { Kubectl } from "../kubectl.ts";
import type { TestPlane } from "../plane.ts";
import { writeDriftChart } from "./chart.ts";

/** Stands in the release's values and in its Secret; no finding may show it. */
export const CANARY = "canary-password";
const HASH = "0123456789abcdef0123456789abcdef01234567";

export interface ReleaseUnderTest {
  readonly namespace: string;
  readonly kubernetes: KubernetesWriter;
  readonly kubectl: Kubectl;
  readonly cluster: Cluster;
  /** Folders of the release's chart and of one that makes nothing. */
  readonly chart: string;
  readonly emptyChart: string;
  readonly desired: DesiredRelease;
  /** `helm upgrade --install` as sync does it, with marks for the next revision; `more` comes on top of the declared values. */
  install(more?: JsonObject): Promise<void>;
  /** Any helm command, as a person would run it. */
  helm(...args: readonly string[]): Promise<string>;
  check(options?: { readonly ignore?: readonly IgnoreRule[]; readonly access?: ClusterAccess }): Promise<ClusterDrift>;
  /** Sends the writes for these findings. */
  repair(findings: readonly Finding[]): Promise<readonly Write[]>;
  /** Address of an object of the release by kind and name. */
  ref(kind: string, name: string): Promise<ObjectRef>;
  read(kind: string, name: string): Promise<KubernetesObject>;
  /** A change made by hand: a JSON patch by this field manager. */
  patch(object: readonly [string, string], manager: string, patch: readonly JsonPatchOperation[]): Promise<void>;
  close(): void;
}

/** A release of the drift chart in a namespace of its own, which is its environment's name too, made by one Helm; nothing is installed yet. */
export function releaseUnderTest(plane: TestPlane, helmBinary: string, namespace: string): ReleaseUnderTest {
  const { access, kubectl } = plane;
  const folder = mkdtempSync(join(tmpdir(), "addons-drift-"));
  const chart = writeDriftChart(join(folder, "web"));
  mkdirSync(join(folder, "empty"));
  writeFileSync(join(folder, "empty", "Chart.yaml"), "apiVersion: v2\nname: empty\nversion: 1.0.0\n");
  const kubernetes = createKubernetes(access);
  const desired = desiredRelease(namespace);
  const cluster = clusterOf(desired.addon);
  const helm = async (...args: readonly string[]): Promise<string> => {
    const env = {
      PATH: process.env["PATH"] ?? "",
      HOME: folder,
      KUBECONFIG: access.kubeconfig,
      HELM_CACHE_HOME: join(folder, "cache"),
      HELM_CONFIG_HOME: join(folder, "config"),
      HELM_DATA_HOME: join(folder, "data"),
    };
    const options = [...args, "--namespace", namespace, "--kube-context", access.context];
    return (await promisify(execFile)(helmBinary, options, { env })).stdout;
  };
  const ref = async (kind: string, name: string): Promise<ObjectRef> => {
    const resource = (await kubernetes.resources()).find(
      (one) => one.kind === kind && !one.apiVersion.startsWith("events"),
    );
    if (resource === undefined) throw new Error(`${kind} is not served`);
    return { resource, name, ...(resource.namespaced && { namespace }) };
  };
  return {
    namespace,
    kubernetes,
    kubectl,
    cluster,
    chart,
    emptyChart: join(folder, "empty"),
    desired,
    helm,
    ref,
    install: async (more = {}) => {
      const values = { ...desired.addon.values, ...more };
      const latest = (await ownRevisions(kubernetes, desired)).at(-1)?.revision ?? 0;
      const marks = { revision: latest + 1, hash: HASH, environment: namespace, addon: "web" };
      const labels = Object.entries(markLabels(marks)).map(([key, value]) => `${key}=${value}`);
      const file = join(folder, "values.json");
      writeFileSync(file, JSON.stringify(values));
      const flags = ["--install", "--reset-values", "--create-namespace", "--labels", labels.join(",")];
      await helm("upgrade", "web", chart, ...flags, "--values", file);
    },
    check: async ({ ignore = [], access: other = access } = {}) => {
      const reader = createKubernetesReader(other);
      const release = { ...desired, addon: { ...desired.addon, driftIgnore: ignore } };
      const request = { environment: namespace, cluster, desired: [release] };
      const drift = await checkDrift(request, { kubernetes: reader, clock: { now: () => Date.parse("2026-11-20") } });
      reader.close();
      return drift;
    },
    repair: async (findings) => {
      const baseline = baselineRevision(await ownRevisions(kubernetes, desired));
      const secret = await kubernetes.get({ resource: SECRETS, namespace, name: baseline?.secret.name ?? "" });
      if (secret === undefined) throw new Error("No deployed revision");
      const refs = repairRefs(findings, await kubernetes.resources());
      const live = await Promise.all(refs.map(async (one) => liveObject(one, await kubernetes.get(one))));
      const writes = repairWrites(decodeRelease(secret), findings, live);
      for (const write of writes) await sendWrite(write, kubernetes);
      return writes;
    },
    read: async (kind, name) => {
      const object = await kubernetes.get(await ref(kind, name));
      if (object === undefined) throw new Error(`${kind} ${name} is missing`);
      return object;
    },
    patch: async ([kind, name], manager, patch) => {
      await kubernetes.patchJson(await ref(kind, name), patch, { fieldManager: manager });
    },
    close: () => {
      kubernetes.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One line per finding, without ids and times. */
export function findingTexts(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => {
    const owners = finding.owners.map(({ manager, operation, subresource }) =>
      [manager, operation, ...(subresource === undefined ? [] : [subresource])].join("/"),
    );
    const where = finding.object === undefined ? "release" : `${finding.object.kind} ${finding.object.name}`;
    const by = owners.length === 0 ? "nobody" : owners.join(" ");
    const severity = finding.severity === "info" ? "info " : "";
    const next = `${finding.forecast.sync}/${finding.forecast.repair}`;
    return `${severity}${finding.code} ${where} ${finding.path ?? ""} by ${by}: ${next}`;
  });
}

function liveObject(ref: ObjectRef, object: KubernetesObject | undefined) {
  return object === undefined ? { ref } : { ref, object };
}

async function ownRevisions(kubernetes: KubernetesWriter, { addon }: DesiredRelease) {
  const revisions = await readRevisions(kubernetes);
  return revisions.filter((one) => one.namespace === addon.namespace && one.release === addon.release);
}

function desiredRelease(namespace: string): DesiredRelease {
  const addon: Addon = {
    name: "web",
    chart: { kind: "local", path: "charts/web" },
    namespace,
    release: "web",
    needs: [],
    conflicts: [],
    protected: false,
    values: { password: CANARY, gone: null, none: {}, list: [], count: 10_000_000, ratio: 1.5, deep: { gone: null } },
    timeoutSeconds: 60,
    historyMax: 10,
    onFailure: "stop-dependents",
    repair: false,
    crds: "apply",
    adopt: false,
    ready: [],
    driftIgnore: [],
    labels: {},
    valueLayers: [],
    at: { file: "environments/test.yaml", line: 1, column: 1 },
  };
  return {
    addon,
    environment: namespace,
    cluster: "plane",
    pin: { chart: "web@1.0.0", source: "charts/web", content: "h1:x" },
    chartName: "web",
    chartVersion: "1.0.0",
    hash: HASH,
  };
}

function clusterOf(addon: Addon): Cluster {
  return {
    name: "plane",
    connection: { kind: "playground" },
    kubernetes: "1.37",
    vars: {},
    namespaces: {},
    addons: [addon],
    at: addon.at,
  };
}
