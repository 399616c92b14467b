import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runAddons } from "../cases/run-addons.ts";
import { openLanguageServer, type LanguageServer } from "./language-server.ts";

// The real yaml-language-server reads what `addons schema` writes.

const FILES: Readonly<Record<string, string>> = {
  "environments/prod.yaml": `apiVersion: addons/v1
kind: Environment
clusters:
  prod: { playground: true, kubernetes: "1.37" }
addons:
  plain: { chart: ../charts/plain, namespace: one }
  strict: { chart: ../charts/strict, namespace: two }
  far: { chart: far, repo: "https://charts.example.com", version: "1.0.0", namespace: three }
`,
  "charts/plain/Chart.yaml": `apiVersion: v2
name: plain
version: 1.2.3
dependencies: [{ name: redis, version: 1.0.0, alias: cache, repository: "" }]
`,
  "charts/plain/values.yaml": `# -- How many pods
replicas: 1
image:
  repository: nginx
  ## @param image.tag Which image
  tag: "1.2"
debug: false # Log everything
service: { port: 80 }
args: []
affinity: {}
cache:
  # Kept by the parent.
  enabled: true
`,
  "charts/plain/charts/redis/Chart.yaml": "apiVersion: v2\nname: redis\nversion: 1.0.0\n",
  "charts/plain/charts/redis/values.yaml": "# Of the volume\nsize: 8Gi\nenabled: false\n",
  "charts/strict/Chart.yaml": "apiVersion: v2\nname: strict\nversion: 1.0.0\n",
  "charts/strict/values.yaml": "# From values.yaml\nreplicaCount: 1\nmode: fast\ntls: { enabled: false }\n",
  "charts/strict/values.schema.json": JSON.stringify({
    $schema: "http://json-schema.org/draft-04/schema#",
    type: "object",
    additionalProperties: false,
    required: ["mode"],
    properties: {
      replicaCount: { type: "integer", minimum: 0, exclusiveMinimum: true },
      mode: { enum: ["fast", "slow"], description: "How fast" },
      tls: { $ref: "#/definitions/tls" },
      hosts: { type: "array", items: { $ref: "#/definitions/host" } },
      either: { oneOf: [{ type: "string" }, { type: "integer" }] },
    },
    definitions: {
      tls: {
        type: "object",
        additionalProperties: false,
        required: ["enabled"],
        properties: { enabled: { type: "boolean", description: "Whether to encrypt" } },
      },
      host: { type: "object", required: ["name"], properties: { name: { type: "string" }, port: { type: "integer" } } },
    },
  }),
};

const ENVIRONMENT = "environments/prod.yaml";
const SCHEMA = "# yaml-language-server: $schema=../schemas/prod.schema.json\n";
const HEAD = `${SCHEMA}apiVersion: addons/v1
kind: Environment
clusters:
  prod: { playground: true, kubernetes: "1.37" }
addons:
`;
const VALUES_HEAD = "# yaml-language-server: $schema=../../schemas/strict.schema.json\n";

let root = "";
let editor: LanguageServer;
const said: string[] = [];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "addons-editor-"));
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  for (const command of [
    "schema --env prod -o json=schemas/prod.schema.json",
    "schema --env prod --addon strict -o json=schemas/strict.schema.json",
    "schema base -o json=schemas/base.schema.json",
  ]) {
    const { stdout, stderr } = await runAddons(command.split(" "), { cwd: root });
    said.push(stdout, stderr);
  }
  editor = await openLanguageServer(root);
});

afterAll(async () => {
  await editor.close();
  rmSync(root, { recursive: true, force: true });
});

test("what has no chart at hand is said", () => {
  expect(said).toContain("far: no schema for its values: it is not locked: run `addons lock`\n");
  expect(said).toContain("schemas/prod.schema.json: values of 2 add-ons, 1 without a chart here\n");
});

describe("offers", () => {
  test.each([
    ["the names of add-ons", "strict", "  |"],
    ["keys of an add-on", "valuesFiles", "  plain:\n    |"],
    ["keys of default values", "affinity", "  plain:\n    values:\n      |"],
    ["keys inside of them", "tag", "  plain:\n    values:\n      image:\n        |"],
    ["keys of a subchart, under its alias", "size", "  plain:\n    values:\n      cache:\n        |"],
    ["keys of a chart's own schema", "either", "  strict:\n    values:\n      |"],
    ["keys of items", "port", "  strict:\n    values:\n      hosts:\n        - |"],
    ["words", "slow", "  strict:\n    values:\n      mode: |"],
    ["true and false", "false", "  strict:\n    values:\n      tls:\n        enabled: |"],
  ])("%s", async (_what, offered, text) => {
    expect(await editor.completions(ENVIRONMENT, HEAD + text)).toContain(offered);
  });

  test("the same for a cluster alone, and in a values file", async () => {
    const cluster = `${SCHEMA}apiVersion: addons/v1
clusters:
  prod:
    addons:
      plain:
        values:
          |`;
    expect(await editor.completions(ENVIRONMENT, cluster)).toContain("replicas");
    expect(await editor.completions("environments/values/strict.yaml", `${VALUES_HEAD}|`)).toEqual(
      expect.arrayContaining(["replicaCount", "mode", "tls", "hosts", "either"]),
    );
  });

  test("keys of a file", async () => {
    expect(await editor.completions(ENVIRONMENT, `${SCHEMA}|`)).toEqual(expect.arrayContaining(["addons", "clusters"]));
  });

  test("each key once", async () => {
    const offered = await editor.completions(ENVIRONMENT, `${HEAD}  strict:\n    values:\n      |`);
    expect(offered).toEqual([...new Set(offered)]);
  });
});

describe("explains", () => {
  test.each([
    ["a key of the manifest", "Add-ons that must be ready", "  plain:\n    ne|eds: []\n"],
    ["a comment", "How many pods", "  plain:\n    values:\n      repl|icas: 2\n"],
    ["a comment of a generator of documentation", "Which image", '  plain:\n    values:\n      image: { t|ag: "2" }\n'],
    ["a comment behind a value", "Log everything", "  plain:\n    values:\n      de|bug: true\n"],
    ["a comment of a subchart", "Of the volume", "  plain:\n    values:\n      cache: { si|ze: 1Gi }\n"],
    ["a comment of the parent", "Kept by the parent.", "  plain:\n    values:\n      cache: { en|abled: true }\n"],
    ["a description of the schema", "Whether to encrypt", "  strict:\n    values:\n      tls: { en|abled: true }\n"],
    ["a comment where the schema says nothing", "From values.yaml", "  strict:\n    values:\n      repl|icaCount: 2\n"],
    ["words, also beside a reference", "How fast", '  strict:\n    values:\n      mo|de: "${vars.mode}"\n'],
    ["which chart it is", "plain 1.2.3", "  plain:\n    values:\n      repl|icas: 2\n"],
  ])("%s", async (_what, shown, text) => {
    expect(await editor.hover(ENVIRONMENT, HEAD + text)).toContain(shown.replaceAll(/[_*]/g, "\\$&"));
  });
});

describe("tells", () => {
  test("nothing about what is right: types, references, null, keys of charts without a schema", async () => {
    const right = `${HEAD}  plain:
    values:
      { replicas: "\${vars.n}", image: { tag: "2.10" }, service: { port: http }, args: [a], affinity: text, free: 1 }
  strict:
    values:
      { replicaCount: "\${vars.n}", mode: "\${vars.mode}", tls: null, hosts: [{ name: "\${a}", port: "\${b}" }], either: 1 }
  far: { values: { anything: true } }
`;
    expect(await editor.problems(ENVIRONMENT, right)).toEqual([]);
  });

  test("a wrong type, a wrong word and an unknown key, each on its line", async () => {
    const wrong = `${HEAD}  plain:
    valuse: {}
    values:
      replicas: three
      image: []
      debug: 1
      cache: { enabled: maybe }
  strict:
    values:
      replicaCount: many
      mode: medium
      tls: { enabled: true, other: 1 }
      hosts: [{ port: 1 }]
      unknown: 1
`;
    expect((await editor.problems(ENVIRONMENT, wrong)).toSorted(byLine)).toEqual([
      "8: Property valuse is not allowed.",
      "10: must be a number, or one reference such as ${vars.name}",
      "11: Incorrect type. Expected one of object, null, string.",
      "12: Incorrect type. Expected one of boolean, null, string.",
      "13: must be true or false, or one reference such as ${vars.name}",
      "16: must be a whole number, or one reference such as ${vars.name}",
      '17: Value is not accepted. Valid values: "fast", "slow".',
      "18: Property other is not allowed.",
      '19: Missing property "name".',
      "20: Property unknown is not allowed.",
    ]);
  });

  test("the same in a values file", async () => {
    const wrong = `${VALUES_HEAD}mode: medium\nreplicaCount: 1\nunknown: 1\n`;
    expect(await editor.problems("environments/values/strict.yaml", wrong)).toEqual([
      '2: Value is not accepted. Valid values: "fast", "slow".',
      "4: Property unknown is not allowed.",
    ]);
  });

  test("what is wrong in a base file, by the schema as it is published", async () => {
    const base =
      "# yaml-language-server: $schema=../schemas/base.schema.json\napiVersion: addons/v1\nkind: Base\nclusters: {}\n";
    expect(await editor.problems("environments/base.yaml", base)).toEqual(["4: Property clusters is not allowed."]);
  });
});

function byLine(left: string, right: string): number {
  return Number.parseInt(left, 10) - Number.parseInt(right, 10);
}
