import { createHash } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Remembers what a binary said about its version, for as long as the file at its path is the same one. */
export interface VersionCache {
  /** The text that `remember` was given. */
  recall(binary: string): Promise<string | undefined>;
  remember(binary: string, text: string): Promise<void>;
}

export function createVersionCache(folder: string): VersionCache {
  return {
    async recall(binary) {
      try {
        const text = await readFile(join(folder, await fileName(binary)), "utf8");
        return text === "" ? undefined : text;
      } catch {
        // Not there or not readable: the binary is asked.
        return undefined;
      }
    },
    async remember(binary, text) {
      try {
        const path = join(folder, await fileName(binary));
        await mkdir(folder, { recursive: true });
        const temporary = `${path}.${process.pid}`;
        await writeFile(temporary, text);
        await rename(temporary, path);
      } catch {
        // Without a cache the binary is asked each time.
      }
    },
  };
}

async function fileName(binary: string): Promise<string> {
  const file = await stat(binary, { bigint: true });
  const identity = [binary, file.size, file.mtimeNs, file.ino, file.dev].join("\n");
  return `helm-version-${createHash("sha256").update(identity).digest("hex").slice(0, 32)}`;
}
