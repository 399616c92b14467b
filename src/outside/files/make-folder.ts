import { mkdir } from "node:fs/promises";
import { AddonsError } from "../../support/addons-error.ts";

/** Makes a folder and those around it; one that is there is fine. Throws AddonsError FILE-NOT-A-FOLDER or FILE-WRITE. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const isFile = code === "EEXIST" || code === "ENOTDIR";
    throw new AddonsError(
      isFile ? "FILE-NOT-A-FOLDER" : "FILE-WRITE",
      isFile
        ? `${path}: a file is in the way`
        : `${path}: could not be made: ${error instanceof Error ? error.message : String(error)}`,
      { kind: isFile ? "usage" : "failed", cause: error, hint: "name another folder" },
    );
  }
}
