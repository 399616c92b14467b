import { describe, expect, it } from "vitest";
import { base, load, printed } from "./project.ts";

const E = "environments/dev.yaml";

/** Versions of the add-on on clusters of 1.36, 1.37 and 1.38, and what is told. */
async function versionsOf(
  version: string,
  over = "",
  chart = 'chart: a, repo: "https://x"',
): Promise<readonly string[]> {
  const { environments, problems } = await load({
    "environments/base.yaml": base(`addons:\n  a: { ${chart}, namespace: a, version: ${version} }\n`),
    [E]: `apiVersion: addons/v1
kind: Environment
extends: base.yaml
clusters:
  k36: { context: x, kubernetes: "1.36" }
  k37: { context: x, kubernetes: "1.37" }
  k38: { context: x, kubernetes: "1.38" }
addons: { a: { ${over} } }
`,
    "charts/a/Chart.yaml": "name: a\nversion: 1.0.0\n",
  });
  const found = environments[0]?.clusters.flatMap(({ addons }) =>
    addons.map((addon) => `${addon.version}${addon.pinPer === "minor" ? "/minor" : ""}`),
  );
  return [(found ?? []).join(" "), ...problems.map((problem) => `${problem.code} ${printed(problem)}`)];
}

describe("a version per Kubernetes minor", () => {
  it.each<[string, string, readonly string[]]>([
    ['"~9.57"', "", ["~9.57 ~9.57 ~9.57"]],
    ['{ "1.36": "1", "1.37": "2", "1.38": "3" }', "", ["1/minor 2/minor 3/minor"]],
    ['{ "1.36": "1", "1.37": "2" }', 'version: { "1.38": "3", "1.37": "2.1" }', ["1/minor 2.1/minor 3/minor"]],
    ['{ "1.36": "1" }', 'version: "5"', ["5 5 5"]],
    ['"5"', 'version: { "1.36": "1", "1.37": "2", "1.38": "3" }', ["1/minor 2/minor 3/minor"]],
    [
      '{ "1.36": "1", "1.37": "2" }',
      "",
      [
        "1/minor 2/minor",
        'MANIFEST-NO-MINOR environments/base.yaml:4:51: a has no version for Kubernetes 1.38 (in dev/k38) [add the line: "1.38": "2" (that is what 1.37 has; look up which version fits 1.38)]',
      ],
    ],
    [
      '{ "1.36": "1", "1.37": "2", "1.38": "3" }',
      'version: { "1.37": null }',
      [
        "1/minor 3/minor",
        'MANIFEST-NO-MINOR environments/dev.yaml:8:16: a has no version for Kubernetes 1.37 (in dev/k37) [add the line: "1.37": "1" (that is what 1.36 has; look up which version fits 1.37)]',
      ],
    ],
    [
      '{ 1.36: "1", "1.37": "2", "1.38": "3" }',
      "",
      ["", 'YAML-KEY environments/base.yaml:4:62: the key 1.36 is not a text [quote it: "1.36"]'],
    ],
    [
      '{ "1.36": "1", "1.37": "2", "1.38": 3.10 }',
      "",
      [
        "1/minor 2/minor",
        'MANIFEST-WRONG-TYPE environments/base.yaml:4:96: addons.a.version.1.38 must be a string, but is the number 3.10 [quote it: "3.10"]',
      ],
    ],
    [
      '{ "1.36": "1", "1.37": "2", "1.38": "3", "v1.39": "4" }',
      "",
      [
        "1/minor 2/minor 3/minor",
        'MANIFEST-NAME environments/base.yaml:4:101: addons.a.version: the name "v1.39" must be a minor version such as "1.36"',
      ],
    ],
    ["{}", "", ["", "MANIFEST-WRONG-VALUE environments/base.yaml:4:60: addons.a.version must not be empty"]],
  ])("%s under { %s }", async (version, over, expected) => {
    expect(await versionsOf(version, over)).toEqual(expected);
  });

  it("is not for a local chart", async () => {
    expect(await versionsOf('{ "1.36": "1" }', "", "chart: ../charts/a")).toEqual([
      "",
      "MANIFEST-CHART environments/base.yaml:4:51: a: a local chart takes its version from its Chart.yaml [remove version, or set it to null where a layer below sets it]",
    ]);
  });

  it("is told about minors that no cluster runs, in the file that has them", async () => {
    expect(
      await versionsOf('{ "1.35": "0", "1.36": "1", "1.37": "2" }', 'version: { "1.38": "3", "1.40": "4" }'),
    ).toEqual([
      "1/minor 2/minor 3/minor",
      "MANIFEST-UNUSED-MINOR environments/base.yaml:4:62: a has a version for Kubernetes 1.35, which no cluster runs [remove the line when no cluster will run 1.35 any more]",
      "MANIFEST-UNUSED-MINOR environments/dev.yaml:8:40: a has a version for Kubernetes 1.40, which no cluster runs [remove the line when no cluster will run 1.40 any more]",
    ]);
  });
});
