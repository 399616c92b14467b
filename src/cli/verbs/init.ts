import { relative, resolve, sep } from "node:path";
import { initText } from "../../report/init.ts";
import { ciSettings } from "../../scaffold/ci-texts.ts";
import { projectFiles } from "../../scaffold/project-files.ts";
import { writeProject } from "../../scaffold/write-project.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";

/** `addons init`: a project that validates, locks and syncs as it is written. */
export async function init(invocation: Invocation<"ci" | "mergeDriver">): Promise<number> {
  const { flags, operands, root, surroundings, voice } = invocation;
  const folder = targetOf(root, operands[0]);
  if (flags.mergeDriver) {
    const { installMergeDriver } = await import("../project/install-merge-driver.ts");
    return await installMergeDriver(folder, invocation);
  }
  const ci = flags.ci ?? "github";
  const { createFiles } = await import("../../outside/files/create-files.ts");
  const { makeFolder } = await import("../../outside/files/make-folder.ts");
  const { findRepository } = await import("../../outside/files/find-repository.ts");
  await makeFolder(folder);
  const repository = (await findRepository(folder)) ?? folder;
  const project = await writeProject(projectFiles(ci, slashed(relative(repository, folder))), {
    project: createFiles(folder),
    repository: createFiles(repository),
    up: slashed(relative(folder, repository)),
  });
  const way = relative(surroundings.cwd, folder);
  voice.result(initText({ ...project, folder: way, settings: ciSettings(ci) }, voice.colours));
  return EXIT.done;
}

/** Throws AddonsError CLI-USAGE. */
function targetOf(root: string, folder: string | undefined): string {
  if (folder === undefined) return root;
  if (folder.trim() === "" || /\p{Cc}/u.test(folder)) {
    throw new AddonsError("CLI-USAGE", `${JSON.stringify(folder)} is no name for a folder`, {
      kind: "usage",
      hint: "addons init FOLDER",
    });
  }
  return resolve(root, folder);
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}
