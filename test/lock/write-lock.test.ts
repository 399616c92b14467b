import { spawnSync } from "node:child_process";
import { lutimesSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LockBefore } from "../../src/lock/merge/lock-before.ts";
import type { Lockfile, Pin } from "../../src/lock/lockfile.ts";
import { printLock } from "../../src/lock/text/print-lock.ts";
import { writeLock } from "../../src/lock/merge/write-lock.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";

let root: string;
const path = (): string => join(root, "addons.lock.yaml");
const text = (): string => readFileSync(path(), "utf8");

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "addons-write-lock-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function pin(version: string): Pin {
  return { chart: `demo@${version}`, source: "charts/demo", content: `h1:${"A".repeat(43)}=` };
}

function lockOf(versions: Readonly<Record<string, string>>): Lockfile {
  const addons = Object.entries(versions).map(([addon, version]) => [addon, { prod: pin(version) }]);
  return { lockVersion: 1, addons: Object.fromEntries(addons) as Lockfile["addons"] };
}

function startFrom(versions: Readonly<Record<string, string>>): LockBefore {
  const lock = lockOf(versions);
  writeFileSync(path(), printLock(lock));
  return { lock, text: printLock(lock) };
}

describe("the lock is written", () => {
  test("as it was made, when nobody else has written it", async () => {
    const before = startFrom({ one: "1.0.0" });
    expect(await writeLock(createFiles(root), before, lockOf({ one: "1.1.0" }))).toMatchObject({ written: "written" });
    expect(text()).toBe(printLock(lockOf({ one: "1.1.0" })));
    expect(readdirSync(root)).toEqual(["addons.lock.yaml"]);
  });

  test("not at all, when it would not change", async () => {
    const before = startFrom({ one: "1.0.0" });
    expect(await writeLock(createFiles(root), before, before.lock)).toMatchObject({ written: "unchanged" });
  });

  test("with what another run has written meanwhile", async () => {
    const before = startFrom({ one: "1.0.0", two: "1.0.0" });
    writeFileSync(path(), printLock(lockOf({ one: "1.0.0", two: "2.0.0" })));
    const { lock } = await writeLock(createFiles(root), before, lockOf({ one: "1.1.0", two: "1.0.0" }));
    expect(lock).toEqual(lockOf({ one: "1.1.0", two: "2.0.0" }));
    expect(text()).toBe(printLock(lock));
  });

  test("not over another run's change of the same pin", async () => {
    const before = startFrom({ one: "1.0.0" });
    writeFileSync(path(), printLock(lockOf({ one: "1.2.0" })));
    await expect(writeLock(createFiles(root), before, lockOf({ one: "1.1.0" }))).rejects.toMatchObject({
      code: "LOCK-CHANGED",
      message: expect.stringContaining("one (prod)"),
    });
    expect(text()).toBe(printLock(lockOf({ one: "1.2.0" })));
  });

  test("by many runs at once, and the change of none is lost", async () => {
    const before: LockBefore = { lock: lockOf({}), text: undefined };
    const names = Array.from({ length: 8 }, (_, index) => `addon-${index}`);
    await Promise.all(names.map((name) => writeLock(createFiles(root), before, lockOf({ [name]: "1.0.0" }))));
    expect(text()).toBe(printLock(lockOf(Object.fromEntries(names.map((name) => [name, "1.0.0"])))));
    expect(readdirSync(root)).toEqual(["addons.lock.yaml"]);
  });

  test("after a run that was killed in its turn", async () => {
    const before = startFrom({ one: "1.0.0" });
    const sign = join(root, ".addons.lock.yaml.turn");
    const ended = spawnSync("true");
    symlinkSync(`${ended.pid}@${hostname()}`, sign);
    await writeLock(createFiles(root), before, lockOf({ one: "1.1.0" }));
    expect(text()).toBe(printLock(lockOf({ one: "1.1.0" })));
    expect(readdirSync(root)).toEqual(["addons.lock.yaml"]);
  });

  test.each([
    ["an hour ago", -3600],
    ["under a clock that was a year ahead", 365 * 86_400],
  ])("after a run on another computer that was killed in its turn, %s", async (_when, seconds) => {
    const before = startFrom({ one: "1.0.0" });
    const sign = join(root, ".addons.lock.yaml.turn");
    symlinkSync("1@another.example.com", sign);
    const then = Date.now() / 1000 + seconds;
    lutimesSync(sign, then, then);
    await writeLock(createFiles(root), before, lockOf({ one: "1.1.0" }));
    expect(text()).toBe(printLock(lockOf({ one: "1.1.0" })));
    expect(readdirSync(root)).toEqual(["addons.lock.yaml"]);
  });

  test("never through a link", async () => {
    const before = startFrom({ one: "1.0.0" });
    const elsewhere = join(root, "elsewhere.yaml");
    writeFileSync(elsewhere, text());
    rmSync(path());
    symlinkSync(elsewhere, path());
    await expect(writeLock(createFiles(root), before, lockOf({ one: "1.1.0" }))).rejects.toMatchObject({
      code: "FILE-SYMLINK",
    });
    expect(readFileSync(elsewhere, "utf8")).toBe(before.text);
  });
});
