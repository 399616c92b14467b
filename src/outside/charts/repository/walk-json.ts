/** What is met in JSON, by the depth of the object it stands in: 1 is the outermost. */
export interface JsonListener {
  /** Whether keys of objects at this depth are worth keeping. */
  wants(depth: number): boolean;
  key(depth: number, name: string): void;
  /** The value of the last key begins here (white space before it included), a position in the chunk. */
  value(depth: number, position: number): void;
  /** An object or a list begins inside of `depth`. */
  open(depth: number, kind: "object" | "list"): void;
  /** A member of an object or an item of a list ends here, a position in the chunk. */
  end(depth: number, position: number): void;
}

export interface JsonWalker {
  chunk(bytes: Uint8Array): void;
  /** Whether what was seen is one object with an end. */
  isWhole(): boolean;
}

/** Of longer keys the rest is left out: no chart has such a name. */
const MAX_KEY = 4096;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACE = 0x7b;
const BRACKET = 0x5b;
const CLOSING = new Set([0x7d, 0x5d]);

/** Goes through the bytes of JSON of any size; what is not well formed is not always noticed. */
export function walkJson(listener: JsonListener): JsonWalker {
  let depth = 0;
  let text: "none" | "plain" | "escaped" = "none";
  let expects: "key" | "value" = "key";
  let key: number[] | undefined;
  let ended = false;

  const inString = (byte: number): void => {
    if (text === "plain" && byte === QUOTE) {
      text = "none";
      if (key) listener.key(depth, decodeKey(key));
      key = undefined;
      return;
    }
    if (key !== undefined && key.length < MAX_KEY) key.push(byte);
    text = text === "plain" && byte === BACKSLASH ? "escaped" : "plain";
  };
  const between = (byte: number, position: number): void => {
    if (byte === QUOTE) {
      text = "plain";
      key = expects === "key" && listener.wants(depth) ? [] : undefined;
    } else if (byte === BRACE || byte === BRACKET) {
      listener.open(depth, byte === BRACE ? "object" : "list");
      depth += 1;
      expects = byte === BRACE ? "key" : "value";
    } else if (CLOSING.has(byte)) {
      listener.end(depth, position);
      depth -= 1;
      ended ||= depth <= 0;
    } else if (byte === COLON) {
      expects = "value";
      listener.value(depth, position + 1);
    } else if (byte === COMMA) {
      listener.end(depth, position);
      expects = "key";
    }
  };
  return {
    chunk(bytes) {
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] ?? 0;
        if (text === "none") between(byte, at);
        else inString(byte);
      }
    },
    isWhole: () => ended && depth === 0 && text === "none",
  };
}

function decodeKey(bytes: readonly number[]): string {
  const text = Buffer.from(bytes).toString("utf8");
  try {
    return String(JSON.parse(`"${text}"`) as unknown);
  } catch {
    return text;
  }
}
