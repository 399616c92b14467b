import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Runs git as nobody in particular, without the user's settings. */
export function git(cwd: string, ...args: readonly string[]): string {
  const settings = ["user.name=t", "user.email=t@example.com", "init.defaultBranch=main", "commit.gpgSign=false"];
  return execFileSync("git", [...settings.flatMap((setting) => ["-c", setting]), ...args], {
    cwd,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: cwd, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

/** Makes a repository of a folder, or one more commit in it; returns the commit's hash. */
export function commitAll(repository: string): string {
  git(repository, "init", "--quiet");
  git(repository, "add", "--all", "--force");
  git(repository, "commit", "--quiet", "--allow-empty", "--message", "state");
  return git(repository, "rev-parse", "HEAD");
}

export function cloneShallow(repository: string, folder: string): string {
  const clone = join(folder, "clone");
  git(folder, "clone", "--quiet", "--depth", "1", `file://${repository}`, clone);
  return clone;
}
