import { AddonsError } from "../../support/addons-error.ts";

/** No manifest, values file or lock is near this; a file that is was named by mistake. */
export const MAX_BYTES = 5 * 1024 * 1024;

export function fileError(code: string, message: string, hint?: string): AddonsError {
  return new AddonsError(code, message, { kind: "usage", ...(hint === undefined ? {} : { hint }) });
}

export function missingFile(path: string): AddonsError {
  return fileError("FILE-MISSING", `${path}: there is no such file`);
}

export function notAFile(path: string): AddonsError {
  return fileError("FILE-NOT-A-FILE", `${path}: not a regular file`);
}

export function notAFolder(path: string): AddonsError {
  return fileError("FILE-NOT-A-FOLDER", `${path}: not a folder`);
}

export function tooLarge(path: string, size: number): AddonsError {
  const megabytes = (size / 1024 / 1024).toFixed(1);
  return fileError("FILE-TOO-LARGE", `${path}: has ${megabytes} MB; at most 5 MB are read`, "was another file meant?");
}

export function notText(path: string, cause?: unknown): AddonsError {
  return new AddonsError("FILE-NOT-TEXT", `${path}: is not UTF-8 text`, { kind: "usage", cause });
}

export function outsideProject(path: string): AddonsError {
  return fileError(
    "FILE-OUTSIDE",
    `${path}: lies outside the project folder`,
    "only files of the project are used; copy it into the project",
  );
}
