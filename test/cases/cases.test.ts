/** Every *.case file beside this: a project, commands, and all that they say. UPDATE_CASES=1 writes what they say now. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectFolder } from "../cli/project-folder.ts";
import { printCase, readCase, type CasePart } from "./read-case.ts";
import { runAddons } from "./run-addons.ts";

const update = process.env["UPDATE_CASES"] === "1";

describe.each(foldersOf(import.meta.dirname))("%s", (folder) => {
  const files = readdirSync(join(import.meta.dirname, folder)).filter((name) => name.endsWith(".case"));
  test.each(files)("%s", async (file) => {
    const path = join(import.meta.dirname, folder, file);
    const { about, parts } = readCase(readFileSync(path, "utf8"));
    const seen = printCase({ about, parts: await play(parts) });
    if (update) writeFileSync(path, seen);
    expect(seen).toBe(readFileSync(path, "utf8"));
  });
});

function foldersOf(root: string): readonly string[] {
  return readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

/** The case with what its commands really said. */
async function play(parts: readonly CasePart[]): Promise<readonly CasePart[]> {
  const root = projectFolder({});
  const seen: CasePart[] = [];
  for (const part of parts) seen.push(await playPart(part, root));
  return seen;
}

async function playPart(part: CasePart, root: string): Promise<CasePart> {
  if (part.kind === "remove") rmSync(join(root, part.path));
  if (part.kind === "file") {
    mkdirSync(dirname(join(root, part.path)), { recursive: true });
    // Fake programs are executable.
    writeFileSync(join(root, part.path), part.text, { mode: part.text.startsWith("#!") ? 0o755 : 0o644 });
  }
  if (part.kind !== "run") return part;
  const env = { KUBECONFIG: join(root, "kubeconfig"), ADDONS_HELM: join(root, "helm") };
  const said = await runAddons(part.args, { cwd: root, env });
  return { ...part, code: said.code, stdout: plain(said.stdout, root), stderr: plain(said.stderr, root) };
}

/** Without what differs from run to run. */
function plain(text: string, root: string): string {
  return text
    .replaceAll(root, "PROJECT")
    .replaceAll(/\d\d\d\d-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replaceAll(/\d+\.\d s\b/g, "N.N s");
}
