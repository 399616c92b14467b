import { describe, expect, test } from "vitest";
import type { Chart } from "../../../src/chart/chart.ts";
import { checkValues } from "../../../src/check/values/check-values.ts";
import { addonsOf, base } from "../../manifest/project.ts";
import { chart, told } from "./told.ts";

const CACHE = {
  "Chart.yaml": `apiVersion: v2
name: web
version: 1.0.0
dependencies:
  - { name: cache, version: 1.x, condition: cache.enabled, tags: [extras] }
  - { name: cache, version: 1.x, alias: store, condition: store.enabled }
`,
  "charts/cache/Chart.yaml": "name: cache\nversion: 1.0.0\n",
  "charts/cache/values.yaml": "memory: 64Mi\n",
};

describe("subcharts", () => {
  test.for<[string, string, readonly string[]]>([
    [
      "their keys",
      "{ cache: { memory: 32Mi }, store: { memory: 1 } }",
      ["TYPE 7:51 store.memory is a number, the chart's default is a string [put it in quotes]"],
    ],
    [
      "a misspelt one",
      "{ cache: { memry: 32Mi } }",
      ["UNKNOWN-KEY 7:18 the chart cache knows no cache.memry [did you mean cache.memory?]"],
    ],
    [
      "one that is off",
      "{ store: { enabled: false, memory: 32Mi } }",
      [
        "DISABLED-SUBCHART 7:34 store.memory does nothing: the subchart store is off, since store.enabled is false [set store.enabled: true to turn it on, or remove its values]",
      ],
    ],
    [
      "one that its tags turn off",
      "{ tags: { extras: false }, cache: { memory: 32Mi } }",
      [
        "DISABLED-SUBCHART 7:43 cache.memory does nothing: the subchart cache is off, since its tags (extras) are false [set tags: { extras: true }, or remove its values]",
      ],
    ],
    ["turning one off", "{ store: { enabled: false } }", []],
    ["turning one on", "{ store: { enabled: true } }", []],
    [
      "what is no map",
      "{ cache: none }",
      [
        "NOT-A-MAP 7:16 cache holds the values of a subchart, so it must be a map [write a map; to turn a subchart off, set the value that its condition names in Chart.yaml]",
      ],
    ],
  ])("%s", async ([, values, expected]) => {
    expect(await told(values, chart(CACHE))).toEqual(expected);
  });
});

describe("layers", () => {
  const layered = async (own: string, below: string, of: Chart): Promise<readonly string[]> => {
    const entry = 'web: { chart: web, repo: "https://charts.example.com", version: "1.0.0", namespace: web';
    const addons = await addonsOf({
      "environments/base.yaml": base(`addons:\n  ${entry}, values: ${below} }\n`),
      "environments/dev.yaml": `apiVersion: addons/v1
kind: Environment
extends: base.yaml
clusters: { here: { playground: true, kubernetes: "1.37", vars: { count: 1 } } }
addons: { web: { values: ${own} } }
`,
    });
    const addon = addons["web"];
    if (addon === undefined) throw new Error("no add-on");
    const problems = await checkValues({ addon, chart: of });
    return problems.map(
      ({ code, at }) => `${code.replace("VALUES-", "")} ${at?.file.split("/")[1]}:${at?.line}:${at?.column}`,
    );
  };

  test("each problem stands in the layer that wrote the value", async () => {
    expect(await layered("{ image: { tag: 1.30 } }", '{ replicaCuont: 1, image: { tag: "1" } }', chart())).toEqual(
      ["TYPE dev.yaml:5:42", "UNKNOWN-KEY base.yaml:4:102"].sort((left, right) => (left < right ? 1 : -1)),
    );
  });

  test("a default that takes back what a lower layer says is needed", async () => {
    expect(await layered("{ replicaCount: 1 }", "{ replicaCount: 3 }", chart())).toEqual([]);
    expect(await layered("{ replicaCount: 1 }", "{ debug: true }", chart())).toEqual(["SAME-AS-DEFAULT dev.yaml:5:28"]);
  });

  test("a reference that has the default here may have another value elsewhere", async () => {
    expect(await layered('{ replicaCount: "${vars.count}" }', "{}", chart())).toEqual([]);
  });

  test("values below a subchart that a higher layer turns off are as they should be", async () => {
    const [below, off] = ["{ cache: { memory: 32Mi } }", "{ cache: { enabled: false } }"];
    expect((await layered(off, below, chart(CACHE))).filter((one) => one.startsWith("DISABLED"))).toEqual([]);
    expect((await layered(below, off, chart(CACHE))).filter((one) => one.startsWith("DISABLED"))).toEqual([
      "DISABLED-SUBCHART dev.yaml:5:37",
    ]);
  });
});
