import { parseDocument } from "yaml";
import { isJsonObject } from "../../../support/json.ts";
import { listedChart, type ListedChart } from "./index-entry.ts";
import { readRange, unlessGone } from "./index-file.ts";
import { noIndex, withKeys } from "./no-index.ts";
import type { KnownIndex, OpenedIndex } from "./opened-index.ts";

/** A style that needs a whole parse is only read when it is small. */
const MAX_WHOLE_PARSE = 16 * 1024 * 1024;

/** Any YAML; `undefined` when the file is not the same any more. */
export async function readWholeIndex(file: KnownIndex): Promise<OpenedIndex | undefined> {
  const { size, origin } = file;
  if (size > MAX_WHOLE_PARSE) {
    throw noIndex(origin, `of a style that is only read up to ${MAX_WHOLE_PARSE} bytes, and has ${size}`);
  }
  const pieces: Buffer[] = [];
  const read = await unlessGone(() => readRange(file, { start: 0, end: size }, (bytes) => void pieces.push(bytes)));
  if (read !== "read") return undefined;
  const parsed = parseYaml(Buffer.concat(pieces).toString("utf8"));
  if ("problem" in parsed) throw noIndex(origin, `broken YAML (${parsed.problem})`);
  const { data } = parsed;
  const charts = isJsonObject(data) ? data["entries"] : undefined;
  if (!isJsonObject(charts))
    throw noIndex(origin, isJsonObject(data) ? `a map${withKeys(Object.keys(data))}` : "no map");
  const listed = new Map<string, ListedChart>(
    Object.entries(charts).map(([name, items]) => [name, listedChart(items)]),
  );
  return { names: [...listed.keys()], chart: async (name) => listed.get(name) ?? { entries: [], skipped: 0 } };
}

/** As Helm, which takes no key twice either. */
function parseYaml(text: string): { readonly data: unknown } | { readonly problem: string } {
  try {
    const document = parseDocument(text, { merge: true, logLevel: "silent" });
    const [error] = document.errors;
    return error === undefined ? { data: document.toJS({ maxAliasCount: 1000 }) as unknown } : problemOf(error);
  } catch (error) {
    return problemOf(error);
  }
}

/** Its first line: the others show a part of the file. */
function problemOf(error: unknown): { readonly problem: string } {
  const message = error instanceof Error ? error.message : String(error);
  return { problem: (message.split("\n")[0] ?? "").replace(/:$/, "") };
}
