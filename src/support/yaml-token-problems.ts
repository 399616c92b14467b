import type { CST } from "yaml";
import type { Problem, SourcePosition } from "./problem.ts";

/** Deeper nesting is refused before the composer, which recurses, sees it. */
const MAX_YAML_DEPTH = 100;

/** What is wrong with the token stream: nesting too deep, directives, quotes that never end. Walks without recursion. */
export function tokenProblems(
  tokens: readonly CST.Token[],
  place: (offset: number) => SourcePosition,
): readonly Problem[] {
  const problems: Problem[] = [];
  const waiting = tokens.toReversed();
  const depths = tokens.map(() => 0);
  for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
    const depth = depths.pop() ?? 0;
    if (depth > MAX_YAML_DEPTH) return [tooDeep(place(token.offset))];
    const problem = ownProblem(token, place);
    if (problem !== undefined) problems.push(problem);
    pushChildren(token, waiting);
    while (depths.length < waiting.length) depths.push(depth + 1);
  }
  return problems;
}

function ownProblem(token: CST.Token, place: (offset: number) => SourcePosition): Problem | undefined {
  if (token.type === "directive") {
    return {
      code: "YAML-DIRECTIVE",
      severity: "error",
      message: `directives are not allowed: ${token.source.trim()}`,
      hint: "remove the line; files are always read as YAML 1.2",
      at: place(token.offset),
    };
  }
  const isSingle = token.type === "single-quoted-scalar";
  if (!isSingle && token.type !== "double-quoted-scalar") return undefined;
  const quote = isSingle ? "'" : '"';
  if (token.source.length > 1 && token.source.endsWith(quote)) return undefined;
  return {
    code: "YAML-QUOTE",
    severity: "error",
    message: `the text that starts here with ${quote} has no closing ${quote}`,
    hint: `add the closing ${quote}`,
    at: place(token.offset),
  };
}

/** The last first, so that the first is taken next. */
function pushChildren(token: CST.Token, waiting: CST.Token[]): void {
  if (token.type === "document" && token.value !== undefined) waiting.push(token.value);
  if (!("items" in token)) return;
  for (let index = token.items.length - 1; index >= 0; index--) {
    const { key, value } = token.items[index] ?? {};
    if (value !== undefined) waiting.push(value);
    if (key !== undefined && key !== null) waiting.push(key);
  }
}

function tooDeep(at: SourcePosition): Problem {
  return {
    code: "YAML-TOO-DEEP",
    severity: "error",
    message: `maps and lists are nested more than ${MAX_YAML_DEPTH} levels deep`,
    hint: "check for brackets that are opened and never closed; no chart needs this",
    at,
  };
}
