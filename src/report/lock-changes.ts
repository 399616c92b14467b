import type { LockChange } from "../lock/lock-changes.ts";
import type { Pin } from "../lock/lockfile.ts";
import { sanitize } from "../support/sanitize.ts";
import type { Colours } from "./colours.ts";
import type { LockStyle } from "./lock-document.ts";
import { table } from "./words.ts";

/**
 * A line per change: what, where, from which chart to which, and why; below it what else differs between the pins. Environments of one
 * add-on in which the same happens share it.
 */
export function changeLines(changes: readonly LockChange[], { colours, detail }: LockStyle): readonly string[] {
  const groups = new Map<string, ChangeGroup>();
  for (const change of changes) {
    const cells = changeCells(change, colours);
    const below = differences(change, detail);
    const same = JSON.stringify([cells, below]);
    const { places = [] } = groups.get(same) ?? {};
    groups.set(same, { cells, below, places: [...places, placeOf(change)] });
  }
  const all = [...groups.values()];
  const rows = table(
    all.map(({ cells: [what, addon, ...more], places }) => [what, addon, places.join(", "), ...more]),
    "  ",
  );
  return rows.flatMap((row, index) => [row, ...(all[index]?.below ?? [])]);
}

interface ChangeGroup {
  readonly cells: ReturnType<typeof changeCells>;
  readonly places: readonly string[];
  readonly below: readonly string[];
}

const SIGNS: Readonly<Record<LockChange["kind"], string>> = { added: "+", moved: "~", refreshed: "~", removed: "-" };

/** All but the place. */
function changeCells(
  { kind, addon, from, to, reason }: LockChange,
  colours: Colours,
): readonly [what: string, addon: string, charts: string, why: string] {
  const paint = { added: colours.green, moved: colours.yellow, refreshed: colours.yellow, removed: colours.red };
  const charts = [from?.chart, to?.chart].filter((chart) => chart !== undefined);
  const arrow = [...new Set(charts)].join(" → ");
  return [paint[kind](`${SIGNS[kind]} ${kind}`), sanitize(addon), sanitize(arrow), sanitize(reason)];
}

function placeOf({ environment, kubernetes }: LockChange): string {
  return sanitize(kubernetes === undefined ? environment : `${environment}/${kubernetes}`);
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
