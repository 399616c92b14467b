import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { AddonsError } from "../../support/addons-error.ts";
import {
  fileError,
  MAX_BYTES,
  missingFile,
  notAFile,
  notAFolder,
  notText,
  outsideProject,
  tooLarge,
} from "./file-errors.ts";
import type { Files } from "./files.ts";
import { inTurn } from "./in-turn.ts";
import { removeAbandoned, replaceAtomically } from "./write-atomically.ts";

/** Files of one project folder; nothing outside of it is read or written, through links neither. */
export function createFiles(root: string): Files {
  const project = resolve(root);
  return {
    root: project,
    async read(path) {
      const text = await readText(project, path);
      if (text === undefined) throw missingFile(path);
      return text;
    },
    readIfExists: (path) => readText(project, path),
    list: (folder) => listFolder(project, folder),
    async write(path, text) {
      const written = await writeText(project, path, { to: text, isStillWanted: async () => true });
      return written === "unchanged" ? "unchanged" : "written";
    },
    async replace(path, { from, to }) {
      const isStillWanted = async (): Promise<boolean> => (await readText(project, path)) === from;
      if (!(await isStillWanted())) return "changed";
      if (from === to) return "unchanged";
      const absolute = inProject(project, path);
      try {
        return await inTurn(absolute, () => writeText(project, path, { to, isStillWanted }));
      } catch (error) {
        // The sign of a turn stands beside the file: a folder that may not be written shows there first.
        throw unwritable(path, error);
      }
    },
  };
}

async function readText(project: string, path: string): Promise<string | undefined> {
  const absolute = inProject(project, path);
  const real = await realpath(absolute).catch(missing(path));
  if (real === undefined) return undefined;
  await assertInside(project, real, path);
  // A named pipe would be waited for until somebody writes into it.
  const file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK).catch(missing(path));
  if (file === undefined) return undefined;
  try {
    const info = await file.stat();
    if (!info.isFile()) throw notAFile(path);
    if (info.size > MAX_BYTES) throw tooLarge(path, info.size);
    const bytes = await file.readFile();
    if (bytes.length > MAX_BYTES) throw tooLarge(path, bytes.length);
    return decode(bytes, path);
  } finally {
    await file.close();
  }
}

async function listFolder(project: string, folder: string): Promise<readonly string[]> {
  const real = await realpath(inProject(project, folder)).catch(missing(folder));
  if (real === undefined) return [];
  await assertInside(project, real, folder);
  try {
    return (await readdir(real)).sort();
  } catch (error) {
    if (codeOf(error) === "ENOTDIR") throw notAFolder(folder);
    throw unreadable(folder, error);
  }
}

async function writeText(
  project: string,
  path: string,
  change: { readonly to: string; readonly isStillWanted: () => Promise<boolean> },
): Promise<"written" | "unchanged" | "changed"> {
  const absolute = inProject(project, path);
  await makeFolder(project, dirname(absolute), path);
  const info = await lstat(absolute).catch(missing(path));
  if (info?.isSymbolicLink()) {
    throw fileError(
      "FILE-SYMLINK",
      `${path}: is a symbolic link; it is not written through`,
      "replace the link by a file",
    );
  }
  if (info && !info.isFile()) throw notAFile(path);
  const bytes = Buffer.from(change.to, "utf8");
  if (info && info.size === bytes.length && (await readText(project, path)) === change.to) return "unchanged";
  try {
    await removeAbandoned(absolute);
    const mode = (info?.mode ?? 0o644) & 0o777;
    const written = await replaceAtomically(absolute, { bytes, mode, isStillWanted: change.isStillWanted });
    return written === "written" ? "written" : "changed";
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** The nearest existing ancestor decides whether a new folder would be inside. */
async function makeFolder(project: string, folder: string, path: string): Promise<void> {
  let existing = folder;
  let real = await realpath(existing).catch(missing(path));
  while (real === undefined && existing !== dirname(existing)) {
    existing = dirname(existing);
    real = await realpath(existing).catch(missing(path));
  }
  await assertInside(project, real ?? existing, path);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw unreadable(path, error);
  }
}

function inProject(project: string, path: string): string {
  const absolute = resolve(project, path);
  if (isAbsolute(path) || path.includes("\0") || !isInside(project, absolute)) throw outsideProject(path);
  return absolute;
}

async function assertInside(project: string, real: string, path: string): Promise<void> {
  const realProject = await realpath(project).catch(missing(project));
  if (realProject === undefined) throw fileError("FILE-MISSING", `${project}: the project folder does not exist`);
  if (!isInside(realProject, real)) throw outsideProject(path);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way) && join(folder, way) === path);
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw notText(path, error);
  }
}

/** Absence is an answer, everything else an error. */
function missing(path: string): (error: unknown) => undefined {
  return (error) => {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw unreadable(path, error);
  };
}

function unwritable(path: string, error: unknown): AddonsError {
  if (error instanceof AddonsError) return error;
  const message = `${path}: could not be written: ${reason(error)}`;
  return new AddonsError("FILE-WRITE", message, { kind: "failed", cause: error });
}

function unreadable(path: string, error: unknown): AddonsError {
  if (error instanceof AddonsError) return error;
  return new AddonsError("FILE-UNREADABLE", `${path}: ${reason(error)}`, { kind: "failed", cause: error });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
