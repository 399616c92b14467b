import type { Change, Variant } from "../../compare/comparison.ts";
import { whatText } from "./comparison-words.ts";
import { inlineValue } from "../values/values-words.ts";

/**
 * Names of the vars and of the cluster's own facts that alone make a value differ: both sides write the same words. Undefined for every other
 * change. Vars and facts are compared themselves; inputs are not, so what follows them is shown.
 */
export function followed({ before, after }: Change): readonly string[] | undefined {
  const origins = [...before, ...after].map(({ state, origin }) => (state === "present" ? origin : undefined));
  const names = origins[0]?.references.map(({ name }) => name) ?? [];
  if (names.length === 0 || !names.every((name) => /^(?:vars|cluster)\./.test(name))) return undefined;
  const words = new Set(origins.map((origin) => (origin === undefined ? "" : JSON.stringify(origin.written))));
  return words.size === 1 ? names : undefined;
}

/** Changes of one value that clusters have each in its own way, because the same words mean something else on each. */
export interface AlikeInWords {
  readonly first: Change;
  /** What is written on both sides, e.g. `${vars.region}` and `x-${vars.region}`. */
  readonly words: readonly [string, string];
  readonly clusters: readonly string[];
}

/** Changes by value; those of several clusters that are written alike together, all others one by one. */
export function foldAlike(changes: readonly Change[]): readonly (Change | AlikeInWords)[] {
  const groups = Map.groupBy(changes, (change) => wordsOf(change) ?? change);
  return [...groups].flatMap(([words, alike]): readonly (Change | AlikeInWords)[] => {
    const [first, second] = alike;
    if (typeof words !== "string" || first === undefined || second === undefined) return alike;
    return [
      {
        first,
        words: [written(first.before[0]), written(first.after[0])],
        clusters: alike.flatMap(({ clusters = [] }) => clusters),
      },
    ];
  });
}

/** What both sides write, after the value's name; undefined for what does not depend on the cluster. */
function wordsOf({ what, before, after, clusters }: Change): string | undefined {
  const variants = [...before, ...after];
  const isPlain =
    variants.length === 2 &&
    variants.every(({ state, origin }) => state === "absent" || (state === "present" && origin));
  const isDependent = variants.some(({ origin }) => origin !== undefined && origin.references.length > 0);
  if (clusters === undefined || !isPlain || !isDependent) return undefined;
  return `${whatText(what)}\n${variants.map(written).join("\n")}`;
}

function written(variant: Variant | undefined): string {
  return variant?.origin === undefined ? "nothing" : inlineValue(variant.origin.written);
}
