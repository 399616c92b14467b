import type { Cluster } from "../manifest/environment.ts";
import type { RevisionSummary } from "../release/release-record.ts";
import type { Step } from "./plan.ts";

/** In a run of selected add-ons: a refusal when a step with work needs one that is neither selected nor known to be ready. */
export function missingNeeds(
  run: { readonly step: Step; readonly cluster: Cluster; readonly planned: ReadonlySet<string> },
  revisions: readonly RevisionSummary[],
): Step | undefined {
  const { step, cluster, planned } = run;
  if (step.op === "keep" || step.op === "refuse" || step.op === "uninstall") return undefined;
  const missing = step.desired.addon.needs.filter((need) => !planned.has(need) && !isReady(need, cluster, revisions));
  if (missing.length === 0) return undefined;
  return {
    addon: step.addon,
    release: step.release,
    namespace: step.namespace,
    op: "refuse",
    after: step.after,
    reason: `needs ${missing.join(", ")}, which ${missing.length === 1 ? "is" : "are"} neither known to be ready nor part of this run`,
    hint: "run without --only, or with --with-needs",
  };
}

/** Of a revision that sync did not make, being deployed is all that can be known. */
function isReady(need: string, cluster: Cluster, revisions: readonly RevisionSummary[]): boolean {
  const addon = cluster.addons.find((it) => it.name === need);
  return revisions
    .filter((it) => it.release === addon?.release && it.namespace === addon.namespace && it.status === "deployed")
    .some(({ revision, marks }) => marks.pin?.revision !== revision || marks.ready === revision);
}
