import type { CodeExplanation } from "../code-explanation.ts";

export const GIT_CODES: readonly CodeExplanation[] = [
  {
    code: "GIT-MISSING",
    title: "Git is needed, and there is none on PATH",
    why: [
      "Comparisons with a commit, charts from git repositories and folders held back at a commit are read with git.",
      "Install git. Charts that are locked and cached, or vendored in the project, need none.",
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
