import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { isMap, isScalar, LineCounter, parseDocument, type Node, type YAMLMap } from "yaml";
import { chartOf } from "../../src/chart/chart-of.ts";
import { chartDefaults } from "../../src/compare/chart-defaults.ts";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import type { JsonObject, JsonScalar, JsonValue } from "../../src/support/json.ts";
import { explainValues } from "../../src/values/explain-values.ts";
import { assignmentsOf, replay, type Assignment } from "./assignment-log.ts";

// A second way to the same answer, by the documentation alone: every line of every file, replayed in order.

const ROOT = join(import.meta.dirname, "../..");

describe("where the values of the reference stack come from", async () => {
  const { environments } = await loadEnvironments({ files: createFiles(ROOT) }, { names: "all" });
  const places = environments.flatMap(({ name, clusters }) =>
    clusters.flatMap((cluster) => cluster.addons.map((addon) => ({ environment: name, cluster, addon }))),
  );

  it("has something to say in every environment", () => {
    expect(environments.map(({ name }) => name)).toEqual(["dev", "prod", "staging"]);
    expect(places.length).toBe(4 * 11);
  });

  it.each(places.map((place) => [`${place.environment}/${place.cluster.name} ${place.addon.name}`, place] as const))(
    "%s",
    (_, { environment, cluster, addon }) => {
      const base = file("environments/base.yaml");
      const own = file(`environments/${environment}.yaml`);
      const log = [
        ...assignments(base, ["addons", addon.name]),
        ...assignments(own, ["addons", addon.name]),
        ...assignments(own, ["clusters", cluster.name, "addons", addon.name]),
      ];
      const expected = [...replay(log)].map(([path, { by, value }]): [string, unknown] => [
        path,
        { by, value: resolved(value, { cluster: { name: cluster.name, kubernetes: cluster.kubernetes }, own }) },
      ]);

      const leaves = explainValues({ layers: addon.valueLayers, values: addon.values, leaves: "set" });
      const found = leaves.map(({ path, value, origin: { at } }): [string, unknown] => [
        JSON.stringify(path),
        { by: `${at?.file}:${at?.line}:${at?.column}`, value },
      ]);

      expect(new Map(found)).toEqual(new Map(expected));
    },
  );

  it("lies in the chart's own values where no layer wrote anything", () => {
    for (const { addon } of places) {
      const folder = addon.chart.kind === "local" ? addon.chart.path : "";
      const chart = readFileSync(join(ROOT, folder, "values.yaml"), "utf8");
      const below = assignmentsOf((parseDocument(chart).toJS() ?? {}) as JsonObject, () => "chart");
      const layers = replay(assignmentsOf(addon.values, () => "layer"));
      const expected = [...replay([...below, ...layers.values()])].map(([path, { by, value }]) => [path, by, value]);

      const files = new Map([
        ["Chart.yaml", readFileSync(join(ROOT, folder, "Chart.yaml"))],
        ["values.yaml", Buffer.from(chart)],
      ]);
      const defaults = chartDefaults(chartOf(files), addon.values);
      const leaves = explainValues({ layers: addon.valueLayers, values: addon.values, defaults, leaves: "all" });
      const found = leaves.map(({ path, value, origin: { at } }) => [
        JSON.stringify(path),
        at === undefined ? "chart" : "layer",
        value,
      ]);

      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found.map((one) => JSON.stringify(one)))).toEqual(
        new Set(expected.map((one) => JSON.stringify(one))),
      );
    }
  });
});

interface Parsed {
  readonly path: string;
  readonly root: YAMLMap;
  readonly place: (node: Node) => string;
}

function file(path: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(join(ROOT, path), "utf8"), { lineCounter: lines });
  const place = (node: Node): string => {
    const { line, col } = lines.linePos(node.range?.[0] ?? 0);
    return `${path}:${line}:${col}`;
  };
  return { path, root: document.contents as YAMLMap, place };
}

/** Of one add-on in one file: its values files in order, then its values. */
function assignments(parsed: Parsed, path: readonly string[]): readonly Assignment[] {
  const addon = parsed.root.getIn(path);
  if (!isMap(addon)) return [];
  const listed = addon.toJSON() as { readonly valuesFiles?: readonly string[] };
  const files = (listed.valuesFiles ?? []).map((name) => file(posix.join(posix.dirname(parsed.path), name)));
  const values = addon.get("values");
  return [...files.flatMap((one) => lines(one.root, [], one)), ...(isMap(values) ? lines(values, [], parsed) : [])];
}

function lines(map: YAMLMap, path: readonly string[], parsed: Parsed): readonly Assignment[] {
  return map.items.flatMap(({ key, value }) => {
    const step = [...path, isScalar(key) ? String(key.value) : ""];
    if (isMap(value) && value.items.length > 0) return lines(value, step, parsed);
    const data = (value as Node | null)?.toJSON() as JsonValue | undefined;
    return [{ path: step, value: data ?? null, by: parsed.place(key as Node) }];
  });
}

interface Known {
  readonly cluster: { readonly name: string; readonly kubernetes: string };
  readonly own: Parsed;
}

function resolved(value: JsonValue, known: Known): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => resolved(item, known));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner, known)]));
  }
  if (typeof value !== "string") return value;
  const { cluster, own } = known;
  const named = (name: string): JsonScalar => {
    if (name === "cluster.name") return cluster.name;
    if (name === "cluster.kubernetes") return cluster.kubernetes;
    return own.root.getIn(["clusters", cluster.name, ...name.split(".")]) as JsonScalar;
  };
  const whole = /^\$\{([\w.]+)\}$/.exec(value)?.[1];
  if (whole !== undefined) return named(whole);
  return value.replaceAll(/\$\{([\w.]+)\}/g, (_, name: string) => String(named(name))).replaceAll("$${", "${");
}
