import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createJsonIndexScanner,
  type ScannedJsonIndex,
} from "../../../src/outside/charts/repository/scan-json-index.ts";

function scan(text: string, wanted: string, chunk: number): ScannedJsonIndex {
  const bytes = Buffer.from(text);
  const scanner = createJsonIndexScanner(wanted);
  for (let at = 0; at < bytes.length; at += chunk) scanner.chunk(bytes.subarray(at, at + chunk));
  return scanner.result();
}

test("finds in any JSON and any chunks what a whole parse finds", () => {
  const name = fc.oneof(fc.constantFrom("demo", "entries", 'a"b', "\\", "{", "ü"), fc.string({ maxLength: 5 }));
  const entries = fc.dictionary(name, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });
  const index = fc
    .tuple(fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }), entries, fc.boolean())
    .map(([rest, charts, first]): Record<string, unknown> => {
      const data: Record<string, unknown> = first ? { entries: charts } : {};
      return Object.assign(data, rest, { entries: charts });
    });
  fc.assert(
    fc.property(fc.tuple(index, name, fc.constantFrom(0, 2), fc.integer({ min: 1, max: 40 })), (drawn) => {
      const [data, wanted, indent, chunk] = drawn;
      const scanned = scan(JSON.stringify(data, null, indent), wanted, chunk);
      expect(scanned.form).toBe("whole");
      expect(scanned.entries).toBe("object");
      expect(scanned.keys).toEqual(Object.keys(data));
      const charts = data["entries"] as Record<string, unknown>;
      expect(scanned.names).toEqual(Object.keys(charts));
      const value: unknown = scanned.value === undefined ? undefined : JSON.parse(scanned.value.toString());
      expect(value).toEqual(Object.hasOwn(charts, wanted) ? charts[wanted] : undefined);
    }),
    { seed: 20260101, numRuns: 500 },
  );
});

test("what ends early is no whole index", () => {
  const text = JSON.stringify({ entries: { demo: [{ version: "1.0.0", urls: ["a"] }] } });
  for (let length = 0; length < text.length; length++) {
    expect(scan(text.slice(0, length), "demo", 7).form).toBe("broken");
  }
});
