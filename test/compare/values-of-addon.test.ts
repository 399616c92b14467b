import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { chartOf } from "../../src/chart/chart-of.ts";
import { chartDefaults } from "../../src/compare/chart-defaults.ts";
import { valuesOfAddon, type AddonSite, type ValuesGroup } from "../../src/compare/values-of-addon.ts";
import { PLAIN } from "../../src/report/colours.ts";
import { explainedText } from "../../src/report/values/explained-text.ts";
import { valuesDocument } from "../../src/report/values/values-document.ts";
import { valuesYaml } from "../../src/report/values/values-yaml.ts";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";
import { merge } from "../../src/values/merge.ts";
import { load } from "../manifest/project.ts";
import { schemaProblems } from "../report/schema-problems.ts";

/** A secret that is known otherwise, once as a number. */
const redact = (text: string): string => text.replaceAll(/canary-known|4711/g, "(hidden)");
const HEAD = "apiVersion: addons/v1\nkind: Environment\n";
const WEB = 'chart: web, repo: "https://charts.example.com", version: "1", namespace: web';

async function sites(text: string, defaults?: JsonObject): Promise<readonly AddonSite[]> {
  const { environments, problems } = await load({ "environments/prod.yaml": `${HEAD}${text}` });
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return environments.flatMap(({ name, clusters }) =>
    clusters.flatMap((cluster) =>
      cluster.addons.map((addon) => ({
        environment: name,
        cluster,
        addon,
        ...(defaults === undefined ? {} : { defaults }),
      })),
    ),
  );
}

function clusters(...each: readonly string[]): string {
  return `clusters:\n${each.map((one, index) => `  c${index}: { playground: true, kubernetes: "1.37", ${one} }\n`).join("")}`;
}

function named(groups: readonly ValuesGroup[]): readonly string[] {
  return groups.map((group) => group.clusters.map(({ cluster }) => cluster).join(" "));
}

describe("clusters with the same values", () => {
  const same = `${clusters("vars: { x: 1 }", "vars: { x: 2 }", "vars: { x: 1 }")}addons: { web: { ${WEB}, values: { x: "\${vars.x}" } } }\n`;
  const alike = `${clusters("addons: { web: { values: { x: 1 } } }", "")}addons: { web: { ${WEB}, values: { x: 1 } } }\n`;

  it("stand together", async () => {
    expect(named(valuesOfAddon(await sites(same), { leaves: "set", same: "values", redact }))).toEqual(["c0 c2", "c1"]);
  });

  it("are told apart by where these come from, when that is asked", async () => {
    expect(named(valuesOfAddon(await sites(alike), { leaves: "set", same: "values", redact }))).toEqual(["c0 c1"]);
    expect(named(valuesOfAddon(await sites(alike), { leaves: "set", same: "origins", redact }))).toEqual(["c0", "c1"]);
  });
});

describe("what is shown", () => {
  it("holds no secret, of lower layers neither, and follows the schema", async () => {
    const values =
      "{ password: canary-1, users: [{ token: canary-2, name: x }], env: [{ name: API_TOKEN, value: canary-3 }], pin: 4711, note: 'a canary-known b', list: [4711], secretName: shown }";
    const text = `${clusters("addons: { web: { values: { password: canary-4, apiKey: 12345 } } }")}addons: { web: { ${WEB}, values: ${values} } }\n`;
    const groups = valuesOfAddon(await sites(text, { password: "canary-5", apiKey: null }), {
      leaves: "all",
      same: "origins",
      redact,
    });
    const document = valuesDocument("web", groups, "with-leaves");
    const shown = [
      JSON.stringify(document),
      explainedText("web", groups, PLAIN),
      valuesYaml(groups, { comments: "places" }),
    ];

    expect(schemaProblems("values", document)).toEqual([]);
    expect(schemaProblems("values", valuesDocument("web", groups, "without-leaves"))).toEqual([]);
    for (const one of shown) {
      expect(one).not.toMatch(/canary|12345|4711/);
      expect(one).toContain("shown");
    }
  });

  it("says what is not known, since an input was not read", async () => {
    const text = `${clusters("")}inputs: { tf: { terraform: outputs.json } }\naddons: { web: { ${WEB}, values: { id: "\${tf.id}", all: ["\${tf.x}"], a: 1 } } }\n`;
    const groups = valuesOfAddon(await sites(text), { leaves: "set", same: "origins", redact });

    expect(explainedText("web", groups, PLAIN).split("\n").slice(1, 4)).toEqual([
      "  a: 1              environments/prod.yaml:6:140",
      '  all: ["${tf.x}"]  environments/prod.yaml:6:122 from tf.x (environments/prod.yaml:5:11)  (not known: the input was not read)',
      "  id: ${tf.id}      environments/prod.yaml:6:106 from tf.id (environments/prod.yaml:5:11)  (not known: the input was not read)",
    ]);
    expect(valuesYaml(groups, { comments: "none" })).toBe(
      "a: 1\n# not known: the input was not read\nall:\n  - ${tf.x}\nid: ${tf.id} # not known: the input was not read\n",
    );
  });
});

describe("values as YAML", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "on",
      "0644",
      "1_000",
      "2026-01-01",
      "12e3",
      "0x1F",
      "~",
      "null",
      "1:30",
      "=",
      "<<",
      "a\nb\n",
      "# x",
      "- y",
    ),
    fc.stringMatching(/^[-+.0-9_exob:]{1,6}$/),
  );
  const { tree } = fc.letrec<{ tree: JsonObject; value: JsonValue }>((tie) => ({
    tree: fc.dictionary(text, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    value: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.constantFrom<JsonValue>(null, true, 0, -1, 1.5, 1e21, 9007199254740991),
      fc.array(tie("value"), { maxLength: 3 }),
      tie("tree"),
    ),
  }));

  it("mean the same to readers of YAML 1.1 and 1.2, with places or without, whatever the order of keys", () => {
    fc.assert(
      fc.property(tree, (values) => {
        const group: ValuesGroup = { clusters: [], values, leaves: [] };
        const [yaml] = [valuesYaml([group], { comments: "none" })];
        const turned = Object.fromEntries(Object.entries(values).toReversed());

        expect(parse(yaml)).toEqual(values);
        expect(parse(yaml, { version: "1.1" })).toEqual(values);
        expect(valuesYaml([{ ...group, values: turned }], { comments: "none" })).toBe(yaml);
      }),
      { numRuns: 500 },
    );
  });

  it("keep their meaning with places, and are one document per group", async () => {
    const text = `${clusters("vars: { x: 1 }", "vars: { x: 2 }")}addons: { web: { ${WEB}, values: { x: "\${vars.x}", l: [1], m: {}, t: "a\\nb\\n", o: { p: null } } } }\n`;
    const groups = valuesOfAddon(await sites(text), { leaves: "set", same: "origins", redact });
    const documents = parseAllDocuments(valuesYaml(groups, { comments: "places" }));

    expect(documents.map((document) => (document as { toJS(): unknown }).toJS())).toEqual(
      groups.map(({ values }) => values),
    );
  });
});

describe("a chart's own values", () => {
  const files = (contents: Readonly<Record<string, string>>): ReadonlyMap<string, Uint8Array> =>
    new Map(Object.entries(contents).map(([path, content]) => [path, Buffer.from(content)]));
  const chart = chartOf(
    files({
      "Chart.yaml":
        "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- { name: db, version: 1.0.0, condition: db.enabled }\n- { name: cache, alias: fast, version: 1.0.0 }\n",
      "values.yaml": "replicas: 1\nimage: { tag: v1 }\nglobal: { g: 1 }\ndb: { enabled: false, size: 5 }\n",
      "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
      "charts/db/values.yaml": "size: 1\nuser: x\n",
      "charts/cache/Chart.yaml": "apiVersion: v2\nname: cache\nversion: 1.0.0\n",
      "charts/cache/values.yaml": "ttl: 60\n",
    }),
  );
  const seen = (values: JsonObject): JsonObject => merge(chartDefaults(chart, values), values, "keep-null");

  it("include those of the subcharts that are on", () => {
    expect(seen({})).toEqual({
      replicas: 1,
      image: { tag: "v1" },
      global: { g: 1 },
      db: { enabled: false, size: 5 },
      fast: { ttl: 60 },
    });
    expect(seen({ db: { enabled: true } })).toMatchObject({ db: { enabled: true, size: 5, user: "x" } });
  });

  it("are known where values write something else, and only there", () => {
    const values: JsonObject = { replicas: 3, image: null, fast: "x", own: { y: 1 } };

    expect(chartDefaults(chart, values)).toMatchObject({ replicas: 1, image: { tag: "v1" }, fast: { ttl: 60 } });
    expect(seen(values)).toMatchObject({ replicas: 3, image: null, fast: "x", own: { y: 1 } });
    expect(chartDefaults(chart, values)).not.toHaveProperty("own");
  });
});
