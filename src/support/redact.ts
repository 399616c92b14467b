/** Hides known secret strings in foreign text: errors of helm, of the API server, of a registry. */
export interface Redactor {
  /** Strings shorter than four characters are not taken: they would hide everything. */
  add(secrets: Iterable<string>): void;
  text(text: string): string;
}

const MASK = "(hidden)";
const SHORTEST = 4;
/** A line of a longer secret is hidden by itself from this length on: errors quote the line that they are about. */
const SHORTEST_LINE = 12;

export function createRedactor(): Redactor {
  const known = new Set<string>();
  let pattern: RegExp | undefined;
  return {
    add(secrets) {
      for (const secret of secrets) for (const form of formsOf(secret)) known.add(form);
      pattern = undefined;
    },
    text(text) {
      if (known.size === 0) return text;
      pattern ??= patternOf(known);
      return text.replace(pattern, (found: string, offset: number) => maskOf(found, offset, text));
    },
  };
}

/** A number that stands as a value in JSON is hidden by a text, so that JSON stays JSON. */
function maskOf(found: string, offset: number, text: string): string {
  if (!NUMBER.test(found)) return MASK;
  const isValue = /(?:":|\n)[ \t]*$/.test(text.slice(Math.max(0, offset - 100), offset));
  return isValue && /^\s*[,}\]\n]/.test(text.slice(offset + found.length, offset + found.length + 100))
    ? `"${MASK}"`
    : MASK;
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;

function formsOf(secret: string): readonly string[] {
  const trimmed = secret.trim();
  if (trimmed.length < SHORTEST) return [];
  const lines = trimmed.split(/\r?\n/).map((line) => line.trim());
  const long = lines.length === 1 ? [] : lines.filter((line) => line.length >= SHORTEST_LINE && !/^-+/.test(line));
  return [trimmed, ...long, Buffer.from(secret).toString("base64"), Buffer.from(trimmed).toString("base64")];
}

/** The longest first: what is part of another secret must not cut it. */
function patternOf(secrets: ReadonlySet<string>): RegExp {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(anyWriting).join("|"), "gu");
}

/** A secret as JSON, Go, YAML, a shell or an address may write it, and with its white space folded. */
function anyWriting(secret: string): string {
  // A part of a longer number is another number.
  if (NUMBER.test(secret)) return String.raw`(?<!\d|\d\.)${secret.replace(".", String.raw`\.`)}(?!\.?\d)`;
  return Array.from(secret.replaceAll(/\s+/g, " "), writingsOf).join("");
}

function writingsOf(character: string): string {
  if (/[A-Za-z0-9]/.test(character)) return character;
  // White space of any kind and number, escaped as JSON or as an address may do it.
  if (character === " ") return String.raw`(?:\s|\\+(?:[nrtvf]|[xu][0-9a-fA-F]{2,4})|%[0-9a-fA-F]{2}|\+)+`;
  // Pairs first: an odd backslash behind it is the escape of what follows.
  if (character === "\\") return String.raw`(?:\\{4}|\\{2}|\\|%5C)`;
  const itself = `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  const units = Array.from({ length: character.length }, (_, at) => escapedUnit(character.charCodeAt(at))).join("");
  const address = Array.from(Buffer.from(character), (byte) => `%${eitherCase(hex(byte, 2))}`).join("");
  const doubled = character === "'" ? "''|" : "";
  // The longer writings first: `%25` is not `%` and something behind it.
  return String.raw`(?:${address}|${doubled}${units}|\\*${itself})`;
}

function escapedUnit(unit: number): string {
  const short = unit < 256 ? `|x${eitherCase(hex(unit, 2))}` : "";
  return String.raw`\\+(?:u${eitherCase(hex(unit, 4))}${short})`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function eitherCase(digits: string): string {
  return digits.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
