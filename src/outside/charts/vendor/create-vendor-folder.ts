import { lstat, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Pin } from "../../../lock/lockfile.ts";
import { VENDOR_FOLDER } from "../../../sources/vendored-name.ts";
import { AddonsError } from "../../../support/addons-error.ts";
import { sha256 } from "../../../support/sha256.ts";
import { removeAbandoned, writeAtomically } from "../../files/write-atomically.ts";
import { readChart } from "../archive/read-chart.ts";
import { whyNotWritten } from "../cache/full-disk.ts";
import { readVendored, vendorFolderState } from "./read-vendored.ts";
import { vendorError } from "./vendor-error.ts";
import type { VendorEntry, VendorFolder, VendorState } from "./vendor-folder.ts";

/** charts/vendor below `root`, the absolute path of the project. */
export function createVendorFolder(root: string): VendorFolder {
  const folder = join(root, VENDOR_FOLDER);
  const writeFile = (file: string, bytes: Uint8Array): Promise<void> => writeInto({ root, folder, file }, bytes);
  return {
    async list() {
      if ((await vendorFolderState(root)) === "missing") return undefined;
      const entries = await readdir(folder, { withFileTypes: true });
      const named = entries.map((entry): VendorEntry => ({ file: entry.name, kind: kindOf(entry) }));
      return named.sort((left, right) => (left.file < right.file ? -1 : 1));
    },
    inspect: (file, pin) => inspect(root, file, pin),
    async write(file, bytes) {
      const there = await readVendored(root, file).catch(() => undefined);
      if (there !== undefined && Buffer.from(there).equals(bytes)) return "unchanged";
      await writeFile(file, bytes);
      return "written";
    },
    async remove(file) {
      await vendorFolderState(root);
      await rm(join(folder, file)).catch((error: unknown) => notWritten(`${VENDOR_FOLDER}/${file}`, folder, error));
    },
    async writeSettings() {
      const written: string[] = [];
      for (const [file, text] of Object.entries(SETTINGS)) {
        if (await lstat(join(folder, file)).catch(() => undefined)) continue;
        await writeFile(file, Buffer.from(text));
        written.push(file);
      }
      return written;
    },
  };
}

/** Many repositories ignore *.tgz or turn line endings around; neither may happen to these copies. */
const SETTINGS: Readonly<Record<string, string>> = {
  ".gitattributes": "# Copies of charts, byte for byte.\n*.tgz binary\n",
  ".gitignore": "# Copies of charts are committed, whatever is ignored elsewhere.\n!*.tgz\n",
};

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): VendorEntry["kind"] {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  return entry.isSymbolicLink() ? "link" : "other";
}

/** The archive's digest first: a copy that has it need not be unpacked. */
async function inspect(root: string, file: string, pin: Pin): Promise<VendorState> {
  try {
    const bytes = await readVendored(root, file);
    if (bytes === undefined) return { kind: "missing" };
    if (pin.archive === `sha256:${sha256(bytes)}`) return { kind: "same" };
    const { content, archive } = await readChart(bytes, `${VENDOR_FOLDER}/${file}`);
    if (content === pin.content) return { kind: pin.archive === undefined ? "same" : "repackaged" };
    const [pinned, found] = pin.archive === undefined ? [pin.content, content] : [pin.archive, archive];
    const message = `${VENDOR_FOLDER}/${file} is not ${pin.chart} as it was locked: pinned ${pinned}, found ${found}`;
    return { kind: "wrong", code: "VENDOR-WRONG", message, hint: REPLACE };
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    return { kind: "wrong", code: error.code, message: error.message, hint: error.hint ?? REPLACE };
  }
}

const REPLACE = "find out who changed it; `addons vendor` puts the pinned chart in its place";

interface Target {
  readonly root: string;
  readonly folder: string;
  readonly file: string;
}

async function writeInto({ root, folder, file }: Target, bytes: Uint8Array): Promise<void> {
  const path = join(folder, file);
  const shown = `${VENDOR_FOLDER}/${file}`;
  try {
    if ((await vendorFolderState(root)) === "missing") await mkdir(folder, { recursive: true });
    await vendorFolderState(root);
    const info = await lstat(path).catch(() => undefined);
    if (info?.isDirectory() === true) {
      throw vendorError("VENDOR-NOT-A-FILE", `${shown}: a folder is in the way`, "move it away");
    }
    await removeAbandoned(path);
    // A link in its place is replaced, not followed.
    await writeAtomically(path, bytes, 0o644);
  } catch (error) {
    await notWritten(shown, folder, error);
  }
}

async function notWritten(shown: string, folder: string, error: unknown): Promise<never> {
  if (error instanceof AddonsError) throw error;
  const why = await whyNotWritten(folder, error);
  throw new AddonsError("VENDOR-WRITE", `${shown}: cannot be written: ${why}`, {
    kind: "failed",
    cause: error,
    hint: "make the folder writable and run `addons vendor` again; copies that were made stay",
  });
}
