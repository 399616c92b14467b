import type { Stats } from "node:fs";
import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { AddonsError } from "../../../support/addons-error.ts";
import { mapLimit } from "../../../support/limit.ts";
import { refusedChart } from "../archive/chart-error.ts";
import type { ChartArchive } from "../chart-archives.ts";
import { packFiles, type FolderItem, type FolderView } from "./pack-files.ts";

/** A chart folder of the project as an archive that depends on its files alone. */
export async function packFolder(root: string, path: string): Promise<ChartArchive> {
  return await packFiles(diskView(await folderInProject(root, path), path));
}

const READS_AT_ONCE = 8;

function diskView(folder: string, label: string): FolderView {
  return {
    label,
    names: (inside) => readdir(join(folder, inside)),
    async look(path) {
      const info = await lstat(join(folder, path)).catch(absent);
      return info && (await itemOf(info, join(folder, path)));
    },
    async read(paths) {
      const read = async (path: string) => [path, await readFile(join(folder, path))] as const;
      return new Map(await mapLimit(paths, READS_AT_ONCE, read));
    },
  };
}

async function itemOf(info: Stats, path: string): Promise<FolderItem> {
  if (info.isSymbolicLink()) return { kind: "link", to: (await isFolder(path)) ? "folder" : "other" };
  if (info.isDirectory()) return { kind: "folder" };
  return info.isFile() ? { kind: "file", bytes: info.size } : { kind: "other" };
}

function absent(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function folderInProject(root: string, path: string): Promise<string> {
  const absolute = resolve(root, path);
  const real = await realpath(absolute).catch(() => undefined);
  if (real === undefined || !(await isFolder(real))) {
    throw new AddonsError("CHART-MISSING", `${path}: there is no such chart folder`, { kind: "usage" });
  }
  const way = relative(await realpath(root), real);
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    throw refusedChart("CHART-OUTSIDE", `${path}: lies outside the project folder`, "copy the chart into the project");
  }
  return real;
}
