import { isJsonObject } from "../../../support/json.ts";
import { listedChart, type ListedChart } from "./index-entry.ts";
import { readRange, unlessGone } from "./index-file.ts";
import { noIndex, withKeys } from "./no-index.ts";
import type { KnownIndex, OpenedIndex } from "./opened-index.ts";
import { parseIndexYaml, problemOf } from "./parse-index-yaml.ts";

/** A style that needs a whole parse is only read when it is small: that takes up to two hundred times the memory. */
const MAX_WHOLE_PARSE = 4 * 1024 * 1024;

/** Any YAML; `undefined` when the file is not the same any more. */
export async function readWholeIndex(file: KnownIndex): Promise<OpenedIndex | undefined> {
  const { size, origin } = file;
  if (size > MAX_WHOLE_PARSE) {
    throw noIndex(origin, `of a style that is only read up to ${MAX_WHOLE_PARSE} bytes, and has ${size}`);
  }
  const pieces: Buffer[] = [];
  const read = await unlessGone(() => readRange(file, { start: 0, end: size }, (bytes) => void pieces.push(bytes)));
  if (read !== "read") return undefined;
  const yaml = readYaml(Buffer.concat(pieces).toString("utf8"));
  if ("problem" in yaml) throw noIndex(origin, `broken YAML (${yaml.problem})`);
  const { data } = yaml;
  const charts = isJsonObject(data) ? data["entries"] : undefined;
  if (!isJsonObject(charts))
    throw noIndex(origin, isJsonObject(data) ? `a map${withKeys(Object.keys(data))}` : "no map");
  const listed = new Map<string, ListedChart>(
    Object.entries(charts).map(([name, items]) => [name, listedChart(items)]),
  );
  return { names: [...listed.keys()], chart: async (name) => listed.get(name) ?? { entries: [], skipped: 0 } };
}

function readYaml(text: string): { readonly data: unknown } | { readonly problem: string } {
  const parsed = parseIndexYaml(text);
  if ("problem" in parsed) return parsed;
  try {
    return { data: parsed.document.toJS({ maxAliasCount: 1000 }) as unknown };
  } catch (error) {
    return problemOf(error);
  }
}
