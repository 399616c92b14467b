import { createHash } from "node:crypto";
import { sha256 } from "../../../support/sha256.ts";

/**
 * Go's dirhash (golang.org/x/mod/sumdb/dirhash, Hash1) over `CHART/path` of every file: independent of archive format,
 * order, times and modes. `generated:` of lock files is left out, since it changes with every `helm dependency update`.
 */
export function contentDigest(chartName: string, files: ReadonlyMap<string, Uint8Array>): string {
  const names = [...files.keys()].map((path) => ({ path, name: Buffer.from(`${chartName}/${path}`) }));
  names.sort((left, right) => left.name.compare(right.name));
  const summary = createHash("sha256");
  for (const { path, name } of names) {
    summary
      .update(`${sha256(withoutTimestamp(path, files.get(path) ?? new Uint8Array()))}  `)
      .update(name)
      .update("\n");
  }
  return `h1:${summary.digest("base64")}`;
}

/** Paths whose bytes differ, sorted; what is only in one of both counts. */
export function changedFiles(
  before: ReadonlyMap<string, Uint8Array>,
  after: ReadonlyMap<string, Uint8Array>,
): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => digestOf(path, before) !== digestOf(path, after)).sort();
}

function digestOf(path: string, files: ReadonlyMap<string, Uint8Array>): string | undefined {
  const bytes = files.get(path);
  return bytes && sha256(withoutTimestamp(path, bytes));
}

function withoutTimestamp(path: string, bytes: Uint8Array): Uint8Array {
  if (!/(^|\/)(Chart|requirements)\.lock$/.test(path)) return bytes;
  return Buffer.from(
    Buffer.from(bytes)
      .toString("latin1")
      .replace(/^generated:.*\n?/m, ""),
    "latin1",
  );
}
