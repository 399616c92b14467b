import type { CodeExplanation } from "../code-explanation.ts";

export const PLAYGROUND_CODES: readonly CodeExplanation[] = [
  {
    code: "PLAYGROUND-NOT-RUNNING",
    title: "The playground of the cluster is not running",
    why: [
      "The cluster has `playground: true`: a control plane on this computer, which has to be started.",
      "`addons playground up` starts it.",
    ],
    severity: "fixed",
  },
  {
    code: "PLAYGROUND-START-FAILED",
    title: "The playground did not come up",
    why: [
      "One of its programs ended or did not get ready; the message has the end of its log.",
      "Read the log that is named, then try `addons playground up` again.",
    ],
    severity: "fixed",
  },
  {
    code: "PLAYGROUND-BUSY",
    title: "Another process starts or ends the playground",
    why: [
      "Two at once would fight over its ports and its folder.",
      "See what the process does, wait for it, then try again.",
    ],
    severity: "fixed",
  },
  {
    code: "PLAYGROUND-FOLDER-NOT-OURS",
    title: "The folder of the playground belongs to somebody else",
    why: [
      "It holds keys of a control plane, so it must be a folder that only you can use.",
      "Find out who made it, remove it, then try again.",
    ],
    severity: "fixed",
  },
  {
    code: "PLAYGROUND-NO-OWNER",
    title: "The process that the playground should end with does not run",
    why: [
      "`ADDONS_PLAYGROUND_OWNER` names a process, and the playground ends with it.",
      "Name a running process, or leave the variable out.",
    ],
    severity: "fixed",
  },
];
