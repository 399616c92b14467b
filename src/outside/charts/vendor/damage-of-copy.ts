/** What happened to a copy on its way through git, where its bytes show it. */
export interface CopyDamage {
  readonly code: "VENDOR-POINTER" | "VENDOR-LINE-ENDINGS" | "VENDOR-EMPTY";
  /** One clause that goes on after the file's name. */
  readonly what: string;
  readonly hint: string;
}

/** Undefined for bytes that git and its filters left alone, as far as one can tell. */
export function damageOfCopy(bytes: Uint8Array): CopyDamage | undefined {
  if (bytes.length === 0) {
    return { code: "VENDOR-EMPTY", what: "is empty", hint: "remove it and run `addons vendor`" };
  }
  if (Buffer.from(bytes.subarray(0, POINTER.length)).toString("latin1") === POINTER) {
    return {
      code: "VENDOR-POINTER",
      what: "holds a pointer of Git LFS, not the chart",
      hint: "run `git lfs pull`; in CI, check out with Git LFS",
    };
  }
  if (hasTextLineEndings(bytes)) {
    return {
      code: "VENDOR-LINE-ENDINGS",
      what: "its line endings were changed: git took the archive for text",
      hint: "say `*.tgz binary` in charts/vendor/.gitattributes, remove the file and run `addons vendor`",
    };
  }
  return undefined;
}

/** The first line of every pointer file (git-lfs, docs/spec.md). */
const POINTER = "version https://git-lfs.github.com/spec/v1";

/** By chance one of 256 line feeds follows a carriage return; all of several dozen never do. */
function hasTextLineEndings(bytes: Uint8Array): boolean {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return false;
  let feeds = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) {
    if (bytes[at - 1] !== 0x0d) return false;
    feeds += 1;
  }
  return feeds >= 4;
}
