import { knownSecrets } from "../drift/hide-values.ts";
import type { Cluster } from "../manifest/environment.ts";
import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import type { Helm } from "../outside/helm/helm.ts";
import type { KubernetesObject, KubernetesReader } from "../outside/kubernetes/kubernetes.ts";
import { field } from "../readiness/fields.ts";
import { decodeRelease } from "../release/decode-release.ts";
import { parseManifest } from "../release/parse-manifest.ts";
import { SECRETS } from "../release/read-revisions.ts";
import type { RevisionSummary } from "../release/release-record.ts";
import type { Redactor } from "../support/redact.ts";
import { mapLimit } from "../support/limit.ts";
import { objectDiffs, type ObjectDiff } from "./object-diff.ts";
import type { Plan, Step } from "./plan.ts";

/** Rendered difference of one release: what its upgrade would change in the objects it applies. */
export interface ReleaseDiff {
  readonly addon: string;
  readonly objects: readonly ObjectDiff[];
}

export interface DiffOutside {
  readonly kubernetes: KubernetesReader;
  readonly helm: Pick<Helm, "template">;
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
    const [before, after] = await Promise.all([recorded(step, outside), render(step, request.cluster, outside)]);
    const { values } = step.desired.addon;
    outside.redactor?.add(knownSecrets([values], [...before, ...after]).anywhere);
    return { addon: step.addon, objects: objectDiffs(before, after, step.namespace) };
  });
}

function isRendered(step: Step): step is RenderedStep {
  return step.op === "install" || step.op === "upgrade" || step.op === "recover";
}

async function recorded(
  step: RenderedStep,
  { kubernetes, redactor }: DiffOutside,
): Promise<readonly KubernetesObject[]> {
  if (step.op === "install") return [];
  const { secret, namespace }: RevisionSummary = step.latest;
  const found = await kubernetes.get({ resource: SECRETS, namespace, name: secret.name });
  if (found === undefined) return [];
  const record = decodeRelease(found);
  redactor?.add(knownSecrets([record.values], []).anywhere);
  return parseManifest(record.manifest);
}

async function render(
  step: RenderedStep,
  cluster: Cluster,
  { helm, charts }: DiffOutside,
): Promise<readonly KubernetesObject[]> {
  const chart = await charts.pinned(step.desired.pin);
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
