import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MAX_ARCHIVE } from "../../../src/outside/charts/archive/archive-limits.ts";
import { readChart } from "../../../src/outside/charts/archive/read-chart.ts";
import { packFiles, type FolderView } from "../../../src/outside/charts/folder/pack-files.ts";
import { packFolder } from "../../../src/outside/charts/folder/pack-folder.ts";
import { parseHelmIgnore } from "../../../src/outside/charts/folder/helm-ignore.ts";
import { workFolder, writeFiles } from "./work-folder.ts";
import { failure } from "../../failure.ts";

const CHART = { "charts/demo/Chart.yaml": "apiVersion: v2\nname: demo\nversion: 0.1.0\n" };

/** A folder of files that are not on any disk. */
function viewOf(files: ReadonlyMap<string, Uint8Array>): FolderView {
  return {
    label: "demo",
    names: async (inside) => (inside === "" ? [...files.keys()] : []),
    look: async (path) => {
      const bytes = files.get(path);
      return bytes && { kind: "file", bytes: bytes.length };
    },
    read: async (paths) => new Map(paths.map((path) => [path, files.get(path) ?? new Uint8Array()])),
  };
}

describe("packing", () => {
  const top = Buffer.from("apiVersion: v2\nname: demo\nversion: 0.1.0\n");
  const empty = new Uint8Array();
  test.for<[string, () => ReadonlyMap<string, Uint8Array>]>([
    [
      "as many files as allowed, with long names",
      () => new Map(Array.from({ length: 9999 }, (_, index) => [`${"n".repeat(200)}${index}`, empty])),
    ],
    ["as many bytes as allowed", () => new Map([["big", Buffer.alloc(100 * 1024 * 1024 - 100, "x")]])],
  ])("what is packed can be read again: %s", async ([, files]) => {
    const packed = await packFiles(viewOf(new Map([["Chart.yaml", top], ...files()])));
    const read = await readChart(packed.bytes, "demo");
    expect(read.content).toBe(packed.content);
    expect(packed.bytes.length).toBeLessThan(MAX_ARCHIVE);
  });

  test("the bytes depend on names and contents alone", async () => {
    const files = {
      ...CHART,
      "charts/demo/b": "2",
      "charts/demo/a/c": "1",
      [`charts/demo/${"long/".repeat(30)}x`]: "y",
      "charts/demo/é": "e",
    };
    const first = workFolder(files);
    const second = workFolder(Object.fromEntries(Object.entries(files).reverse()));
    chmodSync(join(second, "charts/demo/b"), 0o600);
    utimesSync(join(second, "charts/demo/b"), 1, 1);
    const [one, two] = [await packFolder(first, "charts/demo"), await packFolder(second, "charts/demo")];
    expect(Buffer.from(one.bytes).equals(Buffer.from(two.bytes))).toBe(true);
    expect([...one.files.keys()]).toEqual(["Chart.yaml", "a/c", "b", `${"long/".repeat(30)}x`, "é"]);
    writeFiles(second, { "charts/demo/b": "3" });
    expect((await packFolder(second, "charts/demo")).content).not.toBe(one.content);
  });

  test("a tar program reads it", async () => {
    const root = workFolder({ ...CHART, [`charts/demo/${"long/".repeat(30)}x`]: "y", "charts/demo/empty": "" });
    const { bytes } = await packFolder(root, "charts/demo");
    const listing = execFileSync("tar", ["-tzf", "-"], { input: bytes }).toString().trim().split("\n");
    expect(listing).toEqual(["demo/Chart.yaml", "demo/empty", `demo/${"long/".repeat(30)}x`]);
  });

  test.for<[string, (root: string) => void, string, RegExp]>([
    [
      "a link to a file outside",
      (root) => symlinkSync("/etc/hostname", join(root, "charts/demo/l")),
      "CHART-LINK",
      /charts\/demo\/l: is a symbolic link/,
    ],
    ["a link to a folder", (root) => symlinkSync(root, join(root, "charts/demo/l")), "CHART-LINK", /symbolic link/],
    ["a dangling link", (root) => symlinkSync("nowhere", join(root, "charts/demo/l")), "CHART-LINK", /symbolic link/],
    [
      "a link as .helmignore",
      (root) => symlinkSync("/etc/hostname", join(root, "charts/demo/.helmignore")),
      "CHART-LINK",
      /helmignore/,
    ],
    [
      "a name that is not UTF-8",
      (root) => writeFileSync(Buffer.concat([Buffer.from(`${root}/charts/demo/`), Buffer.from([0xff, 0x61])]), "x"),
      "CHART-UNSAFE-PATH",
      /not UTF-8/,
    ],
    ["no Chart.yaml", (root) => rmSync(join(root, "charts/demo/Chart.yaml")), "CHART-NOT-A-CHART", /no Chart.yaml/],
    ["no folder", (root) => rmSync(join(root, "charts"), { recursive: true }), "CHART-MISSING", /no such chart folder/],
    [
      "a malformed pattern",
      (root) => writeFiles(root, { "charts/demo/.helmignore": "ok\n[a-\n" }),
      "CHART-HELMIGNORE",
      /\.helmignore:2/,
    ],
    [
      "two stars",
      (root) => writeFiles(root, { "charts/demo/.helmignore": "a/**\n" }),
      "CHART-HELMIGNORE",
      /not supported/,
    ],
  ])("%s is refused", async ([, change, code, message]) => {
    const root = workFolder(CHART);
    change(root);
    const error = await failure(packFolder(root, "charts/demo"));
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  });

  test("an ignored link does not matter", async () => {
    const root = workFolder({ ...CHART, "charts/demo/.helmignore": "l\n" });
    symlinkSync("/etc/hostname", join(root, "charts/demo/l"));
    expect([...(await packFolder(root, "charts/demo")).files.keys()]).toEqual([".helmignore", "Chart.yaml"]);
  });

  test("folders outside the project are refused, through links too", async () => {
    const outside = workFolder({ "Chart.yaml": "name: x\nversion: 1.0.0\n" });
    const root = workFolder(CHART);
    symlinkSync(outside, join(root, "charts/away"));
    expect((await failure(packFolder(root, "charts/away"))).code).toBe("CHART-OUTSIDE");
    expect((await failure(packFolder(root, "../"))).code).toBe("CHART-OUTSIDE");
  });
});

describe(".helmignore", () => {
  test.for<[string, string, "file" | "folder", boolean]>([
    ["*.md", "README.md", "file", true],
    ["*.md", "docs/a.md", "file", true],
    ["/*.md", "docs/a.md", "file", false],
    ["docs/*.md", "docs/a.md", "file", true],
    ["docs/*.md", "docs/x/a.md", "file", false],
    ["docs/", "docs", "folder", true],
    ["docs/", "docs", "file", false],
    ["x?z", "xyz", "file", true],
    ["x?z", "a/xyz", "file", true],
    ["[a-c]x", "bx", "file", true],
    ["[^a-c]x", "bx", "file", false],
    ["\\*x", "*x", "file", true],
    ["#x", "#x", "file", false],
    ["!keep", "other", "file", true],
    ["!keep", "keep", "file", false],
    ["", "templates/.hidden", "file", true],
    ["", "templates/a/.hidden", "file", false],
    ["  spaced  ", "spaced", "file", true],
  ])("%s and %s (%s): %s", ([rule, path, kind, ignored]) => {
    expect(parseHelmIgnore(rule, "x")(path, kind)).toBe(ignored);
  });
});
