import { posix } from "node:path";
import { AddonsError } from "../../../support/addons-error.ts";
import { readTree, type TreeEntry, type TreeFolder } from "../../files/git-tree.ts";
import { chartError } from "../archive/chart-error.ts";
import type { FolderItem, FolderView } from "../folder/pack-files.ts";
import type { GitObjects } from "./read-objects.ts";

export interface CommitFolder {
  readonly objects: GitObjects;
  readonly commit: string;
  /** From the root of the repository; empty for all of it. */
  readonly folder: string;
  /** Names it in messages. */
  readonly label: string;
  /** Brings blobs that are not here yet; absent in a whole repository. */
  readonly bring?: (blobs: readonly string[]) => Promise<void>;
}

/** A folder as a commit has it, read from git's objects: nothing is checked out, no filter or attribute changes a byte. */
export async function viewCommit(request: CommitFolder): Promise<FolderView> {
  const { objects, commit, folder, label, bring } = request;
  const listing = await objects.listing(commit, folder);
  if (listing === undefined || listing === "") throw await noFolder(request);
  const root = readTree(listing);
  const blobs = [...new Set(blobsBelow(root))];
  const sizes = (await objects.sizes(blobs)) ?? (await brought(blobs, objects, bring));
  return {
    label,
    names: async (inside) => {
      const entry = entryAt(root, inside);
      return entry?.kind === "folder" ? [...entry.entries.keys()] : [];
    },
    look: async (path) => await itemOf(path, { root, objects, sizes }),
    async read(paths) {
      const wanted = paths.map((path) => [path, objectAt(root, path)] as const);
      const read = await objects.blobs(new Map(wanted.map(([, id]) => [id, sizes.get(id) ?? 0])));
      return new Map(wanted.map(([path, id]) => [path, read.get(id) ?? new Uint8Array()]));
    },
  };
}

async function brought(
  blobs: readonly string[],
  objects: GitObjects,
  bring: CommitFolder["bring"],
): Promise<ReadonlyMap<string, number>> {
  await bring?.(blobs);
  const sizes = await objects.sizes(blobs);
  if (sizes !== undefined) return sizes;
  const hint = "run the command again; a clone that fetches parts on demand has to fetch them first";
  throw chartError("CHART-GIT-OBJECT", "files of the commit are missing in the git repository", hint);
}

interface Looking {
  readonly root: TreeFolder;
  readonly objects: GitObjects;
  readonly sizes: ReadonlyMap<string, number>;
}

async function itemOf(path: string, { root, objects, sizes }: Looking): Promise<FolderItem | undefined> {
  const entry = entryAt(root, path);
  if (entry === undefined) return undefined;
  if (entry.kind === "file") return { kind: "file", bytes: sizes.get(entry.object) ?? 0 };
  if (entry.kind !== "link") return { kind: entry.kind };
  const size = sizes.get(entry.object) ?? 0;
  const target =
    size > MAX_TARGET ? undefined : (await objects.blobs(new Map([[entry.object, size]]))).get(entry.object);
  const way = posix.join(posix.dirname(path), Buffer.from(target ?? []).toString("utf8"));
  return { kind: "link", to: entryAt(root, way.replace(/\/$/, ""))?.kind === "folder" ? "folder" : "other" };
}

const MAX_TARGET = 4096;

function entryAt(root: TreeFolder, path: string): TreeEntry | undefined {
  if (path === "" || path === ".") return root;
  return path
    .split("/")
    .reduce<TreeEntry | undefined>(
      (entry, step) => (entry?.kind === "folder" ? entry.entries.get(step) : undefined),
      root,
    );
}

function objectAt(root: TreeFolder, path: string): string {
  const entry = entryAt(root, path);
  return entry?.kind === "file" || entry?.kind === "link" ? entry.object : "";
}

function blobsBelow(folder: TreeFolder): readonly string[] {
  return [...folder.entries.values()].flatMap((entry) => {
    if (entry.kind === "folder") return blobsBelow(entry);
    return entry.kind === "submodule" ? [] : [entry.object];
  });
}

const SHOWN = 5;

/** What stands in the way, or where charts are. */
async function noFolder({ objects, commit, folder, label }: CommitFolder): Promise<AddonsError> {
  const steps = folder.split("/").map((_, index, all) => all.slice(0, index + 1).join("/"));
  const found = (
    await objects.entries(
      commit,
      steps.filter((step) => step !== ""),
    )
  ).split("\0");
  for (const entry of found) {
    const [, mode, path] = /^(\d{6}) \w+ [0-9a-f]+\t([^]+)$/.exec(entry) ?? [];
    const what = mode === "160000" ? "a submodule" : mode === "120000" ? "a symbolic link" : "a file";
    if (mode === undefined || mode === "040000" || path === undefined || !steps.includes(path)) continue;
    return missing(`${label}: ${JSON.stringify(path)} is ${what} in ${shortId(commit)}, not a folder`, NOT_FOLLOWED);
  }
  const charts = (await objects.names(commit)).flatMap((name) => /^(.*)\/Chart\.yaml$/.exec(name)?.[1] ?? []);
  const top = charts.filter((chart) => !/(^|\/)charts\/[^/]+\/charts\//.test(`${chart}/`)).slice(0, SHOWN);
  const hint =
    top.length === 0
      ? "it has no folder with a Chart.yaml at all: check repository and ref"
      : `folders with a Chart.yaml are ${top.join(", ")}${charts.length > SHOWN ? ", …" : ""}`;
  return missing(`${label}: ${shortId(commit)} has no folder ${JSON.stringify(folder)}`, hint);
}

const NOT_FOLLOWED = "name the folder that has the chart's files itself; links and submodules are not followed";

function missing(message: string, hint: string): AddonsError {
  return new AddonsError("CHART-GIT-FOLDER", message, { kind: "failed", hint });
}

/** As people write commits. */
export function shortId(commit: string): string {
  return commit.slice(0, 12);
}
