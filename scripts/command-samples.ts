import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommandLine } from "../src/cli/run-command-line.ts";
import type { Surroundings } from "../src/cli/surroundings.ts";
import { outputBlock } from "./doc-samples.ts";

/** What a command line says in the project of a folder, under the line itself. The command needs no cluster and no network. */
export async function commandSample(line: string, root: string): Promise<string> {
  let said = "";
  const write = (text: string): void => void (said += text);
  const never = new AbortController().signal;
  const surroundings: Surroundings = {
    args: line.split(" ").slice(1),
    env: { ADDONS_CACHE: join(tmpdir(), "addons-docs-no-cache") },
    cwd: root,
    stdout: { write, terminal: "no", columns: 0 },
    stderr: { write, terminal: "no", columns: 0 },
    ask: async () => undefined,
    readFile: (path) => readFile(path, "utf8"),
    writeFile: () => Promise.reject(new Error(`${line} writes a file`)),
    now: () => 0,
    interrupts: { take: () => ({ stop: never, kill: never }), received: () => undefined },
  };
  await runCommandLine(surroundings);
  return outputBlock(`$ ${line}\n${said}`);
}
