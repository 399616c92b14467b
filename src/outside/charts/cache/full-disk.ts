import { access, constants, statfs } from "node:fs/promises";
import { dirname } from "node:path";

/** Why nothing can be written in a folder, in one clause; for a full disk with what is free. */
export async function whyNotWritten(folder: string, error: unknown): Promise<string> {
  const code = codeOf(error);
  if (code === "ENOSPC" || code === "EDQUOT") return `no space is left (${await freeText(folder)})`;
  // Making folders on a read-only disk fails in Node with ENOENT.
  const cause = code === "ENOENT" ? await nearest(folder, refusalOf) : code;
  return REASONS[cause ?? ""] ?? (error instanceof Error ? error.message : String(error));
}

const REASONS: Readonly<Record<string, string>> = {
  EROFS: "its file system is read-only",
  EACCES: "its folder may not be written by this user",
  EPERM: "its folder may not be written by this user",
  ENOTDIR: "a file stands where a folder should be",
  EEXIST: "a file stands where a folder should be",
  EISDIR: "a folder stands where a file should be",
};

/** `12288 bytes are free` */
async function freeText(folder: string): Promise<string> {
  const info = await nearest(folder, (at) => statfs(at).catch(() => undefined));
  return info === undefined ? "how much is free is not known" : `${info.bavail * info.bsize} bytes are free`;
}

async function refusalOf(folder: string): Promise<string | undefined> {
  const code = await access(folder, constants.W_OK).then(() => "", codeOf);
  return code === "ENOENT" ? undefined : code;
}

/** What is found out of the folder, or else of the nearest one around it. */
async function nearest<Found>(
  folder: string,
  find: (at: string) => Promise<Found | undefined>,
): Promise<Found | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await find(at);
    if (found !== undefined || at === dirname(at)) return found;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
