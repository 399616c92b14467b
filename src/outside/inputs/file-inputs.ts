import { AddonsError } from "../../support/addons-error.ts";
import type { Files } from "../files/files.ts";
import type { Inputs, RawInput } from "./inputs.ts";

/**
 * Inputs that are plain files of these files, of any age; no program is run, and no environment variable is looked at. A file that is not
 * there is left alone, too: outputs are seldom committed.
 */
export function createFileInputs(files: Files): Inputs {
  return {
    async read(source) {
      if (source.kind === "terraform-file" || source.kind === "kops-file" || source.kind === "file") {
        return await readFile(source.file, files);
      }
      return { kind: "not-read" };
    },
  };
}

async function readFile(path: string, files: Files): Promise<RawInput> {
  try {
    const text = await files.readIfExists(path);
    return text === undefined ? { kind: "not-read" } : { kind: "text", text };
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    return { kind: "unreadable", why: error.message, hint: error.hint ?? "" };
  }
}
