import type { Document, YAMLError } from "yaml";
import type { Problem, SourcePosition } from "./problem.ts";

interface Context {
  readonly text: string;
  readonly place: (offset: number) => SourcePosition;
}

interface Words {
  readonly message: string;
  readonly hint: string;
}

/** Where the parser's own words help nobody. */
const WORDS: Partial<Record<YAMLError["code"], Words>> = {
  BLOCK_AS_IMPLICIT_KEY: {
    message: "a value cannot hold a second `key: value` on the same line, or be continued by deeper lines",
    hint: "quote the text if it contains `: `, or put the inner key on its own, deeper line",
  },
  MULTILINE_IMPLICIT_KEY: {
    message: "this line is neither a `key: value` nor the continuation of one",
    hint: "check for a missing colon and for indentation that differs from the lines around it",
  },
};

/** More are noise: one wrong line makes the parser stumble over those that follow. */
const MAX_SHOWN = 5;

/** The parser's errors in plain words, at most one per line, and a second document. */
export function syntaxProblems(documents: readonly Document.Parsed[], context: Context): readonly Problem[] {
  const errors = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  const byLine = new Map<number, Problem>();
  for (const error of errors.sort((a, b) => a.pos[0] - b.pos[0])) {
    const problem = explain(error, context);
    if (problem.at !== undefined && !byLine.has(problem.at.line)) byLine.set(problem.at.line, problem);
  }
  const problems = [...byLine.values()];
  const tabs = problems.filter(({ code }) => code === "YAML-TAB");
  if (tabs.length > 0) return tabs.slice(0, MAX_SHOWN);
  if (problems.length > 0) return problems.slice(0, MAX_SHOWN);
  const second = documents[1];
  return second === undefined ? [] : [severalDocuments(second, context)];
}

function explain(error: YAMLError, { text, place }: Context): Problem {
  const [offset] = error.pos;
  const at = place(offset);
  const line = text.split("\n", at.line).at(-1) ?? "";
  if (error.code === "TAB_AS_INDENT") {
    const column = Math.max(1, line.indexOf("\t") + 1);
    return problem("YAML-TAB", {
      message: "a tab is used as indentation; YAML allows only spaces",
      hint: "replace the tab by spaces (two per level) and set the editor to insert spaces in YAML files",
      at: { ...at, column },
    });
  }
  if (error.code === "TAG_RESOLVE_FAILED") {
    return problem("YAML-TAG", {
      message: `unknown tag or a value that does not fit it: ${error.message.replace(/^Unresolved tag: /, "").replace("tag:yaml.org,2002:", "!!")}`,
      hint: "remove the tag (the word with !); values are plain text, numbers, true, false, null, maps and lists",
      at,
    });
  }
  const { message, hint } = inWords(error);
  return problem("YAML-SYNTAX", { message, hint, at });
}

function inWords(error: YAMLError): Words {
  const words = WORDS[error.code];
  if (words !== undefined) return words;
  const message = lowerFirst(withoutQuote(error.message));
  if (error.code === "BAD_SCALAR_START") return { message, hint: "put the text in single quotes" };
  if (error.code === "BAD_DQ_ESCAPE") {
    return {
      message,
      hint: "in double quotes a backslash starts an escape: write \\\\ for one, or use single quotes",
    };
  }
  if (error.code === "BAD_INDENT") {
    const bracket = /^Flow .* end with a ([\]}])$/.exec(error.message)?.[1];
    return {
      message:
        bracket === undefined ? message : `a ${bracket} is missing before this line, or its indentation is too small`,
      hint: "close the bracket, or indent the lines of one map or list by the same number of spaces",
    };
  }
  return {
    message: `not valid YAML: ${message}`,
    hint: "check the indentation and the quotes of this line and the one above it",
  };
}

function problem(code: string, rest: Omit<Problem, "code" | "severity">): Problem {
  return { code, severity: "error", ...rest };
}

/** The parser quotes what stands there, which may be a secret. */
function withoutQuote(message: string): string {
  return message.replace(/:? "[^]*$/, "");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function severalDocuments(second: Document.Parsed, { place }: Context): Problem {
  return problem("YAML-DOCUMENTS", {
    message: "the file holds more than one YAML document (a line `---` starts the next)",
    hint: "keep one document per file; move the others into files of their own",
    at: place(second.range[0]),
  });
}
