import { delimiter, isAbsolute } from "node:path";
import { AddonsError } from "../../support/addons-error.ts";
import type { Processes, RunResult } from "../process/processes.ts";
import { childEnvironment } from "../system/child-environment.ts";

export interface GitRequest {
  /** Absolute path of a folder in the repository. */
  readonly root: string;
  readonly processes: Processes;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The few commands of git that are used on the project's own repository. All throw AddonsError GIT-*. */
export interface Git {
  /** Where the folder lies in its repository, e.g. `deploy/clusters/`; empty for its root. */
  prefix(): Promise<string>;
  /** Whole hash of what the user calls a commit. */
  resolve(commit: string): Promise<string>;
  /** `ls-tree -r -z` of everything below `prefix`. */
  listing(hash: string, prefix: string): Promise<string>;
  /** `ls-files -u -z` of one file: its versions in a merge that is not finished; empty when it is not in conflict. */
  unmerged(path: string): Promise<string>;
  /** Sets one setting of this clone. */
  setConfig(name: string, value: string): Promise<void>;
  /** A blob as text; cut when it has more bytes than `maxBytes`. */
  blob(object: string, maxBytes: number): Promise<string>;
  /** Bytes of a blob. */
  size(object: string): Promise<number>;
}

const TIMEOUT_MS = 60_000;
/** Objects are what their names say, paths are no patterns, and nothing is fetched from a promisor. */
const OPTIONS = ["--no-replace-objects", "--literal-pathspecs", "--no-pager"];

export function createGit(request: GitRequest): Git {
  const run = (args: readonly string[], maxOutputBytes?: number): Promise<RunResult> =>
    request.processes.run({
      file: "git",
      args: [...OPTIONS, ...args],
      env: gitEnvironment(request.env),
      cwd: request.root,
      timeoutMs: TIMEOUT_MS,
      ...(maxOutputBytes === undefined ? {} : { maxOutputBytes }),
    });
  const answer = async (args: readonly string[], maxOutputBytes?: number): Promise<string> => {
    const result = await run(args, maxOutputBytes);
    if (result.exitCode === 0) return result.stdout;
    throw failure(result, request.root);
  };
  return {
    prefix: async () => (await answer(["rev-parse", "--show-prefix"])).replace(/\n$/, ""),
    async resolve(commit) {
      const result = commit.startsWith("-") ? undefined : await run(verifying(commit));
      const hash = result?.stdout.trim().split("\n").at(-1) ?? "";
      if (/^[0-9a-f]{40,64}$/.test(hash) && result?.exitCode === 0) return hash;
      if (result !== undefined && result.ended !== "exited") throw failure(result, request.root);
      const shallow = await answer(["rev-parse", "--is-shallow-repository"]);
      throw unknownCommit(commit, shallow.trim() === "true" ? "shallow" : "whole");
    },
    listing: (hash, prefix) =>
      answer(["ls-tree", "-r", "-z", "--full-tree", hash, ...(prefix === "" ? [] : ["--", prefix])]),
    unmerged: (path) => answer(["ls-files", "-u", "-z", "--full-name", "--", path]),
    async setConfig(name, value) {
      await answer(["config", "--local", name, value]);
    },
    blob: (object, maxBytes) => answer(["cat-file", "blob", object], maxBytes),
    size: async (object) => Number(await answer(["cat-file", "-s", object])),
  };
}

function verifying(commit: string): readonly string[] {
  return ["rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}^{commit}`];
}

/** A folder of PATH that is relative would be looked up in the project, which may bring a git of its own. */
function gitEnvironment(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const child = childEnvironment(env);
  const path = (child["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return {
    ...child,
    PATH: path.join(delimiter),
    LC_ALL: "C",
    GIT_NO_LAZY_FETCH: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
  };
}

function failure(result: RunResult, root: string): AddonsError {
  if (result.ended === "not-found") {
    return gitError("GIT-MISSING", "reading a commit needs git, and there is none on PATH", "install git");
  }
  if (result.ended !== "exited") {
    return gitError("GIT-FAILED", `git did not answer within ${TIMEOUT_MS / 1000} s`, "try git status in the project");
  }
  const [said = "it said nothing"] = result.stderr.split("\n").filter((line) => line.trim() !== "");
  if (said.includes("not a git repository")) {
    return gitError(
      "GIT-NO-REPOSITORY",
      `${root} is in no git repository, so it has no commits`,
      "`git init` makes one; to compare files as they are, leave @COMMIT out",
    );
  }
  const trust = said.includes("dubious ownership");
  const hint = trust ? `git config --global --add safe.directory ${root}` : "try the same with git in the project";
  return gitError("GIT-FAILED", `git failed: ${said.replace(/^fatal: /, "")}`, hint);
}

function unknownCommit(commit: string, history: "shallow" | "whole"): AddonsError {
  const hint =
    history === "shallow"
      ? "the clone is shallow: git fetch --unshallow (in CI: a fetch depth of 0)"
      : "git log --oneline shows commits; a branch of a remote is origin/NAME, perhaps after git fetch";
  return gitError("GIT-UNKNOWN-COMMIT", `there is no commit ${JSON.stringify(commit)} in this repository`, hint);
}

function gitError(code: string, message: string, hint: string): AddonsError {
  return new AddonsError(code, message, { kind: "usage", hint });
}
