import { MAX_FILES, MAX_UNPACKED } from "./archive-limits.ts";
import { chartError, refusedChart } from "./chart-error.ts";
import { decodeText, parseHeader, parsePax, type TarHeader } from "./tar-header.ts";

/**
 * Reads a tar in memory: regular files and folders only. Nothing is ever extracted, so names are only keys; they are
 * checked all the same, since Helm gets the same bytes. What is taken from an archive must be what Helm takes from it: the
 * rules are those of Go's archive/tar, and what honest packers do not write is refused.
 */
export interface TarFile {
  /** As stored, with forward slashes. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
const MAX_EXTENSION = 1024 * 1024;
/** A path, a link and comments. */
const EXTENSIONS_PER_FILE = 3;

/** The files of a tar in their order; `origin` names the archive in errors. */
export function readTar(tar: Buffer, origin: string): readonly TarFile[] {
  const files: TarFile[] = [];
  const counts: Counts = { entries: 0, extensions: 0, bytes: 0 };
  let offset = 0;
  let extensions = NONE;
  while (offset + BLOCK <= tar.length) {
    const block = tar.subarray(offset, offset + BLOCK);
    offset += BLOCK;
    if (block.every((byte) => byte === 0)) return files;
    const header = parseHeader(block, origin);
    const entry = isExtension(header) ? { ...header, kind: "extension" as const } : entryOf(header, extensions, origin);
    const bytes = bodyOf(tar, { ...entry, start: offset, origin });
    count(entry, counts, origin);
    offset += Math.ceil(entry.size / BLOCK) * BLOCK;
    extensions = entry.kind === "extension" ? extended(extensions, { header, bytes }, origin) : NONE;
    if (entry.kind === "file") files.push({ name: entry.name, bytes });
  }
  if (files.length === 0) throw chartError("CHART-CORRUPT", `${origin}: holds no tar archive`);
  return files;
}

interface TarEntry {
  readonly kind: "file" | "folder" | "extension";
  readonly name: string;
  readonly size: number;
}

/** What extended headers say about the entry after them. */
interface Extensions {
  readonly pax: { readonly name?: string; readonly size?: number };
  readonly longName: string;
}

const NONE: Extensions = { pax: {}, longName: "" };

function isExtension(header: TarHeader): boolean {
  return ["x", "g", "L", "K"].includes(header.type);
}

/** An empty name of an extended header does not count; GNU's counts before that of PAX. */
function entryOf(header: TarHeader, { pax, longName }: Extensions, origin: string): TarEntry {
  const name = longName || pax.name || header.name;
  const shown = JSON.stringify(name);
  // A folder has no body, whatever its header says.
  if (header.type === "5" || (header.type === "\0" && name.endsWith("/"))) return { kind: "folder", name, size: 0 };
  if (header.type === "1" || header.type === "2") {
    const message = `${origin}: ${shown} is a link to ${JSON.stringify(header.link)}; links are not accepted`;
    throw refusedChart("CHART-LINK", message, "ask the chart's maintainers to pack regular files only");
  }
  if (!["0", "\0", "7"].includes(header.type)) throw unusual(`${shown} of type ${JSON.stringify(header.type)}`, origin);
  if (name.endsWith("/")) throw unusual(`the file ${shown}, whose name is one of a folder`, origin);
  if (header.fileType === "other") throw unusual(`the file ${shown} with the mode of something else`, origin);
  return { kind: "file", name, size: pax.size ?? header.size };
}

/** A PAX header takes the place of the one before it; a global one, which has comments of `git archive`, ends both kinds. */
function extended(
  before: Extensions,
  { header, bytes }: { readonly header: TarHeader; readonly bytes: Buffer },
  origin: string,
): Extensions {
  if (bytes.length > MAX_EXTENSION) {
    throw refusedChart("CHART-TOO-LARGE", `${origin}: an extended header has ${bytes.length} bytes`);
  }
  if (header.type === "L") return { ...before, longName: decodeText(bytes, origin) };
  if (header.type === "x") return { ...before, pax: readPax(bytes, origin) };
  // Targets of links do not matter: links are refused.
  return header.type === "g" ? NONE : before;
}

function readPax(bytes: Buffer, origin: string): Extensions["pax"] {
  const records = parsePax(bytes, origin);
  if ([...records.keys()].some((key) => key.startsWith("GNU.sparse"))) throw unusual("a sparse file", origin);
  const path = records.get("path");
  const size = records.get("size");
  if (size !== undefined && !/^\d{0,15}$/.test(size)) {
    throw chartError("CHART-CORRUPT", `${origin}: an extended header has the size ${JSON.stringify(size)}`);
  }
  return { ...(path ? { name: path } : {}), ...(size ? { size: Number(size) } : {}) };
}

function bodyOf(tar: Buffer, entry: { start: number; size: number; name: string; origin: string }): Buffer {
  const left = tar.length - entry.start;
  if (entry.size > left) {
    throw chartError(
      "CHART-TRUNCATED",
      `${entry.origin}: ${JSON.stringify(entry.name)} should have ${entry.size} bytes, the archive ends after ${left}`,
    );
  }
  return tar.subarray(entry.start, entry.start + entry.size);
}

interface Counts {
  entries: number;
  extensions: number;
  bytes: number;
}

function count({ kind, size }: TarEntry, counts: Counts, origin: string): void {
  if (kind === "extension") counts.extensions += 1;
  else counts.entries += 1;
  if (kind === "file") counts.bytes += size;
  if (counts.entries > MAX_FILES || counts.extensions > EXTENSIONS_PER_FILE * MAX_FILES) {
    throw refusedChart("CHART-TOO-MANY-FILES", `${origin}: has more than ${MAX_FILES} entries`);
  }
  if (counts.bytes > MAX_UNPACKED) {
    throw refusedChart("CHART-TOO-LARGE", `${origin}: unpacks to more than ${MAX_UNPACKED} bytes`);
  }
}

function unusual(what: string, origin: string): Error {
  return refusedChart("CHART-UNUSUAL-ENTRY", `${origin}: holds ${what}; only regular files and folders are accepted`);
}
