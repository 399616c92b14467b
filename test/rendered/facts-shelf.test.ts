import fc from "fast-check";
import { expect, it } from "vitest";
import { addToShelf, EMPTY_SHELF, parseShelf, printShelf } from "../../src/rendered/facts-shelf.ts";
import type { RenderedFacts } from "../../src/rendered/rendered-facts.ts";

function factsOf(name: string): RenderedFacts {
  return {
    objects: [{ apiVersion: "v1", kind: "ConfigMap", name }],
    definitions: [],
    webhooks: [],
    uses: [],
    images: [],
  };
}

it("gives back what was put on it, equal facts as one object that stands once", () => {
  const key = fc.stringMatching(/^[0-9a-f]{32}$/);
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.constantFrom("a", "b", "c")),
      fc.dictionary(key, fc.constantFrom("a", "d")),
      (one, two) => {
        const shelf = [one, two].reduce(
          (before, entries) =>
            addToShelf(before, new Map(Object.entries(entries).map(([at, name]) => [at, factsOf(name)]))),
          EMPTY_SHELF,
        );
        const read = parseShelf(printShelf(shelf));
        const expected = { ...one, ...two };
        expect(Object.fromEntries([...read.facts].map(([at, { objects }]) => [at, objects[0]?.name]))).toEqual(
          expected,
        );
        expect(new Set(read.facts.values()).size).toBe(new Set(Object.values(expected)).size);
        expect(printShelf(read).match(/"objects"/g) ?? []).toHaveLength(new Set(Object.values(expected)).size);
      },
    ),
  );
});

it("stays bounded: the newest stay", () => {
  const many = new Map(Array.from({ length: 30_000 }, (_, index) => [`k${index}`, factsOf("a")]));
  const read = parseShelf(printShelf(addToShelf(EMPTY_SHELF, many)));
  expect(read.facts.size).toBe(20_000);
  expect([read.facts.has("k9999"), read.facts.has("k10000"), read.facts.has("k29999")]).toEqual([false, true, true]);
});

it.each(["", "{", "null", "[]", '{"facts":[],"keys":{"a":7}}', '{"facts":{},"keys":{}}'])("is empty for %j", (text) => {
  expect(parseShelf(text).facts.size).toBe(0);
});
