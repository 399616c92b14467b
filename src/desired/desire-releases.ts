import type { Addon, Cluster, Environment } from "../manifest/environment.ts";
import type { Lockfile, Pin } from "../lock/lockfile.ts";
import { pinWithSubcharts } from "../lock/archives-of-lock.ts";
import { pinFor, pinKey, pinPlace } from "../lock/pin-key.ts";
import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import type { Helm, HelmVersion } from "../outside/helm/helm.ts";
import { AddonsError } from "../support/addons-error.ts";
import { mapLimit } from "../support/limit.ts";
import type { Problem } from "../support/problem.ts";
import type { DesiredRelease } from "./desired-release.ts";
import { desiredHash } from "./desired-hash.ts";
import { isOfflineError, offlineCharts } from "./offline-charts.ts";
import { readsCapabilities } from "./reads-capabilities.ts";

export interface DesireRequest {
  readonly environment: Environment;
  readonly cluster: Cluster;
  readonly lock: Lockfile;
}

export interface DesireOutside {
  readonly charts: Pick<ChartArchives, "pinned">;
  readonly helm: Pick<Helm, "version">;
}

/**
 * What every add-on of one cluster is to be, sorted by add-on. Each chart's bytes are read and checked against their pin.
 * Throws AddonsError `LOCK-MISSING-PIN` (stale) naming all add-ons without a pin, and what the charts and Helm throw.
 */
export async function desireReleases(
  request: DesireRequest,
  outside: DesireOutside,
): Promise<readonly DesiredRelease[]> {
  const pinned = pinnedAddons(request);
  const helm = await outside.helm.version();
  const results = await mapLimit(pinned, 8, async ({ addon, pin }) => {
    try {
      return await desireRelease(request, { addon, pin, helm }, outside);
    } catch (error) {
      if (isOfflineError(error)) return { addon, error };
      throw error;
    }
  });
  const missing = results.filter((result) => "error" in result);
  if (missing.length > 0) throw offlineCharts(missing, request.environment.name);
  return results.filter((result) => "hash" in result);
}

interface PinnedAddon {
  readonly addon: Addon;
  readonly pin: Pin;
}

function pinnedAddons({ environment, cluster, lock }: DesireRequest): readonly PinnedAddon[] {
  const pinned: PinnedAddon[] = [];
  const problems: Problem[] = [];
  for (const addon of cluster.addons) {
    const pin = pinFor(lock, { environment, cluster, addon });
    if (pin !== undefined) pinned.push({ addon, pin });
    else problems.push(missingPin(addon, pinKey(pinPlace({ environment, cluster, addon }))));
  }
  if (problems.length === 0) return pinned;
  throw new AddonsError(
    "LOCK-MISSING-PIN",
    `the lock has no pin for ${names(problems.length)} of ${environment.name}`,
    {
      kind: "stale",
      hint: "addons lock",
      problems,
    },
  );
}

function missingPin(addon: Addon, key: string): Problem {
  return {
    code: "LOCK-MISSING-PIN",
    severity: "error",
    message: `${addon.name} has no pin for ${key} in addons.lock.yaml`,
    hint: "addons lock",
    at: addon.at,
  };
}

function names(count: number): string {
  return count === 1 ? "one add-on" : `${count} add-ons`;
}

async function desireRelease(
  { environment, cluster }: DesireRequest,
  { addon, pin, helm }: PinnedAddon & { readonly helm: HelmVersion },
  outside: DesireOutside,
): Promise<DesiredRelease> {
  const archive = await outside.charts.pinned(pin);
  const settings = cluster.namespaces[addon.namespace];
  const hash = desiredHash({
    content: pin.content,
    ...(pin.subcharts !== undefined && {
      subcharts: pinWithSubcharts(pin)
        .slice(1)
        .map(({ content }) => content),
    }),
    values: addon.values,
    release: addon.release,
    namespace: addon.namespace,
    crds: addon.crds,
    protected: addon.protected,
    helm,
    ...(settings !== undefined && { namespaceSettings: settings }),
    ...(readsCapabilities(archive.files, addon.values) && { kubernetes: cluster.kubernetes }),
  });
  return {
    addon,
    environment: environment.name,
    cluster: cluster.name,
    pin,
    chartName: archive.metadata.name,
    chartVersion: archive.metadata.version,
    hash,
  };
}
