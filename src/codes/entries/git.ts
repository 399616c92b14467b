import type { CodeExplanation } from "../code-explanation.ts";

export const GIT_CODES: readonly CodeExplanation[] = [
  {
    code: "GIT-MISSING",
    title: "Reading a commit needs git, and there is none on PATH",
    why: [
      "A comparison with a commit reads the project's files as git has them.",
      "Install git, or compare two environments of the working tree.",
    ],
    severity: "fixed",
  },
  {
    code: "GIT-NO-REPOSITORY",
    title: "The project folder is in no git repository",
    why: [
      "There are no commits to read here.",
      "Run the command in a clone, or name the project folder with `--chdir`.",
    ],
    severity: "fixed",
  },
  {
    code: "GIT-UNKNOWN-COMMIT",
    title: "The repository has no such commit, branch or tag",
    why: [
      "A shallow clone, as CI makes it, has only the newest commit.",
      "Check the name with `git log`; in CI fetch the history (`fetch-depth: 0`) or the branch to compare with.",
    ],
    severity: "fixed",
  },
  {
    code: "GIT-FAILED",
    title: "Git could not read the commit",
    why: [
      "The message has git's own words.",
      "Run `git status` in the project; repair the repository or clone it again.",
    ],
    severity: "fixed",
  },
];
