import type { ListedDependency } from "../../sources/chart-dependencies.ts";
import { AddonsError } from "../../support/addons-error.ts";

/** Errors of `work` say which line of Chart.yaml asked for the chart that cannot be had. */
export async function toldWhere<Result>(dependency: ListedDependency, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AddonsError) || error.code.startsWith("LOCK-SUBCHART-")) throw error;
    const { file, line, column } = dependency.at;
    const message = `${file}:${line}:${column}: the subchart ${dependency.name}: ${error.message}`;
    const hint = error.code === "LOCK-DIGEST-MISMATCH" ? NOT_ACCEPTED : error.hint;
    throw new AddonsError(error.code, message, {
      kind: error.kind,
      cause: error,
      problems: error.problems,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/** `--accept-changed` is for charts of add-ons: the pin of a folder holds more than the subchart. */
const NOT_ACCEPTED =
  "ask the chart's maintainers; once the new content is reviewed, remove the pin of the add-on from the lock and run `addons lock`";
