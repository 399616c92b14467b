import type { MergedPin } from "../lock/merge/merged-pins.ts";
import type { PinPlace } from "../lock/pin-key.ts";
import type { StaleEntry } from "../lock/staleness/stale-entry.ts";
import { sanitize } from "../support/sanitize.ts";
import type { Colours } from "./colours.ts";
import type { LockDocument, LockStyle } from "./lock-document.ts";
import { changeLines } from "./lock-changes.ts";
import { findingLines } from "./lock-findings.ts";
import { placeText } from "./problems/problems-text.ts";
import { count, table } from "./words.ts";

/** What a person reads of it. */
export function lockText(document: LockDocument, style: LockStyle): string {
  const { colours } = style;
  const stale = document.stale.flatMap((entry) => staleLines(entry, colours));
  const vendor = (document.vendor ?? []).map(
    ({ message, hint }) => `  ${colours.red("!")} ${sanitize(`${message} (${hint})`)}`,
  );
  const verified = (document.verified ?? []).flatMap((pin) => findingLines(pin, colours));
  const merged = mergedLines(document.merged ?? [], colours);
  return `${[...merged, ...changeLines(document.changes, style), ...stale, ...vendor, ...verified, verdict(document, colours)].join("\n")}\n`;
}

/** One line about the whole lock. */
export function verdict(document: LockDocument, colours: Colours): string {
  const { result, verified = [] } = document;
  const pins = count(verified.length, "pin");
  switch (result) {
    case "written":
      return `addons.lock.yaml: ${writtenText(document)}`;
    case "unchanged":
      return "addons.lock.yaml: nothing to do";
    case "fresh":
      return colours.green("addons.lock.yaml: up to date");
    case "stale":
      return staleVerdict(document, colours);
    case "verified":
      return colours.green(`addons.lock.yaml: ${pins} verified at the source`);
    case "different":
      return colours.yellow(`addons.lock.yaml: ${pins} asked for again; not all are at their source as they were`);
    case "refused":
      return colours.red(`addons.lock.yaml: ${pins} asked for again; not all of what came can be trusted`);
    case "incomplete":
      return colours.yellow(`addons.lock.yaml: ${pins} asked for again; not all could be checked`);
    default:
      return result satisfies never;
  }
}

function writtenText({ changes, merged }: LockDocument): string {
  const changed = count(changes.length, "change");
  if (merged !== undefined) return changes.length === 0 ? "merged" : `merged, with ${changed}`;
  return changes.length === 0 ? "written again in its canonical form" : changed;
}

const TOOK: Readonly<Record<MergedPin["took"], string>> = {
  ours: "as it was here, which the manifest allows",
  theirs: "as it was there, which the manifest allows",
  both: "what each branch changed below the chart",
  anew: "made anew",
};

function mergedLines(merged: readonly MergedPin[], { yellow }: Colours): readonly string[] {
  return table(
    merged.map(({ addon, chart, took, ...place }) => [
      yellow("= merged"),
      sanitize(addon),
      sanitize(placeOf(place)),
      sanitize(chart ?? "(none)"),
      chart === undefined ? "the manifest does not want it any more" : TOOK[took],
    ]),
    "  ",
  );
}

/** `prod`, or `prod/1.36`. */
function placeOf({ environment, kubernetes }: PinPlace): string {
  return kubernetes === undefined ? environment : `${environment}/${kubernetes}`;
}

function staleVerdict({ stale, vendor = [] }: LockDocument, colours: Colours): string {
  const copies = `charts/vendor is not what is locked: ${count(vendor.length, "file")}`;
  if (stale.length === 0) return `${colours.red(copies)}\n→ next: addons vendor`;
  const lock = `addons.lock.yaml is stale: ${count(stale.length, "entry", "entries")}`;
  const all = vendor.length === 0 ? lock : `${lock}; ${copies}`;
  return `${colours.red(all)}\n→ next: addons lock${vendor.length === 0 ? "" : ", then addons vendor"}`;
}

function staleLines(entry: StaleEntry, colours: Colours): string[] {
  const { wants, has, message } = entry;
  const subject = entry.addon === "" ? "addons.lock.yaml" : `${entry.addon} (${placeOf(entry)})`;
  const place = entry.at === undefined ? "" : `  ${colours.dim(placeText(entry.at))}`;
  const lines = [`  ${colours.red("!")} ${sanitize(`${subject} ${message}`)}${place}`];
  const isSaid = [wants, has].every((text) => text === undefined || message.includes(text));
  if (isSaid) return lines;
  const [wanting, having] = SIDES[entry.reason] ?? ["manifest:", "lock:"];
  if (wants !== undefined) lines.push(`      ${wanting.padEnd(9)} ${sanitize(wants)}`);
  if (has !== undefined) lines.push(`      ${having.padEnd(9)} ${sanitize(has)}`);
  return lines;
}

/** Who says so, where it is not the manifest against the lock. */
const SIDES: Readonly<Partial<Record<StaleEntry["reason"], readonly [wants: string, has: string]>>> = {
  "content-changed": ["folder:", "lock:"],
  "subchart-changed": ["chart:", "lock:"],
  "two-archives": ["there:", "here:"],
};
