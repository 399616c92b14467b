import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import { nearest } from "../support/nearest.ts";
import type { Problem } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import { readYamlSource, type YamlSource } from "../support/yaml-source.ts";
import { LOCK_FILE, type Lockfile, type LockRead, type Pin } from "./lockfile.ts";
import { PIN_FIELDS, printLock } from "./print-lock.ts";

/** Reads a lock strictly: only what `addons lock` writes is accepted, every problem has its place. */
export function parseLock(text: string): LockRead {
  const read = readYamlSource(text, LOCK_FILE);
  if (read.kind === "broken") return { kind: "broken", problems: read.problems.map(aboutTheLock) };
  const problems: Problem[] = [];
  const lock = toLock({ source: read.source, problems });
  if (!lock || problems.length > 0) return { kind: "broken", problems };
  const canonical = printLock(lock);
  if (canonical === text) return { kind: "read", lock, text };
  return { kind: "broken", problems: [notCanonical(text, canonical)], salvage: { lock, text } };
}

interface Reading {
  readonly source: YamlSource;
  readonly problems: Problem[];
}

function toLock(reading: Reading): Lockfile | undefined {
  const { data } = reading.source;
  if (!isJsonObject(data)) return report(reading, [], { code: "LOCK-TYPE", message: "the lock is not a map" });
  const version = data["lockVersion"];
  if (version !== 1) {
    const isNewer = typeof version === "number" && version > 1;
    const message = isNewer
      ? `the lock has lockVersion ${version}, this addons knows 1`
      : "the lock has no lockVersion this addons knows (1)";
    const hint = isNewer
      ? "update addons: a newer one wrote this lock"
      : "restore the file from git, or remove it and run `addons lock`";
    return report(reading, ["lockVersion"], { code: "LOCK-VERSION", message, hint });
  }
  checkKeys(reading, { map: data, path: [], known: ["lockVersion", "addons"] });
  return { lockVersion: 1, addons: toAddons(reading, data["addons"]) };
}

function toAddons(reading: Reading, data: JsonValue | undefined): Lockfile["addons"] {
  const addons = asMap(reading, ["addons"], data ?? null);
  checkNames(reading, { map: addons, path: ["addons"], form: ADDON_NAME, what: "the name of an add-on" });
  return mapValues(addons, (data, addon) => {
    const pins = asMap(reading, ["addons", addon], data);
    const what = "an environment, or an environment, a slash and a Kubernetes minor (prod/1.36)";
    checkNames(reading, { map: pins, path: ["addons", addon], form: PIN_KEY, what });
    return mapValues(pins, (pin, key) => toPin(reading, ["addons", addon, key], pin));
  });
}

const ADDON_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const PIN_KEY = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\/1\.[0-9]{1,3})?$/;

function checkNames(
  reading: Reading,
  names: { readonly map: JsonObject; readonly path: YamlPath; readonly form: RegExp; readonly what: string },
): void {
  for (const name of Object.keys(names.map)) {
    if (names.form.test(name)) continue;
    reading.problems.push({
      code: "LOCK-NAME",
      severity: "error",
      message: `${JSON.stringify(name)} is not ${names.what}`,
      hint: "restore the file from git, then run `addons lock`",
      at: reading.source.at([...names.path, name], "key"),
    });
  }
}

function toPin(reading: Reading, path: YamlPath, data: JsonValue): Pin {
  const map = asMap(reading, path, data);
  if (map !== data) return { chart: "", source: "", content: "" };
  checkKeys(reading, { map, path, known: PIN_FIELDS.map((field) => field.name) });
  const fields: Partial<Record<keyof Pin, string>> = {};
  for (const { name } of PIN_FIELDS) {
    const value = map[name];
    if (value === undefined) continue;
    if (typeof value === "string" && (FORMS[name]?.pattern.test(value) ?? value !== "")) fields[name] = value;
    else report(reading, [...path, name], { code: "LOCK-VALUE", message: wrongValue(name, value) });
  }
  for (const name of ["chart", "source", "content"] as const) {
    if (map[name] === undefined)
      report(reading, path, { code: "LOCK-MISSING-FIELD", message: `the pin has no ${name}` });
  }
  return { chart: "", source: "", content: "", ...fields };
}

const SHA256 = { pattern: /^sha256:[0-9a-f]{64}$/, form: "sha256: and 64 hex digits" };

const FORMS: Readonly<Partial<Record<keyof Pin, { readonly pattern: RegExp; readonly form: string }>>> = {
  chart: { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*@v?\d[0-9A-Za-z.+-]*$/, form: "NAME@VERSION" },
  source: {
    pattern: /^(?!.*:\/\/[^/]*@)(?!\/)(?!-).+$/,
    form: "an address without credentials, or a folder of the project",
  },
  archive: SHA256,
  manifest: SHA256,
  content: { pattern: /^h1:[A-Za-z0-9+/]{43}=$/, form: "h1: and 44 characters of base64" },
};

function wrongValue(name: keyof Pin, value: JsonValue): string {
  if (typeof value !== "string") return `${name} is not a string; numbers and versions stand in quotes`;
  return `${name} should be ${FORMS[name]?.form ?? "text"}`;
}

function checkKeys(
  reading: Reading,
  place: { readonly map: JsonObject; readonly path: YamlPath; readonly known: readonly string[] },
): void {
  for (const key of Object.keys(place.map)) {
    if (place.known.includes(key)) continue;
    const near = nearest(key, place.known);
    const at = reading.source.at([...place.path, key], "key");
    const meant = near === undefined ? "" : `did you mean ${near}? `;
    const hint = `${meant}a newer addons may have written it; otherwise restore the file from git`;
    reading.problems.push({
      code: "LOCK-UNKNOWN-FIELD",
      severity: "error",
      message: `unknown field ${JSON.stringify(key)}`,
      hint,
      at,
    });
  }
}

function asMap(reading: Reading, path: YamlPath, data: JsonValue): JsonObject {
  if (isJsonObject(data)) return data;
  const name = path.at(-1) ?? "lock";
  report(reading, path, { code: "LOCK-TYPE", message: `${JSON.stringify(name)} is not a map` });
  return {};
}

function report(reading: Reading, path: YamlPath, problem: Omit<Problem, "severity" | "at">): undefined {
  const hint = "restore the file from git, then run `addons lock`";
  reading.problems.push({ severity: "error", hint, ...problem, at: reading.source.at(path) });
}

/** What every YAML file can have, with what to do about it in a lock. */
function aboutTheLock(problem: Problem): Problem {
  if (problem.code === "YAML-MERGE-CONFLICT") {
    const hint = "take one side (`git checkout --ours addons.lock.yaml` or `--theirs`), then run `addons lock`";
    return { ...problem, code: "LOCK-MERGE-CONFLICT", hint };
  }
  return { ...problem, hint: problem.hint ?? "restore the file from git, then run `addons lock`" };
}

function notCanonical(text: string, canonical: string): Problem {
  const lines = text.split("\n");
  const expected = canonical.split("\n");
  const different = lines.findIndex((line, index) => line !== expected[index]);
  const line = different === -1 ? lines.length : different + 1;
  return {
    code: "LOCK-NOT-CANONICAL",
    severity: "error",
    message: "the text is not as `addons lock` writes it: it was edited or formatted by hand",
    hint: "run `addons lock`: it rewrites the file and keeps the pins",
    at: { file: LOCK_FILE, line, column: 1 },
  };
}

function mapValues<From, To>(
  map: Readonly<Record<string, From>>,
  change: (value: From, key: string) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
