import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import { nearest } from "../support/nearest.ts";
import type { Problem } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { YamlSource } from "../support/yaml-source.ts";

/** charts/sources.yaml while it is read: every problem goes to `problems`, with its place. */
export interface SourcesReading {
  readonly source: YamlSource;
  readonly problems: Problem[];
}

export function report(
  { source, problems }: SourcesReading,
  path: YamlPath,
  problem: Omit<Problem, "severity" | "at"> & { readonly part?: "key" },
): undefined {
  const { part, ...rest } = problem;
  problems.push({ severity: "error", ...rest, at: source.at(path, part ?? "value") });
}

/** A map whose keys are all known; undefined, and told, when it is something else. */
export function mapAt(
  reading: SourcesReading,
  place: { readonly path: YamlPath; readonly data: JsonValue | undefined; readonly known: readonly string[] },
): JsonObject | undefined {
  const { path, data, known } = place;
  if (!isJsonObject(data)) return wrongType(reading, path, "a map");
  for (const key of Object.keys(data)) {
    if (known.includes(key) || (path.length === 0 && key.startsWith("x-"))) continue;
    const meant = nearest(key, known);
    const all = `known here: ${known.join(", ")}`;
    report(reading, [...path, key], {
      code: "SOURCES-UNKNOWN-KEY",
      message: `unknown key ${key}${path.length === 0 ? "" : ` in ${words(path)}`}`,
      hint: meant === undefined ? all : `did you mean ${meant}? ${all}`,
      part: "key",
    });
  }
  return data;
}

/** A list that is not empty; undefined, and told, when it is something else. */
export function listAt(reading: SourcesReading, path: YamlPath, data: JsonValue): readonly JsonValue[] | undefined {
  if (!Array.isArray(data)) return wrongType(reading, path, "a list");
  if (data.length === 0) {
    return report(reading, path, {
      code: "SOURCES-VALUE",
      message: `${words(path)} must not be empty`,
      hint: "name at least one, or remove the key",
    });
  }
  return data as readonly JsonValue[];
}

/** A text that is not empty; undefined, and told, when it is something else. */
export function textAt(reading: SourcesReading, path: YamlPath, data: JsonValue): string | undefined {
  if (typeof data === "string" && data !== "") return data;
  return wrongType(reading, path, "a text");
}

/** One of a few words; undefined, and told, when it is something else. */
export function wordAt<Word extends string>(
  reading: SourcesReading,
  path: YamlPath,
  given: { readonly data: JsonValue; readonly words: readonly Word[] },
): Word | undefined {
  const found = given.words.find((word) => word === given.data);
  if (found !== undefined) return found;
  const meant = nearest(typeof given.data === "string" ? given.data : "", given.words);
  return report(reading, path, {
    code: "SOURCES-VALUE",
    message: `${words(path)} must be ${given.words.join(", ").replace(/, ([^,]*)$/, " or $1")}`,
    ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
  });
}

function wrongType(reading: SourcesReading, path: YamlPath, expected: string): undefined {
  const what = path.length === 0 ? "the file" : words(path);
  return report(reading, path, {
    code: "SOURCES-TYPE",
    message: `${what} must be ${expected}`,
    hint: "docs/signatures.md has an example; addons schema sources prints the form",
  });
}

/** A path as people write it: signers[0].pgp; the source itself stands in quotes. */
export function words(path: YamlPath): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      return index === 0 ? step : step.includes(".") ? `[${JSON.stringify(step)}]` : `.${step}`;
    })
    .join("");
}
