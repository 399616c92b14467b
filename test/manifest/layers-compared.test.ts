import fc from "fast-check";
import { expect, it } from "vitest";
import type { Addon, Cluster } from "../../src/manifest/environment.ts";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";
import { filesInMemory } from "./files-in-memory.ts";
import { slowCluster, type SlowCluster, type SlowProject } from "./slow-layers.ts";

const NAMES = ["a", "b", "c"] as const;
const VARS = ["v", "w"] as const;
const name = fc.constantFrom(...NAMES);
/** Leaves out keys at random, so that layers say different things. */
const some = (record: Readonly<Record<string, fc.Arbitrary<JsonValue>>>): fc.Arbitrary<JsonObject> =>
  fc.record(record, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
const orNull = (value: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonValue> =>
  fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });

const text = fc.constantFrom(
  "x",
  "",
  "${vars.v}",
  "${cluster.name}",
  "in ${vars.w} of ${vars.v}",
  "$${vars.v}",
  "1.10",
);
const leaf: fc.Arbitrary<JsonValue> = fc.oneof(text, fc.nat(3), fc.boolean(), fc.constant(null));
const key = fc.constantFrom("k", "l", "m", "__proto__x", "7");
const { value: anyValue } = fc.letrec<{ value: JsonValue; map: JsonObject }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(leaf, { maxLength: 2 }), tie("map")),
  map: fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
}));
const values = fc.dictionary(key, anyValue, { maxKeys: 3, noNullPrototype: true });

const source: JsonObject = { chart: "chart", repo: "https://charts.example.com", version: "1.0.0" };
const needs = fc.uniqueArray(
  fc
    .record({ need: name, optional: fc.boolean() })
    .map(({ need, optional }) => (optional ? { name: need, optional } : need)),
  { maxLength: 2, selector: (need) => (typeof need === "string" ? need : need.name) },
);
const FILES = ["values/f.yaml", "values/g.yaml"] as const;
const overlay = some({
  namespace: fc.constantFrom("n", "o"),
  release: orNull(fc.constantFrom("r", "s")),
  labels: orNull(some({ team: orNull(fc.constantFrom("x", "y")), tier: orNull(fc.constant("core")) })),
  needs: orNull(needs),
  enabled: orNull(fc.boolean()),
  protected: orNull(fc.boolean()),
  timeout: orNull(fc.constantFrom("1m", "2h")),
  values: orNull(values),
  valuesFiles: orNull(fc.uniqueArray(fc.constantFrom(...FILES), { maxLength: 2 })),
});
const addonOf = fc
  .tuple(overlay, fc.boolean())
  .map(([rest, whole]) => (whole ? { ...source, namespace: "n", ...rest } : rest));
const vars = orNull(
  some(Object.fromEntries(VARS.map((each) => [each, orNull(fc.oneof(fc.nat(3), fc.constantFrom("p", "q")))]))),
);
const namespaces = orNull(
  some({ n: orNull(some({ labels: orNull(some({ x: orNull(fc.constant("1")), y: orNull(text) })) })) }),
);
const layer = (addon: fc.Arbitrary<JsonValue>): Readonly<Record<string, fc.Arbitrary<JsonValue>>> => ({
  vars,
  namespaces,
  addons: orNull(some(Object.fromEntries(NAMES.map((each) => [each, orNull(addon)])))),
});
const defaults = orNull(
  some({ timeout: orNull(fc.constantFrom("5m", "7m")), historyMax: orNull(fc.integer({ min: 1, max: 9 })) }),
);
const BASES = 3;
/** Each base may extend those of a lower number: levels, several at once, diamonds; never a circle. */
const project: fc.Arbitrary<SlowProject> = fc
  .record({
    layers: fc.array(fc.tuple(some({ ...layer(addonOf), defaults }), fc.subarray([...Array(BASES).keys()])), {
      minLength: BASES + 1,
      maxLength: BASES + 1,
    }),
    clusters: fc.tuple(some(layer(overlay)), some(layer(overlay))),
    valuesFiles: fc.tuple(values, values),
  })
  .map(({ layers, clusters, valuesFiles }) => {
    const files = layers.map(([data, bases], index): [string, JsonObject] => {
      const below = bases.filter((base) => base < index).map((base) => `base${base}.yaml`);
      const isEnvironment = index === BASES;
      const head = { apiVersion: "addons/v1", kind: isEnvironment ? "Environment" : "Base", extends: below };
      const [one, two] = clusters.map((own) => ({ context: "c", kubernetes: "1.37", ...own }));
      return [
        isEnvironment ? "dev" : `base${index}`,
        { ...head, ...data, ...(isEnvironment ? { clusters: { one: one!, two: two! } } : {}) },
      ];
    });
    return {
      files: Object.fromEntries(files),
      valuesFiles: Object.fromEntries(FILES.map((file, index) => [file, valuesFiles[index] ?? {}])),
    };
  });

it("loads what a slow, obvious way of layering gives", async () => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(project, async (made) => {
      const texts = [
        ...Object.entries(made.files).map(([file, data]) => [`${file}.yaml`, data] as const),
        ...Object.entries(made.valuesFiles),
      ];
      const files = filesInMemory(
        Object.fromEntries(texts.map(([file, data]) => [`environments/${file}`, `${JSON.stringify(data)}\n`])),
      );
      const { environments } = await loadEnvironments({ files }, { names: ["dev"] });
      for (const cluster of environments[0]?.clusters ?? []) {
        const slow = slowCluster(made, "dev", cluster.name);
        expect(fast(cluster)).toEqual(expected(cluster.name, slow));
        seen += cluster.addons.length;
      }
      expect(environments).toHaveLength(1);
    }),
    { numRuns: 300 },
  );
  expect(seen).toBeGreaterThan(200);
}, 60_000);

function fast({ vars: found, namespaces: named, addons }: Cluster): unknown {
  return { vars: found, namespaces: named, addons: addons.map(essence) };
}

function essence(addon: Addon): unknown {
  const { name: called, namespace, release, labels, needs: waited, timeoutSeconds, historyMax } = addon;
  return {
    name: called,
    namespace,
    release,
    labels,
    needs: waited,
    protected: addon.protected,
    timeoutSeconds,
    historyMax,
    values: addon.values,
  };
}

const SECONDS: Readonly<Record<string, number>> = { "1m": 60, "2h": 7200, "5m": 300, "7m": 420 };

function expected(cluster: string, slow: SlowCluster): unknown {
  const found = slow.vars as JsonObject;
  const put = (value: JsonValue): JsonValue =>
    resolved(value, { "vars.v": found["v"], "vars.w": found["w"], "cluster.name": cluster });
  const addons = Object.entries(slow.settings)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([called, settings]) => {
      const waited = ((settings["needs"] ?? []) as readonly (string | { readonly name: string })[])
        .map((need) => (typeof need === "string" ? need : need.name))
        .filter((need) => slow.enabled.includes(need));
      const timeout = textOf(settings["timeout"] ?? slow.defaults["timeout"] ?? "");
      return {
        name: called,
        namespace: settings["namespace"],
        release: settings["release"] ?? called,
        labels: settings["labels"] ?? {},
        needs: waited.sort((left, right) => (left < right ? -1 : 1)),
        protected: settings["protected"] ?? false,
        timeoutSeconds: SECONDS[timeout] ?? 600,
        historyMax: slow.defaults["historyMax"] ?? 5,
        values: put(slow.values[called] ?? {}),
      };
    });
  const named = Object.entries(slow.namespaces as Record<string, JsonObject>).map(([called, settings]) => [
    called,
    { labels: texts(put(settings["labels"] ?? {})), annotations: {} },
  ]);
  return { vars: found, namespaces: Object.fromEntries(named), addons };
}

function texts(labels: JsonValue): JsonValue {
  return Object.fromEntries(Object.entries(labels as JsonObject).map(([each, label]) => [each, textOf(label)]));
}

function textOf(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Whole references keep their type, others become text; what is not declared stays as it is written. */
function resolved(value: JsonValue, known: Readonly<Record<string, JsonValue | undefined>>): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => resolved(item, known));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([each, inner]) => [each, resolved(inner, known)]));
  }
  if (typeof value !== "string") return value;
  const whole = /^\$\{([^}]*)\}$/.exec(value)?.[1];
  if (whole !== undefined) return known[whole] ?? value;
  return value.replaceAll(
    /\$(\$\{)|\$\{([^}]*)\}/g,
    (all: string, escaped: string | undefined, named: string | undefined) =>
      escaped ?? textOf(known[named ?? ""] ?? all),
  );
}
