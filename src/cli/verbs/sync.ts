import type { Environment } from "../../manifest/environment.ts";
import { syncDocument } from "../../report/json.ts";
import { syncSummaryText } from "../../report/sync/sync-summary.ts";
import type { SyncReport } from "../../sync/event.ts";
import { syncEnvironment } from "../../sync/sync-environment.ts";
import { syncExitCode } from "../../sync/sync-outcome.ts";
import { EXIT } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { deliver, jsonText } from "../output/outputs.ts";
import { CLUSTERS_AT_A_TIME, openProject, type Project } from "../project/open-project.ts";
import { confirmUninstalls } from "../clusters/confirm-uninstalls.ts";
import type { SyncInvocation } from "../clusters/sync-invocation.ts";
import { connectSites, closeSites, siteOf } from "../clusters/sync-sites.ts";
import { chooseSyncView } from "../clusters/sync-view.ts";
import { tellWarnings } from "../output/tell-warnings.ts";
import { withOutside } from "../with-outside.ts";

/** `addons sync`: converges the selected environments, one after the other; a failed one stops those behind it. */
export async function sync(invocation: SyncInvocation): Promise<number> {
  return await withOutside(invocation, async (outside) => {
    const project = await openProject(invocation, outside);
    const signals = invocation.surroundings.interrupts.take();
    const reports: SyncReport[] = [];
    for (const environment of project.environments) {
      reports.push(await syncOne(environment, { project, invocation, outside, signals }));
      if (codeOf(reports, invocation) !== EXIT.done) break;
    }
    const left = project.environments.slice(reports.length).map((environment) => environment.name);
    if (left.length > 0) invocation.voice.note(`not started: ${left.join(", ")}\n`);
    await tell(reports, invocation);
    return codeOf(reports, invocation);
  });
}

interface Run {
  readonly project: Project;
  readonly invocation: SyncInvocation;
  readonly outside: Outside;
  readonly signals: { readonly stop: AbortSignal; readonly kill: AbortSignal };
}

async function syncOne(environment: Environment, run: Run): Promise<SyncReport> {
  const { invocation, signals } = run;
  const sites = await connectSites(environment, run);
  try {
    if (invocation.flags.prune) await confirmUninstalls(environment, sites, invocation);
    const clusters = environment.clusters.map((cluster) => cluster.name);
    const view = await chooseSyncView(invocation, { name: environment.name, clusters });
    signals.stop.addEventListener("abort", () => view.say(STOPPING));
    const requests = sites.map((site) => site.request);
    const report = await syncEnvironment(
      { environment: environment.name, clusters: requests, clusterConcurrency: CLUSTERS_AT_A_TIME },
      async (request) => siteOf(sites, request).outside((event) => view.event(event)),
    );
    await view.end();
    tellWarnings(
      invocation,
      report.clusters.flatMap((cluster) => cluster.warnings ?? []),
    );
    return report;
  } finally {
    closeSites(sites);
  }
}

const STOPPING = "stopping: nothing new is started, what runs may finish; once more ends it now";

function codeOf(reports: readonly SyncReport[], { surroundings }: SyncInvocation): number {
  const clusters = reports.flatMap((report) => report.clusters);
  const code = syncExitCode({ formatVersion: 1, environment: "", clusters });
  return code === EXIT.SIGINT ? EXIT[surroundings.interrupts.received() ?? "SIGINT"] : code;
}

async function tell(reports: readonly SyncReport[], invocation: SyncInvocation): Promise<void> {
  const look = invocation.flags.repair ? "live" : "records";
  await deliver(invocation, {
    text: (colours) =>
      reports
        .flatMap(({ environment, clusters }) =>
          clusters.map((cluster) => syncSummaryText(environment, cluster, { colours, look })),
        )
        .join("\n"),
    json: () => jsonText(syncDocument(reports)),
  });
}
