import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { AddonsError } from "../../../support/addons-error.ts";
import { mapLimit } from "../../../support/limit.ts";
import type { ChartArchive } from "../chart-archives.ts";
import { refusedChart } from "../archive/chart-error.ts";
import { chartOfFiles } from "../archive/chart-of-files.ts";
import type { TarFile } from "../archive/read-tar.ts";
import { writeTarGz } from "../archive/write-tar.ts";
import { parseHelmIgnore, type IgnoreRules } from "./helm-ignore.ts";

const MAX_BYTES = 100 * 1024 * 1024;
const MAX_FILES = 10_000;
/** Stands for the chart's name in the names of entries, as the top folder of an archive does. */
const TOP = "chart";

/** A chart folder of the project as an archive that depends on its files alone. Helm would follow links; this refuses them. */
export async function packFolder(root: string, path: string): Promise<ChartArchive> {
  const folder = await folderInProject(root, path);
  const walk: Walk = { folder, label: path, rules: await ignoreRules(folder, path), bytes: 0, files: 0 };
  return chartOfFiles({ entries: await filesBelow(walk, ""), origin: path, pack: writeTarGz });
}

interface Walk {
  readonly folder: string;
  readonly label: string;
  readonly rules: IgnoreRules;
  bytes: number;
  files: number;
}

/** Many small files: reading them one after the other would be most of what a sync with nothing to do costs. */
const READS_AT_ONCE = 8;

/** Files that Helm would package, in order of their names. */
async function filesBelow(walk: Walk, inside: string): Promise<readonly TarFile[]> {
  const names = (await readdir(join(walk.folder, inside))).sort();
  const found = await mapLimit(names, READS_AT_ONCE, (name) =>
    filesAt(walk, inside === "" ? name : `${inside}/${name}`),
  );
  return found.flat();
}

async function filesAt(walk: Walk, path: string): Promise<readonly TarFile[]> {
  if (path.includes("\ufffd")) throw refusedChart("CHART-UNSAFE-PATH", `${walk.label}/${path}: its name is not UTF-8`);
  const absolute = join(walk.folder, path);
  const info = await lstat(absolute);
  // Links are followed for this question only: a rule for folders also leaves out a link to one.
  const isLikeFolder = info.isSymbolicLink() ? await isFolder(absolute) : info.isDirectory();
  if (walk.rules(path, isLikeFolder ? "folder" : "file")) return [];
  if (info.isDirectory()) return await filesBelow(walk, path);
  if (!info.isFile())
    throw notRegular(walk.label, path, info.isSymbolicLink() ? "a symbolic link" : "not a regular file");
  count(walk, info.size);
  return [{ name: `${TOP}/${path}`, bytes: await readFile(absolute) }];
}

function count(walk: Walk, size: number): void {
  walk.bytes += size;
  walk.files += 1;
  if (walk.bytes <= MAX_BYTES && walk.files <= MAX_FILES) return;
  throw refusedChart(
    "CHART-TOO-LARGE",
    `${walk.label}: has more than 100 MB or ${MAX_FILES} files`,
    "list what does not belong to the chart in .helmignore",
  );
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function ignoreRules(folder: string, label: string): Promise<IgnoreRules> {
  const path = join(folder, ".helmignore");
  const info = await lstat(path).catch(() => undefined);
  if (info && !info.isFile()) throw notRegular(label, ".helmignore", "not a regular file");
  return parseHelmIgnore(info ? await readFile(path, "utf8") : "", `${label}/.helmignore`);
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

function notRegular(label: string, path: string, what: string): AddonsError {
  const hint = "replace it by the file itself, or list it in .helmignore";
  return refusedChart("CHART-LINK", `${label}/${path}: is ${what}; only regular files are packed`, hint);
}
