/** A small project of its own against a test plane: charts written to disk, pinned, and synced with the real parts. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { desireReleases } from "../../src/desired/desire-releases.ts";
import type { DesiredRelease } from "../../src/desired/desired-release.ts";
import type { Lockfile } from "../../src/lock/lockfile.ts";
import type { Addon, Cluster } from "../../src/manifest/environment.ts";
import { createChartArchives } from "../../src/outside/charts/create-chart-archives.ts";
import { createHelm } from "../../src/outside/helm/create-helm.ts";
import { createKubernetes } from "../../src/outside/kubernetes/create-kubernetes.ts";
import type { ClusterAccess } from "../../src/outside/kubernetes/kubernetes.ts";
import { createProcesses } from "../../src/outside/process/run-processes.ts";
import { createClock } from "../../src/outside/system/create-clock.ts";
import { diffReleases, type ReleaseDiff } from "../../src/plan/diff-releases.ts";
import { planCluster } from "../../src/plan/plan-cluster.ts";
import { createRedactor } from "../../src/support/redact.ts";
import type { ClusterSync, SyncEvent } from "../../src/sync/event.ts";
import { syncCluster } from "../../src/sync/sync-cluster.ts";
import type { SyncOutside, SyncRequest } from "../../src/sync/sync-request.ts";
import { beforeLease } from "../sync/before-lease.ts";
import { addon as sampleAddon, cluster as sampleCluster } from "../plan/samples.ts";

/** Plain data, so that a child process can open the same bench. */
export interface BenchSettings {
  readonly root: string;
  readonly access: ClusterAccess;
  /** Path of the helm binary. */
  readonly helm: string;
  /** Namespace of the add-ons. */
  readonly namespace: string;
  readonly environment: string;
  readonly runner: string;
}

export type BenchAddon = Partial<Addon> & { readonly name: string };

interface BenchSync extends Partial<Omit<SyncRequest, "cluster" | "desired">> {
  readonly addons: readonly BenchAddon[];
  readonly uid?: string;
  readonly namespaces?: Cluster["namespaces"];
  readonly signal?: AbortSignal;
  readonly kill?: AbortSignal;
  /** Happens after the plan is made and before the lease is asked for. */
  readonly beforeLease?: () => Promise<unknown>;
}

interface BenchReport extends ClusterSync {
  readonly events: readonly SyncEvent[];
  /** Programs started, as `upgrade web`. */
  readonly started: readonly string[];
}

export const FAST = { leaseMs: 2000, heartbeatMs: 400, graceMs: 4000, failedMs: 1500 };

export interface Bench {
  readonly settings: BenchSettings;
  sync(sync: BenchSync, listen?: (event: SyncEvent) => void): Promise<BenchReport>;
  diff(sync: Pick<BenchSync, "addons">): Promise<readonly ReleaseDiff[]>;
  desire(
    sync: Pick<BenchSync, "addons" | "uid" | "namespaces">,
  ): Promise<{ cluster: Cluster; desired: readonly DesiredRelease[] }>;
}

export function openBench(settings: BenchSettings): Bench {
  const charts = createChartArchives({ root: settings.root, cacheFolder: join(settings.root, ".cache"), env: {} });
  const helmOf = (processes: ReturnType<typeof createProcesses>, redactor = createRedactor()) =>
    createHelm({
      processes,
      binary: settings.helm,
      env: { PATH: process.env["PATH"], HOME: settings.root },
      redactor,
      cacheFolder: join(settings.root, ".cache"),
    });

  const desire: Bench["desire"] = async ({ addons, uid, namespaces = {} }) => {
    const processes = createProcesses();
    try {
      const declared = addons.map((it) => declare(it, settings.namespace)).sort((a, b) => (a.name < b.name ? -1 : 1));
      const cluster = sampleCluster(declared, { namespaces, ...(uid !== undefined && { uid }) });
      const lock: Lockfile = { lockVersion: 1, addons: {} };
      const pins: Record<string, Lockfile["addons"][string]> = {};
      for (const one of declared) {
        const archive = await charts.download(one.chart, "");
        const chart = `${archive.metadata.name}@${archive.metadata.version}`;
        const source = one.chart.kind === "local" ? one.chart.path : "";
        pins[one.name] = { [settings.environment]: { chart, source, content: archive.content } };
      }
      const environment = { name: settings.environment, file: "environments/bench.yaml", clusters: [cluster] };
      const outside = { charts, helm: helmOf(processes) };
      return {
        cluster,
        desired: await desireReleases({ environment, cluster, lock: { ...lock, addons: pins } }, outside),
      };
    } finally {
      processes.close();
    }
  };

  return {
    settings,
    desire,
    async diff(sync) {
      const { cluster, desired } = await desire(sync);
      const processes = createProcesses();
      const kubernetes = createKubernetes(settings.access);
      try {
        const { environment } = settings;
        const plan = await planCluster({ environment, cluster, desired, look: "records" }, { kubernetes });
        return await diffReleases({ plan, cluster }, { kubernetes, charts, helm: helmOf(processes) });
      } finally {
        kubernetes.close();
        processes.close();
      }
    },
    async sync({ addons, uid, namespaces = {}, signal, kill, beforeLease: happens, ...request }, listen = () => {}) {
      const { cluster, desired } = await desire({ addons, namespaces, ...(uid !== undefined && { uid }) });
      const processes = createProcesses();
      const kubernetes = createKubernetes(settings.access);
      const redactor = createRedactor();
      const events: SyncEvent[] = [];
      const outside: SyncOutside = {
        kubernetes: happens === undefined ? kubernetes : beforeLease(kubernetes, happens),
        helm: helmOf(processes, redactor),
        target: settings.access,
        charts,
        clock: createClock(),
        runner: { name: settings.runner, id: `${settings.runner}-${process.pid}` },
        redactor,
        events: (event) => {
          events.push(event);
          listen(event);
        },
        processesStarted: () => processes.started.length,
        signal: signal ?? new AbortController().signal,
        ...(kill !== undefined && { kill }),
      };
      const defaults = { environment: settings.environment, look: "records", concurrency: 4, timing: FAST } as const;
      try {
        const report = await syncCluster({ ...defaults, ...request, cluster, desired }, outside);
        const started = processes.started.map(({ args }) => args.slice(0, 2).join(" "));
        return { ...report, events, started };
      } finally {
        kubernetes.close();
        processes.close();
      }
    },
  };
}

function declare(it: BenchAddon, namespace: string): Addon {
  return sampleAddon(it.name, { chart: { kind: "local", path: "charts/app" }, namespace, timeoutSeconds: 40, ...it });
}

/** `web: done`, one line per add-on. */
export function printReport(report: ClusterSync): string {
  const lines = report.addons.map((it) => `${it.addon}: ${it.op} ${it.outcome}`);
  return [`${report.result}${report.error === undefined ? "" : ` ${report.error.code}`}`, ...lines].join("\n");
}

/** Add-ons in the order in which steps ended. */
export function endedOrder(events: readonly SyncEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === "step-done" ? [event.addon] : []));
}

/** One chart for everything: a Deployment with its ConfigMap and Service, and on demand more objects and a slow hook. */
export async function writeCharts(root: string): Promise<void> {
  const folder = join(root, "charts/app");
  await mkdir(join(folder, "templates"), { recursive: true });
  await mkdir(join(folder, "crds"), { recursive: true });
  await writeFile(join(folder, "Chart.yaml"), "apiVersion: v2\nname: app\nversion: 1.0.0\n");
  await writeFile(join(folder, "values.yaml"), VALUES);
  await writeFile(join(folder, "templates/app.yaml"), APP);
  await writeFile(join(folder, "templates/more.yaml"), MORE);
  await writeFile(join(folder, "templates/hook.yaml"), HOOK);
  await writeFile(join(folder, "crds/widget.yaml"), CRD);
}

const VALUES = `replicas: 1
message: hello
podAnnotations: {}
more: 0
hookSeconds: 0
broken: false
`;

const APP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  message: {{ .Values.message | quote }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  selector: { app: {{ .Release.Name }} }
  ports: [{ port: 80 }]
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: {{ .Release.Name }} } }
  template:
    metadata:
      labels: { app: {{ .Release.Name }} }
      annotations: {{ toJson .Values.podAnnotations }}
    spec:
      containers:
        - name: app
          image: example.invalid/app:1
          {{- if .Values.broken }}
          imagePullPolicy: Sometimes
          {{- end }}
          env: [{ name: MESSAGE, value: {{ .Values.message | quote }} }]
`;

const MORE = `{{- range $index := until (int .Values.more) }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $.Release.Name }}-more-{{ $index }}
data:
  message: {{ $.Values.message | quote }}
{{- end }}
`;

const HOOK = `{{- if .Values.hookSeconds }}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-hook
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  template:
    metadata:
      annotations: { playground.addons/complete-after: "{{ .Values.hookSeconds }}s" }
    spec:
      restartPolicy: Never
      containers: [{ name: hook, image: "example.invalid/hook:1" }]
{{- end }}
`;

const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.bench.addons.test
spec:
  group: bench.addons.test
  scope: Namespaced
  names: { kind: Widget, plural: widgets, singular: widget }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
`;
