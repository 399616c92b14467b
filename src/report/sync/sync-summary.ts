import type { AddonSync, ClusterSync } from "../../sync/event.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { Colours } from "../colours.ts";
import { incompleteLines } from "../incomplete.ts";
import { count, durationText, table } from "../words.ts";

export interface SyncSummaryStyle {
  readonly colours: Colours;
  readonly look: "records" | "live";
}

/** What became of one cluster: done, failed, skipped, not started, with durations and cost. */
export function syncSummaryText(environment: string, cluster: ClusterSync, style: SyncSummaryStyle): string {
  const { colours } = style;
  const paint = RESULT_PAINT[cluster.result];
  const lines = [
    `${colours.bold(sanitize(`${environment} · ${cluster.cluster}`))}: ${colours[paint](resultText(cluster))}`,
  ];
  const touched = cluster.addons.filter((addon) => addon.outcome !== "kept");
  if (touched.length > 0)
    lines.push(
      "",
      ...table(
        touched.map((addon) => row(addon, colours)),
        "  ",
      ),
    );
  for (const addon of touched) lines.push(...failureLines(addon, colours));
  if (cluster.error !== undefined) lines.push(...errorLines(cluster.error, colours));
  lines.push(...incompleteLines(cluster.incomplete ?? [], colours), "", ...footer(environment, cluster, style));
  return `${lines.join("\n")}\n`;
}

const RESULT_PAINT = {
  "nothing-to-do": "green",
  done: "green",
  failed: "red",
  refused: "red",
  interrupted: "yellow",
} as const satisfies Readonly<Record<ClusterSync["result"], keyof Colours>>;

const RESULTS: Readonly<Record<ClusterSync["result"], string>> = {
  "nothing-to-do": "nothing to do",
  done: "done",
  failed: "failed",
  refused: "refused",
  interrupted: "interrupted",
};

const OUTCOMES: readonly (readonly [AddonSync["outcome"], string])[] = [
  ["done", "done"],
  ["failed", "failed"],
  ["refused", "refused"],
  ["interrupted", "interrupted"],
  ["skipped", "skipped"],
  ["not-started", "not started"],
  ["kept", "unchanged"],
];

function resultText(cluster: ClusterSync): string {
  const counts = OUTCOMES.flatMap(([outcome, words]) => {
    const found = cluster.addons.filter((addon) => addon.outcome === outcome).length;
    return found === 0 ? [] : [`${found} ${words}`];
  });
  return counts.length === 0 ? RESULTS[cluster.result] : `${RESULTS[cluster.result]} (${counts.join(", ")})`;
}

function row(addon: AddonSync, colours: Colours): string[] {
  const words = OUTCOMES.find(([outcome]) => outcome === addon.outcome)?.[1] ?? addon.outcome;
  const paint = addon.outcome === "done" ? colours.green : addon.outcome === "failed" ? colours.red : colours.yellow;
  const time = addon.durationMs > 0 ? durationText(addon.durationMs) : "";
  // What stands below as the error is not said twice.
  const reason = addon.reason === addon.error?.message ? "" : sanitize(addon.reason);
  return [paint(words), sanitize(addon.addon), addon.op, time, reason];
}

function failureLines(addon: AddonSync, colours: Colours): string[] {
  if (addon.error === undefined) return [];
  const [first = "", ...rest] = sanitize(addon.error.message).split("\n");
  return [
    "",
    `  ${colours.red(sanitize(addon.addon))}: ${first}`,
    ...rest.map((line) => `    ${line}`.trimEnd()),
    ...(addon.error.hint === undefined ? [] : [`  → next: ${sanitize(addon.error.hint)}`]),
  ];
}

function errorLines(error: NonNullable<ClusterSync["error"]>, colours: Colours): string[] {
  return [
    "",
    `  ${colours.red(`error ${error.code}`)}: ${sanitize(error.message)}`,
    ...(error.hint === undefined ? [] : [`  → next: ${sanitize(error.hint)}`]),
  ];
}

/** Helm sends requests of its own, which nobody here sees. */
function requestsText({ requests, processes }: ClusterSync): string {
  const counted = count(requests, "API request");
  return processes === 0 ? counted : `${counted} (Helm's own not counted)`;
}

function footer(environment: string, cluster: ClusterSync, style: SyncSummaryStyle): string[] {
  const { colours } = style;
  const cost = [
    durationText(cluster.durationMs),
    requestsText(cluster),
    cluster.processes === 0 ? "no program started" : `${count(cluster.processes, "program")} started`,
  ].join(", ");
  const lines = [colours.dim(`  ${cost}`)];
  const left =
    cluster.undeclared?.filter((release) => !cluster.addons.some((addon) => addon.addon === release.addon)) ?? [];
  if (left.length > 0) {
    const names = left.map((release) => release.addon).join(", ");
    lines.push(`  no longer declared, left alone: ${sanitize(names)} (addons plan --env ${environment} --prune)`);
  }
  if (cluster.result === "interrupted") lines.push(`  → next: addons sync --env ${environment} goes on from here`);
  if (style.look === "records" && (cluster.result === "done" || cluster.result === "nothing-to-do")) {
    lines.push(colours.dim(`  to compare live objects, too: addons drift --env ${environment}`));
  }
  return lines;
}
