import type { CodeExplanation } from "../code-explanation.ts";

/** What stops a run that uses or writes the lock. */
export const LOCK_RUN_CODES: readonly CodeExplanation[] = [
  {
    code: "LOCK-MISSING",
    title: "There is no addons.lock.yaml",
    why: ["Verbs that use charts take the pinned ones and no others. Run `addons lock` once and commit the file."],
    severity: "fixed",
  },
  {
    code: "LOCK-STALE",
    title: "The lock is not what the manifest asks for",
    why: [
      "Each difference is listed with its own code. Nothing is resolved again in passing: what is installed is what was reviewed. Run `addons lock`, review what it changes, and commit it.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-MISSING-PIN",
    title: "The lock has no pin for an add-on of this cluster",
    why: ["The manifest changed after the lock was checked. Run `addons lock`."],
    severity: "fixed",
  },
  {
    code: "LOCK-BROKEN",
    title: "The lock cannot be read",
    why: ["Restore addons.lock.yaml from git, or remove it and run `addons lock`."],
    severity: "fixed",
  },
  {
    code: "LOCK-NOT-CANONICAL",
    title: "The text of the lock is not as addons lock writes it",
    why: ["The pins are sound and stay. `addons lock` writes them in their one form."],
    severity: "fixed",
  },
  {
    code: "LOCK-MANIFEST",
    title: "The charts of the manifest contradict each other",
    why: ["Clusters that share a pin have to want the same chart and version. Each contradiction is listed."],
    severity: "fixed",
  },
  {
    code: "LOCK-CLUSTERS-DIFFER",
    title: "Clusters of one environment want different charts of an add-on",
    why: [
      "An environment has one pin per add-on, or one per Kubernetes minor where `version` says so. Give the clusters environments of their own.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-CONSTRAINT",
    title: "A version is not a constraint that Helm understands",
    why: [
      "Exact versions, `~1.2`, `^1.2.0`, `>=1.2, <2` and `1.x` are understood. A prerelease is taken only when the constraint names one.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-NO-VERSION",
    title: "No version of the chart satisfies the constraint",
    why: ["The newest version that the source offers is named in the hint. Widen the constraint, or check the source."],
    severity: "fixed",
  },
  {
    code: "LOCK-DIGEST-MISMATCH",
    title: "A pinned version was published again with other bytes",
    why: [
      "The same version now has another content. That is a mistake of its maintainers or an attack, and nothing tells which; both digests are shown. Once the new content is reviewed, `addons lock --accept-changed NAME` pins it.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-MERGE-UNDECIDED",
    title: "Both branches moved a pin, and the manifest allows both sides",
    why: [
      "The higher version is not always the one that is meant: a branch may have rolled back. Set the version in the manifest, or let the pin be resolved anew with `addons lock --update NAME`.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-CHANGED",
    title: "Another run has written the lock meanwhile",
    why: ["What both changed is kept when it is not the same pin. Here it is: nothing was written; run it again."],
    severity: "fixed",
  },
  {
    code: "LOCK-UNKNOWN-ADDON",
    title: "There is no add-on of that name to update",
    why: ["`addons lock --update NAME` takes names of add-ons as the manifest has them, in any environment."],
    severity: "fixed",
  },
  {
    code: "LOCK-FAILED",
    title: "Several pins could not be made",
    why: ["Each is listed with its own reason. The lock is written as a whole or not at all, so it is as it was."],
    severity: "fixed",
  },
];
