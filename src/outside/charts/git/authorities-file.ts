import { mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../../../support/sha256.ts";
import { temporaryName } from "../../files/temporary-file.ts";
import { writeAtomically } from "../../files/write-atomically.ts";
import { removeAtExit } from "../cache/remove-at-exit.ts";

/** The absolute path of a file with these certificates: in a folder of the cache, where it is read before it is trusted, or for this run alone. */
export async function authoritiesFile(folder: string, authorities: readonly string[]): Promise<string> {
  const text = authorities.join("\n");
  const path = join(folder, `authorities-${sha256(text)}.pem`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const found = await readFile(path, "utf8").catch(() => undefined);
    if (found !== text) await writeAtomically(path, Buffer.from(text), 0o600);
    const now = new Date();
    await utimes(path, now, now);
    return path;
  } catch {
    const own = join(tmpdir(), temporaryName("addons-authorities"));
    await writeFile(own, text, { flag: "wx", mode: 0o600 });
    removeAtExit(own);
    return own;
  }
}
