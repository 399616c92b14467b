import type { AddonsError } from "../../../support/addons-error.ts";
import { mapLimit } from "../../../support/limit.ts";
import type { ChartArchive } from "../chart-archives.ts";
import { MAX_FILES, MAX_UNPACKED } from "../archive/archive-limits.ts";
import { refusedChart } from "../archive/chart-error.ts";
import { chartOfFiles } from "../archive/chart-of-files.ts";
import { writeTarGz } from "../archive/write-tar.ts";
import { parseHelmIgnore, type IgnoreRules } from "./helm-ignore.ts";

/** A chart's folder, wherever it lies: on disk, or in a commit. Paths are inside it, with forward slashes. */
export interface FolderView {
  /** Names it in messages. */
  readonly label: string;
  /** Names in a folder inside (`""` is the top), in any order. */
  names(inside: string): Promise<readonly string[]>;
  /** Undefined for nothing. */
  look(path: string): Promise<FolderItem | undefined>;
  /** Bytes of regular files. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

export type FolderItem =
  | { readonly kind: "file"; readonly bytes: number }
  | { readonly kind: "folder" }
  /** `to`: what it leads to, as far as that can be seen from here. */
  | { readonly kind: "link"; readonly to: "folder" | "other" }
  | { readonly kind: "submodule" }
  | { readonly kind: "other" };

/** Stands for the chart's name in the names of entries, as the top folder of an archive does. */
const TOP = "chart";
/** Looking at many small files one after the other would be most of what a sync with nothing to do costs. */
const LOOKS_AT_ONCE = 8;

/**
 * The one way from a folder to a chart: what .helmignore names stays out, only regular files are packed, and the archive
 * depends on their names and bytes alone. Helm would follow links; this refuses them.
 */
export async function packFiles(view: FolderView): Promise<ChartArchive> {
  const walk: Walk = { view, rules: await ignoreRules(view), bytes: 0, files: 0 };
  const paths = await pathsBelow(walk, "");
  const files = await view.read(paths);
  const entries = paths.map((path) => ({ name: `${TOP}/${path}`, bytes: files.get(path) ?? new Uint8Array() }));
  for (const path of paths) assertNoPointer(view, path, files.get(path));
  return chartOfFiles({ entries, origin: view.label, pack: writeTarGz });
}

interface Walk {
  readonly view: FolderView;
  readonly rules: IgnoreRules;
  bytes: number;
  files: number;
}

/** Files that Helm would package, in order of their names. */
async function pathsBelow(walk: Walk, inside: string): Promise<readonly string[]> {
  const names = [...(await walk.view.names(inside))].sort();
  const found = await mapLimit(names, LOOKS_AT_ONCE, (name) =>
    pathsAt(walk, inside === "" ? name : `${inside}/${name}`),
  );
  return found.flat();
}

async function pathsAt(walk: Walk, path: string): Promise<readonly string[]> {
  const { view } = walk;
  if (path.includes("\ufffd")) throw refusedChart("CHART-UNSAFE-PATH", `${view.label}/${path}: its name is not UTF-8`);
  const item = await view.look(path);
  // Removed since it was listed.
  if (item === undefined) return [];
  // Links are followed for this question only: a rule for folders also leaves out a link to one.
  const isLikeFolder = item.kind === "link" ? item.to === "folder" : item.kind !== "file" && item.kind !== "other";
  if (walk.rules(path, isLikeFolder ? "folder" : "file")) return [];
  if (item.kind === "folder") return await pathsBelow(walk, path);
  if (item.kind === "submodule") throw submodule(view.label, path);
  if (item.kind !== "file") throw notRegular(view.label, path, item.kind);
  count(walk, item.bytes + Buffer.byteLength(path));
  return [path];
}

function count(walk: Walk, size: number): void {
  walk.bytes += size;
  walk.files += 1;
  if (walk.bytes <= MAX_UNPACKED && walk.files <= MAX_FILES) return;
  throw refusedChart(
    "CHART-TOO-LARGE",
    `${walk.view.label}: has more than 100 MB or ${MAX_FILES} files`,
    "list what does not belong to the chart in .helmignore",
  );
}

async function ignoreRules(view: FolderView): Promise<IgnoreRules> {
  const item = await view.look(".helmignore");
  if (item !== undefined && item.kind !== "file") throw notRegular(view.label, ".helmignore", item.kind);
  const bytes = item && (await view.read([".helmignore"])).get(".helmignore");
  return parseHelmIgnore(bytes ? Buffer.from(bytes).toString("utf8") : "", `${view.label}/.helmignore`);
}

const POINTER = Buffer.from("version https://git-lfs.github.com/spec/v1\n");

/** Of Git LFS: a file of a few lines where the real one should be. */
function assertNoPointer(view: FolderView, path: string, bytes: Uint8Array | undefined): void {
  if (bytes === undefined || bytes.length > 1024 || !Buffer.from(bytes).subarray(0, POINTER.length).equals(POINTER))
    return;
  throw refusedChart(
    "CHART-LFS",
    `${view.label}/${path}: is a pointer of Git LFS, not the file itself`,
    "keep the chart's files in git itself, list this one in .helmignore, or for a local folder run `git lfs pull`",
  );
}

function notRegular(label: string, path: string, kind: FolderItem["kind"]): AddonsError {
  const hint = "replace it by the file itself, or list it in .helmignore";
  const what = kind === "link" ? "a symbolic link" : "not a regular file";
  return refusedChart("CHART-LINK", `${label}/${path}: is ${what}; only regular files are packed`, hint);
}

function submodule(label: string, path: string): AddonsError {
  const hint = "name the submodule's repository as the chart's source, or list the folder in .helmignore";
  return refusedChart("CHART-SUBMODULE", `${label}/${path}: is a submodule; only files of the commit are packed`, hint);
}
