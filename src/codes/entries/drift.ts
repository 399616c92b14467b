import type { CodeExplanation } from "../code-explanation.ts";

export const DRIFT_CODES: readonly CodeExplanation[] = [
  {
    code: "DRIFT-RECORD-GONE",
    title: "A release record went away while it was read",
    why: ["Somebody changes the release at this moment.", "Run the command again."],
    severity: "fixed",
  },
  {
    code: "REL001",
    title: "The release is missing, or was uninstalled",
    why: [
      "The manifest declares it, and the cluster has no deployed revision of it.",
      "The next sync installs it. Remove the add-on from the environment when it should be gone.",
    ],
    severity: "fixed",
  },
  {
    code: "REL004",
    title: "A value of the release was changed by hand",
    why: [
      "The newest revision has other values than sync gave it, for example by `helm upgrade --set`.",
      "The next sync upgrades back to the declared values. Put the value into the manifest when it was right.",
    ],
    severity: "fixed",
  },
  {
    code: "REL005",
    title: "The newest revision of the release failed",
    why: [
      "An install or upgrade did not end well.",
      "The next sync tries again; `helm history` and the add-on's pods say why it failed.",
    ],
    severity: "fixed",
  },
  {
    code: "REL006",
    title: "The newest revision of the release is pending",
    why: [
      "A Helm operation runs right now, or one was cut short.",
      "Wait for it. The next sync recovers it when it was one of this environment.",
    ],
    severity: "fixed",
  },
  {
    code: "REL007",
    title: "Somebody rolled the release back",
    why: [
      "The newest revision has the content of an older one.",
      "The next sync upgrades to the declared state. Pin the older version in the manifest when it should stay.",
    ],
    severity: "fixed",
  },
  {
    code: "REL008",
    title: "Sync did not make this revision, or the release belongs to somebody else",
    why: [
      "It was made by hand or by another tool, or another environment has marked it as its own.",
      "Look at `helm history`. Sync refuses what belongs to somebody else.",
    ],
    severity: "fixed",
  },
  {
    code: "REL009",
    title: "A release of this environment is no longer declared",
    why: [
      "It was installed by sync, and the manifest has no add-on for it any more.",
      "`addons sync --prune` uninstalls it, or declare it again.",
    ],
    severity: "fixed",
  },
  {
    code: "REL010",
    title: "The declared state changed since the last sync",
    why: [
      "Manifest or lock have moved on; nothing in the cluster was changed by hand.",
      "`addons plan` shows what the next sync does.",
    ],
    severity: "fixed",
  },
  {
    code: "OBJ001",
    title: "An object of the release was deleted",
    why: [
      "Somebody removed it from the cluster; for a finished Job that removes itself it is told as information.",
      "`addons sync --repair` makes it again.",
    ],
    severity: "fixed",
  },
  {
    code: "OBJ002",
    title: "A field of an object has another value than declared",
    why: [
      "The report says who wrote it and when, as far as the server knows.",
      "`addons sync --repair` brings it back. Put the value into the manifest when it was right.",
    ],
    severity: "fixed",
  },
  {
    code: "OBJ003",
    title: "A field of an object was removed",
    why: ["The chart sets it and the live object does not have it.", "`addons sync --repair` brings it back."],
    severity: "fixed",
  },
  {
    code: "OBJ004",
    title: "A field was added to an object by hand",
    why: [
      "The chart does not set it, and a person or a tool did.",
      "`addons sync --repair` removes it. An ignore rule keeps it; see docs/drift.md.",
    ],
    severity: "fixed",
  },
  {
    code: "OBJ005",
    title: "An element was added to a list of an object by hand",
    why: [
      "For example a container, a port or an argument that the chart does not have.",
      "`addons sync --repair` removes it. An ignore rule keeps it.",
    ],
    severity: "fixed",
  },
  {
    code: "OBJ006",
    title: "The marks that say Helm owns an object were changed",
    why: ["Without them Helm refuses to upgrade the object.", "`addons sync --repair` writes them again."],
    severity: "fixed",
  },
  {
    code: "OBJ009",
    title: "An object of the release is being deleted",
    why: ["Finalizers hold it until their work is done.", "Wait, or look at its finalizers when it never ends."],
    severity: "fixed",
  },
  {
    code: "OBJ010",
    title: "The cluster no longer serves the kind of an object",
    why: [
      "Its definition was removed, or the API is gone in this version of Kubernetes.",
      "Install the add-on that brings the kind, or move to a version of the chart that uses the newer API.",
    ],
    severity: "fixed",
  },
  {
    code: "OBJ013",
    title: "The server changed a value while it was written",
    why: [
      "An admission webhook or a default normalised it; told as information.",
      "Nothing has to be done. Write the value as the server has it to make the two the same.",
    ],
    severity: "fixed",
  },
  {
    code: "OBJ014",
    title: "Somebody else wrote a field, with the right value",
    why: [
      "The ownership moved, the value is as declared; told as information.",
      "Nothing has to be done, unless Helm's next upgrade meets a conflict there.",
    ],
    severity: "fixed",
  },
  {
    code: "OBJ015",
    title: "An expected controller wrote a field, or an ignore rule covers it",
    why: ["For example replicas that an autoscaler sets; told as information.", "Nothing has to be done."],
    severity: "fixed",
  },
];
