import { createHash } from "node:crypto";
import { isAbsolute, posix } from "node:path";
import {
  fileError,
  MAX_BYTES,
  missingFile,
  notAFile,
  notAFolder,
  notText,
  outsideProject,
  tooLarge,
} from "./file-errors.ts";
import type { Files } from "./files.ts";
import { createGit, type Git, type GitRequest } from "./git.ts";
import { followTree, readTree } from "./git-tree.ts";

/** The project folder as one commit has it; nothing is checked out, and nothing can be written. */
export interface GitFiles extends Files {
  /** Whole hash of the commit. */
  readonly commit: string;
}

/**
 * Files of a commit, read with git from its objects: no network, no hooks, no filters. `commit` is what the user wrote: a hash, a branch,
 * a tag, `HEAD~1`; it is resolved once. Throws AddonsError GIT-* when there is no git, no repository or no such commit.
 */
export async function createGitFiles(commit: string, request: GitRequest): Promise<GitFiles> {
  const git = createGit(request);
  const prefix = await git.prefix();
  const hash = await git.resolve(commit);
  const root = readTree(await git.listing(hash, prefix));
  const project = prefix.split("/").filter((step) => step !== "");
  const texts = remember(inLanes((object) => readBlob(object, git)));
  const find = async (path: string) => {
    return followTree(inProject(path), { root, project, readLink: async (object) => (await texts(object)) ?? "" });
  };
  const readIfExists = async (path: string): Promise<string | undefined> => {
    const entry = await find(path);
    if (entry === undefined) return undefined;
    if (entry.kind !== "file") throw notAFile(path);
    return (await texts(entry.object)) ?? (await refuse(entry.object, path, git));
  };
  return {
    root: request.root,
    commit: hash,
    async read(path) {
      const text = await readIfExists(path);
      if (text === undefined) throw missingFile(path);
      return text;
    },
    readIfExists,
    async list(folder) {
      const entry = await find(folder);
      if (entry === undefined) return [];
      if (entry.kind !== "folder") throw notAFolder(folder);
      return [...entry.entries.keys()].sort();
    },
    write: readOnly,
    replace: readOnly,
  };
}

function inProject(path: string): string {
  const normal = posix.normalize(path);
  const leaves = isAbsolute(path) || normal === ".." || normal.startsWith("../");
  if (leaves || path.includes("\0")) throw outsideProject(path);
  return normal;
}

/** What git prints comes as text: when that does not hash to the object's name, it was no UTF-8, or more than may be read. */
async function readBlob(object: string, git: Git): Promise<string | undefined> {
  const text = await git.blob(object, MAX_BYTES);
  const bytes = Buffer.from(text, "utf8");
  const algorithm = object.length === 40 ? "sha1" : "sha256";
  const name = createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  return name === object ? text : undefined;
}

function readOnly(path: string): Promise<never> {
  return Promise.reject(fileError("FILE-READ-ONLY", `${path}: a commit cannot be changed`));
}

async function refuse(object: string, path: string, git: Git): Promise<never> {
  const size = await git.size(object);
  throw size > MAX_BYTES ? tooLarge(path, size) : notText(path);
}

type Read = (object: string) => Promise<string | undefined>;

function remember(read: Read): Read {
  const known = new Map<string, Promise<string | undefined>>();
  return (object) => {
    const text = known.get(object) ?? read(object);
    known.set(object, text);
    return text;
  };
}

/** Processes at a time. */
const LANES = 8;

function inLanes(read: Read): Read {
  const lanes: Promise<unknown>[] = Array.from({ length: LANES }, () => Promise.resolve());
  let next = 0;
  return (object) => {
    const lane = next++ % LANES;
    const text = (lanes[lane] ?? Promise.resolve()).then(() => read(object));
    lanes[lane] = text.catch(() => undefined);
    return text;
  };
}
