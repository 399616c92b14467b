import type { AddonsError } from "../../support/addons-error.ts";
import { fileError, outsideProject } from "./file-errors.ts";

/** What a commit has at a path; `object` is the name of the content. */
export type TreeEntry =
  | { readonly kind: "file" | "link"; readonly object: string }
  | { readonly kind: "submodule" }
  | TreeFolder;

export interface TreeFolder {
  readonly kind: "folder";
  readonly entries: ReadonlyMap<string, TreeEntry>;
}

type Building = Map<string, TreeEntry>;

/** Reads `git ls-tree -r -z --full-tree`: paths from the root of the repository. */
export function readTree(listing: string): TreeFolder {
  const entries: Building = new Map();
  for (const line of listing.split("\0")) {
    const match = /^(\d{6}) (blob|commit) ([0-9a-f]+)\t([^]+)$/.exec(line);
    if (match === null) continue;
    const [, mode, type, object = "", path = ""] = match;
    const steps = path.split("/");
    const name = steps.pop() ?? "";
    const kind = mode === "120000" ? "link" : "file";
    folderAt(entries, steps).set(name, type === "commit" ? { kind: "submodule" } : { kind, object });
  }
  return { kind: "folder", entries };
}

function folderAt(root: Building, steps: readonly string[]): Building {
  let entries = root;
  for (const step of steps) {
    const known = entries.get(step);
    if (known?.kind === "folder") entries = known.entries as Building;
    else {
      const made: Building = new Map();
      entries.set(step, { kind: "folder", entries: made });
      entries = made;
    }
  }
  return entries;
}

export interface TreeWalk {
  readonly root: TreeFolder;
  /** Where in the repository the project lies. */
  readonly project: readonly string[];
  readonly readLink: (object: string) => Promise<string>;
}

/** As many as Linux follows. */
const MAX_LINKS = 40;

/**
 * What a path of the project leads to, links followed as a file system would; undefined for nothing. Throws AddonsError FILE-OUTSIDE
 * for what leaves the project, on whatever way.
 */
export async function followTree(path: string, walk: TreeWalk): Promise<TreeEntry | undefined> {
  const waiting = [...walk.project, ...path.split("/")].filter(isStep);
  let at: readonly string[] = [];
  let links = 0;
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const next = stepTo(step, at);
    if (next === undefined || !isNear(next, walk.project)) throw outsideProject(path);
    const entry = entryAt(walk.root, next);
    if (entry === undefined) return undefined;
    if (entry.kind === "submodule") throw inSubmodule(path);
    if (entry.kind === "link") waiting.unshift(...(await targetOf(entry.object, path, walk)));
    else at = next;
    if (entry.kind === "link" && ++links > MAX_LINKS) throw circle(path);
  }
  if (at.length < walk.project.length) throw outsideProject(path);
  return entryAt(walk.root, at);
}

function isStep(step: string): boolean {
  return step !== "" && step !== ".";
}

/** Undefined above the repository. */
function stepTo(step: string, at: readonly string[]): readonly string[] | undefined {
  if (step !== "..") return [...at, step];
  return at.length === 0 ? undefined : at.slice(0, -1);
}

async function targetOf(object: string, path: string, { readLink }: TreeWalk): Promise<readonly string[]> {
  const target = await readLink(object);
  if (target.startsWith("/")) throw outsideProject(path);
  return target.split("/").filter(isStep);
}

/** Whether a place is in the project, or on the way to it. */
function isNear(place: readonly string[], project: readonly string[]): boolean {
  return place.slice(0, project.length).every((step, index) => step === project[index]);
}

function entryAt(root: TreeFolder, path: readonly string[]): TreeEntry | undefined {
  return path.reduce<TreeEntry | undefined>(
    (entry, step) => (entry?.kind === "folder" ? entry.entries.get(step) : undefined),
    root,
  );
}

function inSubmodule(path: string): AddonsError {
  return fileError("FILE-OUTSIDE", `${path}: lies in a submodule, which is not read`, "copy the file into the project");
}

function circle(path: string): AddonsError {
  return fileError("FILE-UNREADABLE", `${path}: its symbolic links go round in a circle`, "replace the link by a file");
}
