import { describe, expect, it } from "vitest";
import { addon, addonsOf, base, environment, load } from "./project.ts";

const HEAD = "apiVersion: addons/v1\nkind: Environment\n";
const B = "environments/base.yaml";
const E = "environments/dev.yaml";

describe("extends", () => {
  it("lets later files win, and this file over all; a base reached on two ways counts where it was first", async () => {
    const sets = (letter: string): string =>
      `values: { ${letter}: ${letter}, last: ${letter}, both: { ${letter}: 1 } }`;
    const addons = await addonsOf({
      "environments/d.yaml": base(`addons:\n${addon("a", `, timeout: 1m, needs: [x], ${sets("d")}`)}${addon("x")}`),
      "environments/b.yaml": base(`extends: d.yaml\naddons: { a: { timeout: 2m, ${sets("b")} } }\n`),
      "environments/c.yaml": base(`extends: [d.yaml]\naddons: { a: { needs: [], ${sets("c")} } }\n`),
      [E]: environment(`  a: { ${sets("e")} }\n`) + "extends: [b.yaml, c.yaml]\n",
    });
    expect(addons["a"]).toMatchObject({
      timeoutSeconds: 120,
      needs: [],
      values: { d: "d", b: "b", c: "c", e: "e", last: "e", both: { d: 1, b: 1, c: 1, e: 1 } },
      at: { file: "environments/d.yaml", line: 4 },
    });
  });

  it("takes add-ons, keys and defaults away by null, and disables by enabled: false", async () => {
    const addons = await addonsOf({
      [B]: base(
        `defaults: { timeout: 1m, repair: true, historyMax: 9, onFailure: rollback }\naddons:\n${addon("a")}${addon("b")}${addon("c", ", timeout: 5m30s, release: other, protected: true")}`,
      ),
      [E]:
        environment("  a: null\n  b: { enabled: false }\n  c: { timeout: null, release: null }\n") +
        "extends: base.yaml\ndefaults: { repair: null, historyMax: 3 }\n",
    });
    expect(Object.keys(addons)).toEqual(["c"]);
    expect(addons["c"]).toMatchObject({
      timeoutSeconds: 60,
      release: "c",
      protected: true,
      repair: false,
      historyMax: 3,
      onFailure: "rollback",
    });
  });

  it("has defaults for what nobody says", async () => {
    const addons = await addonsOf({ [E]: environment(addon("a")) });
    expect(addons["a"]).toEqual({
      name: "a",
      chart: { kind: "http", repo: "https://charts.example.com", name: "a" },
      version: "1.0.0",
      namespace: "a",
      release: "a",
      needs: [],
      conflicts: [],
      protected: false,
      values: {},
      timeoutSeconds: 600,
      historyMax: 5,
      onFailure: "stop-dependents",
      repair: false,
      crds: "apply",
      adopt: false,
      ready: [],
      driftIgnore: [],
      labels: {},
      valueLayers: [],
      unknown: [],
      at: { file: E, line: 6, column: 3 },
    });
  });
});

describe("clusters", () => {
  const cluster = (more: string): string => `{ context: ctx, kubernetes: "1.36"${more} }`;

  it("lay their own add-ons, values and namespaces over those of the environment", async () => {
    const { environments, problems } = await load({
      [E]: `${HEAD}namespaces: { n: { labels: { a: "1", b: "2", name: "\${cluster.name}" } } }
clusters:
  us: ${cluster(', uid: 0D5C7A5E-0000-4000-8000-000000000000, addons: { a: { values: { size: 3 }, namespace: n }, b: { enabled: false } }, namespaces: { n: { labels: { a: null, b: "3" } } }')}
  eu: ${cluster(", vars: { zone: z1, n: 2 }")}
addons:
${addon("a", ", values: { size: 1, keep: true }")}${addon("b")}`,
    });
    expect(problems).toEqual([]);
    const [eu, us] = environments[0]?.clusters ?? [];
    expect(eu).toMatchObject({
      name: "eu",
      connection: { kind: "context", context: "ctx" },
      kubernetes: "1.36",
      vars: { zone: "z1", n: 2 },
      namespaces: { n: { labels: { a: "1", b: "2", name: "eu" }, annotations: {} } },
      addons: [{ name: "a", namespace: "a", values: { size: 1, keep: true } }, { name: "b" }],
      at: { file: E, line: 6, column: 3 },
    });
    expect(us).toMatchObject({
      uid: "0d5c7a5e-0000-4000-8000-000000000000",
      namespaces: { n: { labels: { b: "3", name: "us" } } },
      addons: [{ name: "a", namespace: "n", values: { size: 3, keep: true } }],
    });
    expect(us?.addons).toHaveLength(1);
  });

  it("put their vars into values, values files and their paths, namespace and release", async () => {
    const { environments, problems } = await load({
      [E]: `${HEAD}clusters:
  eu: ${cluster(", vars: { n: 3, on: true, team: core, name: one, a.b: dotted }")}
addons:
${addon("a", ', release: "a-${vars.team}", valuesFiles: ["values/${vars.name}.yaml"], values: { n: "${vars.n}", s: "n=${vars.n}", on: "${vars.on}", "${x}": [ "${cluster.kubernetes}", "$${vars.n}" ], d: "${vars.\\"a.b\\"}" }').replace("namespace: a", 'namespace: "${cluster.name}"')}`,
      "environments/values/one.yaml": "from: ${cluster.name}\n",
    });
    expect(problems).toEqual([]);
    expect(environments[0]?.clusters[0]?.addons[0]).toMatchObject({
      namespace: "eu",
      release: "a-core",
      values: { from: "eu", n: 3, s: "n=3", on: true, "${x}": ["1.36", "${vars.n}"], d: "dotted" },
    });
  });

  it("refuses names that only become wrong by what is put in", async () => {
    const { problems } = await load({
      [E]: `${HEAD}clusters:\n  eu: ${cluster(', vars: { team: "-x y" }')}\naddons:\n${addon("a", ', release: "${vars.team}"')}`,
    });
    expect(problems.map(({ message, at }) => `${at?.line}:${at?.column}: ${message}`)).toEqual([
      '6:95: release "-x y" must be at most 53 lower-case letters, digits and dashes, and start and end with a letter or digit',
    ]);
  });
});

describe("values", () => {
  const file = (name: string): string =>
    `from: ${name}\n${name.replaceAll(/[^a-z0-9]/g, "")}: 1\nmap: { ${name.replaceAll(/[^a-z0-9]/g, "")}: 1 }\n`;
  const files = {
    "shared/values/b1.yaml": file("b1"),
    "shared/values/b2.yaml": file("b2"),
    "environments/values/e1.yaml": file("e1"),
    "environments/values/c1.yaml": file("c1"),
  };
  const baseFile = (values: string): string =>
    base(`addons:\n${addon("a", `, valuesFiles: [values/b1.yaml, values/b2.yaml], values: { ${values} }`)}`);

  it("accumulate by layer: of each its files in order and then its values", async () => {
    const load = async (from: number): Promise<unknown> => {
      const said = (layer: string, index: number): string =>
        index < from ? `by: ${layer}` : `by: ${layer}, from: ${layer}`;
      const addons = await addonsOf({
        ...files,
        "shared/base.yaml": baseFile(said("base", 0)),
        [E]: `${HEAD}extends: ../shared/base.yaml
clusters: { x: { context: x, kubernetes: "1.36", addons: { a: { valuesFiles: [values/c1.yaml], values: { ${said("cluster", 2)} } } } } }
addons: { a: { valuesFiles: [values/e1.yaml], values: { ${said("env", 1)} } } }
`,
      });
      return addons["a"]?.values;
    };
    const all = { b1: 1, b2: 1, e1: 1, c1: 1 };
    expect(await load(0)).toEqual({ ...all, map: all, by: "cluster", from: "cluster" });
    expect(await load(3)).toEqual({ ...all, map: all, by: "cluster", from: "c1" });
  });

  it.each([
    ["valuesFiles: null", { from: "base", by: "base" }],
    ["valuesFiles: [values/e1.yaml]", { from: "e1", by: "base", b1: 1, b2: 1, e1: 1, map: { b1: 1, b2: 1, e1: 1 } }],
    ["values: null", { from: "b2", b1: 1, b2: 1, map: { b1: 1, b2: 1 } }],
    ["values: { map: 1 }", { from: "base", by: "base", b1: 1, b2: 1, map: 1 }],
    ["values: { map: null }", { from: "base", by: "base", b1: 1, b2: 1, map: null }],
    ["values: { map: { b1: null } }", { from: "base", by: "base", b1: 1, b2: 1, map: { b1: null, b2: 1 } }],
  ])("%s in the environment", async (text, expected) => {
    const addons = await addonsOf({
      ...files,
      "shared/base.yaml": baseFile("from: base, by: base"),
      [E]: `${environment(`  a: { ${text} }\n`)}extends: ../shared/base.yaml\n`,
    });
    expect(addons["a"]?.values).toEqual(expected);
  });

  it("keep a null for Helm, under which an upper layer's map stands", async () => {
    const addons = await addonsOf({
      [B]: base(`addons:\n${addon("a", ", values: { gone: null, back: null, list: [null, 1] }")}`),
      [E]: `${environment("  a: { values: { back: { x: null, y: 1 } } }\n")}extends: base.yaml\n`,
    });
    expect(JSON.stringify(addons["a"]?.values)).toBe('{"gone":null,"back":{"x":null,"y":1},"list":[null,1]}');
  });

  it("are not read for add-ons that are disabled", async () => {
    expect(
      await addonsOf({
        [E]: environment(addon("a", ', enabled: false, valuesFiles: [no.yaml], values: { x: "${no.x}" }')),
      }),
    ).toEqual({});
  });

  it("may be shared by anchors parked under a key that starts with x-", async () => {
    const addons = await addonsOf({
      [E]: `x-resources: &small { cpu: 1 }\n${environment(addon("a", ", values: { resources: *small }"))}`,
    });
    expect(addons["a"]?.values).toEqual({ resources: { cpu: 1 } });
  });
});

describe("charts", () => {
  it.each([
    [
      "chart: oci://registry.example.com:5000/charts/a, version: '~1.2'",
      { kind: "oci", reference: "registry.example.com:5000/charts/a", name: "a" },
    ],
    [
      "chart: a, repo: http://localhost:8080/, version: '>=1.0, <2'",
      { kind: "http", repo: "http://localhost:8080", name: "a" },
    ],
    ["chart: ../charts/a/", { kind: "local", path: "charts/a" }],
  ])("%s", async (text, expected) => {
    const addons = await addonsOf({
      [E]: environment(`  a: { ${text}, namespace: a }\n`),
      "charts/a/Chart.yaml": "name: a\nversion: 1.0.0\n",
    });
    expect(addons["a"]?.chart).toEqual(expected);
  });

  it("a local folder is relative to the file that names it", async () => {
    const addons = await addonsOf({
      "shared/base.yaml": base("addons: { a: { chart: ./chart, namespace: a } }\n"),
      [E]: `${environment("  a: { timeout: 1h }\n")}extends: ../shared/base.yaml\n`,
      "shared/chart/Chart.yaml": "name: a\n",
    });
    expect(addons["a"]).toMatchObject({ chart: { kind: "local", path: "shared/chart" }, timeoutSeconds: 3600 });
  });
});
