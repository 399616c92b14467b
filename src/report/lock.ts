import type { StaleEntry } from "../lock/check-lock.ts";
import type { LockChange } from "../lock/lock-environments.ts";
import { sanitize } from "../support/sanitize.ts";
import type { Colours } from "./colours.ts";
import { placeText } from "./problems/problems-text.ts";
import { count, table } from "./words.ts";

/** What `lock` did, or what `lock --check` found. */
export interface LockDocument {
  readonly formatVersion: 1;
  readonly result: "written" | "unchanged" | "fresh" | "stale";
  readonly changes: readonly LockChange[];
  readonly stale: readonly StaleEntry[];
  readonly notes: readonly string[];
}

export interface LockStyle {
  readonly colours: Colours;
  /** `full`: also what manifest and lock say of a stale entry. */
  readonly detail: "short" | "full";
}

export function lockText(document: LockDocument, { colours, detail }: LockStyle): string {
  const changes = table(
    document.changes.map((change) => changeRow(change, colours)),
    "  ",
  );
  const stale = document.stale.flatMap((entry) => staleLines(entry, colours, detail));
  const notes = document.notes.map((note) => `  ${colours.yellow("note")}: ${sanitize(note)}`);
  return `${[...changes, ...stale, ...notes, verdict(document, colours)].join("\n")}\n`;
}

function verdict({ result, changes, stale }: LockDocument, colours: Colours): string {
  switch (result) {
    case "written":
      return `addons.lock.yaml: ${changes.length === 0 ? "written again in its canonical form" : count(changes.length, "change")}`;
    case "unchanged":
      return "addons.lock.yaml: nothing to do";
    case "fresh":
      return colours.green("addons.lock.yaml: up to date");
    case "stale":
      return `${colours.red(`addons.lock.yaml is stale: ${count(stale.length, "entry", "entries")}`)}\n→ next: addons lock`;
  }
}

const SIGNS: Readonly<Record<LockChange["kind"], string>> = { added: "+", moved: "~", refreshed: "~", removed: "-" };

function changeRow(change: LockChange, colours: Colours): string[] {
  const paint = { added: colours.green, moved: colours.yellow, refreshed: colours.yellow, removed: colours.red };
  const charts = [change.from?.chart, change.to?.chart].filter((chart) => chart !== undefined);
  return [
    paint[change.kind](`${SIGNS[change.kind]} ${change.kind}`),
    sanitize(change.addon),
    sanitize(placeName(change)),
    sanitize([...new Set(charts)].join(" → ")),
    sanitize(change.reason),
  ];
}

function placeName({ environment, kubernetes }: LockChange | StaleEntry): string {
  return kubernetes === undefined ? environment : `${environment}/${kubernetes}`;
}

function staleLines(entry: StaleEntry, colours: Colours, detail: LockStyle["detail"]): string[] {
  const subject = entry.addon === "" ? "addons.lock.yaml" : `${entry.addon} (${placeName(entry)})`;
  const place = entry.at === undefined ? "" : `  ${colours.dim(placeText(entry.at))}`;
  const lines = [`  ${colours.red("!")} ${sanitize(`${subject} ${entry.message}`)}${place}`];
  if (detail === "short") return lines;
  if (entry.wants !== undefined) lines.push(`      manifest: ${sanitize(entry.wants)}`);
  if (entry.has !== undefined) lines.push(`      lock:     ${sanitize(entry.has)}`);
  return lines;
}
