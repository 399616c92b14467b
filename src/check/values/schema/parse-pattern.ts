/** A regular expression of the kind that nearly all charts write; each part means the same to Go. */
export type Pattern =
  | { readonly kind: "character"; readonly test: (character: string) => boolean }
  | { readonly kind: "start" | "end" }
  | { readonly kind: "sequence" | "choice"; readonly parts: readonly Pattern[] }
  | { readonly kind: "repeat"; readonly part: Pattern; readonly least: number; readonly most: number };

const ESCAPE = String.raw`\\[dDwW]|\\[.\\+*?()|[\]{}^$/-]`;
const CLASS = String.raw`\[\^?(?!\])-?(?:[^\\[\]-]-[^\\[\]-]|[^\\[\]-]|${ESCAPE})*-?\]`;
const ATOM = new RegExp(String.raw`${ESCAPE}|\\[sS]|\.|${CLASS}|[^\\[\](){}.^$|*+?]`, "uy");
const REPEAT = /[*+?]|\{(\d{1,3})(?:(,)(\d{0,3}))?\}/y;

/** `undefined` for what is written in another way, or wrong: flags, classes by name, Unicode properties, named groups. */
export function parsePattern(text: string): Pattern | undefined {
  const reader: Reader = { text, at: 0 };
  const parsed = choice(reader);
  return reader.at === text.length ? parsed : undefined;
}

interface Reader {
  readonly text: string;
  at: number;
}

function choice(reader: Reader): Pattern | undefined {
  const parts: Pattern[] = [];
  for (;;) {
    const part = sequence(reader);
    if (part === undefined) return undefined;
    parts.push(part);
    if (reader.text[reader.at] !== "|") return { kind: "choice", parts };
    reader.at++;
  }
}

function sequence(reader: Reader): Pattern | undefined {
  const parts: Pattern[] = [];
  while (reader.at < reader.text.length && !/[|)]/.test(reader.text[reader.at] ?? "")) {
    const part = repeated(reader);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return { kind: "sequence", parts };
}

function repeated(reader: Reader): Pattern | undefined {
  const part = single(reader);
  if (part === undefined) return undefined;
  REPEAT.lastIndex = reader.at;
  const found = REPEAT.exec(reader.text);
  if (!found) return part;
  // Go repeats what stands between, which means nothing, and refuses two signs in a row.
  if (part.kind === "start" || part.kind === "end") return undefined;
  reader.at += found[0].length;
  // Whether a repetition is greedy does not change whether there is a match.
  if (reader.text[reader.at] === "?") reader.at++;
  if (/[*+?{]/.test(reader.text[reader.at] ?? "")) return undefined;
  return { kind: "repeat", part, ...limits(found) };
}

function limits([sign, least, comma, most]: RegExpExecArray): { readonly least: number; readonly most: number } {
  if (sign === "*") return { least: 0, most: Infinity };
  if (sign === "+") return { least: 1, most: Infinity };
  if (sign === "?") return { least: 0, most: 1 };
  const open = most === "" || most === undefined ? Infinity : Number(most);
  return { least: Number(least), most: comma === undefined ? Number(least) : open };
}

function single(reader: Reader): Pattern | undefined {
  const sign = reader.text[reader.at];
  if (sign === "^" || sign === "$") {
    reader.at++;
    return { kind: sign === "^" ? "start" : "end" };
  }
  if (sign === "(") return group(reader);
  ATOM.lastIndex = reader.at;
  const found = ATOM.exec(reader.text)?.[0];
  if (found === undefined) return undefined;
  reader.at += found.length;
  return character(found);
}

function group(reader: Reader): Pattern | undefined {
  reader.at += reader.text.startsWith("(?:", reader.at) ? 3 : 1;
  if (reader.text[reader.at] === "?") return undefined;
  const inside = choice(reader);
  if (inside === undefined || reader.text[reader.at] !== ")") return undefined;
  reader.at++;
  return inside;
}

const SPACE = "\\t\\n\\f\\r ";

/** Go's dot takes all but a line feed, its white space is ASCII. */
const TRANSLATIONS: Readonly<Record<string, string>> = {
  ".": "[^\\n]",
  "\\s": `[${SPACE}]`,
  "\\S": `[^${SPACE}]`,
  "\\-": "-",
};

function character(atom: string): Pattern | undefined {
  try {
    const expression = new RegExp(`^(?:${TRANSLATIONS[atom] ?? atom})$`, "u");
    const ascii = Array.from({ length: 128 }, (_, code) => expression.test(String.fromCharCode(code)));
    return { kind: "character", test: (one) => ascii[one.codePointAt(0) ?? 0] ?? expression.test(one) };
  } catch {
    // A range from high to low.
    return undefined;
  }
}
