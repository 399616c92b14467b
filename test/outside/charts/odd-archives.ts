import { gzipSync } from "node:zlib";
import { pax, tar, type Entry } from "./make-chart.ts";

/** Archives in which readers of different rules see different files, with what is read from each, or the code it is refused with. */
export interface OddArchive {
  readonly what: string;
  readonly bytes: Buffer;
  /** Paths beside Chart.yaml, sorted; or a code. */
  readonly read: readonly string[] | string;
}

const CHART: Entry = { name: "demo/Chart.yaml", body: "apiVersion: v2\nname: demo\nversion: 1.2.3\n" };
const EVIL: Entry = { name: "demo/templates/evil.yaml", body: "evil: 1\n" };
const LAST: Entry = { name: "demo/values.yaml", body: "a: 1\n" };
const BOTH = ["templates/evil.yaml", "values.yaml"];
const LONG = `${"deep/".repeat(30)}x.txt`;
const LONG_NAME: Entry = { name: "././@LongLink", type: "L", body: `demo/${LONG}\0`, magic: "gnu" };

/** Without the end of the archive. */
const open = (...entries: readonly Entry[]): Buffer => tar(entries).subarray(0, -1024);
const odd = (what: string, entries: readonly Entry[], read: OddArchive["read"]): OddArchive => ({
  what,
  bytes: gzipSync(tar([CHART, ...entries, LAST])),
  read,
});
const packed = (what: string, bytes: Buffer, read: OddArchive["read"]): OddArchive => ({ what, bytes, read });
/** Writes into the header. */
const at = (offset: number, text: string): Pick<Entry, "patch"> => ({
  patch: (header) => void header.write(text, offset, "latin1"),
});

const FOLDER_WITH_BODY: Entry = { name: "demo/x/", size: open(EVIL).length };

export const ODD_ARCHIVES: readonly OddArchive[] = [
  odd("a folder that claims a body, in which a file lies", [{ ...FOLDER_WITH_BODY, type: "5" }, EVIL], BOTH),
  odd("an old folder without a type that claims a body", [{ ...FOLDER_WITH_BODY, type: "\0" }, EVIL], BOTH),
  odd("a PAX size for a folder", [pax({ size: "512" }), { name: "demo/x/", type: "5" }, EVIL], BOTH),
  odd("a file whose name ends in a slash", [{ ...EVIL, name: "demo/templates/evil.yaml/" }], "CHART-UNUSUAL-ENTRY"),
  odd("a file with the mode of a folder", [{ ...EVIL, ...at(100, "0040644\0") }], "CHART-UNUSUAL-ENTRY"),
  odd("a file with the mode of a link", [{ ...EVIL, ...at(100, "0120777\0") }], "CHART-UNUSUAL-ENTRY"),
  odd("a file with its whole mode", [{ ...EVIL, ...at(100, "0100644\0") }], BOTH),
  odd("a mode that is no number", [{ ...EVIL, ...at(100, "rw-r--r-") }], "CHART-CORRUPT"),
  odd(
    "a size behind zero bytes",
    [{ name: "demo/a", body: "x".repeat(512), ...at(124, "\0\0\0\u{0}0001000\0") }],
    ["a", "values.yaml"],
  ),
  odd("a size of blanks", [{ name: "demo/a", ...at(124, " ".repeat(12)) }], ["a", "values.yaml"]),
  odd(
    "two PAX headers: the second takes the place of the first",
    [pax({ path: "demo/first" }), pax({ mtime: "1" }), { name: "demo/second", body: "1" }],
    ["second", "values.yaml"],
  ),
  odd(
    "a PAX size, then a GNU name",
    [pax({ size: "1" }), LONG_NAME, { name: "demo/x", body: "1", magic: "gnu" }],
    [LONG, "values.yaml"],
  ),
  odd(
    "a GNU name, then a PAX path",
    [LONG_NAME, pax({ path: "demo/pax" }), { name: "demo/x", body: "1" }],
    [LONG, "values.yaml"],
  ),
  odd("an empty PAX path", [pax({ path: "" }), { name: "demo/named" }], ["named", "values.yaml"]),
  odd("an empty PAX size", [pax({ size: "" }), { name: "demo/named", body: "1" }], ["named", "values.yaml"]),
  odd("an empty GNU name", [{ ...LONG_NAME, body: "\0" }, { name: "demo/named" }], ["named", "values.yaml"]),
  odd(
    "a global header between a PAX header and its file",
    [pax({ path: "demo/pax" }), { ...pax({ comment: "x" }), type: "g" }, { name: "demo/named" }],
    ["named", "values.yaml"],
  ),
  odd(
    "a path in a global header",
    [{ ...pax({ path: "demo/global" }), type: "g" }, { name: "demo/named" }],
    ["named", "values.yaml"],
  ),
  odd(
    "the front part of a name in a GNU header",
    [{ name: "templates/a.yaml", magic: "gnu", prefix: "demo/front" }],
    "CHART-UNUSUAL-ENTRY",
  ),
  odd("times in a GNU header", [{ ...EVIL, magic: "gnu", prefix: "00000000001\u{0}00000000002\0" }], BOTH),
  odd(
    "the shorter front part of star",
    [
      {
        name: "a",
        prefix: `demo/${"p".repeat(125)}/12345670123`,
        patch: (header) => void header.write("tar\0", 508, "latin1"),
      },
    ],
    [`${"p".repeat(125)}/a`, "values.yaml"],
  ),
  odd("both kinds of slashes", [{ name: "demo/a\\templates/b.yaml", body: "1" }], "CHART-UNSAFE-PATH"),
  odd("a backslash in a name", [{ name: "demo/a\\b.yaml", body: "1" }], "CHART-UNSAFE-PATH"),
  odd("backslashes alone", [{ name: "demo\\templates\\b.yaml", body: "1" }], ["templates/b.yaml", "values.yaml"]),
  odd(
    "a PAX size that takes in what follows",
    [pax({ size: String(open(EVIL).length) }), { name: "demo/a", size: 0 }, EVIL],
    ["a", "values.yaml"],
  ),
  odd("another top folder", [{ ...EVIL, name: "other/templates/evil.yaml" }], BOTH),
  odd("a top folder of one dot", [{ name: "./demo/a", body: "1" }], ["demo/a", "values.yaml"]),
  odd("dots and double slashes inside", [{ name: "demo/./a//b", body: "1" }], ["a/b", "values.yaml"]),
  odd("line ends of both kinds", [{ name: "demo/a", body: "a: 1\r\nb: 2\n" }], ["a", "values.yaml"]),
  odd("a byte order mark", [{ name: "demo/a", body: "\ufeffa: 1\n" }], ["a", "values.yaml"]),
  odd("a header without magic", [{ ...EVIL, ...at(257, "\0".repeat(8)) }], BOTH),
  odd("a contiguous file", [{ ...EVIL, type: "7" }], BOTH),
  odd("a label", [{ name: "demo/v", type: "V" }], "CHART-UNUSUAL-ENTRY"),
  packed("a tar behind the end", gzipSync(Buffer.concat([tar([CHART, LAST]), tar([EVIL])])), ["values.yaml"]),
  packed("no end", gzipSync(open(CHART, LAST)), ["values.yaml"]),
  packed("half of an end", gzipSync(tar([CHART, LAST]).subarray(0, -512)), ["values.yaml"]),
  packed(
    "text behind the gzip data",
    Buffer.concat([gzipSync(tar([CHART, LAST])), Buffer.from("garbage")]),
    "CHART-CORRUPT",
  ),
  packed("zeros behind the gzip data", Buffer.concat([gzipSync(tar([CHART, LAST])), Buffer.alloc(100)]), [
    "values.yaml",
  ]),
  packed("a tar in two gzip members", Buffer.concat([gzipSync(open(CHART)), gzipSync(tar([EVIL, LAST]))]), BOTH),
  packed("a second gzip member behind the end", Buffer.concat([gzipSync(tar([CHART, LAST])), gzipSync(tar([EVIL]))]), [
    "values.yaml",
  ]),
];
