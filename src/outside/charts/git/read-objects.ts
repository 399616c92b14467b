import { createHash } from "node:crypto";
import { chartError } from "../archive/chart-error.ts";
import type { GitProgram, GitRead } from "./git-program.ts";

/** The objects of one repository; ids are hex. */
export interface GitObjects {
  /** `ls-tree -r -z` of the folder, names from there; undefined when the commit has no such folder. */
  listing(commit: string, folder: string): Promise<string | undefined>;
  /** Entries of the tree at these paths, themselves, as `ls-tree -z` prints them. Throws AddonsError CHART-GIT-OBJECT when the commit cannot be read. */
  entries(commit: string, paths: readonly string[]): Promise<string>;
  /** Paths of all files. */
  names(commit: string): Promise<readonly string[]>;
  /** Bytes per blob; undefined while some are not here. */
  sizes(blobs: readonly string[]): Promise<ReadonlyMap<string, number> | undefined>;
  /** Each hashed on this read. */
  blobs(sizes: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, Uint8Array>>;
  has(commit: string): Promise<boolean>;
}

export function readObjects(git: GitProgram, repository: GitRead["repository"]): GitObjects {
  const listTree = async (args: readonly string[]): Promise<string | undefined> => {
    const { exitCode, stdout, cut } = await git.read({ repository, args: ["ls-tree", "-z", "--full-tree", ...args] });
    return exitCode === 0 && cut === undefined ? stdout : undefined;
  };
  return {
    listing: (commit, folder) => listTree(["-r", folder === "" ? commit : `${commit}:${folder}`]),
    async entries(commit, paths) {
      const listed = await listTree([commit, "--", ...paths]);
      if (listed === undefined) throw damaged(commit);
      return listed;
    },
    async names(commit) {
      const listed = (await listTree(["-r", "--name-only", commit])) ?? "";
      return listed.split("\0").filter((name) => name !== "");
    },
    async sizes(blobs) {
      if (blobs.length === 0) return new Map();
      const args = ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"];
      const { exitCode, stdout } = await git.read({ repository, args, stdin: lines(blobs) });
      const found = stdout.split("\n").flatMap((line): readonly (readonly [string, number])[] => {
        const [, id, size] = /^([0-9a-f]+) blob (\d+)$/.exec(line) ?? [];
        return id === undefined ? [] : [[id, Number(size)]];
      });
      const sizes = new Map(found);
      return exitCode === 0 && blobs.every((blob) => sizes.has(blob)) ? sizes : undefined;
    },
    blobs: (sizes) => readBlobs(git, repository, sizes),
    async has(commit) {
      return (await git.read({ repository, args: ["cat-file", "-e", `${commit}^{commit}`] })).exitCode === 0;
    },
  };
}

const HEADER_BYTES = 200;

async function readBlobs(
  git: GitProgram,
  repository: GitRead["repository"],
  sizes: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (sizes.size === 0) return new Map();
  const total = [...sizes.values()].reduce((sum, size) => sum + size + HEADER_BYTES, 0);
  const { stdoutBytes = new Uint8Array() } = await git.read({
    repository,
    args: ["cat-file", "--batch"],
    stdin: lines([...sizes.keys()]),
    output: "bytes",
    maxOutputBytes: total,
  });
  const output = Buffer.from(stdoutBytes);
  const blobs = new Map<string, Uint8Array>();
  let offset = 0;
  for (const [id, size] of sizes) {
    const header = `${id} blob ${size}\n`;
    const start = offset + header.length;
    const bytes = output.subarray(start, start + size);
    if (output.toString("latin1", offset, start) !== header || idOf(bytes, id) !== id) throw damaged(id);
    blobs.set(id, bytes);
    offset = start + size + 1;
  }
  return blobs;
}

/** The id that bytes have as a blob, in the kind of hash that `like` is. */
function idOf(bytes: Uint8Array, like: string): string {
  const hash = createHash(like.length === 40 ? "sha1" : "sha256");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

function damaged(id: string): Error {
  return chartError(
    "CHART-GIT-OBJECT",
    `the git object ${id} cannot be read, or has other bytes than its name says`,
    "run the command again; for a chart of this project check the repository with `git fsck`",
  );
}

function lines(ids: readonly string[]): string {
  return ids.map((id) => `${id}\n`).join("");
}
