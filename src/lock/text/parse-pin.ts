import type { JsonObject, JsonValue } from "../../support/json.ts";
import type { YamlPath } from "../../support/yaml-places.ts";
import { asMap, checkKeys, report, type LockReading } from "./lock-reading.ts";
import type { Pin, SubchartPin } from "../lockfile.ts";
import { PIN_FIELDS, SUBCHART_FIELDS, type PinField } from "./print-lock.ts";

/** One pin; what is wrong with it is reported, and stands empty in the result. */
export function parsePin(reading: LockReading, path: YamlPath, data: JsonValue): Pin {
  const map = asMap(reading, path, data);
  if (map !== data) return EMPTY;
  checkKeys(reading, { map, path, known: [...PIN_FIELDS.map(({ name }) => name), "subcharts", "images"] });
  return {
    ...parseFields({ reading, path, map }, PIN_FIELDS),
    ...subchartsOf(reading, path, map),
    ...imagesOf(reading, path, map),
  };
}

const EMPTY = { chart: "", source: "", content: "" } as const;

interface PinReading {
  readonly reading: LockReading;
  readonly path: YamlPath;
  readonly map: JsonObject;
}

function parseFields({ reading, path, map }: PinReading, known: readonly { readonly name: PinField }[]): Pin {
  const fields: Partial<Record<PinField, string>> = {};
  for (const { name } of known) {
    const value = map[name];
    if (value === undefined) continue;
    if (typeof value === "string" && (FORMS[name]?.pattern.test(value) ?? value !== "")) fields[name] = value;
    else report(reading, [...path, name], { code: "LOCK-VALUE", message: wrongValue(name, value) });
  }
  for (const name of ["chart", "source", "content"] as const) {
    if (map[name] === undefined)
      report(reading, path, { code: "LOCK-MISSING-FIELD", message: `the pin has no ${name}` });
  }
  if (fields.commit !== undefined || map["commit"] === undefined) checkCommit(reading, path, fields);
  return { ...EMPTY, ...fields };
}

/** A chart in git is pinned to a commit, and to no other than its own address names; a chart that is published has none. */
function checkCommit(reading: LockReading, path: YamlPath, { source = "", commit }: Partial<Record<PinField, string>>) {
  const isGit = source.startsWith("git+");
  const named = /[?]ref=([0-9a-f]{40}|[0-9a-f]{64})$/.exec(source)?.[1];
  if (isGit && commit === undefined)
    report(reading, path, { code: "LOCK-MISSING-FIELD", message: "the pin of a chart in git has no commit" });
  else if (isGit && named !== undefined && named !== commit)
    report(reading, [...path, "commit"], { code: "LOCK-VALUE", message: "commit is not the one that source names" });
  else if (/^(https?|oci):/.test(source) && commit !== undefined)
    report(reading, [...path, "commit"], {
      code: "LOCK-VALUE",
      message: "only folders, here or in git, have a commit",
    });
}

/** Charts that depend on each other in a circle are refused when they are locked; a file that is deeper was made by hand. */
const MAX_DEPTH = 12;

function subchartsOf(reading: LockReading, path: YamlPath, map: JsonObject): Pick<Pin, "subcharts"> {
  const list = map["subcharts"];
  if (list === undefined) return {};
  const place = [...path, "subcharts"];
  if (!Array.isArray(list) || list.length === 0 || path.length > MAX_DEPTH * 2) {
    report(reading, place, { code: "LOCK-VALUE", message: "subcharts should be a list of pins" });
    return {};
  }
  const subcharts = list.map((data: JsonValue, index): SubchartPin => {
    const at = [...place, index];
    const subchart = asMap(reading, at, data);
    if (subchart !== data) return EMPTY;
    checkKeys(reading, { map: subchart, path: at, known: [...SUBCHART_FIELDS.map(({ name }) => name), "subcharts"] });
    const fields = parseFields({ reading, path: at, map: subchart }, SUBCHART_FIELDS);
    return { ...fields, ...subchartsOf(reading, at, subchart) };
  });
  return { subcharts };
}

function imagesOf(reading: LockReading, path: YamlPath, map: JsonObject): Pick<Pin, "images"> {
  const data = map["images"];
  if (data === undefined) return {};
  const images = asMap(reading, [...path, "images"], data);
  const read = Object.entries(images).flatMap(([image, digest]): readonly [string, string][] => {
    if (typeof digest === "string" && SHA256.pattern.test(digest)) return [[image, digest]];
    report(reading, [...path, "images", image], { code: "LOCK-VALUE", message: `a digest should be ${SHA256.form}` });
    return [];
  });
  return { images: Object.fromEntries(read) };
}

const SHA256 = { pattern: /^sha256:[0-9a-f]{64}$/, form: "sha256: and 64 hex digits" };

const FORMS: Readonly<Partial<Record<PinField, { readonly pattern: RegExp; readonly form: string }>>> = {
  chart: { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*@v?\d[0-9A-Za-z.+-]*$/, form: "NAME@VERSION" },
  source: {
    pattern: /^(?!(?!git\+ssh:).*:\/\/[^/]*@)(?!.*:\/\/[^/]*:[^/]*@)(?!\/)(?!-).+$/,
    form: "an address without credentials, or a folder of the project",
  },
  archive: SHA256,
  manifest: SHA256,
  commit: { pattern: /^([0-9a-f]{40}|[0-9a-f]{64})$/, form: "a full git commit: 40 (or 64) hex digits" },
  content: { pattern: /^h1:[A-Za-z0-9+/]{43}=$/, form: "h1: and 44 characters of base64" },
  signer: { pattern: /^(pgp|cosign|sigstore):\S+$/, form: "pgp:…, cosign:… or sigstore:…" },
};

function wrongValue(name: PinField, value: JsonValue): string {
  if (typeof value !== "string") return `${name} is not a string; numbers and versions stand in quotes`;
  return `${name} should be ${FORMS[name]?.form ?? "text"}`;
}
