import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createJsonIndexScanner,
  type ScannedJsonIndex,
} from "../../../src/outside/charts/repository/scan-json-index.ts";

function scan(text: string, chunk: number): ScannedJsonIndex {
  const bytes = Buffer.from(text);
  const scanner = createJsonIndexScanner();
  for (let at = 0; at < bytes.length; at += chunk) scanner.chunk(bytes.subarray(at, at + chunk), at);
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
    fc.property(fc.tuple(index, fc.constantFrom(0, 2), fc.integer({ min: 1, max: 40 })), (drawn) => {
      const [data, indent, chunk] = drawn;
      const text = JSON.stringify(data, null, indent);
      const scanned = scan(text, chunk);
      expect(scanned.form).toBe("whole");
      expect(scanned.entries).toBe("object");
      expect(scanned.keys).toEqual(Object.keys(data));
      const charts = data["entries"] as Record<string, unknown>;
      const found = [...scanned.sections].map(([chart, { start, end }]): readonly [string, unknown] => [
        chart,
        JSON.parse(Buffer.from(text).subarray(start, end).toString()),
      ]);
      expect(found).toEqual(Object.entries(charts));
    }),
    { seed: 20260101, numRuns: 500 },
  );
});

test("what ends early is no whole index", () => {
  const text = JSON.stringify({ entries: { demo: [{ version: "1.0.0", urls: ["a"] }] } });
  for (let length = 0; length < text.length; length++) {
    expect(scan(text.slice(0, length), 7).form).toBe("broken");
  }
});
