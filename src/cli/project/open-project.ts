import type { DesiredRelease } from "../../desired/desired-release.ts";
import { desireReleases } from "../../desired/desire-releases.ts";
import { frozenLock } from "../../lock/frozen-lock.ts";
import type { Lockfile } from "../../lock/lockfile.ts";
import type { Cluster, Environment } from "../../manifest/environment.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { mapLimit } from "../../support/limit.ts";
import type { Invocation } from "../command.ts";
import type { Site } from "../clusters/connect-cluster.ts";
import { loadNamed, selectClusters, selectedNames } from "./read-environments.ts";
import type { Outside } from "../outside.ts";
import { checkSelection, selectAddons, type SelectionFlag } from "./select-addons.ts";

/** What verbs that need a lock work on. */
export interface Project {
  readonly environments: readonly Environment[];
  readonly lock: Lockfile;
}

/** One cluster with the whole of its environment. */
export interface Place {
  readonly environment: Environment;
  readonly cluster: Cluster;
}

type ProjectInvocation = Invocation<"env" | "allEnvs" | "cluster" | "var" | SelectionFlag>;

/** Selected environments and the lock, which must be up to date for them. Throws AddonsError usage, stale or refused. */
export async function openProject(
  invocation: ProjectInvocation & { readonly flags: { readonly context?: string | undefined } },
  outside: Outside,
): Promise<Project> {
  const whole = await loadNamed(invocation, outside, await selectedNames(invocation, outside, "ask"));
  const environments = selectClusters(whole, invocation.flags.cluster);
  checkSelection(environments, invocation.flags);
  checkContext(environments, invocation.flags.context);
  // Of the whole environments: a pin that only another cluster uses is not stale.
  const lock = await frozenLock(whole, { files: await outside.files(), charts: await outside.charts() });
  return { environments, lock };
}

/** One context cannot stand for several clusters. */
function checkContext(environments: readonly Environment[], context: string | undefined): void {
  const clusters = placesOf(environments).map(({ cluster }) => cluster.name);
  if (context === undefined || clusters.length <= 1) return;
  throw new AddonsError(
    "CLI-USAGE",
    `--context names one cluster, but ${clusters.length} are selected: ${clusters.join(", ")}`,
    {
      kind: "usage",
      hint: `--cluster ${clusters[0]} --context ${context}`,
    },
  );
}

/** What the selected add-ons of one cluster are to be. */
export async function desiredOf(
  project: Project,
  place: Place,
  { invocation, outside }: { readonly invocation: ProjectInvocation; readonly outside: Outside },
): Promise<readonly DesiredRelease[]> {
  const parts = { charts: await outside.charts(), helm: await outside.helm() };
  const desired = await desireReleases({ ...place, lock: project.lock }, parts);
  const selected = selectAddons(place.cluster.addons, invocation.flags);
  return desired.filter((release) => selected.has(release.addon.name));
}

/** One cluster's result, or the error that kept it from having one. */
export type SiteResult<Result> = Site &
  ({ readonly kind: "done"; readonly result: Result } | { readonly kind: "failed"; readonly error: AddonsError });

export const CLUSTERS_AT_A_TIME = 4;

export function placesOf(environments: readonly Environment[]): readonly Place[] {
  return environments.flatMap((environment) => environment.clusters.map((cluster) => ({ environment, cluster })));
}

/** Looks at all clusters side by side; an error of one leaves the others as they are. Bugs end the run. */
export async function forEachSite<Result>(
  environments: readonly Environment[],
  task: (place: Place) => Promise<Result>,
): Promise<readonly SiteResult<Result>[]> {
  const places = placesOf(environments);
  return await mapLimit(places, CLUSTERS_AT_A_TIME, async (place): Promise<SiteResult<Result>> => {
    const site = { environment: place.environment.name, cluster: place.cluster };
    try {
      return { ...site, kind: "done", result: await task(place) };
    } catch (error) {
      if (error instanceof AddonsError) return { ...site, kind: "failed", error };
      throw error;
    }
  });
}
