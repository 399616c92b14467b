import { lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";

/**
 * Where Node may keep what it compiled of us: it runs what it finds there, so that nobody else may be able to write into it.
 * Node's own choice would be a folder of a fixed name in the temporary folder, which may be everybody's. Undefined: nowhere.
 */
export function compileCacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  user: number | undefined,
): string | undefined {
  const folder = join(cacheFolder(env), "compiled");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const info = lstatSync(folder);
    const isOurs = user === undefined || (info.uid === user && (info.mode & WRITABLE_BY_OTHERS) === 0);
    return info.isDirectory() && isOurs ? folder : undefined;
  } catch {
    return undefined;
  }
}

const WRITABLE_BY_OTHERS = 0o022;
