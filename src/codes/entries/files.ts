import type { CodeExplanation } from "../code-explanation.ts";

export const FILE_CODES: readonly CodeExplanation[] = [
  {
    code: "FILE-MISSING",
    title: "A file that is needed is not there",
    why: [
      "Paths in the manifest are relative to the file that names them; all of them lie in the project folder.",
      "Check the path and the project folder (`--chdir`).",
    ],
    severity: "fixed",
  },
  {
    code: "FILE-NOT-A-FILE",
    title: "There is something else than a regular file at this path",
    why: [
      "A folder, a device or a pipe cannot be read as a manifest: reading it might never end.",
      "Name the file itself.",
    ],
    severity: "fixed",
  },
  {
    code: "FILE-NOT-A-FOLDER",
    title: "There is something else than a folder at this path",
    why: [
      "The path is used as a folder, for example `environments`, and is a file.",
      "Move the file away, or name the project folder with `--chdir`.",
    ],
    severity: "fixed",
  },
  {
    code: "FILE-NOT-TEXT",
    title: "A file is not UTF-8 text",
    why: [
      "Manifests, values files and the lock are UTF-8. A file in another encoding would be read as other characters than those that were written.",
      "Save it as UTF-8; `file PATH` says what it is now.",
    ],
    severity: "fixed",
  },
  {
    code: "FILE-OUTSIDE",
    title: "A path leads out of the project folder",
    why: [
      "What a run uses must be in the project, so that a commit says all of it. A symbolic link that leads outside counts, too.",
      "Copy the file into the project.",
    ],
    severity: "fixed",
  },
  {
    code: "FILE-SYMLINK",
    title: "A file to be written is a symbolic link",
    why: ["Writing through a link would change a file that nobody named.", "Replace the link by a file."],
    severity: "fixed",
  },
  {
    code: "FILE-TOO-LARGE",
    title: "A file is larger than a manifest can be",
    why: [
      "At most 5 MB are read; more is most likely another file than was meant.",
      "Check the path. Large data belongs into the chart, not into values.",
    ],
    severity: "fixed",
  },
  {
    code: "FILE-UNREADABLE",
    title: "A file is there and cannot be read",
    why: [
      "The message has the reason of the operating system, most often missing permissions.",
      "Correct permissions or ownership, then run the command again.",
    ],
    severity: "fixed",
  },
  {
    code: "FILE-WRITE",
    title: "A file could not be written",
    why: [
      "The message has the reason of the operating system: permissions, a full disk, a folder that is read-only. The file that was there before is unchanged.",
      "Make room or correct the permissions, then run the command again.",
    ],
    severity: "fixed",
  },
  {
    code: "FILE-READ-ONLY",
    title: "A commit is read, and cannot be written to",
    why: [
      "Verbs that compare commits read the project as git has it; nothing can be stored there.",
      "Run the verb on the working tree.",
    ],
    severity: "fixed",
  },
];
