import type { CodeExplanation, ProjectFiles } from "../code-explanation.ts";
import { devEnvironment, localChart } from "../example-files.ts";
import { MANIFEST_ADDON_CODES } from "./manifest-addons.ts";

const ADDONS = "addons:\n  web: { chart: ../charts/web, namespace: web }\n";
const RIGHT = project(ADDONS);

function project(rest: string): ProjectFiles {
  return { ...devEnvironment(rest), ...localChart("web") };
}

function clusters(text: string): ProjectFiles {
  return {
    "environments/dev.yaml": `apiVersion: addons/v1\nkind: Environment\nclusters:\n${text}${ADDONS}`,
    ...localChart("web"),
  };
}

function withBase(base: string, rest = ""): ProjectFiles {
  return { ...project(`extends: base.yaml\n${rest}`), "environments/base.yaml": base };
}

const BASE = `apiVersion: addons/v1\nkind: Base\n${ADDONS}`;

/** What a manifest file can have, whatever its add-ons. */
const FILE_CODES: readonly CodeExplanation[] = [
  {
    code: "MANIFEST-UNKNOWN-KEY",
    title: "A key is not one of the manifest's",
    why: [
      "A misspelt key would be passed over without a word, and what stands below it would never take effect. The nearest known key is named; docs/manifest.md lists all of them. Keys that start with x- are yours: a place for anchors and notes.",
    ],
    severity: "fixed",
    example: { wrong: project(ADDONS.replace(" }", ", protectd: true }")), right: RIGHT },
  },
  {
    code: "MANIFEST-MISSING-KEY",
    title: "A key that must be given is missing",
    why: ["apiVersion and kind say what a file is; without them it could be anything. Add the line that is shown."],
    severity: "fixed",
    example: { wrong: withBase(BASE.replace("apiVersion: addons/v1\n", "")), right: withBase(BASE) },
  },
  {
    code: "MANIFEST-WRONG-TYPE",
    title: "A value has another type than the key takes",
    why: [
      "Versions are the classic: `1.10` without quotes is the number 1.1. What must be a text stands in quotes, what must be a list in brackets or on lines that start with a dash.",
    ],
    severity: "fixed",
    example: {
      wrong: clusters("  local: { playground: true, kubernetes: 1.37 }\n"),
      right: clusters('  local: { playground: true, kubernetes: "1.37" }\n'),
    },
  },
  {
    code: "MANIFEST-WRONG-VALUE",
    title: "A value is not one that the key takes",
    why: ["The message says what the key takes; docs/manifest.md has the whole table."],
    severity: "fixed",
    example: {
      wrong: project(`defaults: { onFailure: rolback }\n${ADDONS}`),
      right: project(`defaults: { onFailure: rollback }\n${ADDONS}`),
    },
  },
  {
    code: "MANIFEST-WRONG-KIND",
    title: "A Base stands where an Environment is needed, or the other way round",
    why: [
      "Environments are run, Bases are what they extend. An environment cannot extend another one, because the clusters of that one would come along.",
    ],
    severity: "fixed",
    example: {
      wrong: withBase(
        'apiVersion: addons/v1\nkind: Environment\nclusters: { other: { playground: true, kubernetes: "1.37" } }\n',
        ADDONS,
      ),
      right: withBase(BASE),
    },
  },
  {
    code: "MANIFEST-NAME",
    title: "A name is not one that Kubernetes and Helm take",
    why: [
      "Names become releases, namespaces and labels: lower-case letters, digits and dashes, starting and ending with a letter or digit; at most 53 characters for what names a release, 63 for namespaces and environments. A name of that form can never be taken for a flag, or mean something to a shell.",
      "Where a name is made of references, the result is judged, for each cluster.",
    ],
    severity: "fixed",
    example: { wrong: project(ADDONS.replace("web:", "Web_App:")), right: project(ADDONS.replace("web:", "web-app:")) },
  },
  {
    code: "MANIFEST-MISSING-FILE",
    title: "A file or chart that the manifest names is not there",
    why: ["Paths are relative to the file that names them, not to the folder in which addons runs."],
    severity: "fixed",
    example: {
      wrong: project(ADDONS.replace(" }", ", valuesFiles: [web.yaml] }")),
      right: {
        ...project(ADDONS.replace(" }", ", valuesFiles: [values/web.yaml] }")),
        "environments/values/web.yaml": "{}\n",
      },
    },
  },
  {
    code: "MANIFEST-UNREADABLE-FILE",
    title: "A file that the manifest names cannot be read",
    why: [
      "It is no UTF-8 text, a folder, larger than 5 MB, forbidden to this user, or a symbolic link that leads out of the project. Links out of the project are never followed: what an environment installs is decided by what is reviewed in its repository.",
    ],
    severity: "fixed",
    example: {
      wrong: {
        ...project(ADDONS.replace(" }", ", valuesFiles: [values] }")),
        "environments/values/web.yaml": "{}\n",
      },
      right: {
        ...project(ADDONS.replace(" }", ", valuesFiles: [values/web.yaml] }")),
        "environments/values/web.yaml": "{}\n",
      },
    },
  },
  {
    code: "MANIFEST-OUTSIDE-PROJECT",
    title: "A path leads out of the project",
    why: [
      "Everything an environment is made of lies in the project, so that it can be reviewed, is the same for everybody, and nothing of the computer gets into a cluster. Web addresses are no paths either: copy the file into the project.",
    ],
    severity: "fixed",
    example: {
      wrong: project(ADDONS.replace(" }", ", valuesFiles: [../../web.yaml] }")),
      right: RIGHT,
    },
  },
  {
    code: "MANIFEST-EXTENDS-CYCLE",
    title: "Files extend each other in a circle",
    why: ["None of them could be the lowest layer. The path shows the way round; take one step of it away."],
    severity: "fixed",
    example: {
      wrong: {
        ...withBase("apiVersion: addons/v1\nkind: Base\nextends: aws.yaml\n", ADDONS),
        "environments/aws.yaml": "apiVersion: addons/v1\nkind: Base\nextends: base.yaml\n",
      },
      right: withBase(BASE),
    },
  },
  {
    code: "MANIFEST-NO-CLUSTERS",
    title: "An environment has no cluster",
    why: ["There would be nothing to install to. `playground: true` makes one on this computer."],
    severity: "fixed",
    example: {
      wrong: { "environments/dev.yaml": `apiVersion: addons/v1\nkind: Environment\n${ADDONS}`, ...localChart("web") },
      right: RIGHT,
    },
  },
  {
    code: "MANIFEST-CONNECTION",
    title: "A cluster does not say how it is reached, or says it twice",
    why: [
      "Give `context`, a name of the kubeconfig, or `playground: true`. Whatever context happens to be the current one is never used: it may be another cluster.",
    ],
    severity: "fixed",
    example: {
      wrong: clusters('  local: { kubernetes: "1.37" }\n'),
      right: clusters('  local: { context: local, kubernetes: "1.37" }\n'),
    },
  },
  {
    code: "MANIFEST-NO-KUBERNETES",
    title: "A cluster does not say which Kubernetes version it runs",
    why: [
      "Charts render differently for different versions. What is said here is what offline commands render for, and what a live cluster is compared with before anything is changed.",
    ],
    severity: "fixed",
    example: {
      wrong: clusters("  local: { playground: true }\n"),
      right: clusters('  local: { playground: true, kubernetes: "1.37" }\n'),
    },
  },
  {
    code: "MANIFEST-INSTANCE",
    title: "The instance of an environment has no single, valid name",
    why: [
      "`instance` tells one copy of an environment from the others, such as one per branch: it becomes part of the labels of what is installed and of the lock that a run holds on the cluster. So it is the same on every cluster and follows the rules of names.",
    ],
    severity: "fixed",
    example: {
      wrong: project(`vars: { branch: Feature/X }\ninstance: \${vars.branch}\n${ADDONS}`),
      right: project(`vars: { branch: feature-x }\ninstance: \${vars.branch}\n${ADDONS}`),
    },
  },
  {
    code: "MANIFEST-VAR-TYPE",
    title: "A value given by --var has another type than the var",
    why: [
      'A var keeps the type with which it is declared, since charts tell `true` from the text "true". Declare it as a text if it shall take any.',
    ],
    severity: "fixed",
  },
  {
    code: "MANIFEST-UNKNOWN-VAR",
    title: "A var given by --var is not declared",
    why: ["Only declared vars can be set, so that a misspelt name is an error and not a run with the usual values."],
    severity: "fixed",
  },
  {
    code: "MANIFEST-NO-ENVIRONMENT",
    title: "There is no environment of that name",
    why: [
      "Environments are the files environments/NAME.yaml of kind Environment in the project folder, which is the current one or that of --chdir.",
    ],
    severity: "fixed",
  },
  {
    code: "MANIFEST-INVALID",
    title: "The manifests have errors, so nothing was done",
    why: [
      "Every verb checks the manifests first, and stops before the first request when one of them is wrong. All problems are listed.",
    ],
    severity: "fixed",
  },
];

export const MANIFEST_CODES: readonly CodeExplanation[] = [...FILE_CODES, ...MANIFEST_ADDON_CODES];
