import { chartError, refusedChart } from "./chart-error.ts";
import { decodeText, parseHeader, parsePax, type TarHeader } from "./tar-header.ts";

/**
 * Reads a tar in memory: regular files and folders only. Nothing is ever extracted, so names are only keys; they are
 * checked all the same, since Helm gets the same bytes.
 */
export interface TarFile {
  /** As stored, with forward slashes. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
/** The largest public charts have some hundred files. */
const MAX_ENTRIES = 10_000;
const MAX_EXTENSION = 1024 * 1024;

/** The files of a tar in their order; `origin` names the archive in errors. */
export function readTar(tar: Buffer, origin: string): readonly TarFile[] {
  const files: TarFile[] = [];
  let offset = 0;
  let entries = 0;
  let next: Overrides = {};
  while (offset + BLOCK <= tar.length) {
    const block = tar.subarray(offset, offset + BLOCK);
    if (block.every((byte) => byte === 0)) return files;
    if (++entries > MAX_ENTRIES) {
      throw refusedChart("CHART-TOO-MANY-FILES", `${origin}: has more than ${MAX_ENTRIES} entries`);
    }
    const header = parseHeader(block, origin);
    const size = next.size ?? header.size;
    const body = bodyOf(tar, { start: offset + BLOCK, size, name: next.name ?? header.name, origin });
    offset += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (isExtension(header)) {
      next = { ...next, ...readExtension(header, body, origin) };
      continue;
    }
    const name = next.name ?? header.name;
    if (isRegular(header, name)) files.push({ name, bytes: body });
    else assertFolder(header, name, origin);
    next = {};
  }
  if (files.length === 0) throw chartError("CHART-CORRUPT", `${origin}: holds no tar archive`);
  return files;
}

/** What an extension header says about the entry after it. */
interface Overrides {
  readonly name?: string;
  readonly size?: number;
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

function isExtension(header: TarHeader): boolean {
  return ["x", "g", "L", "K"].includes(header.type);
}

function readExtension(header: TarHeader, body: Buffer, origin: string): Overrides {
  if (body.length > MAX_EXTENSION) {
    throw refusedChart("CHART-TOO-LARGE", `${origin}: an extended header has ${body.length} bytes`);
  }
  if (header.type === "L") return { name: decodeText(body, origin) };
  // Link targets do not matter (links are refused); global headers carry comments of `git archive`.
  if (header.type !== "x") return {};
  const records = parsePax(body, origin);
  if ([...records.keys()].some((key) => key.startsWith("GNU.sparse"))) throw unusual("a sparse file", origin);
  const path = records.get("path");
  const size = records.get("size");
  if (size !== undefined && !/^\d{1,15}$/.test(size)) {
    throw chartError("CHART-CORRUPT", `${origin}: an extended header has the size ${JSON.stringify(size)}`);
  }
  return { ...(path === undefined ? {} : { name: path }), ...(size === undefined ? {} : { size: Number(size) }) };
}

function isRegular(header: TarHeader, name: string): boolean {
  return ["0", "\0", "7"].includes(header.type) && !name.endsWith("/");
}

function assertFolder(header: TarHeader, name: string, origin: string): void {
  if (header.type === "5" || name.endsWith("/")) return;
  if (header.type === "1" || header.type === "2") {
    const message = `${origin}: ${JSON.stringify(name)} is a link to ${JSON.stringify(header.link)}; links are not accepted`;
    throw refusedChart("CHART-LINK", message, "ask the chart's maintainers to pack regular files only");
  }
  throw unusual(`${JSON.stringify(name)} of type ${JSON.stringify(header.type)}`, origin);
}

function unusual(what: string, origin: string): Error {
  return refusedChart("CHART-UNUSUAL-ENTRY", `${origin}: holds ${what}; only regular files and folders are accepted`);
}
