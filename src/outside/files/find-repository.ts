import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The root of the git repository that the folder is in; undefined when it is in none. Both paths are absolute. */
export async function findRepository(folder: string): Promise<string | undefined> {
  // A folder in a clone, a file in a worktree or a submodule.
  const isRoot = await lstat(join(folder, ".git")).then(
    () => true,
    () => false,
  );
  if (isRoot) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : await findRepository(parent);
}
