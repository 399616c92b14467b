import { canonicalJson, type JsonObject } from "../support/json.ts";

/**
 * Whether rendering may depend on the cluster's version or API list. Errs towards yes: a packed subchart is not opened, and
 * values count too because charts may evaluate them as templates (`tpl`).
 */
export function readsCapabilities(files: ReadonlyMap<string, Uint8Array>, values: JsonObject): boolean {
  if (canonicalJson(values).includes(NEEDLE)) return true;
  for (const [path, bytes] of files) {
    if (/(^|\/)charts\/[^/]+\.tgz$/.test(path)) return true;
    if (isRendered(path) && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(NEEDLE)) return true;
  }
  return false;
}

const NEEDLE = ".Capabilities";

function isRendered(path: string): boolean {
  return /(^|\/)templates\//.test(path) || /(^|\/)values\.yaml$/.test(path);
}
