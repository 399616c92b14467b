#!/usr/bin/env node
// The only file that touches `process`. It imports as little as it can: everything else is loaded after the compile cache is on.
import { compileCacheFolder } from "./compile-cache.ts";
import type { OutputStream, Surroundings } from "./surroundings.ts";

const OLDEST_NODE = [22, 22] as const;

await main();

async function main(): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    process.stderr.write(
      `error CLI-NODE-TOO-OLD: addons needs Node ${OLDEST_NODE.join(".")} or newer, this is ${process.versions.node}\n` +
        `→ next: install a current Node, then run it again\n`,
    );
    process.exitCode = 64;
    return;
  }
  const compiled = compileCacheFolder(process.env, process.getuid?.());
  if (compiled !== undefined) process.getBuiltinModule("node:module").enableCompileCache(compiled);
  goOnWhenNobodyReads();
  const { listenForSignals } = await import("./signals.ts");
  const interrupts = listenForSignals(process, (signal) => process.exit(signal === "SIGINT" ? 130 : 143));
  const { runCommandLine } = await import("./run-command-line.ts");
  process.exitCode = await runCommandLine(surroundings(interrupts));
}

function surroundings(interrupts: Surroundings["interrupts"]): Surroundings {
  return {
    args: process.argv.slice(2),
    env: process.env,
    cwd: currentFolder(),
    stdout: outputStream(process.stdout),
    stderr: outputStream(process.stderr),
    ask,
    readFile: async (path) => await (await import("node:fs/promises")).readFile(path, "utf8"),
    writeFile: async (path, text) => {
      const { mkdir, writeFile } = await import("node:fs/promises");
      await mkdir((await import("node:path")).dirname(path), { recursive: true });
      await writeFile(path, text);
    },
    now: Date.now,
    interrupts,
  };
}

function outputStream(stream: NodeJS.WriteStream): OutputStream {
  return {
    write: (text) => void stream.write(text),
    terminal: stream.isTTY ? "yes" : "no",
    columns: stream.columns ?? 0,
    raw: stream,
  };
}

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
  try {
    return await Promise.race([lines.question(question), closed]);
  } finally {
    lines.close();
  }
}

/** `addons status | head -1`: the reader has gone, which is no error and no reason to stop in the middle of a sync. */
function goOnWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

/** The folder may have been removed under the shell that stands in it. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return "/";
  }
}
