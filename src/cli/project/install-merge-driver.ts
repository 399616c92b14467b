import { relative } from "node:path";
import { DRIVER_SETTINGS, withMergeDriver } from "../../scaffold/merge-driver.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { withOutside } from "../with-outside.ts";

const ATTRIBUTES = ".gitattributes";

/** `addons init --merge-driver`: the attribute in the project, the setting in this clone. Throws AddonsError GIT-*. */
export async function installMergeDriver(
  folder: string,
  invocation: Invocation<"ci" | "mergeDriver">,
): Promise<number> {
  const { surroundings, voice } = invocation;
  return await withOutside(invocation, async (outside) => {
    const { createFiles } = await import("../../outside/files/create-files.ts");
    const { createGit } = await import("../../outside/files/git.ts");
    const git = createGit({ root: folder, processes: await outside.processes(), env: surroundings.env });
    for (const [name, value] of DRIVER_SETTINGS) await git.setConfig(name, value);
    const files = createFiles(folder);
    const written = await files.write(ATTRIBUTES, withMergeDriver((await files.readIfExists(ATTRIBUTES)) ?? ""));
    const path = relative(surroundings.cwd, folder);
    const shown = path === "" ? ATTRIBUTES : `${path}/${ATTRIBUTES}`;
    const attributes = written === "written" ? `${shown} written: commit it` : `${shown} has it already`;
    voice.result(
      `${attributes}\nthis clone now merges the lock pin by pin; every other clone needs the same command\n`,
    );
    return EXIT.done;
  });
}
