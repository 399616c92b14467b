import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { SOURCES_FILE } from "../../../sources/source-settings.ts";
import { AddonsError } from "../../../support/addons-error.ts";

/** Keyrings of whole distributions have some hundred thousand bytes. */
const MAX_KEY_FILE = 4 * 1024 * 1024;

/** A file of keys that charts/sources.yaml names, `file` from the project folder. Throws AddonsError CHART-SIGNATURE-KEY (usage). */
export async function readKeyFile(root: string, file: string): Promise<Buffer> {
  const [project, real] = await Promise.all([realpath(root), realpath(join(root, file))]).catch(() => {
    throw unusableKey(file, "does not exist");
  });
  if (!real.startsWith(`${project}${sep}`)) throw unusableKey(file, "leads out of the project");
  // A named pipe would be waited for until somebody writes into it.
  const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw unusableKey(file, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    const info = await handle.stat();
    if (!info.isFile()) throw unusableKey(file, "is not a file");
    if (info.size > MAX_KEY_FILE) throw unusableKey(file, `has ${info.size} bytes; at most ${MAX_KEY_FILE} are read`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** `what` is a clause: "holds no key". */
export function unusableKey(file: string, what: string): AddonsError {
  return new AddonsError("CHART-SIGNATURE-KEY", `${file}, named in ${SOURCES_FILE}, ${what}`, {
    kind: "usage",
    hint: "docs/signatures.md says how each kind of key file is made",
  });
}
