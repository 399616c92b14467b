/**
 * What a comment of a values.yaml says: without number signs, without the marks of generators of documentation
 * (`# -- text` of helm-docs, `## @param key text`), and without lines that only speak to those.
 */
export function descriptionOf(comment: string): string {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*#*\s?/, "").trimEnd());
  const said = lines.flatMap((line) => saidBy(line)).join("\n");
  const text = said.replaceAll(/\n{3,}/g, "\n\n").trim();
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH).trimEnd()}…`;
}

const MAX_LENGTH = 1000;

function saidBy(line: string): readonly string[] {
  const param = /^@param\s+\S+\s+(?:\[[^\]]*\]\s*)?(.*)$/.exec(line)?.[1];
  if (param !== undefined) return [param];
  if (/^@\w+/.test(line)) return [];
  if (/^[-=*#_~]{3,}$/.test(line)) return [];
  return [line.replace(/^(?:\([^)]*\)\s*)?--\s+(?:\([^)]*\)\s*)?/, "")];
}
