import type { Files } from "../../outside/files/files.ts";
import { LOCK_FILE, type LockRead } from "../lockfile.ts";
import { parseLock } from "./parse-lock.ts";

/** The project's lock; problems are data, a file that cannot be read at all is an AddonsError. */
export async function readLock(files: Files): Promise<LockRead> {
  const text = await files.readIfExists(LOCK_FILE);
  return text === undefined ? { kind: "missing" } : parseLock(text);
}
