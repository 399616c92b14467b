import type { StepOp } from "../plan/plan.ts";
import { sanitize } from "../support/sanitize.ts";
import type { AddonStatus, ClusterStatus } from "../status/status-report.ts";
import type { Colours } from "./colours.ts";
import { incompleteLines } from "./incomplete.ts";
import { notReadyText } from "./not-ready.ts";
import { unixMilliseconds } from "../support/iso-time.ts";
import { agoText, table } from "./words.ts";

export interface StatusStyle {
  readonly colours: Colours;
  readonly now: number;
}

/** One aligned line per add-on; what is not ready and why stands below. */
export function statusText(environment: string, status: ClusterStatus, style: StatusStyle): string {
  const { colours } = style;
  const head = ["ADD-ON", "VERSION", "REVISION", "STATE", "READY", "LAST SYNC"].map(colours.dim);
  const rows = status.addons.map((addon) => row(addon, style));
  const lines = [colours.bold(sanitize(`${environment} · ${status.cluster}`)), ...table([head, ...rows], "  ")];
  const notes = status.addons.flatMap((addon) => noteLines(addon, colours));
  if (notes.length > 0) lines.push("", ...notes);
  lines.push(...incompleteLines(status.incomplete, colours));
  if (status.addons.some((addon) => addon.next.op !== "keep"))
    lines.push("", `→ next: addons plan --env ${environment}`);
  return `${lines.join("\n")}\n`;
}

function row(addon: AddonStatus, style: StatusStyle): string[] {
  return [
    sanitize(addon.addon),
    sanitize(versionText(addon)),
    addon.revision === undefined ? "-" : String(addon.revision),
    stateText(addon, style.colours),
    readyText(addon, style.colours),
    lastSync(addon, style.now),
  ];
}

/** `1.21.0`, or `1.20.0 → 1.21.0` when another one is wanted. */
function versionText(addon: AddonStatus): string {
  const version = (chart: string): string => chart.slice(chart.lastIndexOf("@") + 1);
  const wanted = version(addon.wanted);
  if (addon.running === undefined) return addon.revision === undefined ? `- → ${wanted}` : wanted;
  const running = version(addon.running);
  return running === wanted ? running : `${running} → ${wanted}`;
}

const STATES: Readonly<Record<StepOp, string>> = {
  keep: "in sync",
  install: "not installed",
  upgrade: "out of date",
  repair: "drifted",
  recover: "interrupted",
  confirm: "unconfirmed",
  uninstall: "not declared",
  refuse: "refused",
};

function stateText(addon: AddonStatus, colours: Colours): string {
  if (addon.helm === "failed") return colours.red("failed");
  const text = STATES[addon.next.op];
  if (addon.next.op === "keep") return colours.green(text);
  return addon.next.op === "refuse" ? colours.red(text) : colours.yellow(text);
}

function readyText({ workloads }: AddonStatus, colours: Colours): string {
  if (workloads.status === "unknown") return "-";
  if (workloads.total === 0) return colours.green("ready");
  const text = `${workloads.total - workloads.notReady.length}/${workloads.total}`;
  if (workloads.status === "ready") return colours.green(text);
  return workloads.status === "failed" ? colours.red(text) : colours.yellow(text);
}

function lastSync(addon: AddonStatus, now: number): string {
  const time = addon.changedAt === undefined ? Number.NaN : unixMilliseconds(addon.changedAt);
  return Number.isNaN(time) ? "-" : agoText(time, now);
}

function noteLines(addon: AddonStatus, colours: Colours): string[] {
  const { workloads, next } = addon;
  const name = sanitize(addon.addon);
  const why =
    next.op === "keep" || next.op === "install" ? [] : [`  ${colours.yellow(name)}: ${sanitize(next.reason)}`];
  if (workloads.status === "unknown" || workloads.notReady.length === 0) return why;
  return [...why, `  ${colours.yellow(name)}: not ready: ${notReadyText(workloads.notReady, 3)}`];
}
