import type { ReleaseDiff } from "../plan/diff-releases.ts";
import type { DiffLine } from "../support/line-diff.ts";
import type { ObjectDiff } from "../plan/object-diff.ts";
import { sanitize } from "../support/sanitize.ts";
import type { Colours } from "./colours.ts";
import { objectText } from "./finding.ts";
import { count } from "./words.ts";

export interface DifferencesStyle {
  readonly colours: Colours;
  /** `objects`: names only, for an install where everything is new. */
  readonly show: "objects" | "lines";
}

/** What an upgrade changes in rendered objects; equal objects and equal lines are not in it. */
export function differenceLines(diff: ReleaseDiff, style: DifferencesStyle): string[] {
  if (diff.objects.length === 0) return [style.colours.dim(nothingText(diff, style))];
  if (style.show === "objects") return objectNames(diff, style.colours);
  return diff.objects.flatMap((object) => objectLines(object, style.colours));
}

/** Another chart may still bring another crds/ folder. */
function nothingText({ changed }: ReleaseDiff, { show }: DifferencesStyle): string {
  if (show === "objects") return "no rendered objects";
  const same = "no rendered object changes";
  return changed.some(({ what }) => what === "chart") ? same : `${same}: only the record is renewed`;
}

function objectNames(diff: ReleaseDiff, colours: Colours): string[] {
  const names = diff.objects.map((object) => `  ${colours.green("+")} ${objectText(object.object)}`);
  return [`${count(diff.objects.length, "object")}:`, ...names];
}

function objectLines(diff: ObjectDiff, colours: Colours): string[] {
  const name = objectText(diff.object);
  if (diff.change === "added") return [`${colours.green("+")} ${name} is new`];
  if (diff.change === "removed") return [`${colours.red("-")} ${name} goes away`];
  return [`${colours.yellow("~")} ${name}`, ...diff.lines.map((line) => `    ${lineText(line, colours)}`.trimEnd())];
}

function lineText({ kind, text }: DiffLine, colours: Colours): string {
  if (kind === "added") return colours.green(`+ ${sanitize(text)}`);
  if (kind === "removed") return colours.red(`- ${sanitize(text)}`);
  return colours.dim(kind === "gap" ? "…" : `  ${sanitize(text)}`);
}
