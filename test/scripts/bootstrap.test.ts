import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "addons-bootstrap-"));
  mkdirSync(join(project, "scripts"));
  cpSync(join(import.meta.dirname, "../../scripts/bootstrap.mjs"), join(project, "scripts/bootstrap.mjs"));
  writeFileSync(join(project, "package-lock.json"), "{}");
  writeFileSync(
    join(project, "scripts/task.mjs"),
    'console.log("task", ...process.argv.slice(2)); if (process.argv[2] === "wait") setInterval(() => {}, 1e6); else process.exit(7);',
  );
  npm("require('node:fs').mkdirSync('node_modules', { recursive: true }); console.log('noise')");
});
afterEach(() => rmSync(project, { recursive: true }));

/** What stands for npm: it notes its calls and does as told. */
function npm(does: string): void {
  const note = `require("node:fs").appendFileSync("calls", process.argv.slice(2).join(" ") + "\\n");`;
  writeFileSync(join(project, "npm.js"), `${note} ${does}`);
}

function npmCalls(): string {
  return existsSync(join(project, "calls")) ? readFileSync(join(project, "calls"), "utf8") : "";
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...args: readonly string[]): {
  kill(signal: NodeJS.Signals): void;
  said(): string;
  ended: Promise<Outcome>;
} {
  const child = spawn(process.execPath, [join(project, "scripts/bootstrap.mjs"), ...args], {
    env: { PATH: process.env["PATH"], npm_execpath: join(project, "npm.js") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const text = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text.stderr += chunk));
  return {
    kill: (signal) => void child.kill(signal),
    said: () => text.stdout,
    ended: once(child, "close").then(([code]) => ({ code: code as number | null, ...text })),
  };
}

it("installs once per package-lock.json, then hands over arguments, output and exit code", async () => {
  const first = await start("scripts/task.mjs", "a b", "--c").ended;
  expect([first.code, first.stdout]).toEqual([7, "task a b --c\n"]);
  expect(first.stderr).toContain("noise");
  await start("scripts/task.mjs").ended;
  expect(npmCalls()).toBe("ci --loglevel=error\n");
  writeFileSync(join(project, "package-lock.json"), "{ }");
  await start("scripts/task.mjs").ended;
  expect(npmCalls()).toBe("ci --loglevel=error\n".repeat(2));
});

it("installs again what an interrupted install left", async () => {
  mkdirSync(join(project, "node_modules"));
  await start("scripts/task.mjs").ended;
  expect(npmCalls()).toBe("ci --loglevel=error\n");
});

it("stops when npm fails, and runs nothing", async () => {
  npm("process.exit(1)");
  const { code, stdout, stderr } = await start("scripts/task.mjs").ended;
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("Check the network and run the same command again.");
});

it.each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const)("passes %s on", async (signal, expected) => {
  const running = start("scripts/task.mjs", "wait");
  await expect.poll(() => running.said(), { timeout: 20_000 }).toBe("task wait\n");
  running.kill(signal);
  expect((await running.ended).code).toBe(expected);
});

it("says how it is used", async () => {
  expect((await start().ended).code).toBe(64);
});
