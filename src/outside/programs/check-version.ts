import { AddonsError } from "../../support/addons-error.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { BuildRecipe } from "./build-recipe.ts";
import { captureProgram } from "./capture-program.ts";

/** Asks a fresh program for its version: it must start, and carry the stamp that charts and clients go by. */
export async function checkVersion(recipe: BuildRecipe, path: string): Promise<void> {
  const { output, exitCode, error } = await captureProgram({
    file: path,
    args: recipe.source.versionArgs,
    env: { HOME: "/nonexistent" },
  });
  const wanted = recipe.version.replace(/^v/, "");
  if (exitCode === 0 && output.includes(wanted)) return;
  const said = error ?? sanitize(output).trim().split("\n")[0] ?? "";
  throw new AddonsError("PROGRAM-WRONG-VERSION", `${path} should be ${recipe.version} but answers: ${said}`, {
    kind: "failed",
    hint: `the stamps in src/outside/programs/program-sources.ts and ${recipe.folder}/go.mod do not fit together`,
  });
}
