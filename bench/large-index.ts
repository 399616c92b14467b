import { closeSync, createReadStream, createWriteStream, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { RealIndex } from "./chart-site.ts";

/**
 * An index of `bytes` and a little more in `folder`: what `index` lists of its own charts, in the middle of entries of
 * real indexes that are repeated under other names. With `packed`, also as gzip.
 */
export async function writeLargeIndex(
  folder: string,
  index: RealIndex,
  {
    others,
    bytes,
    packed,
  }: { readonly others: readonly RealIndex[]; readonly bytes: number; readonly packed: boolean },
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "index.yaml");
  const file = openSync(path, "w");
  let size = writeSync(file, "apiVersion: v1\nentries:\n");
  const repeat = (upTo: number, suffix: string): void => {
    for (let round = 0; size < upTo; round += 1) {
      const { text } = others[round % others.length] ?? index;
      size += writeSync(file, renamed(entriesOf(text), `-${suffix}-${round}`));
    }
  };
  repeat(bytes / 2, "a");
  size += writeSync(file, entriesOf(index.text));
  repeat(bytes, "b");
  writeSync(file, 'generated: "2026-01-01T00:00:00Z"\n');
  closeSync(file);
  if (packed) await pipeline(createReadStream(path), createGzip({ level: 1 }), createWriteStream(`${path}.gz`));
}

/** The lines below `entries:`; of the files of the site it is the only map of that depth. */
function entriesOf(text: string): string {
  const start = text.indexOf("\nentries:\n") + "\nentries:\n".length;
  const end = text.slice(start).search(/^\S/m);
  return end === -1 ? text.slice(start) : text.slice(start, start + end);
}

function renamed(entries: string, suffix: string): string {
  return entries.replace(/^ {2}(\w[\w.-]*):$/gm, `  $1${suffix}:`);
}
