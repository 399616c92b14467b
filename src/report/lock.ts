import type { StaleEntry } from "../lock/staleness/stale-entry.ts";
import { sanitize } from "../support/sanitize.ts";
import type { Colours } from "./colours.ts";
import type { LockDocument, LockStyle } from "./lock-document.ts";
import { changeLines } from "./lock-changes.ts";
import { findingLines } from "./lock-findings.ts";
import { placeText } from "./problems/problems-text.ts";
import { count } from "./words.ts";

/** What a person reads of it. */
export function lockText(document: LockDocument, style: LockStyle): string {
  const { colours } = style;
  const stale = document.stale.flatMap((entry) => staleLines(entry, colours));
  const vendor = (document.vendor ?? []).map(
    ({ message, hint }) => `  ${colours.red("!")} ${sanitize(`${message} (${hint})`)}`,
  );
  const verified = (document.verified ?? []).flatMap((pin) => findingLines(pin, colours));
  return `${[...changeLines(document.changes, style), ...stale, ...vendor, ...verified, verdict(document, colours)].join("\n")}\n`;
}

/** One line about the whole lock. */
export function verdict(document: LockDocument, colours: Colours): string {
  const { result, changes, verified = [] } = document;
  const pins = count(verified.length, "pin");
  switch (result) {
    case "written":
      return `addons.lock.yaml: ${changes.length === 0 ? "written again in its canonical form" : count(changes.length, "change")}`;
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

function staleVerdict({ stale, vendor = [] }: LockDocument, colours: Colours): string {
  const copies = `charts/vendor is not what is locked: ${count(vendor.length, "file")}`;
  if (stale.length === 0) return `${colours.red(copies)}\n→ next: addons vendor`;
  const lock = `addons.lock.yaml is stale: ${count(stale.length, "entry", "entries")}`;
  const all = vendor.length === 0 ? lock : `${lock}; ${copies}`;
  return `${colours.red(all)}\n→ next: addons lock${vendor.length === 0 ? "" : ", then addons vendor"}`;
}

function staleLines(entry: StaleEntry, colours: Colours): string[] {
  const { environment, kubernetes, wants, has, message } = entry;
  const key = kubernetes === undefined ? environment : `${environment}/${kubernetes}`;
  const subject = entry.addon === "" ? "addons.lock.yaml" : `${entry.addon} (${key})`;
  const place = entry.at === undefined ? "" : `  ${colours.dim(placeText(entry.at))}`;
  const lines = [`  ${colours.red("!")} ${sanitize(`${subject} ${message}`)}${place}`];
  const isSaid = [wants, has].every((text) => text === undefined || message.includes(text));
  if (isSaid) return lines;
  if (wants !== undefined) lines.push(`      manifest: ${sanitize(wants)}`);
  if (has !== undefined) lines.push(`      lock:     ${sanitize(has)}`);
  return lines;
}
