/** A regular expression of Go: no look-around, no back references, time linear in the text. */
export interface GoRegExp {
  /** Whether the text has a match anywhere. */
  test(text: string): boolean;
}

/** Go's engine, loaded when first needed; it takes a while to load, and most patterns of charts are simple. */
export interface RegExpEngine {
  /** Throws for what Go calls no regular expression. */
  compile(pattern: string): GoRegExp;
}

/** Thrown when a pattern or a text is more than the simple way can do safely: load the engine and begin again. */
export class EngineNeeded extends Error {}

export async function loadEngine(): Promise<RegExpEngine> {
  const { RE2JS } = await import("re2js");
  return {
    compile(pattern) {
      // Charts of one hand share their patterns, and compiling one takes longer than using it.
      const known = compiled.get(pattern);
      if (known !== undefined) return known;
      const engine = RE2JS.compile(pattern);
      const made: GoRegExp = { test: (text) => engine.matcher(text).find() };
      compiled.set(pattern, made);
      return made;
    },
  };
}

const compiled = new Map<string, GoRegExp>();

/** Longest text that a simple pattern may see: at most two open-ended repetitions can be tried against each other. */
const MAX_TEXT = 2000;

/** As Go compiles it. Throws EngineNeeded for what is not simple when there is no engine, and the engine's errors. */
export function goRegExp(pattern: string, engine: RegExpEngine | undefined): GoRegExp {
  const simple = simplePattern(pattern);
  if (simple === undefined) return needed(engine).compile(pattern);
  return {
    test: (text) => (text.length > MAX_TEXT ? needed(engine).compile(pattern).test(text) : simple.test(text)),
  };
}

function needed(engine: RegExpEngine | undefined): RegExpEngine {
  if (engine === undefined) throw new EngineNeeded();
  return engine;
}

const ESCAPE = String.raw`\\[dDwW]|\\[.\\+*?()|[\]{}^$/-]`;
const CLASS = String.raw`\[\^?(?!\])-?(?:[^\\[\]-]-[^\\[\]-]|[^\\[\]-]|${ESCAPE})*-?\]`;
const ATOM = new RegExp(String.raw`${ESCAPE}|\\[sS]|\.|${CLASS}|[^\\[\](){}.^$|*+?]`, "uy");
const REPEAT = /[*+?]\??|\{\d{1,3}(?:,\d{0,3})?\}\??/y;

/**
 * The same expression for JavaScript, when it means the same there and cannot take long: no repetition of what repeats
 * inside, and at most two open-ended ones.
 */
function simplePattern(pattern: string): RegExp | undefined {
  const reader = { pattern, at: 0, open: 0 };
  const made = alternatives(reader);
  if (made === undefined || reader.at < pattern.length || reader.open > 2) return undefined;
  try {
    return new RegExp(made.source, "u");
  } catch {
    return undefined;
  }
}

interface Reader {
  readonly pattern: string;
  at: number;
  /** Repetitions without an end, or with a far one. */
  open: number;
}

interface Made {
  readonly source: string;
  readonly repeats: "some" | "none";
}

function alternatives(reader: Reader): Made | undefined {
  let source = "";
  let repeats: Made["repeats"] = "none";
  while (reader.at < reader.pattern.length && reader.pattern[reader.at] !== ")") {
    const piece = nextPiece(reader);
    if (piece === undefined) return undefined;
    source += piece.source;
    if (piece.repeats === "some") repeats = "some";
  }
  return { source, repeats };
}

function nextPiece(reader: Reader): Made | undefined {
  const sign = reader.pattern[reader.at] ?? "";
  if (sign === "|" || sign === "^" || sign === "$") {
    reader.at++;
    return { source: sign, repeats: "none" };
  }
  const atom = sign === "(" ? group(reader) : single(reader);
  return atom && repeated(atom, reader);
}

function group(reader: Reader): Made | undefined {
  reader.at += reader.pattern.startsWith("(?:", reader.at) ? 3 : 1;
  if (reader.pattern[reader.at] === "?") return undefined;
  const inside = alternatives(reader);
  if (inside === undefined || reader.pattern[reader.at] !== ")") return undefined;
  reader.at++;
  return { source: `(?:${inside.source})`, repeats: inside.repeats };
}

function single(reader: Reader): Made | undefined {
  ATOM.lastIndex = reader.at;
  const found = ATOM.exec(reader.pattern)?.[0];
  if (found === undefined) return undefined;
  reader.at += found.length;
  return { source: translated(found), repeats: "none" };
}

const SPACE = "\\t\\n\\f\\r ";

/** Go's dot takes all but a line feed, its white space is ASCII. */
function translated(atom: string): string {
  if (atom === ".") return "[^\\n]";
  if (atom === "\\s") return `[${SPACE}]`;
  if (atom === "\\S") return `[^${SPACE}]`;
  return atom === "\\-" ? "-" : atom;
}

function repeated(atom: Made, reader: Reader): Made | undefined {
  REPEAT.lastIndex = reader.at;
  const found = REPEAT.exec(reader.pattern)?.[0];
  if (found === undefined) return atom;
  reader.at += found.length;
  if (found === "?" || found === "??") return { source: `${atom.source}${found}`, repeats: atom.repeats };
  if (atom.repeats === "some") return undefined;
  reader.open++;
  return { source: `${atom.source}${found}`, repeats: "some" };
}
