import { spawnSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readChart } from "../../../src/outside/charts/archive/read-chart.ts";
import { createVendorFolder } from "../../../src/outside/charts/vendor/create-vendor-folder.ts";
import type { Pin } from "../../../src/lock/lockfile.ts";
import { distinctVendoredName } from "../../../src/sources/vendored-name.ts";
import { makeChart } from "./make-chart.ts";
import { archivesFor, workFolder, writeFiles } from "./work-folder.ts";
import { failure } from "../../failure.ts";

const FILES = { "values.yaml": `# ${"some text that gives the archive a few line feeds\n# ".repeat(400)}\n` };
const BYTES = makeChart("demo", "1.0.0", { files: FILES, level: 0 });
const FILE = "demo-1.0.0.tgz";
const COPY = `charts/vendor/${FILE}`;

async function pinOf(bytes: Buffer = BYTES): Promise<Pin> {
  const { archive, content } = await readChart(bytes, "demo");
  return { chart: "demo@1.0.0", wants: "1.0.0", source: "https://charts.invalid", archive, content };
}

function withCarriageReturns(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString("latin1").replaceAll(/\r?\n/g, "\r\n"), "latin1");
}

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 1234\n`;

describe("a copy that is not the archive is refused with its name, in runs and in checks", () => {
  test.for<[string, (root: string) => void, string, RegExp]>([
    ["a pointer of Git LFS", (root) => writeFiles(root, { [COPY]: POINTER }), "VENDOR-POINTER", /git lfs pull/],
    [
      "changed line endings",
      (root) => writeFiles(root, { [COPY]: withCarriageReturns(BYTES) }),
      "VENDOR-LINE-ENDINGS",
      /\.gitattributes/,
    ],
    ["an empty file", (root) => writeFiles(root, { [COPY]: "" }), "VENDOR-EMPTY", /addons vendor/],
    ["a folder", (root) => mkdirSync(join(root, COPY), { recursive: true }), "VENDOR-NOT-A-FILE", /addons vendor/],
    [
      "a link to the right bytes",
      (root) => {
        writeFiles(root, { "elsewhere.tgz": BYTES, "charts/vendor/.keep": "" });
        symlinkSync("../../elsewhere.tgz", join(root, COPY));
      },
      "VENDOR-LINK",
      /remove the link/,
    ],
    [
      "charts/vendor as a link",
      (root) => {
        writeFiles(root, { [`elsewhere/${FILE}`]: BYTES, "charts/.keep": "" });
        symlinkSync("../elsewhere", join(root, "charts/vendor"));
      },
      "VENDOR-LINK",
      /remove the link/,
    ],
    [
      "charts as a link out of the project",
      (root) => symlinkSync(workFolder({ [`vendor/${FILE}`]: BYTES }), join(root, "charts")),
      "VENDOR-LINK",
      /remove the link/,
    ],
    ["charts/vendor as a file", (root) => writeFiles(root, { "charts/vendor": "" }), "VENDOR-NOT-A-FOLDER", /move it/],
    [
      "a pipe",
      (root) => {
        mkdirSync(join(root, "charts/vendor"), { recursive: true });
        expect(spawnSync("mkfifo", [join(root, COPY)]).status).toBe(0);
      },
      "VENDOR-NOT-A-FILE",
      /addons vendor/,
    ],
    ["half an archive", (root) => writeFiles(root, { [COPY]: BYTES.subarray(0, 600) }), "CHART-TRUNCATED", /./],
  ])("%s", async ([, place, code, hint]) => {
    const root = workFolder();
    place(root);
    const pin = await pinOf();
    const error = await failure(archivesFor(root).charts.pinned(pin));
    expect([error.code, error.message, error.hint]).toEqual([
      code,
      expect.stringContaining("charts/vendor"),
      expect.stringMatching(hint),
    ]);
    expect(await createVendorFolder(root).inspect(FILE, pin)).toMatchObject({ kind: "wrong", code });
  });
});

describe("charts/vendor", () => {
  test("a copy with its digest in its name is the one of its pin; the other keeps the plain name", async () => {
    const other = makeChart("demo", "1.0.0", { files: { "values.yaml": "other: 1\n" } });
    const [pin, otherPin] = [await pinOf(), await pinOf(other)];
    const root = workFolder({
      [`charts/vendor/${distinctVendoredName(pin)}`]: BYTES,
      [`charts/vendor/${distinctVendoredName(otherPin)}`]: other,
    });
    const { charts } = archivesFor(root);
    expect((await charts.pinned(pin)).bytes).toEqual(BYTES);
    expect((await charts.pinned(otherPin)).bytes).toEqual(other);
    expect(charts.requests).toBe(0);
  });

  test("what is there: by kind, sorted; nothing when there is no folder", async () => {
    const root = workFolder();
    const vendor = createVendorFolder(root);
    expect(await vendor.list()).toBeUndefined();
    expect(await vendor.inspect(FILE, await pinOf())).toEqual({ kind: "missing" });
    writeFiles(root, { "charts/vendor/b.tgz": "", "charts/vendor/a/x": "" });
    symlinkSync("b.tgz", join(root, "charts/vendor/c.tgz"));
    expect(await vendor.list()).toEqual([
      { file: "a", kind: "folder" },
      { file: "b.tgz", kind: "file" },
      { file: "c.tgz", kind: "link" },
    ]);
  });

  test("writes whole files, replaces links instead of following them, removes no folder", async () => {
    const root = workFolder({ "precious.txt": "mine" });
    const vendor = createVendorFolder(root);
    expect(await vendor.write(FILE, BYTES)).toBe("written");
    expect(await vendor.write(FILE, BYTES)).toBe("unchanged");
    rmSync(join(root, COPY));
    symlinkSync("../../precious.txt", join(root, COPY));
    expect(await vendor.write(FILE, BYTES)).toBe("written");
    expect(lstatSync(join(root, COPY)).isFile()).toBe(true);
    symlinkSync("../../precious.txt", join(root, "charts/vendor/link.tgz"));
    await vendor.remove("link.tgz");
    expect(readFileSync(join(root, "precious.txt"), "utf8")).toBe("mine");
    mkdirSync(join(root, "charts/vendor/folder.tgz"));
    expect((await failure(vendor.remove("folder.tgz"))).code).toBe("VENDOR-WRITE");
    expect((await failure(vendor.write("folder.tgz", BYTES))).code).toBe("VENDOR-NOT-A-FILE");
    expect(readdirSync(join(root, "charts/vendor"))).toEqual([FILE, "folder.tgz"]);
  });

  test("writes nothing through a link that leads out of the project", async () => {
    const outside = workFolder();
    const root = workFolder();
    symlinkSync(outside, join(root, "charts"));
    expect((await failure(createVendorFolder(root).write(FILE, BYTES))).code).toBe("VENDOR-LINK");
    expect(readdirSync(outside)).toEqual([]);
  });

  test("git keeps the copies as they are, whatever the repository says of *.tgz and of line endings", async () => {
    const root = workFolder({ ".gitignore": "*.tgz\n", ".gitattributes": "* text eol=crlf\n" });
    const vendor = createVendorFolder(root);
    await vendor.write(FILE, BYTES);
    expect(await vendor.writeSettings()).toEqual([".gitattributes", ".gitignore"]);
    expect(await vendor.writeSettings()).toEqual([]);
    const git = (...args: string[]) => {
      const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.autocrlf=true"];
      const result = spawnSync("git", [...identity, ...args], { cwd: root, encoding: "utf8" });
      expect([args, result.status, result.stderr.replaceAll(/^warning: .*\n/gm, "")]).toEqual([args, 0, ""]);
      return result.stdout;
    };
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "-m", "all");
    expect(git("ls-files", "charts")).toContain(COPY);
    rmSync(join(root, COPY));
    git("checkout", "--", COPY);
    expect(readFileSync(join(root, COPY)).equals(BYTES)).toBe(true);
  });

  test("settings of the project are left alone", async () => {
    const root = workFolder({ "charts/vendor/.gitattributes": "*.tgz filter=lfs diff=lfs merge=lfs -text\n" });
    expect(await createVendorFolder(root).writeSettings()).toEqual([".gitignore"]);
    expect(readFileSync(join(root, "charts/vendor/.gitattributes"), "utf8")).toMatch(/lfs/);
  });

  test.runIf(process.getuid?.() === 0)("a folder that cannot be written is told with the reason", async () => {
    const root = workFolder({ "charts/vendor/.keep": "" });
    const folder = join(root, "charts/vendor");
    if (spawnSync("mount", ["--bind", folder, folder]).status !== 0) return;
    try {
      expect(spawnSync("mount", ["-o", "remount,ro,bind", folder]).status).toBe(0);
      const error = await failure(createVendorFolder(root).write(FILE, BYTES));
      expect([error.code, error.message]).toEqual([
        "VENDOR-WRITE",
        `${COPY}: cannot be written: its file system is read-only`,
      ]);
    } finally {
      spawnSync("umount", [folder]);
    }
    expect(existsSync(join(root, COPY))).toBe(false);
    writeFileSync(join(folder, "works"), "");
  });
});
