import { isJsonObject, type JsonObject, type JsonValue } from "../../support/json.ts";
import type { Problem } from "../../support/problem.ts";
import type { YamlPath } from "../../support/yaml-places.ts";
import { readYamlSource } from "../../support/yaml-source.ts";
import { asMap, checkKeys, report, type LockReading } from "./lock-reading.ts";
import { LOCK_FILE, type Lockfile, type LockRead } from "../lockfile.ts";
import { parsePin } from "./parse-pin.ts";
import { printLock } from "./print-lock.ts";

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

function toLock(reading: LockReading): Lockfile | undefined {
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

function toAddons(reading: LockReading, data: JsonValue | undefined): Lockfile["addons"] {
  const addons = asMap(reading, ["addons"], data ?? null);
  checkNames(reading, { map: addons, path: ["addons"], form: ADDON_NAME, what: "the name of an add-on" });
  return mapValues(addons, (data, addon) => {
    const pins = asMap(reading, ["addons", addon], data);
    const what = "an environment, or an environment, a slash and a Kubernetes minor (prod/1.36)";
    checkNames(reading, { map: pins, path: ["addons", addon], form: PIN_KEY, what });
    return mapValues(pins, (pin, key) => parsePin(reading, ["addons", addon, key], pin));
  });
}

const ADDON_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const PIN_KEY = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\/1\.[0-9]{1,3})?$/;

function checkNames(
  reading: LockReading,
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

/** What every YAML file can have, with what to do about it in a lock. */
function aboutTheLock(problem: Problem): Problem {
  if (problem.code === "YAML-MERGE-CONFLICT") {
    const hint =
      "solve the conflicts of the manifest, then run `addons lock`: it merges the lock from what git has of both sides";
    return { ...problem, code: "LOCK-MERGE-CONFLICT", hint };
  }
  return { ...problem, hint: problem.hint ?? "restore the file from git, then run `addons lock`" };
}

function notCanonical(text: string, canonical: string): Problem {
  const lines = text.split("\n");
  const expected = canonical.split("\n");
  const different = lines.findIndex((line, index) => line !== expected[index]);
  const line = different === -1 ? lines.length : different + 1;
  const isCheckedOut = text.replaceAll("\r\n", "\n") === canonical;
  return {
    code: "LOCK-NOT-CANONICAL",
    severity: "error",
    message: `the text is not as \`addons lock\` writes it: ${isCheckedOut ? CHECKED_OUT : "it was edited or formatted by hand"}`,
    hint: "run `addons lock`: it rewrites the file and keeps the pins",
    at: { file: LOCK_FILE, line, column: 1 },
  };
}

const CHECKED_OUT =
  "its lines end in CRLF, as with core.autocrlf of git; `* text=auto eol=lf` in .gitattributes keeps them, and those of local charts, as they were locked";

function mapValues<From, To>(
  map: Readonly<Record<string, From>>,
  change: (value: From, key: string) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
