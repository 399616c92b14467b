import type { JsonObject, JsonValue } from "../support/json.ts";
import { canonicalSource, readCanonicalSource } from "./canonical-source.ts";
import type { SourcePosition } from "../support/problem.ts";
import type { ChartSource } from "./chart-source.ts";
import { parseSigner, type PlacedSigner } from "./parse-signer.ts";
import { SOURCE_ENTRY_KEYS } from "./source-keys.ts";
import type { SourceSettings } from "./source-settings.ts";
import { listAt, mapAt, report, textAt, wordAt, words, type SourcesReading } from "./sources-reading.ts";

/** One entry with where it stands. */
export interface PlacedSettings {
  readonly settings: SourceSettings;
  readonly at: SourcePosition;
  /** Project-relative files that the entry names, each with its place. */
  readonly files: readonly { readonly file: string; readonly at: SourcePosition }[];
}

/** What holds for one source; undefined, and told, when that cannot be said. */
export function parseSourceEntry(reading: SourcesReading, source: string, data: JsonValue): PlacedSettings | undefined {
  const path = ["sources", source];
  const kind = kindOf(reading, { path, part: "key", text: source });
  const map = mapAt(reading, { path, data, known: Object.keys(SOURCE_ENTRY_KEYS) });
  if (kind === undefined || map === undefined) return undefined;
  if (Object.keys(map).length === 0) {
    const hint = `known here: ${Object.keys(SOURCE_ENTRY_KEYS).join(", ")}`;
    return report(reading, path, { code: "SOURCES-VALUE", message: "the entry says nothing", hint, part: "key" });
  }
  const entry: Entry = { reading, source, kind, map };
  const signers = signersOf(entry);
  const settings: SourceSettings = {
    source,
    mirrors: mirrorsOf(entry),
    indexDigest: indexDigestOf(entry),
    verify: verifyOf(entry, signers.length),
    signers: signers.map(({ signer }) => signer),
  };
  return { settings, at: reading.source.at(path, "key"), files: signers.map(({ file }) => file) };
}

type RemoteKind = Exclude<ChartSource["kind"], "local">;

interface Entry {
  readonly reading: SourcesReading;
  readonly source: string;
  readonly kind: RemoteKind;
  readonly map: JsonObject;
}

interface Address {
  readonly path: readonly (string | number)[];
  readonly part?: "key";
  readonly text: string;
}

/** The kind of an address that is spelled as the lock spells it; undefined, and told, for every other one. */
function kindOf(reading: SourcesReading, { path, part, text }: Address): RemoteKind | undefined {
  const tell = (message: string, hint: string): undefined =>
    report(reading, path, { code: "SOURCES-ADDRESS", message, hint, ...(part === undefined ? {} : { part }) });
  const read = readCanonicalSource(text, "");
  if (read.kind === "local" || !hasHost(text)) {
    return tell(
      `${JSON.stringify(text)} is not the address of a source`,
      "write it as the lock has it: https://…, oci://host/path or git+https://host/path; folders of the project need no entry",
    );
  }
  if (/^(?!git\+ssh:)[^/]*\/\/[^/]*@/.test(text) || /\/\/[^/]*:[^/]*@/.test(text)) {
    return tell("the address holds credentials", "take them out; docs/lock.md says where logins are read from");
  }
  const spelled = canonicalSource(read).replace(/\/+$/, "");
  if (spelled !== text) return tell(`${JSON.stringify(text)} is not how the lock spells it`, `write ${spelled}`);
  return read.kind;
}

function hasHost(text: string): boolean {
  if (/\s/.test(text)) return false;
  const url = URL.parse(text.replace(/^git\+/, "").replace(/^oci:/, "https:"));
  return url !== null && (url.host !== "" || url.protocol === "file:");
}

function mirrorsOf({ reading, source, kind, map }: Entry): readonly string[] {
  const { mirrors } = map;
  if (mirrors === undefined) return [];
  const path = ["sources", source, "mirrors"];
  const tell = (place: readonly (string | number)[], message: string, hint: string): void =>
    report(reading, place, { code: "SOURCES-VALUE", message, hint });
  if (kind === "git") {
    tell(path, "git sources have no mirrors", "let git do it: git config url.MIRROR.insteadOf ADDRESS");
    return [];
  }
  const texts = (listAt(reading, path, mirrors) ?? []).map((item, index) => textAt(reading, [...path, index], item));
  for (const [index, text] of texts.entries()) {
    if (text === undefined) continue;
    const place = [...path, index];
    const mirrorKind = kindOf(reading, { path: place, text });
    if (mirrorKind !== undefined && mirrorKind !== kind) {
      const hint = kind === "oci" ? "write oci://…" : "write https://…";
      tell(place, `a mirror of ${source} must be of the same kind`, hint);
    }
    if (text === source || texts.indexOf(text) < index) {
      tell(place, `${text} stands here twice, or is the source itself`, "remove it; the source is asked last anyway");
    }
  }
  return texts.filter((text) => text !== undefined);
}

function indexDigestOf({ reading, source, kind, map }: Entry): SourceSettings["indexDigest"] {
  const { indexDigest } = map;
  if (indexDigest === undefined) return "refuse";
  const path = ["sources", source, "indexDigest"];
  if (kind !== "http") {
    const message = "only HTTP repositories have an index that promises digests";
    report(reading, path, { code: "SOURCES-VALUE", message, hint: "remove indexDigest", part: "key" });
  }
  return wordAt(reading, path, { data: indexDigest, words: ["refuse", "warn"] }) ?? "refuse";
}

function verifyOf({ reading, source, kind, map }: Entry, signers: number): SourceSettings["verify"] {
  const { verify } = map;
  const path = ["sources", source, "verify"];
  const policy =
    verify === undefined
      ? signers > 0
        ? "required"
        : "off"
      : (wordAt(reading, path, { data: verify, words: ["required", "ifPresent", "off"] }) ?? "off");
  const tell = (message: string, hint: string): void =>
    report(reading, path, { code: "SOURCES-SIGNERS", message, hint, part: "key" });
  if (policy !== "off" && kind === "git") {
    const hint = "remove verify and signers: the commit in the lock holds the bytes; see docs/signatures.md";
    tell("signatures of git sources are not checked", hint);
  } else if (policy !== "off" && map["signers"] === undefined) {
    const hint = `add for example: signers: [{ pgp: keys/team.asc }]`;
    tell(`${words(path)} is ${policy}, but nobody may sign`, hint);
  }
  return policy;
}

function signersOf({ reading, source, kind, map }: Entry): readonly PlacedSigner[] {
  const { signers } = map;
  if (signers === undefined) return [];
  const path = ["sources", source, "signers"];
  const read = (listAt(reading, path, signers) ?? []).map((item, index) =>
    parseSigner(reading, [...path, index], item),
  );
  for (const [index, found] of read.entries()) {
    if (found === undefined || found.signer.kind === "pgp" || kind !== "http") continue;
    report(reading, [...path, index], {
      code: "SOURCES-SIGNERS",
      message: "cosign signatures lie in OCI registries only, this is an HTTP repository",
      hint: "name a keyring for its provenance files: { pgp: keys/team.asc }",
    });
  }
  return read.filter((found) => found !== undefined);
}
