import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withLockFile } from "../../../src/outside/process/lock-file.ts";
import { identifyProcess, identifyThisProcess, isAlive } from "../../../src/outside/process/process-identity.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "addons-lock-file-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function lock(timeoutMs = 30_000): Parameters<typeof withLockFile>[0] {
  return { path: join(folder, "lock"), timeoutMs, timedOut: (owner) => new Error(`held by ${owner.pid}`) };
}

it("lets one at a time in and leaves nothing behind", async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await sleep(5);
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLockFile(lock(), work)));
  expect(most).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

it("passes results and errors on, and is free afterwards", async () => {
  await expect(withLockFile(lock(), async () => await Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await withLockFile(lock(), async () => await Promise.resolve(7))).toBe(7);
});

it("gives up on a living owner and says who it is", async () => {
  await withLockFile(lock(), async () => {
    await expect(withLockFile(lock(100), async () => {})).rejects.toThrow(`held by ${process.pid}`);
  });
});

it.each([
  ["of a killed process", async () => JSON.stringify(await deadProcess())],
  ["of an earlier process with a pid in use", () => JSON.stringify({ pid: process.pid, started: "another boot/1" })],
  ["cut short", () => '{"pid": 1'],
  ["without content", () => ""],
])("takes over a lock %s", async (_, content) => {
  writeFileSync(join(folder, "lock"), await content());
  expect(await withLockFile(lock(1000), async () => await Promise.resolve("in"))).toBe("in");
  expect(readdirSync(folder)).toEqual([]);
});

it("sweeps up after processes that were killed while they waited", async () => {
  writeFileSync(join(folder, "lock.1-abc"), JSON.stringify(await deadProcess()));
  writeFileSync(join(folder, "lock.2-def"), JSON.stringify(identifyThisProcess()));
  writeFileSync(join(folder, "other"), "");
  await withLockFile(lock(), async () => {});
  expect(readdirSync(folder).sort()).toEqual(["lock.2-def", "other"]);
});

it("knows a process from a later one with its pid", async () => {
  expect(isAlive(identifyThisProcess())).toBe(true);
  expect(isAlive({ ...identifyThisProcess(), started: "earlier" })).toBe(false);
  expect(isAlive(await deadProcess())).toBe(false);
});

async function deadProcess(): Promise<{ readonly pid: number; readonly started: string }> {
  const child = spawn("sleep", ["60"]);
  const identity = identifyProcess(child.pid ?? 0);
  child.kill("SIGKILL");
  await once(child, "exit");
  if (identity === undefined) throw new Error("sleep did not start");
  return identity;
}
