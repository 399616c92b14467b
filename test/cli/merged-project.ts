/** A repository in which two branches have locked one project each in its own way. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { ChartServer } from "../outside/charts/serve-charts.ts";
import { commitAll, git } from "../outside/files/git-project.ts";
import { addons as runAddons, environmentFile, fromServer, lockText } from "./locked-project.ts";
import { projectFolder } from "./project-folder.ts";

/** With the programs of this computer: the lock is merged from what git says. */
export function addons(root: string, args: readonly string[]) {
  return runAddons(root, args, { PATH: process.env["PATH"] ?? "" });
}

/** Versions of the chart `demo` by add-on. */
export type Versions = Readonly<Record<string, string>>;

export const ONE: Versions = { one: "1.0.0", two: "1.0.0" };

/** environments/prod.yaml with these add-ons, each with the version that the lock gets. */
export function prod(server: ChartServer, versions: Versions): string {
  const addons = Object.entries(versions).map(([name, version]) => [name, fromServer(server, "demo", version)]);
  return environmentFile(Object.fromEntries(addons) as Versions);
}

/** Locks the project in `root` to these versions, and commits the repository, whose top is `top`, or `root`. */
export async function lockProd(
  { server, root, top = root }: { readonly server: ChartServer; readonly root: string; readonly top?: string },
  versions: Versions,
): Promise<void> {
  writeFileSync(join(root, "environments/prod.yaml"), prod(server, versions));
  expect(await addons(root, ["lock"])).toMatchObject({ code: 0 });
  commitAll(top);
}

/** A project, in `folder` of a repository, on branch `main` with the branch `theirs`; both locked to what is given. */
export async function branches(
  server: ChartServer,
  given: { readonly base: Versions; readonly ours: Versions; readonly theirs: Versions },
  folder = ".",
): Promise<string> {
  const manifest = `${folder}/environments/prod.yaml`;
  const top = projectFolder({ ".gitignore": ".cache/\n.home/\n", [manifest]: prod(server, given.base) });
  const root = join(top, folder);
  await lockProd({ server, root, top }, given.base);
  git(root, "checkout", "--quiet", "-b", "theirs");
  await lockProd({ server, root, top }, given.theirs);
  git(root, "checkout", "--quiet", "main");
  await lockProd({ server, root, top }, given.ours);
  return root;
}

/** Whether git did it alone. */
export function tryGit(root: string, ...args: readonly string[]): "done" | "conflict" {
  try {
    git(root, ...args);
    return "done";
  } catch {
    return "conflict";
  }
}

/** Versions of `demo` in the lock. */
export function pinned(root: string): Versions {
  const found = lockText(root).matchAll(/^ {2}(\w+):\n {4}prod:\n {6}chart: demo@(\S+)$/gm);
  return Object.fromEntries([...found].map(([, addon = "", version = ""]) => [addon, version]));
}
