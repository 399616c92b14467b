import type { Problem } from "../../support/problem.ts";
import { countProblems, placeText } from "./problems-text.ts";

/** GitHub drops a whole step summary above 1 MiB, sometimes a little below. */
const MAX_BYTES = 900 * 1024;
/** No cell is longer: a message may quote a whole file. */
const MAX_CELL = 2000;

/**
 * Problems, most important first, as a table for a step summary or a comment. Foreign text can be no markup, no mention and no link to an
 * issue there. `fine` is said when there are no errors.
 */
export function problemsMarkdown(problems: readonly Problem[], fine: string, maxBytes = MAX_BYTES): string {
  const counted = problems.length === 0 ? "no problems" : countProblems(problems);
  const head = [`### addons validate: ${counted}`, ""];
  if (!problems.some(({ severity }) => severity === "error")) head.push(escaped(fine), "");
  if (problems.length === 0) return head.join("\n");
  head.push("| | where | what | what to do |", "|---|---|---|---|", "");
  const text = head.join("\n");
  const rows = fitting(problems.map(row), maxBytes - bytes(text) - 200);
  const left = problems.slice(rows.length);
  const more = left.length === 0 ? "" : `\n… and ${countProblems(left)} more: run \`addons validate\`\n`;
  return `${text}${rows.map((line) => `${line}\n`).join("")}${more}`;
}

function fitting(rows: readonly string[], room: number): readonly string[] {
  let left = room;
  const end = rows.findIndex((row) => (left -= bytes(row) + 1) < 0);
  return end < 0 ? rows : rows.slice(0, end);
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}

const SIGN = { error: "❌ error", warning: "⚠️ warning", info: "ℹ️ info" } as const;

function row({ code, severity, message, hint, at }: Problem): string {
  const cells = [
    `${SIGN[severity]}<br>${codeSpan(code)}`,
    at === undefined ? "" : codeSpan(placeText(at)),
    escaped(short(message)),
    escaped(short(hint ?? "")),
  ];
  return `| ${cells.join(" | ")} |`;
}

function short(text: string): string {
  return text.length <= MAX_CELL ? text : `${text.slice(0, MAX_CELL)}…`;
}

/** Code; in a table a bar would end it, and a backslash before one cannot be escaped. */
function codeSpan(text: string): string {
  const line = oneLine(text);
  if (!/[`|\\]/.test(line)) return `\`${line}\``;
  return `<code>${line.replaceAll(/[^\w ./:-]/gu, (character) => `&#${character.codePointAt(0)};`)}</code>`;
}

/** Text that shows as it is: no markup, HTML, formula, mention or reference to an issue. */
function escaped(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_[\]~|]/g, String.raw`\$&`)
    .replaceAll(/[@#](?=[\w-])/g, "$&&#8203;")
    .replaceAll("$", "&#36;")
    .replaceAll(/\b(GH)-(?=\d)/gi, "$1&#8203;-")
    .replaceAll(/\b(https?:|www\.)(?=\S)/gi, "$1&#8203;");
}

function oneLine(text: string): string {
  return text.toWellFormed().replace(/\s+/g, " ").trim();
}
