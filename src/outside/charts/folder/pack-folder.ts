import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { AddonsError } from "../../../support/addons-error.ts";
import type { ChartArchive } from "../chart-archives.ts";
import { chartError, refusedChart } from "../archive/chart-error.ts";
import { readChartMetadata } from "../archive/chart-metadata.ts";
import { readChart } from "../archive/read-chart.ts";
import { writeTarGz } from "../archive/write-tar.ts";
import { parseHelmIgnore, type IgnoreRules } from "./helm-ignore.ts";

const MAX_BYTES = 100 * 1024 * 1024;
const MAX_FILES = 10_000;

/** A chart folder of the project as an archive that depends on its files alone. Helm would follow links; this refuses them. */
export async function packFolder(root: string, path: string): Promise<ChartArchive> {
  const folder = await folderInProject(root, path);
  const files = await chartFiles(folder, path);
  const chartFile = files.get("Chart.yaml");
  if (!chartFile) throw chartError("CHART-NOT-A-CHART", `${path}: holds no Chart.yaml, so it is not a Helm chart`);
  const metadata = readChartMetadata(chartFile, path);
  return await readChart(writeTarGz(metadata.name, files), path);
}

/** Files that Helm would package, by path inside the chart. `label` names the folder in errors. */
async function chartFiles(folder: string, label: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const walk = { folder, label, files, rules: await ignoreRules(folder, label), bytes: 0 };
  await addFolder(walk, "");
  return files;
}

interface Walk {
  readonly folder: string;
  readonly label: string;
  readonly rules: IgnoreRules;
  readonly files: Map<string, Uint8Array>;
  bytes: number;
}

async function addFolder(walk: Walk, inside: string): Promise<void> {
  for (const name of (await readdir(join(walk.folder, inside))).sort()) {
    const path = inside === "" ? name : `${inside}/${name}`;
    if (name.includes("\ufffd"))
      throw refusedChart("CHART-UNSAFE-PATH", `${walk.label}/${path}: its name is not UTF-8`);
    const absolute = join(walk.folder, path);
    const info = await lstat(absolute);
    if (walk.rules(path, (await isFolder(absolute)) ? "folder" : "file")) continue;
    if (info.isDirectory()) await addFolder(walk, path);
    else if (info.isFile()) await addFile(walk, path, info.size);
    else throw notRegular(walk.label, path, info.isSymbolicLink() ? "a symbolic link" : "not a regular file");
  }
}

async function addFile(walk: Walk, path: string, size: number): Promise<void> {
  walk.bytes += size;
  if (walk.bytes > MAX_BYTES || walk.files.size >= MAX_FILES) {
    throw refusedChart(
      "CHART-TOO-LARGE",
      `${walk.label}: has more than 100 MB or ${MAX_FILES} files`,
      "list what does not belong to the chart in .helmignore",
    );
  }
  walk.files.set(path, await readFile(join(walk.folder, path)));
}

/** Links are followed for this question only: a rule for folders also leaves out a link to one. */
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
