import type { LockChange } from "../lock/lock-changes.ts";
import type { Pin } from "../lock/lockfile.ts";
import { sanitize } from "../support/sanitize.ts";
import type { Colours } from "./colours.ts";
import type { LockStyle } from "./lock-document.ts";
import { table } from "./words.ts";

/** A line per change: what, where, from which chart to which, and why; below it what else differs between the pins. */
export function changeLines(changes: readonly LockChange[], { colours, detail }: LockStyle): readonly string[] {
  const rows = table(
    changes.map((change) => changeRow(change, colours)),
    "  ",
  );
  return rows.flatMap((row, index) => {
    const change = changes[index];
    return change === undefined ? [row] : [row, ...differences(change, detail)];
  });
}

const SIGNS: Readonly<Record<LockChange["kind"], string>> = { added: "+", moved: "~", refreshed: "~", removed: "-" };

function changeRow(change: LockChange, colours: Colours): string[] {
  const { environment, kubernetes, from, to } = change;
  const paint = { added: colours.green, moved: colours.yellow, refreshed: colours.yellow, removed: colours.red };
  const charts = [from?.chart, to?.chart].filter((chart) => chart !== undefined);
  return [
    paint[change.kind](`${SIGNS[change.kind]} ${change.kind}`),
    sanitize(change.addon),
    sanitize(kubernetes === undefined ? environment : `${environment}/${kubernetes}`),
    sanitize([...new Set(charts)].join(" → ")),
    sanitize(change.reason),
  ];
}

/** Where a chart comes from and who signed it matters in every change. */
const ALWAYS = ["source", "signer"] as const;
/** Digests say something where the version does not: another version always has others. */
const BYTES = ["archive", "manifest", "commit", "content"] as const;

function differences({ kind, from, to, files }: LockChange, detail: LockStyle["detail"]): readonly string[] {
  if (to === undefined || (from === undefined && detail === "short")) return [];
  const isSameVersion = kind === "refreshed";
  const fields = isSameVersion || detail === "full" ? [...ALWAYS, ...BYTES] : ALWAYS;
  const lines = fields.flatMap((field) => fieldLine(field, from, to));
  if (files === undefined || files.length === 0) return lines;
  return [...lines, ...files.map((file) => `      changed   ${sanitize(file)}`)];
}

function fieldLine(field: (typeof ALWAYS)[number] | (typeof BYTES)[number], from: Pin | undefined, to: Pin): string[] {
  const [before, after] = [from?.[field], to[field]];
  if (before === after) return [];
  const both = from === undefined ? (after ?? "") : `${before ?? "(none)"} → ${after ?? "(none)"}`;
  return [`      ${field.padEnd(8)}  ${sanitize(both)}`];
}
