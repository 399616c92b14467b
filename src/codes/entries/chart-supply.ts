import type { CodeExplanation } from "../code-explanation.ts";

/** Copies of charts: charts/vendor, the cache, runs without network. */
export const CHART_SUPPLY_CODES: readonly CodeExplanation[] = [
  {
    code: "CHART-OFFLINE",
    title: "A chart is not on this computer, and the run may not use the network",
    why: [
      "--offline (or ADDONS_OFFLINE) was given, and the chart is neither in charts/vendor nor in the cache; the message names the add-on and where the chart would come from.",
      "While online, run `addons cache fill` in the project, or `addons vendor`, which keeps copies in the project.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-CACHE-ROOM",
    title: "There is no room for the index of a repository, in the cache and in the temporary folder",
    why: [
      "An index has to lie in a file while it is read. Make room, or name other folders in ADDONS_CACHE or TMPDIR.",
    ],
    severity: "fixed",
  },
  {
    code: "CACHE-FILL",
    title: "Not every locked chart could be put into the cache",
    why: [
      "Each one is listed with its add-ons and the reason. Those that could be had are in the cache; run `addons cache fill` again for the rest.",
    ],
    severity: "fixed",
  },
  {
    code: "VENDOR-NONE",
    title: "There is no charts/vendor to check",
    why: ["`addons vendor` makes it from the lock. Commit it; then `addons vendor --check` holds it to the lock."],
    severity: "fixed",
  },
  {
    code: "VENDOR-FAILED",
    title: "Not every locked chart could be copied to charts/vendor",
    why: [
      "Each one is listed with its add-ons and the reason. The copies that could be made are in place; run `addons vendor` again for the rest.",
    ],
    severity: "fixed",
  },
  {
    code: "VENDOR-MISSING",
    title: "A locked chart has no copy in charts/vendor",
    why: ["The lock moved on and the copies did not. Run `addons vendor` and commit the copy with the lock."],
    severity: "fixed",
  },
  {
    code: "VENDOR-WRONG",
    title: "A copy in charts/vendor is not the chart that the lock pins",
    why: [
      "Its bytes and its content differ. Somebody put another archive under this name, or took one side of a merge for the copy and the other for the lock.",
      "Look into its history before `addons vendor` puts the pinned chart in its place.",
    ],
    severity: "fixed",
  },
  {
    code: "VENDOR-STRAY",
    title: "A copy in charts/vendor stands for no pin of the lock",
    why: [
      "It is left from an earlier version. `addons vendor --prune` removes what is named like a copy; remove other archives by hand.",
    ],
    severity: "fixed",
  },
  {
    code: "VENDOR-LINK",
    title: "A symbolic link stands for charts/vendor or for a copy in it",
    why: [
      "A link can lead to what nobody reviewed, and to another place on another computer. Put the files themselves there.",
    ],
    severity: "fixed",
  },
  {
    code: "VENDOR-NOT-A-FOLDER",
    title: "A file is in the way of charts/vendor",
    why: ["A file is in the way of the copies. Move it away and run `addons vendor`."],
    severity: "fixed",
  },
  {
    code: "VENDOR-NOT-A-FILE",
    title: "A copy in charts/vendor is no regular file of a chart's size",
    why: [
      "A folder, a pipe or something far larger than any chart stands under its name. Restore the copy from git, or remove it and run `addons vendor`.",
    ],
    severity: "fixed",
  },
  {
    code: "VENDOR-UNREADABLE",
    title: "A copy in charts/vendor, or the folder, cannot be read",
    why: ["It is there and must not be passed over. Make it readable for the user who runs this."],
    severity: "fixed",
  },
  {
    code: "VENDOR-WRITE",
    title: "A copy cannot be written into charts/vendor, or not be removed from it",
    why: ["The folder is read-only or the disk is full; the message says which. Copies that were made stay."],
    severity: "fixed",
  },
  {
    code: "VENDOR-POINTER",
    title: "A copy in charts/vendor is a pointer of Git LFS",
    why: [
      "The repository keeps archives in Git LFS, and this checkout has not fetched them. Run `git lfs pull`; in CI, check out with Git LFS.",
    ],
    severity: "fixed",
  },
  {
    code: "VENDOR-LINE-ENDINGS",
    title: "Git changed line endings in a copy in charts/vendor",
    why: [
      "A rule in .gitattributes or core.autocrlf took the archive for text. `*.tgz binary` in charts/vendor/.gitattributes, which `addons vendor` writes, prevents it.",
    ],
    severity: "fixed",
  },
  {
    code: "VENDOR-EMPTY",
    title: "A copy in charts/vendor is empty",
    why: [
      "A full disk or a broken checkout leaves such files. Remove it and run `addons vendor`, or restore it from git.",
    ],
    severity: "fixed",
  },
];
