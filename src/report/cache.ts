import type { CacheEntry, CacheKind } from "../outside/charts/cache/user-cache.ts";
import type { PinUser } from "../lock/copies/vendored-charts.ts";
import { unixMilliseconds } from "../support/iso-time.ts";
import { sanitize } from "../support/sanitize.ts";
import { bytesText } from "./bytes-text.ts";
import type { Colours } from "./colours.ts";
import { usersText } from "./vendor.ts";
import { agoText, count, table } from "./words.ts";

/** What `addons cache` found and did. */
export interface CacheDocument {
  readonly formatVersion: 1;
  readonly action: "show" | "fill" | "verify" | "prune";
  /** Absolute. */
  readonly folder: string;
  /** Of everything that is there afterwards. */
  readonly bytes: number;
  /** What is there afterwards. */
  readonly entries: readonly CacheRecord[];
  /** Of `prune`. */
  readonly removed: readonly CacheRecord[];
  /** Of `prune`: what should have gone and stayed, and why. */
  readonly left: readonly (CacheRecord & { readonly why: "in-use" | "failed" })[];
  /** Of `verify`. */
  readonly verified?: { readonly checked: number; readonly damaged: readonly CacheRecord[] };
  /** Of `fill`: charts of the lock, and how many requests that took. */
  readonly filled?: { readonly charts: number; readonly requests: number };
}

export type CacheRecord = Omit<CacheEntry, "usedMs"> & {
  /** ISO 8601. */
  readonly lastUsed: string;
  /** Pins of this project's lock that take a chart. */
  readonly pins?: readonly PinUser[];
};

export function cacheText(
  document: CacheDocument,
  style: { readonly colours: Colours; readonly nowMs: number },
): string {
  const { entries, removed, left, folder, bytes } = document;
  const { colours } = style;
  const lines = [
    ...(document.action === "show" ? contents(entries, style) : []),
    ...removed.map((entry) => `  ${colours.red("- removed")}  ${nameOf(entry)}  ${bytesText(entry.bytes)}`),
    ...left.map((entry) => `  ${colours.yellow("note")}: ${nameOf(entry)} stays: ${WHY[entry.why]}`),
    ...(document.verified?.damaged ?? []).map(
      (entry) => `  ${colours.red("!")} ${nameOf(entry)}: ${sanitize(entry.damage ?? "")}`,
    ),
    ...verdicts(document, colours),
    `${sanitize(folder)}: ${bytesText(bytes)}`,
  ];
  return `${lines.join("\n")}\n`;
}

const WHY = { "in-use": "it was used or written just now", failed: "it could not be removed" } as const;

interface Style {
  readonly colours: Colours;
  readonly nowMs: number;
}

function contents(entries: readonly CacheRecord[], style: Style): readonly string[] {
  const charts = entries.filter(({ kind }) => kind === "chart");
  const indexes = entries.filter(({ kind }) => kind === "index");
  const rest = entries.filter(({ kind }) => kind === "damaged" || kind === "unfinished" || kind === "other");
  return [
    ...section("charts", charts, style),
    ...section("indexes", indexes, style),
    ...totals(entries),
    ...section("besides", rest, style),
  ];
}

function section(title: string, entries: readonly CacheRecord[], { colours, nowMs }: Style): readonly string[] {
  if (entries.length === 0) return [];
  const rows = entries.map((entry) => [
    nameOf(entry),
    bytesText(entry.bytes),
    agoText(unixMilliseconds(entry.lastUsed), nowMs),
    entry.damage === undefined ? sanitize(usersText(entry.pins ?? [])) : colours.red(sanitize(entry.damage)),
  ]);
  return [colours.bold(title), ...table(rows, "  ")];
}

const SUMMED: Readonly<Partial<Record<CacheKind, readonly [string, string]>>> = {
  facts: ["rendered chart", "rendered charts"],
  git: ["git repository", "git repositories"],
  compiled: ["folder of compiled parts of addons", "folders of compiled parts of addons"],
};

function totals(entries: readonly CacheRecord[]): readonly string[] {
  return Object.entries(SUMMED).flatMap(([kind, [one, many]]) => {
    const all = entries.filter((entry) => entry.kind === kind);
    const bytes = all.reduce((sum, entry) => sum + entry.bytes, 0);
    return all.length === 0 ? [] : [`${count(all.length, one, many)}: ${bytesText(bytes)}`];
  });
}

function nameOf({ chart, source, path, kind, writer }: CacheRecord): string {
  const name = chart ?? source ?? path;
  return sanitize(kind === "unfinished" ? `${name} (its writer is ${writer ?? "gone"})` : name);
}

function verdicts(document: CacheDocument, colours: Colours): readonly string[] {
  switch (document.action) {
    case "show":
      return [];
    case "prune":
      return [pruneVerdict(document)];
    case "verify":
      return [verifyVerdict(document, colours)];
    case "fill": {
      const { charts = 0, requests = 0 } = document.filled ?? {};
      return [`${count(charts, "chart")} of the lock at hand, ${count(requests, "request")}`];
    }
  }
}

function pruneVerdict({ removed }: CacheDocument): string {
  if (removed.length === 0) return "nothing to remove";
  const bytes = removed.reduce((sum, entry) => sum + entry.bytes, 0);
  return `${count(removed.length, "entry", "entries")} removed: ${bytesText(bytes)}`;
}

function verifyVerdict({ verified }: CacheDocument, colours: Colours): string {
  const { checked = 0, damaged = [] } = verified ?? {};
  const hashed = `${count(checked, "entry", "entries")} hashed`;
  if (damaged.length === 0) return colours.green(`${hashed}: all sound`);
  return colours.red(`${hashed}: ${damaged.length} damaged; they are fetched again when they are needed`);
}
