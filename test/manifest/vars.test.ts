import { describe, expect, it } from "vitest";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import type { LoadedEnvironments } from "../../src/manifest/load-environments.ts";
import { base, printed, project } from "./project.ts";

const E = "environments/preview.yaml";
/** One file is all that an environment per branch takes. */
const PREVIEW = `apiVersion: addons/v1
kind: Environment
vars: { branch: main, replicas: 1, ratio: 0.5, debug: false }
instance: \${vars.branch}
clusters:
  shared: { context: previews, kubernetes: "1.37", vars: { region: eu } }
  spare: { context: spare, kubernetes: "1.37", vars: { region: us, replicas: 2 } }
addons:
  web:
    chart: web
    repo: https://charts.example.com
    version: "1.0.0"
    namespace: preview-\${vars.branch}
    release: web-\${vars.branch}
    valuesFiles: [values.yaml]
    values: { host: "\${vars.branch}.example.com", replicas: "\${vars.replicas}", ratio: "\${vars.ratio}", debug: "\${vars.debug}" }
`;

async function loadWith(
  vars: Readonly<Record<string, string>>,
  text = PREVIEW,
  names: readonly string[] = ["preview"],
): Promise<LoadedEnvironments> {
  const files = await project({ [E]: text, "environments/values.yaml": "region: ${vars.region}\n" });
  return await loadEnvironments({ files }, { names, vars });
}

describe("--var", () => {
  it("makes one file an environment per branch: name, namespaces, releases and values follow", async () => {
    const { environments, problems } = await loadWith({ branch: "pr-12", replicas: "3", ratio: "2.5", debug: "true" });
    expect(problems).toEqual([]);
    expect(environments[0]).toMatchObject({
      name: "preview.pr-12",
      lockedAs: "preview",
      file: E,
      clusters: [
        {
          name: "shared",
          vars: { branch: "pr-12", replicas: 3, ratio: 2.5, debug: true, region: "eu" },
          addons: [
            {
              namespace: "preview-pr-12",
              release: "web-pr-12",
              values: { region: "eu", host: "pr-12.example.com", replicas: 3, ratio: 2.5, debug: true },
            },
          ],
        },
        { name: "spare", vars: { replicas: 3, region: "us" } },
      ],
    });
  });

  it("leaves what is declared where nothing is given; a cluster's own var wins", async () => {
    const { environments } = await loadWith({});
    expect(environments[0]).toMatchObject({
      name: "preview.main",
      clusters: [{ vars: { branch: "main", replicas: 1 } }, { vars: { branch: "main", replicas: 2 } }],
    });
  });

  it.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [
      { replicas: "many" },
      [
        `${E}:3:33: --var replicas=many must be a number, as it is declared (1) (in preview/shared) [give a value of that type, or declare the var as a text]`,
        `${E}:7:78: --var replicas=many must be a number, as it is declared (2) (in preview/spare) [give a value of that type, or declare the var as a text]`,
      ],
    ],
    [
      { debug: "yes", ratio: "1e999" },
      [
        `${E}:3:43: --var ratio=1e999 must be a number, as it is declared (0.5) [give a value of that type, or declare the var as a text]`,
        `${E}:3:55: --var debug=yes must be true or false, as it is declared (false) [give a value of that type, or declare the var as a text]`,
      ],
    ],
    [
      { branch: "Feature/X" },
      [
        `${E}:4:11: instance "Feature/X" must be at most 55 lower-case letters, digits and dashes, and start and end with a letter or digit [give the var another value, for example a branch's name with dashes for everything else]`,
        `${E}:13:16: namespace "preview-Feature/X" must be at most 63 lower-case letters, digits and dashes, and start and end with a letter or digit`,
        `${E}:14:14: release "web-Feature/X" must be at most 53 lower-case letters, digits and dashes, and start and end with a letter or digit`,
      ],
    ],
  ])("%j is refused at its place", async (vars, expected) => {
    expect((await loadWith(vars)).problems.map(printed)).toEqual(expected);
  });

  it("takes declared names only, and never expands what it is given", async () => {
    await expect(loadWith({ brnch: "x" })).rejects.toMatchObject({
      code: "MANIFEST-UNKNOWN-VAR",
      kind: "usage",
      hint: "did you mean branch? declared are: branch, debug, ratio, region, replicas",
    });
    const text = PREVIEW.replace(/ +release:.*\n| +namespace:.*\n/g, "").replace(
      "    valuesFiles",
      "    namespace: web\n    valuesFiles",
    );
    const { environments } = await loadWith({ branch: "${vars.region}" }, text.replace(/instance:.*\n/, ""));
    expect(environments[0]?.clusters[0]?.addons[0]?.values["host"]).toBe("${vars.region}.example.com");
  });

  it("an instance may be named like an environment, as it is in all that is printed", async () => {
    const { environments } = await loadWith({}, PREVIEW, ["preview.pr-7", "preview"]);
    expect(environments.map(({ name, lockedAs, clusters }) => [name, lockedAs, clusters[0]?.vars["branch"]])).toEqual([
      ["preview.pr-7", "preview", "pr-7"],
      ["preview.main", "preview", "main"],
    ]);
    const told = async (text: string): Promise<readonly string[]> =>
      (await loadWith({}, text, ["preview.pr-7"])).problems.map(printed);
    expect(await told(PREVIEW.replace("instance: ", "instance: x-"))).toEqual([
      `${E}:4:11: which var makes the instance pr-7 cannot be told from this text [give it by --var]`,
    ]);
    expect(await told(PREVIEW.replace(/instance:.*\n/, ""))).toEqual([
      `${E}:1:1: preview has no instances, so there is no environment preview.pr-7 [add instance: \${vars.NAME}, or leave out what stands behind the dot]`,
    ]);
    await expect(loadWith({}, PREVIEW, ["prview.pr-7"])).rejects.toMatchObject({ code: "MANIFEST-NO-ENVIRONMENT" });
  });

  it("an instance that --env and --var name differently is neither", async () => {
    const told = async (branch: string): Promise<readonly string[]> =>
      (await loadWith({ branch }, PREVIEW, ["preview.pr-7"])).problems.map(printed);
    expect(await told("pr-7")).toEqual([]);
    expect(await told("pr-8")).toEqual([
      `${E}:4:11: --env and --var branch=pr-8 name different instances of preview [leave out one of the two]`,
    ]);
  });

  it("an instance is the same on every cluster, and made of what is known", async () => {
    const messages = async (instance: string): Promise<readonly string[]> =>
      (await loadWith({}, PREVIEW.replace("${vars.branch}", instance))).problems.map(
        ({ at, message }) => `${at?.line}:${at?.column} ${message}`,
      );
    expect(await messages('"${vars.region}"')).toEqual([
      '4:11 instance is not the same on every cluster of the environment: "eu", "us"',
    ]);
    expect(await messages('"x-${vars.nobody}"')).toEqual(["4:14 unknown reference ${vars.nobody}"]);
  });
});

it("vars at the top of a Base are defaults for all that extend it; null takes one away", async () => {
  const files = await project({
    "environments/base.yaml": base("vars: { a: base, b: base, c: base }\n"),
    [E]: `apiVersion: addons/v1
kind: Environment
extends: base.yaml
vars: { b: env, c: null }
clusters:
  one: { context: x, kubernetes: "1.37" }
  two: { context: x, kubernetes: "1.37", vars: { a: null, b: two } }
`,
  });
  const { environments } = await loadEnvironments({ files }, { names: "all" });
  expect(environments[0]?.clusters.map(({ vars }) => vars)).toEqual([{ a: "base", b: "env" }, { b: "two" }]);
});
