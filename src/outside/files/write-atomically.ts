import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isAbandoned, isTemporaryName, temporaryName } from "./temporary-file.ts";

/** Readers see the old bytes or the new ones, never a part: temp file beside the target, fsync, rename. */
export async function writeAtomically(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  await replaceAtomically(path, { bytes, mode, isStillWanted: async () => true });
}

export interface Replacement {
  readonly bytes: Uint8Array;
  readonly mode: number;
  /** Asked when all is ready, right before the one step that makes the bytes seen. */
  readonly isStillWanted: () => Promise<boolean>;
}

/** The same, given up at the last moment when it is not wanted any more. */
export async function replaceAtomically(path: string, wanted: Replacement): Promise<"written" | "given-up"> {
  const folder = dirname(path);
  const temporary = join(folder, temporaryName(basename(path)));
  try {
    const file = await open(temporary, "wx", wanted.mode);
    try {
      await file.writeFile(wanted.bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await wanted.isStillWanted())) {
      await rm(temporary, { force: true });
      return "given-up";
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
  return "written";
}

/** Removes what killed writers of this file left behind. */
export async function removeAbandoned(path: string): Promise<void> {
  const folder = dirname(path);
  const prefix = `.${basename(path)}.`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix) || !isTemporaryName(name)) continue;
    const info = await stat(join(folder, name)).catch(() => undefined);
    if (info && isAbandoned(name, info.mtimeMs, Date.now())) await rm(join(folder, name), { force: true });
  }
}

/** Makes the rename itself durable; not every file system can do it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
