import type { CodeExplanation, ProjectFiles } from "../code-explanation.ts";
import { devEnvironment, localChart, lockOfWeb, WEB_CONTENT } from "../example-files.ts";
import { LOCK_RUN_CODES } from "./lock-runs.ts";
import { LOCK_VERIFY_CODES } from "./lock-verify.ts";

/** As `addons lock` writes it for the chart below. */
const LOCK = lockOfWeb(["source: charts/web", WEB_CONTENT]);
const RIGHT = locked(LOCK);
const ARCHIVE = `archive: sha256:${"0".repeat(64)}`;
/** A pin as one of a repository has it. */
const REMOTE = LOCK.replace(
  "source: charts/web",
  `wants: "~1.0"\n      source: https://charts.example.com\n      ${ARCHIVE}`,
);

function locked(lock: string, addon = "chart: ../charts/web"): ProjectFiles {
  return {
    ...devEnvironment(`addons:\n  web: { ${addon}, namespace: web }\n`),
    ...localChart("web"),
    "addons.lock.yaml": lock,
  };
}

function remote(version: string, lock: string, more = ""): ProjectFiles {
  return locked(lock, `chart: web, repo: "https://charts.example.com"${more}, version: ${version}`);
}

/** The text or data of the lock is not what `addons lock` writes. */
const TEXT_CODES: readonly CodeExplanation[] = [
  {
    code: "LOCK-MERGE-CONFLICT",
    title: "The lock has an unresolved merge conflict",
    why: [
      "Solve the conflicts of the manifest first, then run `addons lock`: it merges the lock pin by pin from what git has of both sides, and the manifest decides where both moved a pin. No line has to be decided by hand. Markers that were committed are no merge any more: restore the file from a commit.",
    ],
    severity: "fixed",
    example: {
      wrong: locked(`<<<<<<< HEAD\n${LOCK}=======\n>>>>>>> main\n`),
      right: RIGHT,
    },
  },
  {
    code: "LOCK-VERSION",
    title: "The lock has a format that this version of addons does not know",
    why: ["A newer addons wrote it, or the line lockVersion was lost. Update addons, or restore the file from git."],
    severity: "fixed",
    example: { wrong: locked(LOCK.replace("lockVersion: 1", "lockVersion: 2")), right: RIGHT },
  },
  {
    code: "LOCK-TYPE",
    title: "A part of the lock is not the map that belongs there",
    why: ["The lock maps add-ons to environments to pins. It is written by `addons lock` only; restore it from git."],
    severity: "fixed",
    example: { wrong: locked(LOCK.replace(/ {4}dev:[^]*/, "    dev: 1.0.0\n")), right: RIGHT },
  },
  {
    code: "LOCK-NAME",
    title: "The lock has a key that is no name of an add-on or environment",
    why: [
      "Pins stand below the add-on and then the environment, or the environment, a slash and a Kubernetes minor where the manifest has a version per minor (`prod/1.36`).",
    ],
    severity: "fixed",
    example: { wrong: locked(LOCK.replace("    dev:", "    dev/one:")), right: RIGHT },
  },
  {
    code: "LOCK-UNKNOWN-FIELD",
    title: "The lock has a field that is not known",
    why: [
      "It was edited by hand, or a newer addons wrote it. What a field means that nobody knows cannot be honoured, so it is refused.",
    ],
    severity: "fixed",
    example: { wrong: locked(LOCK.replace("source:", "sauce:")), right: RIGHT },
  },
  {
    code: "LOCK-MISSING-FIELD",
    title: "A pin of the lock misses a field",
    why: ["Without chart, source and content there is nothing to compare bytes with. Restore the file from git."],
    severity: "fixed",
    example: { wrong: locked(LOCK.replace(/ {6}content:.*\n/, "")), right: RIGHT },
  },
  {
    code: "LOCK-VALUE",
    title: "A field of a pin has a value that cannot be",
    why: [
      "Digests have a fixed form, sources hold no credentials and lead nowhere out of the project. Restore the file from git.",
    ],
    severity: "fixed",
    example: { wrong: locked(LOCK.replace("web@1.0.0", "web")), right: RIGHT },
  },
];

/** The lock is sound, and not what the manifest asks for. */
const STALE_CODES: readonly CodeExplanation[] = [
  {
    code: "LOCK-STALE-MISSING",
    title: "An add-on is not locked",
    why: [
      "It is new, or a cluster runs a Kubernetes minor that no pin is for. Nothing is installed that is not pinned: run `addons lock`, review what it adds, and commit it.",
    ],
    severity: "adjustable",
    example: { wrong: locked(`${LOCK.split("addons:")[0]}addons: {}\n`), right: RIGHT },
  },
  {
    code: "LOCK-STALE-NOT-DECLARED",
    title: "The lock pins what no cluster takes any more",
    why: [
      "The add-on was removed or disabled, or the last cluster of a Kubernetes minor was upgraded. `addons lock` removes the pin.",
    ],
    severity: "adjustable",
    example: { wrong: locked(LOCK.replace("    dev:", '    "dev/1.36":')), right: RIGHT },
  },
  {
    code: "LOCK-STALE-SOURCE-CHANGED",
    title: "The chart comes from another place than when it was locked",
    why: [
      "The same name from another repository is another chart until somebody says otherwise: run `addons lock` and review it.",
    ],
    severity: "adjustable",
    example: { wrong: locked(LOCK.replace("charts/web", "charts/other")), right: RIGHT },
  },
  {
    code: "LOCK-STALE-CHART-CHANGED",
    title: "The manifest names another chart than the locked one",
    why: ["Run `addons lock` to pin the chart that is named now."],
    severity: "adjustable",
    example: {
      wrong: remote('"~1.0"', REMOTE.replace("web@1.0.0", "site@1.0.0")),
      right: remote('"~1.0"', REMOTE),
    },
  },
  {
    code: "LOCK-STALE-CONSTRAINT-CHANGED",
    title: "The version constraint was changed after the chart was locked",
    why: ["`addons lock` takes the new one over, and keeps the pinned version when that still satisfies it."],
    severity: "adjustable",
    example: { wrong: remote('"~1.1"', REMOTE), right: remote('"~1.0"', REMOTE) },
  },
  {
    code: "LOCK-STALE-VERSION-OUTSIDE",
    title: "The pinned version is not one that its constraint allows",
    why: ["The lock was edited by hand, or two branches were merged that do not fit each other. Run `addons lock`."],
    severity: "adjustable",
    example: {
      wrong: remote('"~1.0"', REMOTE.replace("web@1.0.0", "web@2.0.0")),
      right: remote('"~1.0"', REMOTE),
    },
  },
  {
    code: "LOCK-STALE-CONTENT-CHANGED",
    title: "A local chart was changed after it was locked",
    why: [
      "What was reviewed is what is installed, for folders of the project, too. Run `addons lock` and commit both.",
    ],
    severity: "adjustable",
    example: {
      wrong: { ...RIGHT, ...localChart("web", { "values.yaml": "size: 1\n" }) },
      right: { "charts/web/values.yaml": null },
    },
  },
  {
    code: "LOCK-STALE-TWO-ARCHIVES",
    title: "One version of a chart is pinned with two different contents",
    why: [
      "A version that was published twice would be another one in each environment. Ask the maintainers of the chart, or move both pins to a newer version.",
    ],
    severity: "adjustable",
    example: {
      wrong: {
        ...remote('"~1.0"', `${REMOTE}${pinOf("prod").replace("PbPk", "QbPk")}`),
        ...prodOf('"~1.0"'),
      },
      right: { ...remote('"~1.0"', `${REMOTE}${pinOf("prod")}`), ...prodOf('"~1.0"') },
    },
  },
  {
    code: "LOCK-STALE-NOT-CANONICAL",
    title: "The text of the lock is not as addons lock writes it",
    why: [
      "Somebody edited or formatted it. The pins are sound and stay: `addons lock` only writes them in their one form, in which branches merge without conflicts.",
    ],
    severity: "adjustable",
    example: { wrong: locked(LOCK.replace("addons:", "# mine\naddons:")), right: RIGHT },
  },
];

function pinOf(environment: string): string {
  return String(REMOTE.split("  web:\n")[1]).replace("    dev:", `    ${environment}:`);
}

function prodOf(version: string): ProjectFiles {
  const text = String(remote(version, LOCK)["environments/dev.yaml"]);
  return { "environments/prod.yaml": text };
}

export const LOCK_CODES: readonly CodeExplanation[] = [
  ...TEXT_CODES,
  ...STALE_CODES,
  ...LOCK_RUN_CODES,
  ...LOCK_VERIFY_CODES,
];
