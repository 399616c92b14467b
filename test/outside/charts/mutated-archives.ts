import fc from "fast-check";
import { gzipSync } from "node:zlib";
import { pax, tar, type Entry } from "./make-chart.ts";

const TYPES = ["0", "0", "0", "0", "\0", "5", "5", "7", "g", "K"] as const;
const REFUSED_TYPES = ["1", "2", "S", "x", "L"] as const;

/** Mostly harmless, since the rest is refused at once; `%` becomes a number, so that few come twice. */
const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom("demo/%", "demo/t/%.yaml", "demo/%/", "./demo/%", "o/.//%", "demo\\%") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", "demo", "/%", "demo/../%", "demo/a\\%", "demo/.", "demo/values.yaml", "é/é"),
  },
);

/** Values that mean something in some field of a header, or nothing at all. */
const bytes = fc.oneof(
  fc.constantFrom("\0", " ", "0", "7", "9", "/", "\\", "0040000\0", "0100644\0", "00000001000\0", "ustar\x0000"),
  fc.string({ unit: "binary-ascii", maxLength: 3 }),
);

/** At the fields that say something: mode, size, type, magic, front part of the name, star's trailer. */
const patch = fc.record({ offset: fc.constantFrom(100, 100, 124, 126, 156, 257, 263, 345, 476, 508), text: bytes });

const entry: fc.Arbitrary<Entry> = fc
  .record({
    name,
    type: fc.oneof(
      { weight: 15, arbitrary: fc.constantFrom(...TYPES) },
      { weight: 1, arbitrary: fc.constantFrom(...REFUSED_TYPES) },
    ),
    body: fc.constantFrom("1", "", "x".repeat(600), "demo/long\0"),
    size: fc.option(fc.constantFrom(0, 1, 512, 1024), { nil: undefined, freq: 8 }),
    magic: fc.constantFrom("ustar" as const, "gnu" as const),
    prefix: fc.constantFrom("", "", "demo/p", "00000000001\0"),
    patch: fc.option(patch, { nil: undefined, freq: 2 }),
  })
  .map(({ patch: change, size, ...rest }) => ({
    ...rest,
    ...(size === undefined ? {} : { size }),
    ...(change && { patch: (header: Buffer) => void header.write(change.text, change.offset, "latin1") }),
  }));

const extended: fc.Arbitrary<Entry> = fc
  .record(
    { path: fc.oneof(name, fc.constant("")), size: fc.constantFrom("", "0", "1", "512", "1024", "-1") },
    { requiredKeys: [] },
  )
  .map((records) => pax(records as Record<string, string>));

const longName: fc.Arbitrary<Entry> = name.map((body) => ({ name: "L", type: "L", body: `${body}\0`, magic: "gnu" }));

const CHART: Entry = { name: "demo/Chart.yaml", body: "apiVersion: v2\nname: demo\nversion: 1.2.3\n" };

/** Tars with a chart and entries of every kind, their sums right. */
export const oddTars: fc.Arbitrary<Buffer> = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: entry }, { weight: 1, arbitrary: extended }, { weight: 1, arbitrary: longName }),
    { minLength: 1, maxLength: 5 },
  )
  .map((entries) => tar([CHART, ...entries.map(numbered)]));

function numbered(one: Entry, index: number): Entry {
  const change = (text: string): string => text.replace("%", String(index));
  return { ...one, name: change(String(one.name)), ...(typeof one.body === "string" && { body: change(one.body) }) };
}

/** Archives with single bytes changed, in the tar or in the gzip data, or cut off. */
export const damagedArchives: fc.Arbitrary<Buffer> = fc
  .tuple(oddTars, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.option(fc.nat()), fc.boolean())
  .map(([plain, changes, end, isOutside]) => {
    const target = isOutside ? gzipSync(plain) : Buffer.from(plain);
    for (const [place, byte] of changes) target[place % target.length] = byte;
    const cut = end === null ? target : target.subarray(0, end % target.length);
    return isOutside ? cut : gzipSync(cut);
  });
