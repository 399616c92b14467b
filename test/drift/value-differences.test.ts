import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueDifferences } from "../../src/drift/value-differences.ts";
import type { JsonObject } from "../../src/support/json.ts";

describe("valueDifferences", () => {
  it.each<[JsonObject, JsonObject, readonly string[]]>([
    [{ a: 1 }, { a: 1 }, []],
    [{ a: 1 }, { a: 2 }, ["/a 1 → 2"]],
    [{ a: { b: 1 } }, { a: { b: 2, c: 3 } }, ["/a/b 1 → 2", "/a/c nothing → 3"]],
    [{ a: { b: 1 } }, {}, ['/a {"b":1} → nothing']],
    [{ a: {} }, {}, []],
    [{ a: [] }, { a: {} }, []],
    [{ a: null }, {}, ["/a null → nothing"]],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    [{ a: [1] }, { a: [1, 2] }, ["/a [1] → [1,2]"]],
    [{ "x/y": "1" }, { "x/y": 1 }, ['/x~1y "1" → 1']],
    [{ a: { b: 1 } }, { a: "text" }, ['/a {"b":1} → "text"']],
  ])("%j and %j", (declared, actual, expected) => {
    const found = [...valueDifferences(declared, actual)].map(
      (one) =>
        `${one.pointer} ${JSON.stringify(one.expected) ?? "nothing"} → ${JSON.stringify(one.actual) ?? "nothing"}`,
    );
    expect(found).toEqual(expected);
  });

  it("finds nothing between equal values, and something between others", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.integer(), (values, other) => {
        const declared = values as JsonObject;
        expect([...valueDifferences(declared, structuredClone(declared))]).toEqual([]);
        const changed = { ...declared, added: { deep: other } };
        expect([...valueDifferences({ ...declared, added: { deep: other + 1 } }, changed)]).toHaveLength(1);
      }),
    );
  });
});
