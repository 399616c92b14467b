import type { Range } from "./index-file.ts";
import { walkJson } from "./walk-json.ts";

/**
 * Finds where in an index in JSON each chart is listed, without parsing it: bytes are counted through, and only names are
 * kept. Whether what stands there is right is for JSON.parse to say.
 */
export interface JsonIndexScanner {
  /** Bytes that stand at `position`. */
  chunk(bytes: Uint8Array, position: number): void;
  result(): ScannedJsonIndex;
}

export interface ScannedJsonIndex {
  /** `broken`: no whole JSON object. */
  readonly form: "whole" | "broken";
  /** Keys at its top. */
  readonly keys: readonly string[];
  readonly entries: "missing" | "object" | "other";
  /** Where the value of each chart is; the last one of a name counts. */
  readonly sections: ReadonlyMap<string, Range>;
}

export function createJsonIndexScanner(): JsonIndexScanner {
  const keys: string[] = [];
  const sections = new Map<string, Range>();
  let entries: ScannedJsonIndex["entries"] = "missing";
  let name: string | undefined;
  let start: number | undefined;
  let chunkAt = 0;
  const inEntries = (depth: number): boolean => depth === 2 && keys.at(-1) === "entries" && entries === "object";
  const walker = walkJson({
    wants: (depth) => depth === 1 || inEntries(depth),
    key(depth, text) {
      if (depth === 1) keys.push(text);
      else name = text;
    },
    value(depth, position) {
      if (depth === 1 && keys.at(-1) === "entries") entries = "other";
      if (inEntries(depth)) start = chunkAt + position;
    },
    open(depth, kind) {
      if (depth === 1 && keys.at(-1) === "entries") entries = kind === "object" ? "object" : "other";
    },
    end(depth, position) {
      if (!inEntries(depth) || name === undefined || start === undefined) return;
      sections.set(name, { start, end: chunkAt + position });
      name = undefined;
      start = undefined;
    },
  });
  return {
    chunk(bytes, position) {
      chunkAt = position;
      walker.chunk(bytes);
    },
    result: () => ({ form: walker.isWhole() ? "whole" : "broken", keys, entries, sections }),
  };
}
