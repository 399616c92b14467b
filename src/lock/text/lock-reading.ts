import { isJsonObject, type JsonObject, type JsonValue } from "../../support/json.ts";
import { nearest } from "../../support/nearest.ts";
import type { Problem } from "../../support/problem.ts";
import type { YamlPath } from "../../support/yaml-places.ts";
import type { YamlSource } from "../../support/yaml-source.ts";

/** A lock while it is read: every problem goes to `problems`, with its place. */
export interface LockReading {
  readonly source: YamlSource;
  readonly problems: Problem[];
}

export function report(reading: LockReading, path: YamlPath, problem: Omit<Problem, "severity" | "at">): undefined {
  const hint = "restore the file from git, then run `addons lock`";
  reading.problems.push({ severity: "error", hint, ...problem, at: reading.source.at(path) });
}

export function asMap(reading: LockReading, path: YamlPath, data: JsonValue): JsonObject {
  if (isJsonObject(data)) return data;
  const name = path.at(-1) ?? "lock";
  report(reading, path, { code: "LOCK-TYPE", message: `${JSON.stringify(name)} is not a map` });
  return {};
}

export function checkKeys(
  reading: LockReading,
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
