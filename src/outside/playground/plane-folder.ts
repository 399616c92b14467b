import { accessSync, constants, existsSync, lstatSync, mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { AddonsError } from "../../support/addons-error.ts";
import { sha256 } from "../../support/sha256.ts";

/**
 * The folder of all planes of this user: in memory (tmpfs) where the system has such a place, since etcd is as fast as its disk.
 * Made when missing, for this user alone; one that belongs to somebody else is refused, as it lies in a shared folder.
 */
export function planesFolder(): string {
  const folder = join(memoryFolder() ?? tmpdir(), `addons-playground-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o077) !== 0) {
    throw new AddonsError("PLAYGROUND-FOLDER-NOT-OURS", `${folder} is not a folder that only you can use`, {
      kind: "refused",
      hint: `find out who made it, then remove it: rm -r ${folder}`,
    });
  }
  return folder;
}

/** One folder per plane: readable for people, unique by scope and name. */
export function planeFolderName(scope: string, name: string): string {
  const readable = name.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 40);
  return `${readable}-${sha256(`${scope}\0${name}`).slice(0, 10)}`;
}

function memoryFolder(): string | undefined {
  const folder = "/dev/shm";
  if (!existsSync(folder)) return undefined;
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return folder;
  } catch {
    return undefined;
  }
}
