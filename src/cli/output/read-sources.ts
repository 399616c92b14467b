import { resolve } from "node:path";
import type { Surroundings } from "../surroundings.ts";

/** Texts of project files for code frames; only read when a person looks. */
export async function readSources(
  files: readonly string[],
  root: string,
  surroundings: Surroundings,
): Promise<(file: string) => string | undefined> {
  const texts = new Map<string, string>();
  const isSeen = surroundings.stderr.terminal === "yes" || surroundings.stdout.terminal === "yes";
  const read = isSeen ? new Set(files) : [];
  for (const file of read) {
    const text = await surroundings.readFile(resolve(root, file)).catch(() => undefined);
    if (text !== undefined) texts.set(file, text);
  }
  return (file) => texts.get(file);
}
