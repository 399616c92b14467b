import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readChart } from "../../../src/outside/charts/archive/read-chart.ts";
import { gzipTar, makeChart, pax, tar, type Entry } from "./make-chart.ts";

const CHART: Entry = { name: "demo/Chart.yaml", body: "apiVersion: v2\nname: demo\nversion: 1.2.3\n" };
const with_ = (...entries: readonly Entry[]): Buffer => gzipTar([CHART, ...entries]);

async function errorOf(bytes: Uint8Array): Promise<{ code: string; message: string; kind: string }> {
  try {
    await readChart(bytes, "demo.tgz");
  } catch (error) {
    return error as { code: string; message: string; kind: string };
  }
  throw new Error("was accepted");
}

describe("refuses what honest packers do not make", () => {
  test.for<[string, Buffer, string, RegExp]>([
    ["an HTML page", Buffer.from("<!DOCTYPE html><html>Log in</html>"), "CHART-NOT-AN-ARCHIVE", /HTML page/],
    ["nothing", Buffer.alloc(0), "CHART-NOT-AN-ARCHIVE", /0 bytes/],
    ["a zip", Buffer.from("PK\u0003\u0004rest"), "CHART-NOT-AN-ARCHIVE", /zip/],
    ["JSON", Buffer.from('{"errors":[]}'), "CHART-NOT-AN-ARCHIVE", /JSON/],
    ["gzip cut in the middle", with_().subarray(0, 80), "CHART-TRUNCATED", /ends in the middle/],
    ["a damaged gzip", Buffer.concat([with_().subarray(0, 40), randomBytes(60)]), "CHART-CORRUPT", /gzip/],
    [
      "a tar cut in the middle",
      gzipSync(tar([CHART, { name: "demo/a", body: "x".repeat(900) }]).subarray(0, 1700)),
      "CHART-TRUNCATED",
      /900 bytes/,
    ],
    [
      "a header that claims 8 GB",
      with_({ name: "demo/a", size: 8 * 2 ** 30 - 1 }),
      "CHART-TRUNCATED",
      /8589934591 bytes/,
    ],
    ["gzip of text", gzipSync("just text, no tar".repeat(60)), "CHART-CORRUPT", /checksum/],
    ["no Chart.yaml", gzipTar([{ name: "demo/values.yaml", body: "" }]), "CHART-NOT-A-CHART", /no Chart.yaml/],
    ["an empty tar", gzipTar([]), "CHART-NOT-A-CHART", /no Chart.yaml/],
    ["a parent path", with_({ name: "demo/../../etc/passwd", body: "x" }), "CHART-UNSAFE-PATH", /outside/],
    ["a parent path with backslashes", with_({ name: "demo\\..\\evil", body: "x" }), "CHART-UNSAFE-PATH", /outside/],
    ["an absolute path", with_({ name: "/etc/passwd", body: "x" }), "CHART-UNSAFE-PATH", /outside/],
    ["a drive", with_({ name: "c:/windows/x", body: "x" }), "CHART-UNSAFE-PATH", /outside/],
    ["a file without a folder", with_({ name: "evil", body: "x" }), "CHART-UNSAFE-PATH", /top folder/],
    ["a newline in a name", with_({ name: "demo/a\nb", body: "x" }), "CHART-UNSAFE-PATH", /a\\nb/],
    [
      "a name that is not UTF-8",
      with_({ name: Buffer.from([0x64, 0x2f, 0xff, 0xfe]), body: "x" }),
      "CHART-UNSAFE-PATH",
      /UTF-8/,
    ],
    [
      "a parent path in PAX",
      with_(pax({ path: "demo/../../x" }), { name: "demo/ok", body: "x" }),
      "CHART-UNSAFE-PATH",
      /outside/,
    ],
    ["a symbolic link", with_({ name: "demo/l", type: "2", link: "/etc/passwd" }), "CHART-LINK", /etc\/passwd/],
    ["a hard link", with_({ name: "demo/l", type: "1", link: "demo/Chart.yaml" }), "CHART-LINK", /link/],
    ["a device", with_({ name: "demo/d", type: "3" }), "CHART-UNUSUAL-ENTRY", /type "3"/],
    [
      "a sparse file",
      with_(pax({ "GNU.sparse.major": "1" }), { name: "demo/s", body: "x" }),
      "CHART-UNUSUAL-ENTRY",
      /sparse/,
    ],
    [
      "the same path twice",
      with_({ name: "demo/a", body: "1" }, { name: "demo/./a", body: "2" }),
      "CHART-DUPLICATE",
      /"a" twice/,
    ],
    ["a zip bomb", gzipSync(Buffer.alloc(60 * 1024 * 1024)), "CHART-TOO-LARGE", /zip bomb/],
    [
      "too many files",
      with_(...Array.from({ length: 10_001 }, (_, i) => ({ name: `demo/${i}` }))),
      "CHART-TOO-MANY-FILES",
      /10000/,
    ],
    [
      "a malformed PAX header",
      with_({ name: "x", type: "x", body: "99 path=a\n" }, { name: "demo/a" }),
      "CHART-CORRUPT",
      /PAX/,
    ],
    ["Chart.yaml that is a list", gzipTar([{ name: "d/Chart.yaml", body: "- a\n" }]), "CHART-METADATA", /not a map/],
    ["Chart.yaml that is broken", gzipTar([{ name: "d/Chart.yaml", body: "a: [\n" }]), "CHART-METADATA", /not YAML/],
    [
      "a name with a slash",
      gzipTar([{ name: "d/Chart.yaml", body: "name: ../x\nversion: 1.0.0\n" }]),
      "CHART-METADATA",
      /no usable name/,
    ],
    ["no version", gzipTar([{ name: "d/Chart.yaml", body: "name: x\n" }]), "CHART-METADATA", /no usable version/],
  ])("%s", async ([, bytes, code, message]) => {
    const error = await errorOf(bytes);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^demo\.tgz: /);
  });

  test("guards refuse (exit 4), damage fails (exit 1)", async () => {
    expect((await errorOf(with_({ name: "/etc/passwd", body: "x" }))).kind).toBe("refused");
    expect((await errorOf(Buffer.from("<html>"))).kind).toBe("failed");
  });
});

describe("accepts what packers make", () => {
  const long = `demo/${"deep/".repeat(30)}file.txt`;
  test.for<[string, readonly Entry[], string]>([
    [
      "ustar with the front part of a name apart",
      [{ name: "file.txt", prefix: "demo/front", body: "1" }],
      "front/file.txt",
    ],
    [
      "GNU long names",
      [
        { name: "././@LongLink", type: "L", body: `${long}\0`, magic: "gnu" },
        { name: long.slice(0, 100), body: "1", magic: "gnu" },
      ],
      long.slice(5),
    ],
    ["PAX long names", [pax({ path: long, mtime: "1.5" }), { name: "short", body: "1" }], long.slice(5)],
    ["PAX sizes", [pax({ size: "1" }), { name: "demo/pax-size", body: "1" }], "pax-size"],
    ["binary sizes", [{ name: "demo/b", body: "1", size: "binary" }], "b"],
    [
      "git archive's global header",
      [
        { name: "pax_global_header", type: "g", body: "11 comment=\n" },
        { name: "demo/g", body: "1" },
      ],
      "g",
    ],
    [
      "folders",
      [
        { name: "demo/templates/", type: "5" },
        { name: "demo/templates/a", body: "1" },
      ],
      "templates/a",
    ],
    ["Windows separators", [{ name: "demo\\templates\\w.yaml", body: "1" }], "templates/w.yaml"],
    ["UTF-8 names", [{ name: "demo/日本.txt", body: "1" }], "日本.txt"],
  ])("%s", async ([, entries, path]) => {
    const chart = await readChart(gzipTar([CHART, ...entries]), "demo.tgz");
    expect([...chart.files.keys()]).toEqual(["Chart.yaml", path]);
    expect(Buffer.from(chart.files.get(path)!).toString()).toBe("1");
  });

  test("metadata: numbers are text, as Helm reads them; other fields do not matter", async () => {
    const body = "name: demo\nversion: 1.2.3\nappVersion: 1.10\nkubeVersion: '>=1.22.0-0'\nname2: [1]\nname: demo\n";
    const chart = await readChart(gzipTar([{ name: "demo/Chart.yaml", body }]), "demo.tgz");
    expect(chart.metadata).toEqual({ name: "demo", version: "1.2.3", appVersion: "1.1", kubeVersion: ">=1.22.0-0" });
  });
});

describe("content digest", () => {
  test("is Go's dirhash: sha256 of `sha256sum` lines in byte order", async () => {
    const chart = await readChart(
      gzipTar([
        { name: "a/Chart.yaml", body: "name: a\nversion: 1.0.0\n" },
        { name: "a/B.txt", body: "hello" },
      ]),
      "a",
    );
    // printf 'hello' | sha256sum; the two lines of `sha256sum a/B.txt a/Chart.yaml` piped through sha256sum, base64.
    const expected = execFileSync("sh", [
      "-c",
      "d=$(mktemp -d); cd $d; mkdir a; printf hello > a/B.txt; printf 'name: a\\nversion: 1.0.0\\n' > a/Chart.yaml; LC_ALL=C; sha256sum a/B.txt a/Chart.yaml | sha256sum | cut -c1-64; rm -r $d",
    ])
      .toString()
      .trim();
    expect(chart.content).toBe(`h1:${Buffer.from(expected, "hex").toString("base64")}`);
  });

  test("does not change with compression, order and `generated:` of Chart.lock", async () => {
    const first = makeChart("demo", "1.0.0", {
      files: { "Chart.lock": "dependencies: []\ngenerated: 2020\n", a: "1" },
      level: 9,
    });
    const second = makeChart("demo", "1.0.0", {
      files: { a: "1", "Chart.lock": "dependencies: []\ngenerated: 2021\n" },
      level: 1,
    });
    const [one, two] = [await readChart(first, "1"), await readChart(second, "2")];
    expect(one.archive).not.toBe(two.archive);
    expect(one.content).toBe(two.content);
  });

  test("changes with a byte and with a name", async () => {
    const digest = async (files: Record<string, string>): Promise<string> =>
      (await readChart(makeChart("demo", "1.0.0", { files }), "x")).content;
    const digests = await Promise.all([
      digest({ a: "1" }),
      digest({ a: "2" }),
      digest({ b: "1" }),
      digest({ a: "1", b: "" }),
    ]);
    expect(new Set(digests).size).toBe(4);
  });
});
