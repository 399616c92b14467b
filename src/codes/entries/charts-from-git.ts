import type { CodeExplanation } from "../code-explanation.ts";
import { devEnvironment, localChart } from "../example-files.ts";

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 12345\n`;
const WEB = devEnvironment("addons:\n  web: { chart: ../charts/web, namespace: web }\n");

/** Charts in git repositories, and folders of this project as its own history has them. */
export const CHARTS_FROM_GIT_CODES: readonly CodeExplanation[] = [
  {
    code: "CHART-GIT-LOGIN",
    title: "A git server does not let us in",
    why: [
      "It wants a login and got none, does not accept the one it got, or its ssh key is not known. Nobody is asked while addons runs.",
      "For https put a login for the host where docs/charts-from-git.md says; for ssh load the key into the agent and connect once by hand.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-GIT-REPOSITORY",
    title: "There is no git repository at the address of a chart",
    why: [
      "It was moved, is hidden without a login, or the folder inside the repository stands behind a single slash instead of a double one.",
      "Try the address with `git ls-remote`, and write git+https://host/org/repo//folder.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-GIT-REDIRECT",
    title: "A git server sends us on to another address",
    why: [
      "With a login no redirect is followed, since the login would go wherever it leads.",
      "Name the address that it leads to; often it is the same with .git at its end.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-GIT-REF",
    title: "The repository has no such branch or tag, or both",
    why: [
      "A ref is the name of a branch or a tag, or a whole commit id; a branch and a tag of one name at different commits are not guessed between.",
      "Correct `?ref=`, or write refs/heads/NAME or refs/tags/NAME.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-GIT-COMMIT",
    title: "The pinned commit is gone from its repository",
    why: [
      "Its branch was rewritten or deleted, and the server has cleaned up. What is in the cache or in charts/vendor still works.",
      "Restore the commit there (a branch or a tag on it is enough), or move on with `addons lock --update NAME` and review what changes.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-GIT-FOLDER",
    title: "The commit has no such folder",
    why: [
      "The path behind the double slash starts at the top of the repository; links and submodules on the way are not followed.",
      "Correct the path; the message lists folders that have a Chart.yaml.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-GIT-OBJECT",
    title: "A git repository is damaged or not complete",
    why: [
      "An object is missing, or has other bytes than its name says. One in the cache of addons is fetched anew by itself.",
      "For a folder of this project look at the repository with `git fsck`; a clone that fetches parts on demand needs them first.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-SUBMODULE",
    title: "A chart in git holds a submodule",
    why: [
      "A submodule is another repository at another commit; the commit that is pinned does not have its files.",
      "Name the submodule's repository as the source of the chart, or leave the folder out in .helmignore.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-LFS",
    title: "A chart holds a pointer of Git LFS instead of a file",
    why: [
      "What Helm would get depends on whether somebody has fetched the real file.",
      "Keep files of charts in git itself, or list the file in .helmignore; in a local folder `git lfs pull` brings the real one.",
    ],
    severity: "fixed",
    example: {
      wrong: { ...WEB, ...localChart("web", { "files/logo.png": POINTER }) },
      right: { "charts/web/files/logo.png": "a small picture" },
    },
  },
  {
    code: "LOCK-TAG-MOVED",
    title: "A tag in a git repository names another commit than when it was locked",
    why: [
      "Tags are not meant to move: somebody published another chart under the same name. `addons lock --update` tells both commits.",
      "Find out who moved it and why before the lock is committed. A commit id as `?ref=` cannot be moved.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-NOT-IN-HISTORY",
    title: "What an environment pins of a local folder is in no commit",
    why: [
      "Locking other environments leaves this one at what it had, taken from the commit that has it; here none was found, because the folder was never committed like that, or the clone is shallow.",
      "Restore the folder, fetch the history, or lock that environment, too.",
    ],
    severity: "fixed",
  },
];
