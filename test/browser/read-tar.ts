/** The plain files of a tar archive. */
export function readTar(archive: Buffer): readonly { readonly path: string; readonly bytes: Buffer }[] {
  const files: { path: string; bytes: Buffer }[] = [];
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0;) {
    const header = archive.subarray(at, at + 512);
    const textAt = (start: number, end: number): string => header.toString("latin1", start, end).replace(/\0.*$/s, "");
    const size = Number.parseInt(textAt(124, 136).trim(), 8);
    const path = [textAt(345, 500), textAt(0, 100)].filter((part) => part !== "").join("/");
    const isFile = ["", "0"].includes(textAt(156, 157));
    if (isFile) files.push({ path, bytes: archive.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
