import { isJsonObject } from "../../../support/json.ts";

/** One version of a chart as an index lists it. */
export interface IndexEntry {
  readonly version: string;
  /** As written: relative to the repository, or absolute. Never empty. */
  readonly urls: readonly string[];
  readonly deprecated: boolean;
  /** Withdrawn by the repository: no longer on offer, but what is pinned may still be there. */
  readonly removed: boolean;
  /** `sha256:<hex>`. */
  readonly digest?: string;
}

/** What an index lists of one chart. */
export interface ListedChart {
  readonly entries: readonly IndexEntry[];
  /** Entries that could not be used. */
  readonly skipped: number;
}

/** From what stands behind a chart's name. */
export function listedChart(listed: unknown): ListedChart {
  const items: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const entries = items.flatMap((item) => toIndexEntry(item) ?? []);
  return { entries, skipped: items.length - entries.length };
}

/** Numbers become text, where Helm refuses the whole index; an entry without version or urls is none. */
export function toIndexEntry(item: unknown): IndexEntry | undefined {
  if (!isJsonObject(item)) return undefined;
  const { version, urls, digest, deprecated, removed } = item;
  const addresses = (Array.isArray(urls) ? urls : []).filter(
    (url): url is string => typeof url === "string" && url !== "",
  );
  const versionText = typeof version === "number" ? String(version) : version;
  if (typeof versionText !== "string" || versionText === "" || addresses.length === 0) return undefined;
  const hex = typeof digest === "string" ? /^(?:sha256:)?([0-9a-f]{64})$/i.exec(digest)?.[1] : undefined;
  return {
    version: versionText,
    urls: addresses,
    deprecated: deprecated === true,
    removed: removed === true,
    ...(hex === undefined ? {} : { digest: `sha256:${hex.toLowerCase()}` }),
  };
}

/** Versions that are listed more than once, and not as the same archive. */
export function repeatedVersions(entries: readonly IndexEntry[]): readonly string[] {
  const first = new Map<string, IndexEntry>();
  const repeated = new Set<string>();
  for (const entry of entries) {
    const known = first.get(entry.version);
    if (known === undefined) first.set(entry.version, entry);
    else if (known.digest === undefined || known.digest !== entry.digest) repeated.add(entry.version);
  }
  return [...repeated];
}
