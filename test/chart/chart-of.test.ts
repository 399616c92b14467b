import { describe, expect, test } from "vitest";
import { chartOf } from "../../src/chart/chart-of.ts";
import type { Chart } from "../../src/chart/chart.ts";

function chart(files: Readonly<Record<string, string>>): Chart {
  const all = { "Chart.yaml": "apiVersion: v2\nname: demo\nversion: 1.0.0\n", ...files };
  return chartOf(new Map(Object.entries(all).map(([path, text]) => [path, Buffer.from(text)])));
}

describe("default values", () => {
  test.for<[string, string, unknown]>([
    ["of equal keys the last", "a: 1\na: 2\n", { a: 2 }],
    ["words of old YAML", "a: on\nb: 'on'\nc: 0644\nd: ~\n", { a: true, b: "on", c: 420, d: null }],
    ["merged anchors", "a: &a {x: 1}\nb:\n  <<: *a\n  z: 2\n", { a: { x: 1 }, b: { x: 1, z: 2 } }],
    ["several documents", "---\na: {b: 1, c: 2}\n---\na: {b: 3}\n", { a: { b: 3, c: 2 } }],
    ["nothing but comments", "# nothing here\n", {}],
    ["an empty file", "", {}],
    ["a byte order mark and CRLF", "\uFEFFa: 1\r\nb: 2\r\n", { a: 1, b: 2 }],
  ])("%s", ([, text, expected]) => {
    const { defaults } = chart({ "values.yaml": text });
    expect(defaults.broken).toBeUndefined();
    expect(defaults.data).toEqual(expected);
  });

  test.for<[string, string, RegExp]>([
    ["a list", "- a\n", /not a map/],
    ["broken YAML", "a: [1\n", /./],
    ["an unknown alias", "a: *b\n", /./],
  ])("that are broken: %s", ([, text, why]) => {
    const { defaults } = chart({ "values.yaml": text });
    expect(defaults.broken).toMatch(why);
    expect(defaults.data).toEqual({});
  });

  test("a chart without values.yaml has none", () => {
    expect(chart({}).defaults.data).toEqual({});
  });

  test("comments above a key and behind it, and where it stands", () => {
    const { defaults } = chart({
      "values.yaml": [
        "## About a",
        "#  more",
        "a: 1 # behind a",
        "",
        "# far away",
        "",
        "b: # behind b",
        "  # -- about c",
        "  c: 'x # y' # behind c",
        "  d: x#y",
        "list:",
        "  # about the item",
        "  - name: x",
        "",
      ].join("\n"),
    });
    expect(
      [["a"], ["b"], ["b", "c"], ["b", "d"], ["list"], ["list", 0], ["nowhere"], []].map((path) =>
        defaults.comment(path),
      ),
    ).toEqual([
      "About a\n more\nbehind a",
      "behind b",
      "-- about c\nbehind c",
      undefined,
      undefined,
      "about the item",
      undefined,
      undefined,
    ]);
    expect(defaults.position(["b", "c"])).toEqual({ line: 9, column: 3 });
    expect(defaults.position(["b", "x"])).toBeUndefined();
  });
});

describe("Chart.yaml", () => {
  test("dependencies with all their settings, numbers as text", () => {
    const { dependencies, kubeVersion } = chart({
      "Chart.yaml": `apiVersion: v2
name: demo
version: 1.0.0
kubeVersion: ">=1.25.0-0"
dependencies:
  - name: redis
    version: 1.2
    alias: cache
    condition: cache.enabled,global.cache
    tags: [backend, 1]
    import-values: [data, { child: a.b, parent: c }]
  - name: plain
`,
    });
    expect(kubeVersion).toBe(">=1.25.0-0");
    expect(dependencies).toEqual([
      {
        name: "redis",
        version: "1.2",
        alias: "cache",
        condition: "cache.enabled,global.cache",
        tags: ["backend", "1"],
        importValues: [
          { child: "exports.data", parent: "." },
          { child: "a.b", parent: "c" },
        ],
      },
      { name: "plain", version: "", condition: "", tags: [], importValues: [] },
    ]);
  });

  test("requirements.yaml of an old chart", () => {
    const files = {
      "Chart.yaml": "name: demo\nversion: 1.0.0\n",
      "requirements.yaml": "dependencies:\n  - {name: redis, version: 1.x.x}\n",
    };
    expect(chart(files).dependencies.map(({ name, version }) => `${name} ${version}`)).toEqual(["redis 1.x.x"]);
  });

  test("that is broken says nothing", () => {
    expect(chart({ "Chart.yaml": "a: [" })).toMatchObject({ name: "", dependencies: [] });
  });
});

describe("what is inside", () => {
  test("subcharts of folders, by the name in their Chart.yaml, at every depth", () => {
    const found = chart({
      "charts/b-folder/Chart.yaml": "name: b\nversion: 1.0.0\n",
      "charts/b-folder/values.yaml": "x: 1\n",
      "charts/a-1.0.0.tgz/Chart.yaml": "name: a\nversion: 1.0.0\n",
      "charts/a-1.0.0.tgz/values.schema.json": "{}",
      "charts/a-1.0.0.tgz/charts/deep/Chart.yaml": "name: deep\nversion: 1.0.0\n",
      "charts/_hidden/Chart.yaml": "name: hidden\nversion: 1.0.0\n",
      "charts/README.md": "text",
    });
    expect(found.subcharts.map(({ name, folder }) => `${name} ${folder}`)).toEqual([
      "a charts/a-1.0.0.tgz/",
      "b charts/b-folder/",
    ]);
    expect(found.subcharts[0]?.subcharts[0]?.folder).toBe("charts/a-1.0.0.tgz/charts/deep/");
    expect(found.subcharts[0]?.schema?.file).toBe("charts/a-1.0.0.tgz/values.schema.json");
    expect(found.subcharts[1]?.defaults.data).toEqual({ x: 1 });
  });

  test("a schema, and one that is no JSON", () => {
    expect(chart({ "values.schema.json": '\uFEFF{"type":"object"}' }).schema).toMatchObject({
      file: "values.schema.json",
      data: { type: "object" },
      broken: undefined,
    });
    expect(chart({ "values.schema.json": "{" }).schema).toMatchObject({ data: undefined });
    expect(chart({ "values.schema.json": "{" }).schema?.broken).toMatch(/JSON/);
    expect(chart({}).schema).toBeUndefined();
  });
});
