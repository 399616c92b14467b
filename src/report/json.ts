import type { DriftReport } from "../drift/finding.ts";
import type { Plan, Step } from "../plan/plan.ts";
import type { ClusterStatus } from "../status/status-report.ts";
import type { Problem } from "../support/problem.ts";
import type { SyncReport } from "../sync/event.ts";

/** Every JSON result: `formatVersion` 1, then one entry per environment. Schemas: schemas/*.schema.json. */
interface Document {
  readonly formatVersion: 1;
}

/** What kept one cluster from being looked at. */
interface ClusterFailure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export interface PlanDocument extends Document {
  readonly environments: readonly {
    readonly environment: string;
    readonly clusters: readonly (PlanRecord | FailedCluster)[];
  }[];
}

export type PlanRecord = Omit<Plan, "formatVersion" | "environment" | "steps"> & {
  readonly steps: readonly StepRecord[];
};

export interface FailedCluster {
  readonly cluster: string;
  readonly error: ClusterFailure;
}

/** A step with digests where the plan has charts and values: plans are shown to people who may not see values. */
type StepRecord = Omit<Step, "desired"> & {
  readonly chart?: {
    readonly name: string;
    readonly version: string;
    readonly source: string;
    readonly archive?: string;
    readonly content: string;
  };
  /** Hash over chart, values, identity and options. */
  readonly desired?: string;
};

function stepRecord(step: Step): StepRecord {
  if (!("desired" in step)) return step;
  const { desired, ...rest } = step;
  const { pin } = desired;
  return {
    ...rest,
    chart: {
      name: desired.chartName,
      version: desired.chartVersion,
      source: pin.source,
      ...(pin.archive !== undefined && { archive: pin.archive }),
      content: pin.content,
    },
    desired: desired.hash,
  };
}

export interface ByEnvironment<Cluster> {
  readonly environment: string;
  readonly clusters: readonly Cluster[];
}

export function planDocument(environments: readonly ByEnvironment<Plan | FailedCluster>[]): PlanDocument {
  return {
    formatVersion: 1,
    environments: environments.map(({ environment, clusters }) => ({
      environment,
      clusters: clusters.map((cluster) => ("error" in cluster ? cluster : planRecord(cluster))),
    })),
  };
}

export function planRecord({ formatVersion: _version, environment: _environment, steps, ...rest }: Plan): PlanRecord {
  return { ...rest, steps: steps.map(stepRecord) };
}

export interface SyncDocument extends Document {
  readonly environments: readonly Omit<SyncReport, "formatVersion">[];
}

export function syncDocument(reports: readonly SyncReport[]): SyncDocument {
  return {
    formatVersion: 1,
    environments: reports.map(({ environment, clusters }) => ({ environment, clusters })),
  };
}

export type DriftCluster = DriftReport["clusters"][number] | FailedCluster;

export function documentOf<Cluster extends DriftCluster | ClusterStatus | FailedCluster>(
  environments: readonly ByEnvironment<Cluster>[],
): Document & { readonly environments: readonly ByEnvironment<Cluster>[] } {
  return { formatVersion: 1, environments };
}

export interface ProblemsDocument extends Document {
  readonly counts: { readonly error: number; readonly warning: number; readonly info: number };
  /** The most important first. */
  readonly problems: readonly Problem[];
}

export function problemsDocument(problems: readonly Problem[]): ProblemsDocument {
  const count = (severity: Problem["severity"]): number =>
    problems.filter((problem) => problem.severity === severity).length;
  const counts = { error: count("error"), warning: count("warning"), info: count("info") };
  return { formatVersion: 1, counts, problems };
}
