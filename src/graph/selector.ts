import { AddonsError } from "../support/addons-error.ts";

/** What --selector asks for: all of it must hold. The language is that of Kubernetes' label selectors. */
export type Selector = readonly Requirement[];

/** `not-in` and `absent` also hold for an add-on that lacks the label. */
export type Requirement =
  | { readonly op: "in" | "not-in"; readonly key: string; readonly values: readonly string[] }
  | { readonly op: "present" | "absent"; readonly key: string };

/**
 * `key=value`, `key==value`, `key!=value`, `key in (a, b)`, `key notin (a, b)`, `key`, `!key`; commas mean "and". Throws AddonsError
 * CLI-SELECTOR (usage) that shows where it cannot be read.
 */
export function readSelector(text: string): Selector {
  const tokens = tokensOf(text);
  const requirements: Requirement[] = [];
  let at = 0;
  const word = (what: string): string => {
    const token = tokens[at];
    if (token?.kind !== "word") throw unreadable(text, token?.at ?? text.length, what);
    at++;
    return token.text;
  };
  const has = (sign: string): boolean => tokens[at]?.kind === "sign" && tokens[at]?.text === sign && at++ >= 0;
  do requirements.push(readRequirement());
  while (has(","));
  const left = tokens[at];
  if (left !== undefined) throw unreadable(text, left.at, "a comma or the end");
  return requirements;

  function readRequirement(): Requirement {
    if (has("!")) return { op: "absent", key: word("the name of a label") };
    const key = word("the name of a label");
    if (has("=") || has("==")) return { op: "in", key, values: [optionalWord()] };
    if (has("!=")) return { op: "not-in", key, values: [optionalWord()] };
    const operator = tokens[at]?.kind === "word" ? tokens[at]?.text : undefined;
    if (operator !== "in" && operator !== "notin") return { op: "present", key };
    at++;
    return { op: operator === "in" ? "in" : "not-in", key, values: listOfWords() };
  }

  /** A label may have an empty value. */
  function optionalWord(): string {
    return tokens[at]?.kind === "word" ? word("a value") : "";
  }

  function listOfWords(): readonly string[] {
    if (!has("(")) throw unreadable(text, tokens[at]?.at ?? text.length, "values in brackets");
    const values = [optionalWord()];
    while (has(",")) values.push(optionalWord());
    if (!has(")")) throw unreadable(text, tokens[at]?.at ?? text.length, "a comma or a closing bracket");
    return values;
  }
}

interface Token {
  readonly kind: "word" | "sign";
  readonly text: string;
  readonly at: number;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|(==|!=|[=!,()])|([A-Za-z0-9_./-]+)/gy;
  for (let at = 0; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw unreadable(text, at, "a label, a value or one of = == != ! , ( )");
    if (match[1] !== undefined) tokens.push({ kind: "sign", text: match[1], at });
    if (match[2] !== undefined) tokens.push({ kind: "word", text: match[2], at });
  }
  return tokens;
}

function unreadable(text: string, at: number, expected: string): AddonsError {
  const seen = at >= text.length ? "it ends" : `found ${JSON.stringify(text.slice(at, at + 12))}`;
  const where = `in the selector ${JSON.stringify(text)}, character ${at + 1}`;
  return new AddonsError("CLI-SELECTOR", `${where}: expected ${expected}, but ${seen}`, {
    kind: "usage",
    hint: "-l 'tier=edge', -l 'tier!=edge,team', -l 'tier in (edge, core)'",
  });
}
