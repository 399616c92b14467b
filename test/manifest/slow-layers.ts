import type { JsonObject, JsonValue } from "../../src/support/json.ts";

// Layering a second time, by the documentation alone and with no thought of speed: every leaf of every file is one
// assignment, and assignments are replayed in order on a flat list.

/** A project as data: files by their name beside each other, values files by theirs. */
export interface SlowProject {
  readonly files: Readonly<Record<string, JsonObject>>;
  readonly valuesFiles: Readonly<Record<string, JsonObject>>;
}

export interface SlowCluster {
  readonly vars: JsonValue;
  readonly defaults: JsonObject;
  readonly namespaces: JsonObject;
  /** Names of the enabled add-ons, whether or not something is missing of them. */
  readonly enabled: readonly string[];
  /** Enabled add-ons with chart and namespace: their settings without values. */
  readonly settings: Readonly<Record<string, JsonObject>>;
  /** By add-on, references not resolved. */
  readonly values: Readonly<Record<string, JsonValue>>;
}

export function slowCluster(project: SlowProject, environment: string, cluster: string): SlowCluster {
  const own = project.files[environment] ?? {};
  const overlay = at(own, ["clusters", cluster]) as JsonObject;
  const layers = [...order(project, environment).map((name) => project.files[name] ?? {}), overlay];
  const all = new Assignments("null removes");
  for (const layer of layers) all.assign([], withoutValues(layer));
  const merged = all.value() as JsonObject;
  const enabled = Object.entries((merged["addons"] ?? {}) as Record<string, JsonObject>).filter(
    ([, addon]) => addon["enabled"] !== false,
  );
  const addons = enabled.filter(([, addon]) => addon["chart"] !== undefined && addon["namespace"] !== undefined);
  return {
    vars: merged["vars"] ?? {},
    defaults: (merged["defaults"] ?? {}) as JsonObject,
    namespaces: (merged["namespaces"] ?? {}) as JsonObject,
    enabled: enabled.map(([name]) => name),
    settings: Object.fromEntries(addons),
    values: Object.fromEntries(addons.map(([name]) => [name, slowValues(project, layers, name)])),
  };
}

/** Depth first, what is extended before what extends it, each file once where it comes first. */
function order(project: SlowProject, name: string): readonly string[] {
  const named = project.files[name]?.["extends"];
  const bases = (typeof named === "string" ? [named] : ((named ?? []) as readonly string[])).map((file) =>
    file.replace(".yaml", ""),
  );
  return [...new Set([...bases.flatMap((base) => order(project, base)), name])];
}

function slowValues(project: SlowProject, layers: readonly JsonObject[], name: string): JsonValue {
  let parts: readonly Part[] = [];
  for (const layer of layers) {
    const addon = at(layer, ["addons", name]);
    if (layer["addons"] === null || addon === null) parts = [];
    const { values, valuesFiles } = (addon ?? {}) as JsonObject;
    if (valuesFiles === null) parts = parts.filter(({ from }) => from !== "file");
    const named = ((valuesFiles ?? []) as readonly string[]).map((file) => project.valuesFiles[file] ?? {});
    parts = [...parts, ...named.map((data) => ({ from: "file", data }) as const)];
    if (values === null) parts = parts.filter(({ from }) => from !== "inline");
    else if (values !== undefined) parts = [...parts, { from: "inline", data: values as JsonObject }];
  }
  const assignments = new Assignments("null is a value");
  for (const { data } of parts) assignments.assign([], data);
  return assignments.value();
}

interface Part {
  readonly from: "file" | "inline";
  readonly data: JsonObject;
}

/** Leaves by their path, and maps as leaves of their own, in the order in which keys came. */
class Assignments {
  readonly #nulls: "null removes" | "null is a value";
  #leaves: { readonly path: readonly string[]; readonly value: JsonValue }[] = [{ path: [], value: {} }];

  constructor(nulls: "null removes" | "null is a value") {
    this.#nulls = nulls;
  }

  assign(path: readonly string[], value: JsonValue): void {
    if (value === null && this.#nulls === "null removes") return this.#remove(path);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.#remove(path);
      this.#leaves.push({ path, value });
      return;
    }
    const before = this.#leaves.find((leaf) => same(leaf.path, path));
    if (before === undefined || !isMap(before.value)) {
      this.#remove(path);
      this.#leaves.push({ path, value: {} });
    }
    for (const [key, inner] of Object.entries(value)) this.assign([...path, key], inner);
  }

  value(): JsonValue {
    const root: Record<string, JsonValue> = {};
    for (const { path, value } of this.#leaves) {
      if (path.length === 0) continue;
      const parent = at(root, path.slice(0, -1)) as Record<string, JsonValue>;
      parent[path.at(-1)!] = isMap(value) ? {} : value;
    }
    return root;
  }

  #remove(path: readonly string[]): void {
    this.#leaves = this.#leaves.filter((leaf) => !same(leaf.path.slice(0, path.length), path));
  }
}

function isMap(value: JsonValue): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((step, index) => step === right[index]);
}

function at(value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (inner, step) => (inner === null || inner === undefined ? undefined : (inner as JsonObject)[step]),
    value,
  );
}

function withoutValues(layer: JsonObject): JsonObject {
  const { clusters: _clusters, extends: _extends, kind: _kind, ...rest } = layer;
  const addons = rest["addons"];
  if (addons === null || addons === undefined) return rest;
  const settings = Object.entries(addons as Record<string, JsonObject | null>).map(([name, addon]) => {
    if (addon === null) return [name, addon] as const;
    const { values: _values, valuesFiles: _files, ...others } = addon;
    return [name, others] as const;
  });
  return { ...rest, addons: Object.fromEntries(settings) };
}
