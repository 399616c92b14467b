import type { ReleaseDiff } from "../plan/diff-releases.ts";
import type { Plan, Step, StepOp } from "../plan/plan.ts";
import { sanitize } from "../support/sanitize.ts";
import type { Colours } from "./colours.ts";
import { differenceLines } from "./differences.ts";
import { findingsLines } from "./finding.ts";
import { incompleteLines } from "./incomplete.ts";
import { count } from "./words.ts";

export interface PlanStyle {
  readonly colours: Colours;
  /** Unix milliseconds. */
  readonly now: number;
  /** Rendered differences of the steps that run Helm. */
  readonly differences: readonly ReleaseDiff[];
}

/** What sync would do to one cluster and why; what stays as it is takes one line. */
export function planText(plan: Plan, style: PlanStyle): string {
  const { colours } = style;
  const work = plan.steps.filter((step) => step.op !== "keep");
  const kept = plan.steps.filter((step) => step.op === "keep").map((step) => step.addon);
  const lines = [colours.bold(sanitize(`${plan.environment} · ${plan.cluster}: ${headline(plan)}`))];
  for (const step of work) lines.push("", ...stepLines(step, plan, style));
  if (kept.length > 0 && work.length > 0) lines.push("", colours.dim(`  = unchanged: ${kept.join(", ")}`));
  lines.push(...undeclaredLines(plan, colours), ...incompleteLines(plan.incomplete ?? [], colours));
  return `${lines.join("\n")}\n`;
}

/** `2 to install, 1 to upgrade, 8 unchanged` */
export function headline(plan: Plan): string {
  const parts = OPS.flatMap(([op, words]) => {
    const found = plan.steps.filter((step) => step.op === op).length;
    return found === 0 ? [] : [`${found} ${words}`];
  });
  if (parts.length === 0) return "no add-ons";
  return plan.steps.every((step) => step.op === "keep") ? `nothing to do, ${parts.join(", ")}` : parts.join(", ");
}

/** What a step waits for in this plan; needs that stay as they are hold nothing up. */
export function workBefore(step: Step, plan: Plan): readonly string[] {
  if (!("after" in step)) return [];
  return step.after.filter((name) => plan.steps.some((other) => other.addon === name && other.op !== "keep"));
}

const OPS: readonly (readonly [StepOp, string])[] = [
  ["refuse", "refused"],
  ["install", "to install"],
  ["upgrade", "to upgrade"],
  ["repair", "to repair"],
  ["recover", "to recover"],
  ["confirm", "to confirm"],
  ["uninstall", "to uninstall"],
  ["keep", "unchanged"],
];

const SIGNS: Readonly<Record<StepOp, string>> = {
  install: "+ install",
  upgrade: "~ upgrade",
  repair: "~ repair",
  recover: "~ recover",
  confirm: "= confirm",
  uninstall: "- uninstall",
  keep: "= keep",
  refuse: "! refuse",
};

function stepLines(step: Step, plan: Plan, style: PlanStyle): string[] {
  const { colours } = style;
  const paint = paintFor(step.op, colours);
  const lines = [`  ${paint(SIGNS[step.op].padEnd(11))} ${colours.bold(sanitize(step.addon))}${chart(step)}`];
  lines.push(`      ${sanitize(step.reason)}`);
  if (step.op === "refuse") lines.push(`      → next: ${sanitize(step.hint)}`);
  const before = workBefore(step, plan);
  if (before.length > 0) lines.push(colours.dim(`      after ${before.join(", ")}`));
  if ("findings" in step) {
    lines.push(...findingsLines(step.findings, { ...style, forecast: "hide" }).map((line) => `      ${line}`));
  }
  const difference = style.differences.find((diff) => diff.addon === step.addon);
  if (difference === undefined) return lines;
  if (difference.changed.length > 0) lines.push(`      changed: ${difference.changed.map(changeText).join(", ")}`);
  if (difference.rights.length > 0) lines.push(`      ${colours.red("new rights:")}`);
  lines.push(...difference.rights.map((right) => `        ${sanitize(right)}`));
  const show = step.op === "install" ? "objects" : "lines";
  return [...lines, ...differenceLines(difference, { colours, show }).map((line) => `      ${line}`)];
}

function changeText(change: ReleaseDiff["changed"][number]): string {
  return change.what === "chart" ? sanitize(`chart ${change.from} → ${change.to}`) : change.what;
}

function chart(step: Step): string {
  const where = sanitize(`${step.namespace}/${step.release}`);
  if (!("desired" in step)) return ` (${where})`;
  return sanitize(` ${step.desired.chartName}@${step.desired.chartVersion} (${where})`);
}

function paintFor(op: StepOp, colours: Colours): (text: string) => string {
  if (op === "install") return colours.green;
  if (op === "uninstall" || op === "refuse") return colours.red;
  return colours.yellow;
}

function undeclaredLines(plan: Plan, colours: Colours): string[] {
  const pruned = new Set(plan.steps.filter((step) => step.op === "uninstall").map((step) => step.addon));
  const left = (plan.undeclared ?? []).filter((release) => !pruned.has(release.addon));
  if (left.length === 0) return [];
  const names = left.map((release) => `${release.addon}${release.protected ? " (protected)" : ""}`);
  return [
    "",
    `  ${colours.yellow("no longer declared, left alone")}: ${sanitize(names.join(", "))}`,
    `  → next: addons plan --env ${plan.environment} --prune shows what uninstalling ${left.length === 1 ? "it" : "them"} means`,
  ];
}

/** The last line over all clusters of a run. */
export function planFooter(plans: readonly Plan[], flags: string): string {
  const work = plans.flatMap((plan) => plan.steps).filter((step) => step.op !== "keep" && step.op !== "refuse").length;
  if (work === 0) return "";
  const environments = [...new Set(plans.map((plan) => plan.environment))];
  return `\n${count(work, "step")}. → next: addons sync ${environments.map((name) => `--env ${name}`).join(" ")}${flags}\n`;
}
