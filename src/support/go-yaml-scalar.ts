import type { JsonScalar } from "../support/json.ts";

/*
 * What a plain (unquoted) YAML scalar is to Helm and to the API server's YAML reader: go-yaml v2 as
 * sigs.k8s.io/yaml has it (resolve.go), which is neither YAML 1.1 nor 1.2. `on` and `y` are booleans, `0644` and
 * `0o644` are octal, `1_000` is a number, dates and `22:22` are strings.
 */

/** Infinities and NaN cannot be JSON; they come back as their text. */
export function resolvePlainScalar(text: string): JsonScalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text[0] ?? "";
  if (!/[-+.0-9]/.test(first) || text.startsWith("._")) return text;
  return resolveNumber(text);
}

const WORDS: ReadonlyMap<string, JsonScalar> = new Map<string, JsonScalar>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((word) => [word, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
]);

/** Go's strconv.ParseInt with base 0, then a decimal float, all without underscores. */
function resolveNumber(text: string): JsonScalar {
  const plain = text.replaceAll("_", "");
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)$/.exec(plain);
  if (match?.[2] !== undefined) {
    const value = integer(match[2]) * (match[1] === "-" ? -1n : 1n);
    if (fits(value)) return Number(value);
  }
  return /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain) && Number.isFinite(Number(plain))
    ? Number(plain)
    : text;
}

function integer(digits: string): bigint {
  if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
  return BigInt(digits);
}

/** A key is always text; sigs.k8s.io/yaml writes whole numbers in decimal, to the last digit. */
export function plainKeyText(text: string): string | undefined {
  const key = resolvePlainScalar(text);
  if (key === null) return undefined;
  const whole = /^([-+]?)([1-9][0-9_]*)$/.exec(text);
  return whole?.[2] === undefined ? String(key) : `${whole[1] === "-" ? "-" : ""}${whole[2].replaceAll("_", "")}`;
}

/** int64, or uint64. */
function fits(value: bigint): boolean {
  return value >= -(2n ** 63n) && value < 2n ** 64n;
}
