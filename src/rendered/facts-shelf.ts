import { isJsonObject } from "../support/json.ts";
import type { RenderedFacts } from "./rendered-facts.ts";

/**
 * The facts of one chart, for all releases, values and Kubernetes versions that were rendered: most versions and values make
 * the same, so that each set of facts stands once.
 */
export interface FactsShelf {
  /** Facts by key, the longest known first. Equal facts are one object. */
  readonly facts: ReadonlyMap<string, RenderedFacts>;
}

export const EMPTY_SHELF: FactsShelf = { facts: new Map() };

/** As many as ten releases on 400 clusters with some changes of values need. */
const MAX_KEYS = 20_000;

/** The shelf in a text; empty for a text of another make. */
export function parseShelf(text: string): FactsShelf {
  const data: unknown = parseJson(text);
  if (!isJsonObject(data) || !isJsonObject(data["keys"]) || !Array.isArray(data["facts"])) return EMPTY_SHELF;
  // The cache hands out only what `printShelf` wrote, and the shelf's name has the format's number.
  const sets = data["facts"] as unknown as readonly RenderedFacts[];
  const facts = new Map<string, RenderedFacts>();
  for (const [key, at] of Object.entries(data["keys"])) {
    const known = sets[Number(at)];
    if (known !== undefined) facts.set(key, known);
  }
  return { facts };
}

export function printShelf({ facts }: FactsShelf): string {
  const sets = new Map<string, number>();
  const texts: string[] = [];
  const known = new Map<RenderedFacts, number>();
  const keys: Record<string, number> = {};
  for (const [key, value] of [...facts].slice(-MAX_KEYS)) {
    const at = known.get(value) ?? numberOf(JSON.stringify(value), sets, texts);
    known.set(value, at);
    keys[key] = at;
  }
  return `{"facts":[${texts.join(",\n")}],"keys":${JSON.stringify(keys)}}\n`;
}

/** The shelf with more on it; facts that are equal to known ones become those. */
export function addToShelf(shelf: FactsShelf, found: ReadonlyMap<string, RenderedFacts>): FactsShelf {
  const known = new Map([...new Set(shelf.facts.values())].map((facts) => [JSON.stringify(facts), facts]));
  const all = new Map(shelf.facts);
  for (const [key, facts] of found) {
    const text = JSON.stringify(facts);
    const equal = known.get(text) ?? facts;
    known.set(text, equal);
    all.set(key, equal);
  }
  return { facts: all };
}

function numberOf(text: string, sets: Map<string, number>, texts: string[]): number {
  const known = sets.get(text);
  if (known !== undefined) return known;
  sets.set(text, texts.length);
  return texts.push(text) - 1;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
