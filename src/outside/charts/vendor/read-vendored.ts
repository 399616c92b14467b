import { constants } from "node:fs";
import { lstat, open, realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { VENDOR_FOLDER } from "../../../sources/vendored-name.ts";
import { AddonsError } from "../../../support/addons-error.ts";
import { MAX_ARCHIVE } from "../archive/archive-limits.ts";
import { damageOfCopy } from "./damage-of-copy.ts";
import { vendorError } from "./vendor-error.ts";

/** The bytes of a copy; undefined when it is not there. Throws AddonsError VENDOR-* for what is no archive as git and `addons` left it. */
export async function readVendored(root: string, file: string): Promise<Uint8Array | undefined> {
  if ((await vendorFolderState(root)) === "missing") return undefined;
  const shown = `${VENDOR_FOLDER}/${file}`;
  const bytes = await bytesOf(join(root, VENDOR_FOLDER, file), shown);
  if (bytes === undefined) return undefined;
  const damage = damageOfCopy(bytes);
  if (damage !== undefined) throw vendorError(damage.code, `${shown}: ${damage.what}`, damage.hint);
  return bytes;
}

/** A link in the place of the folder would lead to files that nobody reviewed. */
export async function vendorFolderState(root: string): Promise<"missing" | "there"> {
  const folder = join(root, VENDOR_FOLDER);
  const info = await lstat(folder).catch(missing);
  if (info === undefined) {
    // What is made below a link to elsewhere would lie elsewhere.
    if (await realpath(dirname(folder)).catch(() => undefined)) await assertBelow(root, dirname(folder));
    return "missing";
  }
  if (info.isSymbolicLink()) throw refusedLink(VENDOR_FOLDER);
  await assertBelow(root, folder);
  if (info.isDirectory()) return "there";
  throw vendorError("VENDOR-NOT-A-FOLDER", `${VENDOR_FOLDER}: a file is in the way of the folder`, "move it away");
}

async function assertBelow(root: string, folder: string): Promise<void> {
  if (!(await realpath(folder)).startsWith(`${await realpath(root)}${sep}`)) throw refusedLink(VENDOR_FOLDER);
}

async function bytesOf(path: string, shown: string): Promise<Uint8Array | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: unknown) => {
      if (codeOf(error) === "ELOOP") throw refusedLink(shown);
      return missing(error, shown);
    },
  );
  if (file === undefined) return undefined;
  try {
    const info = await file.stat();
    if (!info.isFile()) throw vendorError("VENDOR-NOT-A-FILE", `${shown}: is not a regular file`, RESTORE);
    if (info.size > MAX_ARCHIVE) {
      throw vendorError("VENDOR-NOT-A-FILE", `${shown}: has ${info.size} bytes, more than any chart archive`, RESTORE);
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function refusedLink(shown: string): AddonsError {
  return new AddonsError("VENDOR-LINK", `${shown}: is a symbolic link, or leads through one out of the project`, {
    kind: "refused",
    hint: "put the files themselves there: remove the link and run `addons vendor`",
  });
}

function missing(error: unknown, shown = VENDOR_FOLDER): undefined {
  if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
  const reason = error instanceof Error ? error.message : String(error);
  throw vendorError("VENDOR-UNREADABLE", `${shown}: cannot be read: ${reason}`, "make it readable for this user");
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

const RESTORE = "restore it from git, or remove it and run `addons vendor`";
