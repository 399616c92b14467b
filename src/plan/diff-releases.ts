import { refuseWrongValues } from "../check/values/refuse-wrong-values.ts";
import type { DesiredRelease } from "../desired/desired-release.ts";
import { knownSecrets } from "../drift/hide-values.ts";
import { valueDifferences } from "../drift/value-differences.ts";
import type { Cluster } from "../manifest/environment.ts";
import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import type { Helm } from "../outside/helm/helm.ts";
import type { KubernetesObject, KubernetesReader } from "../outside/kubernetes/kubernetes.ts";
import { field } from "../readiness/fields.ts";
import { decodeRelease } from "../release/decode-release.ts";
import { parseManifest } from "../release/parse-manifest.ts";
import { SECRETS } from "../release/read-revisions.ts";
import type { ReleaseRecord, RevisionSummary } from "../release/release-record.ts";
import type { Redactor } from "../support/redact.ts";
import { mapLimit } from "../support/limit.ts";
import { newRights } from "./new-rights.ts";
import { objectDiffs, type ObjectDiff } from "./object-diff.ts";
import type { Plan, Step } from "./plan.ts";

/** Rendered difference of one release: what its upgrade would change in the objects it applies. */
export interface ReleaseDiff {
  readonly addon: string;
  readonly objects: readonly ObjectDiff[];
  /** What of the declared state the record proves to be other; what it does not hold (options, a chart's files) is not among it. */
  readonly changed: readonly Change[];
  /** What the release could not do before; empty for a first install, where everything is new. */
  readonly rights: readonly string[];
}

type Change = { readonly what: "chart"; readonly from: string; readonly to: string } | { readonly what: "values" };

export interface DiffOutside {
  readonly kubernetes: KubernetesReader;
  readonly helm: Pick<Helm, "template" | "version">;
  readonly charts: Pick<ChartArchives, "pinned">;
  /** Is told the secrets of both sides: what was a password until now must not be shown either. */
  readonly redactor?: Pick<Redactor, "add">;
}

type RenderedStep = Step & { readonly op: "install" | "upgrade" | "recover" };

/**
 * For every step that runs Helm: the chart rendered for the cluster's declared Kubernetes version against the manifest of the newest
 * revision. Hooks are left out, as Helm leaves them out of its record. Sorted by add-on; one without differences has no objects.
 */
export async function diffReleases(
  request: { readonly plan: Plan; readonly cluster: Cluster },
  outside: DiffOutside,
): Promise<readonly ReleaseDiff[]> {
  const rendered = request.plan.steps.filter(isRendered);
  return mapLimit(rendered, 4, async (step) => {
    const [record, after] = await Promise.all([recorded(step, outside), render(step, request.cluster, outside)]);
    const before = record === undefined ? [] : parseManifest(record.manifest);
    const { values } = step.desired.addon;
    outside.redactor?.add(knownSecrets([values], [...before, ...after]).anywhere);
    const objects = objectDiffs(before, after, step.namespace);
    if (record === undefined) return { addon: step.addon, objects, changed: [], rights: [] };
    const rights = newRights(before, after);
    return { addon: step.addon, objects, changed: changes(record, step.desired), rights };
  });
}

function isRendered(step: Step): step is RenderedStep {
  return step.op === "install" || step.op === "upgrade" || step.op === "recover";
}

async function recorded(step: RenderedStep, { kubernetes, redactor }: DiffOutside): Promise<ReleaseRecord | undefined> {
  if (step.op === "install") return undefined;
  const { secret, namespace }: RevisionSummary = step.latest;
  const found = await kubernetes.get({ resource: SECRETS, namespace, name: secret.name });
  if (found === undefined) return undefined;
  const record = decodeRelease(found);
  redactor?.add(knownSecrets([record.values], []).anywhere);
  return record;
}

function changes(record: ReleaseRecord, { chartName, chartVersion, addon }: DesiredRelease): readonly Change[] {
  const [from, to] = [`${record.chart.name}@${record.chart.version}`, `${chartName}@${chartVersion}`];
  const [value] = valueDifferences(addon.values, record.values);
  return [
    ...(from === to ? [] : [{ what: "chart", from, to } as const]),
    ...(value === undefined ? [] : [{ what: "values" } as const]),
  ];
}

async function render(
  step: RenderedStep,
  cluster: Cluster,
  { helm, charts }: DiffOutside,
): Promise<readonly KubernetesObject[]> {
  const chart = await charts.pinned(step.desired.pin);
  await refuseWrongValues(step.desired, chart, helm);
  const manifest = await helm.template({
    release: step.release,
    namespace: step.namespace,
    chart: chart.bytes,
    values: step.desired.addon.values,
    kubernetes: cluster.kubernetes,
    mode: step.op === "install" ? "install" : "upgrade",
    includeCrds: "skip-crds",
  });
  return parseManifest(manifest).filter((object) => !isHook(object));
}

function isHook(object: KubernetesObject): boolean {
  return field(object, "metadata", "annotations", "helm.sh/hook") !== undefined;
}
