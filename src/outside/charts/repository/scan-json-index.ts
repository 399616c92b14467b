import { walkJson } from "./walk-json.ts";

/**
 * Finds one chart's entries in an index in JSON without parsing the rest: bytes are counted through, and only names and
 * the value of the wanted chart are kept. Whether that value is right is for JSON.parse to say.
 */
export interface JsonIndexScanner {
  chunk(bytes: Uint8Array): void;
  result(): ScannedJsonIndex;
}

export interface ScannedJsonIndex {
  /** `broken`: no whole JSON object. */
  readonly form: "whole" | "broken";
  /** Keys at its top. */
  readonly keys: readonly string[];
  readonly entries: "missing" | "object" | "other";
  /** Names of all charts. */
  readonly names: readonly string[];
  /** The wanted chart's value as it stands there. */
  readonly value: Buffer | undefined;
}

export function createJsonIndexScanner(wanted: string): JsonIndexScanner {
  const capture = createCapture();
  const keys: string[] = [];
  const names: string[] = [];
  let entries: ScannedJsonIndex["entries"] = "missing";
  const inEntries = (depth: number): boolean => depth === 2 && keys.at(-1) === "entries" && entries === "object";
  const walker = walkJson({
    wants: (depth) => depth === 1 || inEntries(depth),
    key: (depth, name) => void (depth === 1 ? keys : names).push(name),
    value(depth, position) {
      if (depth === 1 && keys.at(-1) === "entries") entries = "other";
      if (inEntries(depth) && names.at(-1) === wanted) capture.start(position);
    },
    open(depth, kind) {
      if (depth === 1 && keys.at(-1) === "entries") entries = kind === "object" ? "object" : "other";
    },
    end(depth, position) {
      if (inEntries(depth)) capture.end(position);
    },
  });
  return {
    chunk(bytes) {
      capture.resume(bytes);
      walker.chunk(bytes);
      capture.pause();
    },
    result: () => ({ form: walker.isWhole() ? "whole" : "broken", keys, entries, names, value: capture.value() }),
  };
}

interface Capture {
  resume(bytes: Uint8Array): void;
  start(position: number): void;
  end(position: number): void;
  pause(): void;
  value(): Buffer | undefined;
}

/** A piece of the bytes that may lie in several chunks; the last one that was started counts. */
function createCapture(): Capture {
  let bytes: Uint8Array = new Uint8Array();
  let pieces: Buffer[] | undefined;
  let start: number | undefined;
  return {
    resume(next) {
      bytes = next;
      if (start !== undefined) start = 0;
    },
    start(position) {
      pieces = [];
      start = position;
    },
    end(position) {
      if (start !== undefined) pieces?.push(Buffer.from(bytes.subarray(start, position)));
      start = undefined;
    },
    pause() {
      if (start !== undefined) pieces?.push(Buffer.from(bytes.subarray(start)));
    },
    value: () => pieces && Buffer.concat(pieces),
  };
}
