import type { SourcePosition } from "../../support/problem.ts";
import { sanitize } from "../../support/sanitize.ts";
import { looksSecret } from "../../support/looks-secret.ts";
import type { Colours } from "../colours.ts";

/**
 * The line of a problem with its neighbours and a caret, long lines cut around the column. Values whose key, or a key above, looks like a
 * secret's are hidden: a manifest with a problem is one whose secrets nobody knows yet.
 */
export function codeFrame(at: SourcePosition, source: string, colours: Colours): readonly string[] {
  const lines = source.split("\n");
  // What stands behind the last line break is no line, unless the problem is there.
  if (lines.at(-1) === "" && at.line < lines.length) lines.pop();
  if (lines[at.line - 1] === undefined) return [];
  const width = String(at.line + 1).length;
  const start = Math.max(0, at.column - 60);
  const frame: string[] = [];
  for (let number = Math.max(1, at.line - 1); number <= Math.min(lines.length, at.line + 1); number++) {
    const text = sanitize(visible(lines, number - 1).slice(start, start + 100)).replaceAll("\t", " ");
    frame.push(`  ${colours.dim(`${String(number).padStart(width)} |`)} ${text}`.trimEnd());
    if (number === at.line) {
      const caret = " ".repeat(Math.max(0, at.column - 1 - start));
      frame.push(`  ${colours.dim(`${" ".repeat(width)} |`)} ${caret}${colours.red("^")}`);
    }
  }
  return frame;
}

const KEY = /(?:^|[\s{,[])["']?([\w./-]+)["']?\s*:(?=\s|$)/g;
const HIDDEN = "(hidden)";

/** From the first key that looks secret on, or the whole line below one, nothing is shown. */
function visible(lines: readonly string[], index: number): string {
  const line = lines[index] ?? "";
  const indent = indentOf(line);
  if (isBelowSecret(lines, index, indent)) return `${" ".repeat(indent)}${HIDDEN}`;
  const secret = [...line.matchAll(KEY)].find(([, key]) => looksSecret(key ?? ""));
  return secret === undefined ? line : `${line.slice(0, secret.index + secret[0].length)} ${HIDDEN}`;
}

function isBelowSecret(lines: readonly string[], index: number, indent: number): boolean {
  let inside = indent;
  for (let above = index - 1; above >= 0 && inside > 0; above--) {
    const line = lines[above] ?? "";
    if (line.trim() === "" || indentOf(line) >= inside) continue;
    inside = indentOf(line);
    if ([...line.matchAll(KEY)].some(([, key]) => looksSecret(key ?? ""))) return true;
  }
  return false;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
