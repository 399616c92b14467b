import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createFiles } from "../../../src/outside/files/create-files.ts";
import type { Files } from "../../../src/outside/files/files.ts";
import { readOnce } from "../../../src/outside/files/read-once.ts";

function folder(): {
  readonly root: string;
  readonly files: Files;
  readonly put: (path: string, text: string) => void;
} {
  const root = mkdtempSync(join(tmpdir(), "addons-read-once-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return { root, files: readOnce(createFiles(root)), put: (path, text) => writeFileSync(join(root, path), text) };
}

test("a file that is changed after it was read stays what it was, whoever asks", async () => {
  const { files, put } = folder();
  put("a.yaml", "first");
  expect(await files.readIfExists("a.yaml")).toBe("first");
  put("a.yaml", "second");
  expect([await files.read("a.yaml"), await files.readIfExists("a.yaml")]).toEqual(["first", "first"]);
});

test("a file that appears after it was looked for stays missing", async () => {
  const { files, put } = folder();
  expect([await files.readIfExists("a.yaml"), await files.list("")]).toEqual([undefined, []]);
  put("a.yaml", "late");
  expect([await files.readIfExists("a.yaml"), await files.list("")]).toEqual([undefined, []]);
});

test("what the run writes is read again; a missing file is an error with its name", async () => {
  const { files, put } = folder();
  put("a.yaml", "first");
  await files.read("a.yaml");
  expect(await files.write("a.yaml", "own")).toBe("written");
  expect([await files.read("a.yaml"), await files.list("")]).toEqual(["own", ["a.yaml"]]);
  await expect(files.read("b.yaml")).rejects.toMatchObject({ code: "FILE-MISSING" });
});
