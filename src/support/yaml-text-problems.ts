import type { Problem } from "./problem.ts";

/** Larger files are refused before anything parses them. */
const MAX_YAML_BYTES = 5 * 1024 * 1024;

/** What is wrong with the text before it is YAML at all; the first kind found hides the others. */
export function textProblems(text: string, file: string): readonly Problem[] {
  const found = tooLarge(text, file) ?? conflictMarker(text, file) ?? controlCharacter(text, file);
  return found === undefined ? [] : [found];
}

function tooLarge(text: string, file: string): Problem | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_YAML_BYTES) return undefined;
  return {
    code: "YAML-TOO-LARGE",
    severity: "error",
    message: `the file has ${(bytes / 1024 / 1024).toFixed(1)} MB; at most ${MAX_YAML_BYTES / 1024 / 1024} MB are read`,
    hint: "check that this is the right file; a manifest or values file has some kilobytes; split it if it really is that large",
    at: { file, line: 1, column: 1 },
  };
}

function conflictMarker(text: string, file: string): Problem | undefined {
  const marker = /^(<{7}|>{7}|\|{7})(?: .*)?$/m.exec(text.replaceAll("\r\n", "\n"));
  if (marker === null) return undefined;
  const line = text.replaceAll("\r\n", "\n").slice(0, marker.index).split("\n").length;
  return {
    code: "YAML-MERGE-CONFLICT",
    severity: "error",
    message: `unresolved merge conflict: the line starts with ${marker[1]}`,
    hint: "decide between the two sides, remove the lines <<<<<<<, ======= and >>>>>>>, then run the command again",
    at: { file, line, column: 1 },
  };
}

function controlCharacter(text: string, file: string): Problem | undefined {
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  const found = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/.exec(text);
  if (found === null) return undefined;
  const before = text.slice(0, found.index).split("\n");
  const code = found[0].charCodeAt(0).toString(16).padStart(4, "0").toUpperCase();
  return {
    code: "YAML-CONTROL-CHARACTER",
    severity: "error",
    message: `the character U+${code} is not allowed in YAML; is this a text file in UTF-8?`,
    hint: 'save the file as UTF-8 text; inside a double-quoted string write the character as an escape, e.g. "\\e"',
    at: { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
  };
}
