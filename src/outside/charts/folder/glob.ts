/** Go's filepath.Match: `*` and `?` stop at slashes, classes do not; `undefined` for a malformed pattern. */
export function compileGlob(pattern: string): ((path: string) => boolean) | undefined {
  const chars = Array.from(pattern);
  let source = "";
  for (let index = 0; index < chars.length; index++) {
    const char = chars[index] ?? "";
    if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (char === "[") {
      const end = readClass(chars, index);
      if (end === undefined) return undefined;
      source += end.source;
      index = end.last;
    } else {
      const literal = char === "\\" ? chars[++index] : char;
      if (literal === undefined) return undefined;
      source += codePoint(literal);
    }
  }
  const expression = new RegExp(`^${source}$`, "su");
  return (path) => expression.test(path);
}

function readClass(chars: readonly string[], open: number): { source: string; last: number } | undefined {
  let index = open + 1;
  const negated = chars[index] === "^";
  if (negated) index++;
  let ranges = "";
  for (let count = 0; chars[index] !== "]" || count === 0; count++) {
    const low = readMember(chars, index);
    if (low === undefined) return undefined;
    index = low.next;
    let high = low;
    if (chars[index] === "-") {
      const end = readMember(chars, index + 1);
      if (end === undefined) return undefined;
      high = end;
      index = end.next;
    }
    if ((low.char.codePointAt(0) ?? 0) <= (high.char.codePointAt(0) ?? 0))
      ranges += `${codePoint(low.char)}-${codePoint(high.char)}`;
  }
  return { source: `[${negated ? "^" : ""}${ranges}]`, last: index };
}

/** One character of a class; a bare `-` or `]` here is malformed, and the class must go on after it. */
function readMember(chars: readonly string[], index: number): { char: string; next: number } | undefined {
  const first = chars[index];
  if (first === undefined || first === "-" || first === "]") return undefined;
  const at = first === "\\" ? index + 1 : index;
  const char = chars[at];
  return char === undefined || at + 1 >= chars.length ? undefined : { char, next: at + 1 };
}

function codePoint(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
