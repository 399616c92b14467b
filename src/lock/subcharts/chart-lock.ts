import { printable, type ListedDependency } from "../../sources/chart-dependencies.ts";
import { readGoYamlMap } from "../../support/go-yaml-map.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../support/json.ts";
import { sha256 } from "../../support/sha256.ts";

/** What Helm's own lock of a chart (Chart.lock, in old charts requirements.lock) says. */
export type ChartLock =
  | { readonly kind: "none" }
  /** It was made from other dependencies than those that are listed now. */
  | { readonly kind: "out-of-step"; readonly file: string }
  /** Exact versions, in the order of the listed dependencies; empty text where it has none. */
  | { readonly kind: "in-step"; readonly file: string; readonly versions: readonly string[] };

type Files = ReadonlyMap<string, Uint8Array>;

/** Reads it as `helm dependency build` does: it counts only when its digest is that of the listed dependencies with its own. */
export function readChartLock(files: Files, dependencies: readonly ListedDependency[]): ChartLock {
  const file = ["requirements.lock", "Chart.lock"].find((name) => files.has(name));
  if (file === undefined) return { kind: "none" };
  const lock = readGoYamlMap(files.get(file));
  const listed = Array.isArray(lock["dependencies"]) ? lock["dependencies"] : [];
  const locked = listed.map((entry: JsonValue) => (isJsonObject(entry) ? entry : {}));
  const wanted = dependencies.map(({ data }) => asHelmListsIt(data, printable));
  const digests = [digestOf([wanted, locked.map((entry) => asHelmListsIt(entry, text))])];
  // Helm 2 knew the requirements only.
  if ((text(readGoYamlMap(files.get("Chart.yaml"))["apiVersion"]) || "v1") === "v1") {
    digests.push(digestOf({ dependencies: dependencies.map(({ data }) => asHelmListsIt(data, printable)) }));
  }
  if (!digests.includes(text(lock["digest"]))) return { kind: "out-of-step", file };
  const versions = dependencies.map(({ name }, index) => {
    const same = locked[index]?.["name"] === name ? locked[index] : locked.find((entry) => entry["name"] === name);
    return text(same?.["version"]);
  });
  return { kind: "in-step", file, versions };
}

/** Go's JSON of Helm's Dependency: this order of fields, empty ones left out. */
function asHelmListsIt(entry: JsonObject, read: (value: JsonValue | undefined) => string): JsonObject {
  const [version, condition] = [read(entry["version"]), read(entry["condition"])];
  const tags = list(entry["tags"]).map(read);
  const imports = list(entry["import-values"]).map(sorted);
  const alias = text(entry["alias"]);
  return {
    name: read(entry["name"]),
    ...(version === "" ? {} : { version }),
    repository: read(entry["repository"]),
    ...(condition === "" ? {} : { condition }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(entry["enabled"] === true ? { enabled: true } : {}),
    ...(imports.length === 0 ? {} : { "import-values": imports }),
    ...(alias === "" ? {} : { alias }),
  };
}

/** Go sorts the keys of maps. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).sort(([left], [right]) =>
    Buffer.compare(Buffer.from(left), Buffer.from(right)),
  );
  return Object.fromEntries(entries.map(([key, inside]) => [key, sorted(inside)]));
}

/** Go writes these characters as escapes, so that JSON may stand in HTML and JavaScript. */
function digestOf(data: JsonValue): string {
  const json = JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `sha256:${sha256(json)}`;
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function text(value: JsonValue | undefined): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? value : "";
}
