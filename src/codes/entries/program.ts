import type { CodeExplanation } from "../code-explanation.ts";

export const PROGRAM_CODES: readonly CodeExplanation[] = [
  {
    code: "PROGRAM-START",
    title: "A program could not be started",
    why: [
      "It is not there, is not executable, or the system refused it; the message has the reason.",
      "Check its path and permissions.",
    ],
    severity: "fixed",
  },
  {
    code: "PROGRAM-ARGUMENT",
    title: "An argument for a program has a zero byte",
    why: ["No program can be given such an argument.", "Remove the zero byte from the names in the manifest."],
    severity: "fixed",
  },
  {
    code: "PROGRAM-NO-GO",
    title: "A program has to be built, and there is no Go",
    why: [
      "The programs of the playground are built once from pinned sources.",
      "Install Go in the version that is named, or set `ADDONS_PROGRAMS` to a folder that has the programs.",
    ],
    severity: "fixed",
  },
  {
    code: "PROGRAM-GO-TOO-OLD",
    title: "A program has to be built, and Go is too old",
    why: [
      "The pinned sources need a newer version than the one on PATH.",
      "Install the version that is named, or set `ADDONS_PROGRAMS` to a folder that has the programs.",
    ],
    severity: "fixed",
  },
  {
    code: "PROGRAM-OFFLINE",
    title: "A module for the build could not be fetched",
    why: [
      "The first build needs the network; later ones do not.",
      "Check the network and GOPROXY, then run the same command again: it goes on where it was.",
    ],
    severity: "fixed",
  },
  {
    code: "PROGRAM-DISK-FULL",
    title: "The disk is full",
    why: ["A first build needs about 15 GB for Go's caches.", "Make room, then run the same command again."],
    severity: "fixed",
  },
  {
    code: "PROGRAM-MODULE-REFUSED",
    title: "A module is not what go.mod and go.sum say",
    why: [
      "Its checksum differs from the pinned one; nothing was built from it.",
      "See which module it names; tools/README.md says how versions are changed.",
    ],
    severity: "fixed",
  },
  {
    code: "PROGRAM-MODULE-BROKEN",
    title: "The pins of a program cannot be read",
    why: ["A go.mod in tools/ is missing or was changed.", "Put it back as it was committed."],
    severity: "fixed",
  },
  {
    code: "PROGRAM-BUILD-FAILED",
    title: "A program could not be built",
    why: [
      "The message has the end of the build's output.",
      "Run the same command again, or set `ADDONS_PROGRAMS` to a folder that has the programs.",
    ],
    severity: "fixed",
  },
  {
    code: "PROGRAM-BUILD-BUSY",
    title: "Another process has been building programs for long",
    why: ["Only one build runs at a time.", "See what the process does, then try again."],
    severity: "fixed",
  },
  {
    code: "PROGRAM-BUILD-TOO-LONG",
    title: "A build was ended after an hour",
    why: ["The computer is slow or busy.", "Run the same command again: it goes on from its cache."],
    severity: "fixed",
  },
  {
    code: "PROGRAM-WRONG-VERSION",
    title: "A program is of another version than is pinned",
    why: [
      "The pins in the sources do not fit together, or the file in the cache was replaced.",
      "Put tools/ back as it was committed, and remove the program from the cache.",
    ],
    severity: "fixed",
  },
];
