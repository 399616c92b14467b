/** Charts write patterns for Go; an editor's engine may not know them, or take for ever over repetitions of repetitions. */
export function isHarmlessPattern(pattern: string): boolean {
  if (pattern.length > MAX_LENGTH || repeatsRepetition(pattern)) return false;
  try {
    return new RegExp(pattern, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

const MAX_LENGTH = 1000;

/** A group that repeats without end and holds what repeats without end, or alternatives: `(a+)*`, `(a|ab)+`. Groups are looked at from the inside out. */
function repeatsRepetition(pattern: string): boolean {
  let text = pattern.replaceAll(/\\./g, "x").replaceAll(/\[[^\]]*\]/g, "x");
  for (let group = GROUP.exec(text); group !== null; group = GROUP.exec(text)) {
    const [whole, inside = "", after = ""] = group;
    if (after !== "" && MANY.test(inside)) return true;
    text = text.replace(whole, MANY.test(inside) || after !== "" ? "x*" : "x");
  }
  return false;
}

const GROUP = /\((?:\?[:=!])?([^()]*)\)([*+]|\{\d+,\d*\})?/;
const MANY = /[*+|]|\{\d+,\}/;
