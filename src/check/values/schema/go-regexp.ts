import { linearRegExp } from "./linear-regexp.ts";

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

/** Thrown for a pattern that is not simple: load the engine and begin again. */
export class EngineNeeded extends Error {}

export async function loadEngine(): Promise<RegExpEngine> {
  const { RE2JS } = await import("re2js");
  return {
    compile(pattern) {
      const compiled = RE2JS.compile(pattern);
      return { test: (text) => compiled.matcher(text).find() };
    },
  };
}

/** Charts of one hand share their patterns. */
const known = new Map<string, GoRegExp>();

/** As Go compiles it. Throws EngineNeeded for what is not simple when there is no engine, and the engine's errors. */
export function goRegExp(pattern: string, engine: RegExpEngine | undefined): GoRegExp {
  const before = known.get(pattern);
  if (before !== undefined) return before;
  const simple = linearRegExp(pattern);
  if (simple === undefined && engine === undefined) throw new EngineNeeded();
  const made = simple === undefined ? engine?.compile(pattern) : { test: simple };
  if (made === undefined) throw new EngineNeeded();
  known.set(pattern, made);
  return made;
}
