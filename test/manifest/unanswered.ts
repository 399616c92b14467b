import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import type { Files } from "../../src/outside/files/files.ts";
import { AddonsError } from "../../src/support/addons-error.ts";
import type { Problem } from "../../src/support/problem.ts";

/**
 * What is wrong with the answer to a project: nothing when there are environments, or problems that each have words and a
 * place that is there. `contents`: the texts by path, undefined for bytes that may be none.
 */
export async function unanswered(
  files: Files,
  contents: Readonly<Record<string, string | undefined>>,
): Promise<readonly (Problem | "no answer")[]> {
  try {
    const { environments, problems } = await loadEnvironments({ files }, { names: "all" });
    if (environments.length + problems.length === 0) return ["no answer"];
    return problems.filter((problem) => isLost(problem, contents) || isUnclear(problem));
  } catch (error) {
    if (error instanceof AddonsError && error.code === "MANIFEST-NO-ENVIRONMENT") return [];
    throw error;
  }
}

function isLost({ at }: Problem, contents: Readonly<Record<string, string | undefined>>): boolean {
  if (at === undefined || !(at.file in contents) || at.column < 1 || at.line < 1) return true;
  const text = contents[at.file];
  return text !== undefined && at.line > text.split("\n").length + 1;
}

function isUnclear({ message, hint = "x" }: Problem): boolean {
  return message === "" || hint === "" || /\bundefined\b|\[object/.test(`${message} ${hint}`);
}
