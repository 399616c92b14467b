import { join, relative, resolve, sep } from "node:path";
import type { Environment } from "../../manifest/environment.ts";
import { problemsDocument } from "../../report/json.ts";
import { problemsText } from "../../report/problems/problems-text.ts";
import { shownProblems } from "../../report/problems/shown-problems.ts";
import { count } from "../../report/words.ts";
import type { Problem } from "../../support/problem.ts";
import type { Invocation } from "../command.ts";
import { deliver, jsonText, type Formats } from "./outputs.ts";
import { readSources } from "./read-sources.ts";
import { version } from "../version.ts";

/** What a run of `validate` found in the environments that could be read. */
export interface Checked {
  readonly problems: readonly Problem[];
  readonly environments: readonly Environment[];
}

/** Problems in every format that was asked for; a format's code is loaded when it is. */
export async function deliverProblems(invocation: Invocation, { problems, environments }: Checked): Promise<void> {
  const { surroundings, root, voice } = invocation;
  const files = problems.flatMap((problem) => problem.at?.file ?? []);
  const source = await readSources(files, root, surroundings);
  const shape = surroundings.stdout.terminal === "yes" ? "frames" : "lines";
  const detail = voice.detail === "verbose" ? "full" : "short";
  const fine = fineText(environments);
  const isFine = problems.every(({ severity }) => severity !== "error");
  const formats = problemFormats(invocation, { verb: "validate", problems, checked: checkedFiles(environments), fine });
  await deliver(invocation, {
    ...formats,
    text: (colours) => problemsText(problems, { colours, shape, detail, source }) + (isFine ? `${fine}\n` : ""),
    json: () => ({ masked: jsonText(problemsDocument(shownToPrograms(invocation, problems))) }),
  });
}

/** Problems of a verb that has a text and a JSON of its own. */
export interface ProblemList {
  readonly verb: string;
  readonly problems: readonly Problem[];
  /** Files that were looked at, project-relative. */
  readonly checked: readonly string[];
  /** What is said when none of the problems is an error. */
  readonly fine: string;
}

/** The formats that know nothing but problems; a format's code is loaded when it is asked for. */
export function problemFormats(invocation: Invocation, list: ProblemList): Formats {
  const { problems, checked, fine, verb } = list;
  const hasErrors = problems.some(({ severity }) => severity === "error");
  const shown = (): readonly Problem[] => shownToPrograms(invocation, problems);
  const inRepository = (): readonly Problem[] => fromWorkspace(shown(), invocation);
  return {
    junit: async () => {
      const { problemsJunit } = await import("../../report/problems/problems-junit.ts");
      return { masked: problemsJunit(shown(), checked, verb) };
    },
    sarif: async () => {
      const { problemsSarif } = await import("../../report/problems/problems-sarif.ts");
      const { explanationOf } = await import("../../codes/find-code.ts");
      return { masked: jsonText(problemsSarif(inRepository(), { version, explain: explanationOf })) };
    },
    github: async () => {
      const { problemsGithub } = await import("../../report/problems/problems-github.ts");
      return { masked: problemsGithub(inRepository()) + (hasErrors ? "" : `${fine}\n`) };
    },
    markdown: async () => ({
      masked: (await import("../../report/problems/problems-markdown.ts")).problemsMarkdown(shown(), fine),
    }),
  };
}

function shownToPrograms({ voice }: Invocation, problems: readonly Problem[]): readonly Problem[] {
  return shownProblems(problems, (text) => voice.redactor.text(text));
}

function fineText(environments: readonly Environment[]): string {
  const clusters = environments.reduce((sum, environment) => sum + environment.clusters.length, 0);
  return `${count(environments.length, "environment")}, ${count(clusters, "cluster")}: valid`;
}

function checkedFiles(environments: readonly Environment[]): readonly string[] {
  return environments.map(({ file }) => file);
}

/** GitHub looks for files in the repository, of which the project may be a folder. */
function fromWorkspace(problems: readonly Problem[], { root, surroundings }: Invocation): readonly Problem[] {
  const workspace = surroundings.env["GITHUB_WORKSPACE"];
  if (workspace === undefined || workspace === "") return problems;
  const way = relative(resolve(workspace), root);
  if (way === "" || way.startsWith("..")) return problems;
  const folder = way.split(sep).join("/");
  return problems.map((problem) => {
    if (problem.at === undefined) return problem;
    return { ...problem, at: { ...problem.at, file: join(folder, problem.at.file) } };
  });
}
