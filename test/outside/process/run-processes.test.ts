import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProcesses } from "../../../src/outside/process/run-processes.ts";

let folder: string;
let processes: ReturnType<typeof createProcesses>;
const env = { PATH: process.env["PATH"] ?? "" };
const node = process.execPath;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "addons-process-"));
  processes = createProcesses();
});
afterEach(async () => {
  processes.close();
  await rm(folder, { recursive: true });
});

async function script(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await condition()) return;
    await pause(50);
  }
  throw new Error("did not happen within 20 s");
}

async function pidIn(file: string): Promise<number> {
  let pid = 0;
  await until(async () => {
    pid = Number(await readFile(file, "utf8").catch(() => "0"));
    return pid > 0;
  });
  return pid;
}

test("a program's output, exit code and arguments come through unchanged, and nothing of our environment does", async () => {
  const main = await script(
    "echo.mjs",
    `console.log(JSON.stringify({ args: process.argv.slice(2), env: Object.keys(process.env).sort() }));
     console.error("to stderr"); process.exitCode = 7;`,
  );
  process.env["ADDONS_TEST_CANARY"] = "canary";
  const odd = ["-x", "$(id)", "a,b=c", "`id`", "; rm -rf /", "*", "", "with space", "new\nline", '"quoted"'];
  const result = await processes.run({ file: node, args: [main, ...odd], env: { ONLY: "this" }, timeoutMs: 20_000 });
  delete process.env["ADDONS_TEST_CANARY"];
  expect(JSON.parse(result.stdout)).toEqual({ args: odd, env: ["ONLY"] });
  expect(result).toMatchObject({ exitCode: 7, signal: undefined, stderr: "to stderr\n", ended: "exited" });
  expect(processes.started).toEqual([{ file: node, args: [main, ...odd] }]);
});

test("standard input is given, and a program that does not read it is no error", async () => {
  const cat = await script("cat.mjs", "process.stdin.pipe(process.stdout);");
  const deaf = await script("deaf.mjs", "process.exit(0);");
  const request = { file: node, env, timeoutMs: 20_000, stdin: "x".repeat(300_000) };
  expect((await processes.run({ ...request, args: [cat] })).stdout).toHaveLength(300_000);
  expect(await processes.run({ ...request, args: [deaf] })).toMatchObject({ exitCode: 0, ended: "exited" });
});

test("a program that ignores TERM is killed after the grace, with the children it started", async () => {
  const child = await script("child.mjs", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);");
  const main = await script(
    "stubborn.mjs",
    `import { spawn } from "node:child_process"; import { writeFileSync } from "node:fs";
     process.on("SIGTERM", () => process.stdout.write("got TERM\\n"));
     const child = spawn(process.execPath, [${JSON.stringify(child)}], { stdio: "inherit" });
     writeFileSync(${JSON.stringify(join(folder, "pid"))}, String(child.pid));
     setInterval(() => {}, 1000);`,
  );
  const result = await processes.run({ file: node, args: [main], env, timeoutMs: 1_500, graceMs: 300 });
  expect(result).toMatchObject({ ended: "timed-out", signal: "SIGKILL", exitCode: undefined, stdout: "got TERM\n" });
  const pid = await pidIn(join(folder, "pid"));
  await until(() => !isAlive(pid));
});

test("aborting ends a program by TERM; one aborted beforehand is not started", async () => {
  const main = await script("wait.mjs", "setInterval(() => {}, 1000); console.log('up');");
  const controller = new AbortController();
  const running = processes.run({ file: node, args: [main], env, timeoutMs: 60_000, signal: controller.signal });
  await until(() => processes.started.length === 1);
  controller.abort();
  expect(await running).toMatchObject({ ended: "aborted", signal: "SIGTERM" });
  const late = await processes.run({ file: node, args: [main], env, timeoutMs: 60_000, signal: controller.signal });
  expect(late).toMatchObject({ ended: "aborted", exitCode: undefined });
  expect(processes.started).toHaveLength(1);
});

test("a flood of output is cut at the limit and marked, and the program still ends by itself", async () => {
  const main = await script("flood.mjs", "process.stdout.write('x'.repeat(3_000_000)); process.stderr.write('small');");
  const result = await processes.run({ file: node, args: [main], env, timeoutMs: 30_000, maxOutputBytes: 1_000_000 });
  expect(result).toMatchObject({ exitCode: 0, ended: "exited", stderr: "small" });
  expect(result.stdout.slice(0, 1_000_000)).toBe("x".repeat(1_000_000));
  expect(result.stdout.slice(1_000_000)).toBe("\n… 2000000 bytes cut\n");
});

test("a child left behind with the output open does not hold the run up, and is ended", async () => {
  const child = await script("lingering.mjs", "setInterval(() => {}, 1000);");
  const main = await script(
    "parent.mjs",
    `import { spawn } from "node:child_process"; import { writeFileSync } from "node:fs";
     const child = spawn(process.execPath, [${JSON.stringify(child)}], { stdio: "inherit" });
     writeFileSync(${JSON.stringify(join(folder, "pid"))}, String(child.pid));
     process.exit(3);`,
  );
  expect(await processes.run({ file: node, args: [main], env, timeoutMs: 60_000 })).toMatchObject({
    exitCode: 3,
    ended: "exited",
  });
  const pid = await pidIn(join(folder, "pid"));
  await until(() => !isAlive(pid));
});

test("a program that is not there, or is no program, is told as not found", async () => {
  const text = await script("readme.txt", "hello");
  for (const file of ["addons-no-such-program", join(folder, "missing"), text, join(text, "below")]) {
    expect(await processes.run({ file, args: [], env, timeoutMs: 1_000 })).toMatchObject({ ended: "not-found" });
  }
  expect(processes.started).toEqual([]);
});

test("a zero byte and arguments beyond the system's limit are errors that do not quote them", async () => {
  const zero = processes.run({ file: node, args: ["canary\0"], env, timeoutMs: 1_000 });
  await expect(zero).rejects.toMatchObject({
    code: "PROGRAM-ARGUMENT",
    message: expect.not.stringContaining("canary"),
  });
  const long = processes.run({ file: node, args: ["canary".repeat(100_000)], env, timeoutMs: 1_000 });
  await expect(long).rejects.toMatchObject({ code: "PROGRAM-START", message: expect.not.stringContaining("canary") });
});

test("a program asked to die with its owner does so when the owner is killed; one that is not runs on", async () => {
  const program = await script(
    "program.mjs",
    `import { writeFileSync } from "node:fs"; process.on("SIGTERM", () => {});
     writeFileSync(process.argv[2], String(process.pid)); setInterval(() => {}, 1000);`,
  );
  const source = new URL("../../../src/outside/process/run-processes.ts", import.meta.url).href;
  const owner = await script(
    "owner.mjs",
    `import { createProcesses } from ${JSON.stringify(source)};
     import { mkdirSync, writeFileSync } from "node:fs";
     writeFileSync(${JSON.stringify(join(folder, "owner"))}, String(process.pid));
     const processes = createProcesses();
     mkdirSync(${JSON.stringify(join(folder, "private\nfolder"))});
     writeFileSync(${JSON.stringify(join(folder, "private\nfolder"))} + "/values", "canary");
     const run = (pidFile, onOwnerDeath) =>
       processes.run({ file: process.execPath, args: [${JSON.stringify(program)}, pidFile], env: {}, timeoutMs: 60_000, onOwnerDeath,
         privateFolder: ${JSON.stringify(join(folder, "private\nfolder"))} });
     run(${JSON.stringify(join(folder, "kill"))}, "kill");
     run(${JSON.stringify(join(folder, "leave"))}, "leave");`,
  );
  const owning = processes.run({ file: node, args: [owner], env, timeoutMs: 60_000 });
  const killed = await pidIn(join(folder, "kill"));
  const left = await pidIn(join(folder, "leave"));
  try {
    process.kill(await pidIn(join(folder, "owner")), "SIGKILL");
    expect(await owning).toMatchObject({ signal: "SIGKILL" });
    await until(() => !isAlive(killed));
    await until(async () => !(await readdir(folder)).includes("private\nfolder"));
    expect(isAlive(left)).toBe(true);
  } finally {
    process.kill(left, "SIGKILL");
  }
});

test("the supervisor starts with the first program that needs it, once, and is recorded", async () => {
  const main = await script("quick.mjs", "");
  await processes.run({ file: node, args: [main], env, timeoutMs: 20_000 });
  expect(processes.started).toHaveLength(1);
  for (let turn = 0; turn < 2; turn += 1)
    await processes.run({ file: node, args: [main], env, timeoutMs: 20_000, onOwnerDeath: "kill" });
  expect(processes.started.map((start) => start.args[0]?.replace(/.*\//, ""))).toEqual([
    "quick.mjs",
    "reaper-main.ts",
    "quick.mjs",
    "quick.mjs",
  ]);
});
