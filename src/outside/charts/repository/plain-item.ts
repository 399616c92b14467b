import { toIndexEntry, type IndexEntry } from "./index-entry.ts";

/**
 * Reads an item of an index as generators write nearly all of them: each key once, on a line of its own, with a text that
 * means the same in every YAML. That takes a twentieth of the time of a YAML parser. `undefined` for whatever else it is,
 * which the parser then reads.
 */
export function plainItem(written: readonly string[]): IndexEntry | undefined {
  // Where no text goes over several lines, these are nothing but comments and blank lines.
  const lines = written.filter((line) => !/^\s*(?:#|$)/.test(line));
  const item: Record<string, string | boolean | readonly string[]> = {};
  for (let at = 0; at < lines.length; at += 1) {
    const key = /^([a-z]+):(?: +(\S+))?$/.exec(lines[at] ?? "");
    const name = key?.[1] ?? "";
    if (key === null || Object.hasOwn(item, name)) return undefined;
    const value = name === "urls" && key[2] === undefined ? addressesBelow(lines, at) : valueOf(name, key[2] ?? "");
    if (value === undefined) return undefined;
    item[name] = value;
    if (typeof value === "object") at += value.length;
  }
  return toIndexEntry(item);
}

function valueOf(name: string, written: string): string | boolean | undefined {
  const form = FORMS[name];
  const text = form && /^(["'])(.*)\1$/.exec(written)?.[2];
  if (form?.test(text ?? written) === true) return text ?? written;
  return name === "deprecated" || name === "removed" ? BOOLEANS.get(written) : undefined;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
]);

/** Texts that are no number, no date and nothing else but a text, with or without quotes. */
const FORMS: Readonly<Record<string, RegExp>> = {
  version: /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]*)?$/,
  digest: /^(?:sha256:)?(?=[0-9a-f]*[a-df])[0-9a-f]{64}$/,
  name: /^[a-z][a-z0-9-]*$/,
};

const ADDRESS = /^( *)- +([A-Za-z0-9][A-Za-z0-9._~/%+@=?&:-]*\.tgz)$/;

/** The list items right below a key, all at one column; `undefined` when there is none. */
function addressesBelow(lines: readonly string[], key: number): readonly string[] | undefined {
  const addresses: string[] = [];
  const column = ADDRESS.exec(lines[key + 1] ?? "")?.[1];
  for (const line of lines.slice(key + 1)) {
    const found = ADDRESS.exec(line);
    if (found?.[1] !== column || found?.[2] === undefined) break;
    addresses.push(found[2]);
  }
  return addresses.length === 0 ? undefined : addresses;
}
