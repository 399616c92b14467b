import { AddonsError } from "../support/addons-error.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";

/** Milliseconds by `ENVIRONMENT/CLUSTER`, then by add-on: what a sync worked on, not what it left as it was. */
export type Durations = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Reads what `addons sync -o json` prints. Throws AddonsError GRAPH-DURATIONS (usage) for anything else; `file` is for the message. */
export function readDurations(text: string, file: string): Durations {
  const environments = listAt(parse(text, file), "environments");
  if (environments === undefined) throw unreadable(file, "has no list of environments");
  const durations = new Map<string, ReadonlyMap<string, number>>();
  for (const environment of environments) {
    for (const cluster of listAt(environment, "clusters") ?? []) {
      const addons = (listAt(cluster, "addons") ?? []).flatMap(durationOf);
      durations.set(`${textAt(environment, "environment")}/${textAt(cluster, "cluster")}`, new Map(addons));
    }
  }
  return durations;
}

function durationOf(entry: JsonObject): readonly (readonly [string, number])[] {
  const took = entry["durationMs"];
  const name = entry["addon"];
  return typeof name === "string" && typeof took === "number" && took > 0 ? [[name, took]] : [];
}

function parse(text: string, file: string): JsonObject {
  try {
    const data: unknown = JSON.parse(text);
    if (isJsonObject(data)) return data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unreadable(file, "is no JSON", error);
  }
  throw unreadable(file, "is no JSON object");
}

function listAt(data: JsonObject, key: string): readonly JsonObject[] | undefined {
  const list = data[key];
  return Array.isArray(list) ? (list as readonly JsonValue[]).filter(isJsonObject) : undefined;
}

function textAt(data: JsonObject, key: string): string {
  const text = data[key];
  return typeof text === "string" ? text : "";
}

function unreadable(file: string, what: string, cause?: unknown): AddonsError {
  return new AddonsError("GRAPH-DURATIONS", `${file} ${what}, so it says nothing about durations`, {
    kind: "usage",
    hint: "give the result of a sync: addons sync --env ENV -o json=FILE",
    cause,
  });
}
