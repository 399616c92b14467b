import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Document, Node, Pair, Scalar, YAMLMap } from "yaml";
import type { JsonValue } from "./json.ts";
import type { Problem, SourcePosition } from "./problem.ts";

/** Values that aliases may add to a file; a real manifest has some dozens. */
const MAX_ALIAS_VALUES = 10_000;
const TAGS = new Set(["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`));

type Place = (offset: number) => SourcePosition;
/** `size`: values in it, aliases expanded. */
interface Converted {
  readonly data: JsonValue;
  readonly size: number;
}
interface State {
  readonly place: Place;
  readonly problems: Problem[];
  readonly anchors: Map<string, Converted | "open">;
  expanded: number;
}

/** A document as JSON; whatever has no single meaning there is a problem. The data is only good without problems. */
export function yamlData(
  document: Document.Parsed,
  place: Place,
): { readonly data: JsonValue; readonly problems: readonly Problem[] } {
  const state: State = { place, problems: [], anchors: new Map(), expanded: 0 };
  const { data } = convert(document.contents, state);
  return { data, problems: state.problems };
}

function convert(node: Node | null, state: State): Converted {
  if (node === null) return { data: null, size: 1 };
  if (isAlias(node)) return convertAlias(node.source, node, state);
  const anchor = "anchor" in node && typeof node.anchor === "string" ? node.anchor : undefined;
  if (anchor !== undefined) state.anchors.set(anchor, "open");
  checkTag(node, state);
  const converted = convertContent(node, state);
  if (anchor !== undefined) state.anchors.set(anchor, converted);
  return converted;
}

function convertContent(node: Node, state: State): Converted {
  if (isMap(node)) return convertMap(node, state);
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(item as Node, state));
    return { data: items.map(({ data }) => data), size: items.reduce((sum, { size }) => sum + size, 1) };
  }
  return { data: isScalar(node) ? scalarData(node, state) : null, size: 1 };
}

function convertMap(map: YAMLMap, state: State): Converted {
  const entries: [string, JsonValue][] = [];
  const first = new Map<string, Node>();
  let size = 1;
  for (const pair of map.items as Pair<Node, Node | null>[]) {
    const key = keyText(pair.key, state);
    const value = convert(pair.value, state);
    size += value.size;
    if (key === undefined) continue;
    const before = first.get(key);
    if (before === undefined) first.set(key, pair.key);
    else report(state, duplicateKey(key, placeOf(before, state), placeOf(pair.key, state)));
    entries.push([key, value.data]);
  }
  return { data: Object.fromEntries(entries), size };
}

/** The key as text; `undefined` after a problem was reported. Plain decimal numbers are what everybody takes them for. */
function keyText(key: Node | null, state: State): string | undefined {
  if (!isScalar(key) || key.source === undefined || key.source === "") {
    return report(state, {
      code: "YAML-KEY",
      message: "a key must be a text",
      hint: "write `name: value`, or quote the text if it starts with { or [",
      at: placeOf(key, state),
    });
  }
  const { value, source } = key;
  if (value === "<<" && key.type === "PLAIN") return report(state, mergeKey(placeOf(key, state)));
  if (typeof value === "string") return value;
  if (typeof value === "bigint" && String(value) === source) return source;
  return report(state, {
    code: "YAML-KEY",
    message: `the key ${source} is not a text`,
    hint: `quote it: "${source}"`,
    at: placeOf(key, state),
  });
}

function convertAlias(name: string, node: Node, state: State): Converted {
  const at = placeOf(node, state);
  const target = state.anchors.get(name);
  if (target === undefined || target === "open") {
    const why = target === "open" ? `stands inside its own anchor &${name}` : `has no anchor &${name} before it`;
    report(state, {
      code: "YAML-ALIAS",
      message: `the alias *${name} ${why}`,
      hint: "write the value out, or quote the text if it only starts with a star",
      at,
    });
    return { data: null, size: 1 };
  }
  const before = state.expanded;
  state.expanded += target.size;
  if (before <= MAX_ALIAS_VALUES && state.expanded > MAX_ALIAS_VALUES) {
    report(state, {
      code: "YAML-ALIAS-BOMB",
      message: `aliases multiply the content to more than ${MAX_ALIAS_VALUES} values`,
      hint: "write the values out, or share them by a base file and `extends`",
      at,
    });
  }
  return target;
}

function scalarData(node: Scalar, state: State): JsonValue {
  const { value } = node;
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value !== "bigint" && typeof value !== "number") return null;
  const wrong = inexact(node.source ?? String(value), value);
  if (wrong === undefined) return Number(value);
  report(state, { code: "YAML-NUMBER", ...wrong, at: placeOf(node, state) });
  return null;
}

function inexact(written: string, value: bigint | number): Pick<Problem, "message" | "hint"> | undefined {
  if (/^[-+]?0[0-9]+$/.test(written)) {
    return {
      message: `the number ${written} means different things to YAML 1.1 (octal) and YAML 1.2 (decimal)`,
      hint: `write 0o${written.replace(/^[-+]?0+/, "")} for octal, or quote it: "${written}"`,
    };
  }
  const isExact = typeof value === "bigint" ? Number.isSafeInteger(Number(value)) : Number.isFinite(value);
  if (isExact) return undefined;
  return {
    message: "this number cannot be kept exactly (whole numbers are kept up to 9007199254740991)",
    hint: "put it in quotes",
  };
}

function checkTag(node: Node, state: State): void {
  const { tag } = node as { readonly tag?: string };
  if (tag === undefined || TAGS.has(tag)) return;
  report(state, {
    code: "YAML-TAG",
    message: `unknown tag: ${tag.replace("tag:yaml.org,2002:", "!!")}`,
    hint: "remove the tag (the word with !); values are plain text, numbers, true, false, null, maps and lists",
    at: placeOf(node, state),
  });
}

function duplicateKey(key: string, before: SourcePosition, at: SourcePosition): Omit<Problem, "severity"> {
  return {
    code: "YAML-DUPLICATE-KEY",
    message: `the key ${key} stands twice in the same map; the first is on line ${before.line}`,
    hint: "remove one of the two, or join what is below them",
    at,
  };
}

function mergeKey(at: SourcePosition): Omit<Problem, "severity"> {
  return {
    code: "YAML-MERGE-KEY",
    message: "merge keys (<<) are not part of YAML 1.2",
    hint: "write the values out, or share them by a base file and `extends`",
    at,
  };
}

/** Asked for when there is something to tell: finding a line takes longer than reading the value. */
function placeOf(node: Node | null, { place }: State): SourcePosition {
  return place(node?.range?.[0] ?? 0);
}

function report(state: State, problem: Omit<Problem, "severity">): undefined {
  state.problems.push({ severity: "error", ...problem });
}
