import { describe, expect, it } from "vitest";
import type { Cluster } from "../../src/manifest/environment.ts";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import type { LoadedEnvironments } from "../../src/manifest/load-environments.ts";
import type { Inputs, RawInput } from "../../src/outside/inputs/inputs.ts";
import type { InputSource } from "../../src/values/inputs/input.ts";
import { base, printed, project } from "./project.ts";

const E = "environments/dev.yaml";
const OUTPUTS = JSON.stringify({
  role: { value: "arn:1", type: "string", sensitive: false },
  ids: { value: ["a", "b"], type: "list", sensitive: false },
  db: { value: { password: "canary-db-pw" }, type: "object", sensitive: true },
});

interface FakeInputs extends Inputs {
  readonly asked: InputSource[];
}

/** Answers every source with the same, or as `answer` says. */
function fakeInputs(answer: (source: InputSource) => RawInput = () => ({ kind: "text", text: OUTPUTS })): FakeInputs {
  const asked: InputSource[] = [];
  return {
    asked,
    async read(source) {
      asked.push(source);
      return answer(source);
    },
  };
}

/** An environment whose one add-on starts on line 9. */
function environment(
  inputs: string,
  addon: string,
  clusters = '  eu: { playground: true, kubernetes: "1.37" }\n',
): string {
  return `apiVersion: addons/v1
kind: Environment
inputs:
  tf: ${inputs}
clusters:
${clusters}addons:
  web:
    chart: ../charts/web
${addon}`;
}

async function load(
  contents: Readonly<Record<string, string>>,
  inputs: Inputs | undefined = fakeInputs(),
): Promise<LoadedEnvironments> {
  const files = await project({ "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n", ...contents });
  return await loadEnvironments({ files, ...(inputs === undefined ? {} : { inputs }) }, { names: "all" });
}

async function skipped(contents: Readonly<Record<string, string>>): Promise<LoadedEnvironments> {
  const files = await project({ "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n", ...contents });
  return await loadEnvironments({ files }, { names: "all" });
}

function clustersOf({ environments }: LoadedEnvironments): readonly Cluster[] {
  return environments.flatMap((one) => one.clusters);
}

const WEB = "    namespace: web\n    values: { role: '${tf.role}', ids: '${tf.ids}', dsn: 'u:${tf.db.password}@h' }\n";

describe("an input", () => {
  it("gives values of every type; what is sensitive is told to be hidden", async () => {
    const loaded = await load({
      [E]: environment("{ terraform: ../infra/outputs.json, require: [role, db.password] }", WEB),
    });
    expect(loaded.problems).toEqual([]);
    expect(loaded.secrets).toEqual(["canary-db-pw"]);
    expect(clustersOf(loaded)[0]?.addons[0]).toMatchObject({
      values: { role: "arn:1", ids: ["a", "b"], dsn: "u:canary-db-pw@h" },
      unknown: [],
    });
  });

  it.each<[string, InputSource]>([
    ["{ terraform: ../infra/out.json }", { kind: "terraform-file", file: "infra/out.json" }],
    ["{ terraform: { run: ../infra } }", { kind: "terraform-run", folder: "infra", program: "terraform" }],
    ["{ terraform: { run: ../infra, program: tofu } }", { kind: "terraform-run", folder: "infra", program: "tofu" }],
    ["{ kops: ../k.yaml }", { kind: "kops-file", file: "k.yaml" }],
    ["{ kops: { run: '${cluster.name}.x.com' } }", { kind: "kops-run", cluster: "eu.x.com" }],
    ["{ kops: { run: a, state: 's3://${cluster.name}' } }", { kind: "kops-run", cluster: "a", state: "s3://eu" }],
    ["{ sops: s.yaml }", { kind: "sops", file: "environments/s.yaml" }],
    ["{ env: [A, B] }", { kind: "env", names: ["A", "B"] }],
    ["{ file: '../${cluster.name}/${cluster.kubernetes}.yaml' }", { kind: "file", file: "eu/1.37.yaml" }],
  ])("%s names a source", async (written, source) => {
    const inputs = fakeInputs(() => ({ kind: "unreadable", why: "no", hint: "no" }));
    await load({ [E]: environment(written, "    namespace: web\n") }, inputs);
    expect(inputs.asked).toEqual([source]);
  });

  it("is read once, however many clusters name it; its paths may differ per cluster", async () => {
    const three = ["a", "b", "c"].map((name) => `  ${name}: { playground: true, kubernetes: "1.37" }\n`).join("");
    const shared = fakeInputs();
    await load({ [E]: environment("{ terraform: ../o.json }", WEB, three) }, shared);
    expect(shared.asked).toHaveLength(1);
    const own = fakeInputs();
    await load({ [E]: environment("{ terraform: '../${cluster.name}.json' }", WEB, three) }, own);
    expect(own.asked).toEqual(["a", "b", "c"].map((name) => ({ kind: "terraform-file", file: `${name}.json` })));
  });

  it("merges by layer; paths are relative to the file that has them, a cluster's win", async () => {
    const inputs = fakeInputs();
    const contents = {
      "environments/shared/base.yaml": base("inputs:\n  tf: { terraform: ../../infra/o.json, require: [role] }\n"),
      [E]: `apiVersion: addons/v1
kind: Environment
extends: shared/base.yaml
clusters:
  a: { playground: true, kubernetes: "1.37" }
  b: { playground: true, kubernetes: "1.37", inputs: { tf: { terraform: ../b.json } } }
  c: { playground: true, kubernetes: "1.37", inputs: { tf: null } }
addons:
  web: { chart: ../charts/web, namespace: web }
`,
    };
    expect((await load(contents, inputs)).problems).toEqual([]);
    expect(inputs.asked.map((source) => ("file" in source ? source.file : ""))).toEqual(["infra/o.json", "b.json"]);
  });
});

describe("what is wrong with an input", () => {
  const unreadable: RawInput = { kind: "unreadable", why: "there is no tofu on PATH", hint: "install tofu" };

  it.each<[string, string, string]>([
    [
      "no source",
      "{ require: [a] }",
      `${E}:4:3: the input tf does not say where it comes from [add terraform:, kops:, sops:, env: or file:]`,
    ],
    [
      "several",
      "{ terraform: ../a.json, sops: b.yaml }",
      `${E}:4:31: the input tf has several sources: terraform (${E}:4), sops (${E}:4) [keep one; what a lower layer says is taken away with null, as in terraform: null]`,
    ],
    [
      "nothing to run",
      "{ terraform: { program: tofu } }",
      `${E}:4:9: terraform of the input tf names neither a file nor what to run [add run: with a folder, or name a file]`,
    ],
    ["a path out of the project", "{ file: ../../x.yaml }", `${E}:4:15: ../../x.yaml lies outside the project [`],
    ["an unknown reference in a path", "{ file: '../${vars.x}.yaml' }", `${E}:4:19: unknown reference \${vars.x} [`],
    ["an input in a path", "{ file: '../${tf.x}.yaml' }", `${E}:4:19: unknown reference \${tf.x} [`],
    [
      "a name that is taken",
      "{ file: ../x.yaml }\n  vars: { file: ../x.yaml }",
      `${E}:5:3: inputs: the name "vars" must be letters, digits, dashes and underscores, start with a letter, and not be cluster or vars, which stand for something else`,
    ],
    ["a reference in a variable's name", "{ env: ['${cluster.name}'] }", `${E}:4:16: references work only in`],
  ])("%s", async (_, written, expected) => {
    const problems = (await load({ [E]: environment(written, "    namespace: web\n") })).problems.map(printed);
    expect(problems).toContainEqual(expect.stringContaining(expected));
  });

  it("unreadable is told once, at its source, and references to it are no further problems", async () => {
    const { problems } = await load(
      { [E]: environment("{ terraform: { run: ../infra, program: tofu } }", WEB) },
      fakeInputs(() => unreadable),
    );
    expect(problems.map(printed)).toEqual([
      `${E}:4:20: the input tf cannot be read: there is no tofu on PATH [install tofu; addons validate --inputs skip checks everything else]`,
    ]);
  });

  it.each([
    ["terraform: ../o.json", `${E}:4:20: the input tf (o.json, line 1, column 7): here it is not JSON [`],
    ["file: ../o.json", "o.json:1:7: the input tf: here it is not JSON ["],
  ])("of %s is told where its text is wrong, of outputs without showing the line", async (written, expected) => {
    const { problems } = await load(
      { [E]: environment(`{ ${written} }`, WEB) },
      fakeInputs(() => ({ kind: "text", text: '{"a": 1x}' })),
    );
    expect(problems.map(printed)[0]).toContain(expected);
  });

  it("stale is told with both ages; a program's answer never is", async () => {
    const old: RawInput = { kind: "text", text: OUTPUTS, ageSeconds: 2 * 86_400 + 3 * 3600 + 5 };
    const stale = await load(
      { [E]: environment("{ terraform: ../o.json, maxAge: 24h }", WEB) },
      fakeInputs(() => old),
    );
    expect(stale.problems.map(printed)).toEqual([
      `${E}:4:20: the input tf is stale: o.json was written 2d 3h ago, maxAge is 1d [write it anew, or raise maxAge]`,
    ]);
    const fresh = fakeInputs(() => ({ kind: "text", text: OUTPUTS }));
    expect((await load({ [E]: environment("{ terraform: { run: ../i }, maxAge: 1s }", WEB) }, fresh)).problems).toEqual(
      [],
    );
  });

  it("a missing required name is told early, at the name, with the nearest", async () => {
    const written = "{ terraform: ../o.json, require: [role, db.pasword, ids.7, none] }";
    const { problems } = await load({ [E]: environment(written, "    namespace: web\n") });
    expect(problems.map(printed)).toEqual([
      `${E}:4:47: the input tf lacks a required name: db.pasword is not in it [look into o.json: did you mean \${tf.db.password}? known here: \${tf.db.password}]`,
      `${E}:4:59: the input tf lacks a required name: \${tf.ids} is a list of 2 [look into o.json: items are named by number: \${tf.ids.0} to \${tf.ids.1}]`,
      `${E}:4:66: the input tf lacks a required name: none is not in it [look into o.json: known here: \${tf.role}, \${tf.ids}, \${tf.db}]`,
    ]);
  });
});

describe("without reading inputs", () => {
  it("what rests on them is unknown, stands as it is written, and is counted", async () => {
    const addon = `    namespace: '\${tf.ns}'\n    valuesFiles: ['\${tf.file}.yaml', ../values/x.yaml]\n    values: { a: { b: ['<\${tf.x:-1}>'] }, known: '\${cluster.name}' }\n`;
    const two = ["a", "b"].map((name) => `  ${name}: { playground: true, kubernetes: "1.37" }\n`).join("");
    const loaded = await skipped({
      [E]: environment("{ terraform: ../o.json, require: [nothing] }", addon, two),
      "values/x.yaml": "c: 3\n",
    });
    expect(loaded.problems).toMatchObject([
      {
        code: "INPUT-SKIPPED",
        severity: "info",
        message: "the input tf was not read: 3 references to it were not checked",
      },
    ]);
    expect(clustersOf(loaded).map(({ addons }) => addons[0])).toMatchObject([
      { namespace: "tf-ns", values: { c: 3, a: { b: ["<${tf.x:-1}>"] }, known: "a" }, unknown: [[], ["a", "b", 0]] },
      { namespace: "tf-ns", values: { known: "b" } },
    ]);
  });

  it("an unknown name of an input is a problem all the same", async () => {
    const { problems } = await skipped({
      [E]: environment("{ terraform: ../o.json }", "    namespace: web\n    values: { a: '${ft.x:-1}' }\n"),
    });
    expect(problems.map(printed).join("\n")).toContain("unknown reference ${ft.x} [did you mean ${tf.x}?");
  });
});

it("labels and annotations of namespaces are texts that Kubernetes takes, whatever is put in", async () => {
  const namespaces = `namespaces:
  web:
    labels: { ids: "\${tf.ids}", role: "\${tf.role}", item: "\${tf.ids.0}", "bad key": x }
    annotations: { role: "\${tf.role}", "a/b/c": x }
`;
  const text = environment("{ file: o.json }", "    namespace: web\n").replace("file:", "terraform:") + namespaces;
  const { problems } = await load({ [E]: text });
  expect(
    problems.map(
      (problem) => `${problem.at?.line}:${problem.at?.column} ${problem.code} ${problem.message.slice(0, 46)}`,
    ),
  ).toEqual([
    "13:21 MANIFEST-REFERENCE-TYPE a text is needed here, but this is a list",
    '13:39 MANIFEST-NAME the label role cannot be "arn:1": it must be a',
    '13:74 MANIFEST-NAME "bad key" cannot be the key of a label: it mus',
    '14:40 MANIFEST-NAME "a/b/c" cannot be the key of an annotation: it',
  ]);
  const good = text
    .replace('ids: "${tf.ids}", role: "${tf.role}", ', "")
    .replace('"bad key": x', "")
    .replace('"a/b/c"', "a.b/c");
  expect((await load({ [E]: good })).environments[0]?.clusters[0]?.namespaces).toEqual({
    web: { labels: { item: "a" }, annotations: { role: "arn:1", "a.b/c": "x" } },
  });
});
