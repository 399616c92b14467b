import type { Environment } from "../../manifest/environment.ts";
import { planCluster } from "../../plan/plan-cluster.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { SyncInvocation } from "./sync-invocation.ts";
import type { SyncSite } from "./sync-sites.ts";

/** Asks before releases go away. Throws AddonsError SYNC-NOT-CONFIRMED when the answer is no, or nobody is there to give one. */
export async function confirmUninstalls(
  environment: Environment,
  sites: readonly SyncSite[],
  invocation: SyncInvocation,
): Promise<void> {
  if (invocation.flags.yes) return;
  const names = (await Promise.all(sites.map(uninstalls))).flat();
  if (names.length === 0) return;
  const what = sanitize(names.join(", "));
  const question = `Uninstall ${what}? Type yes: `;
  const answer = invocation.flags.noInput ? undefined : await invocation.surroundings.ask(question);
  if (answer?.trim().toLowerCase() === "yes" || answer?.trim().toLowerCase() === "y") return;
  const why = answer === undefined ? "and nobody is there to confirm it" : "and that was not confirmed";
  throw new AddonsError(
    "SYNC-NOT-CONFIRMED",
    `${environment.name}: --prune would uninstall ${what}, ${why}; nothing was done`,
    {
      kind: "refused",
      hint: `look at it: addons plan --env ${environment.name} --prune; then add --yes`,
    },
  );
}

/** `cluster/add-on` of every release that the run would uninstall. */
async function uninstalls({ request, kubernetes }: SyncSite): Promise<readonly string[]> {
  if (kubernetes === undefined) return [];
  const plan = await planCluster({ ...request, look: "records" }, { kubernetes });
  return plan.steps.filter((step) => step.op === "uninstall").map((step) => `${plan.cluster}/${step.addon}`);
}
