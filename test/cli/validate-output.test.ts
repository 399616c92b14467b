import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { checkSarif } from "../report/problems/check-sarif.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { strictXml } from "../report/problems/strict-xml.ts";
import { fakeSurroundings } from "./fake-surroundings.ts";
import { projectFolder } from "./project-folder.ts";

const SECRET = "s3cret-&-hunter2-<x>";
const PROJECT = {
  "environments/base.yaml": `apiVersion: addons/v1
kind: Base
addons:
  web:
    chart: ../charts/web
    namespace: web
    needs: [{ name: metrcs, optional: true }]
  metrics: { chart: ../charts/web, namespace: metrics }
`,
  "environments/dev.yaml": `apiVersion: addons/v1
kind: Environment
extends: base.yaml
clusters:
  local: { playground: true, kubernetes: "1.37" }
`,
  "environments/prod.yaml": `apiVersion: addons/v1
kind: Environment
extends: base.yaml
clusters:
  prod: { context: prod, kubernetes: "1.37" }
addons:
  web:
    values: { password: "${SECRET}" }
    release: \${vars.nam}
`,
  "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
};
const FORMATS = ["text", "json", "junit", "sarif", "github", "markdown"];

async function validate(
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) {
  const root = projectFolder(files);
  const surroundings = fakeSurroundings(["validate", "--charts", "skip", ...args], { cwd: root, env });
  const code = await runCommandLine({ ...surroundings, readFile: async (path) => readFileSync(path, "utf8") });
  return { root, code, ...surroundings.said };
}

describe("addons validate -o", () => {
  test("gives all formats at once, each about the same problems, with the same exit code", async () => {
    const files = FORMATS.filter((format) => format !== "text").flatMap((format) => ["-o", `${format}=out/${format}`]);
    const said = await validate(PROJECT, files);
    expect(said.code).toBe(64);
    const of = (format: string): string => said.files.get(join(said.root, "out", format)) ?? "";
    expect(said.stdout).toContain("MANIFEST-REFERENCE-UNKNOWN");
    const json = JSON.parse(of("json")) as { readonly problems: readonly object[] };
    expect(schemaProblems("problems", json)).toEqual([]);
    expect(json.problems).toHaveLength(2);
    expect(checkSarif(JSON.parse(of("sarif")) as object).runs[0]?.results).toHaveLength(2);
    expect(strictXml(of("junit")).children[0]?.attributes).toMatchObject({ tests: "3", failures: "1" });
    expect(of("github").split("\n")[0]).toMatch(
      /^::error file=environments\/prod.yaml,line=9,col=14,title=MANIFEST-REFERENCE-UNKNOWN::/,
    );
    expect(of("markdown")).toContain("### addons validate: 1 error, 1 warning");
  });

  test.each(FORMATS)("%s hides a secret that a problem quotes", async (format) => {
    // The same text is a password in one place and a wrong namespace in another.
    const prod = PROJECT["environments/prod.yaml"].replace(
      / {4}release:.*/,
      `  other: { chart: ../charts/web, namespace: "${SECRET}" }`,
    );
    const said = await validate({ ...PROJECT, "environments/prod.yaml": prod }, ["-o", format]);
    expect(said.stdout).toContain("MANIFEST-WRONG-VALUE");
    expect(said.stdout).toContain("(hidden)");
    expect(said.stdout + said.stderr).not.toContain("hunter2");
  });

  test("leads GitHub to the file from the repository, of which the project is a folder", async () => {
    const inner = Object.fromEntries(Object.entries(PROJECT).map(([file, text]) => [`infra/${file}`, text]));
    const root = projectFolder(inner);
    const surroundings = fakeSurroundings(["validate", "--charts", "skip", "-o", "github", "--chdir", "infra"], {
      cwd: root,
      env: { GITHUB_WORKSPACE: root },
    });
    await runCommandLine(surroundings);
    expect(surroundings.said.stdout).toContain("file=infra/environments/prod.yaml,");
  });

  test("is sound without problems in every format", async () => {
    const right = { ...PROJECT, "environments/prod.yaml": PROJECT["environments/dev.yaml"] };
    const base = PROJECT["environments/base.yaml"].replace("metrcs", "metrics");
    for (const format of FORMATS) {
      const said = await validate({ ...right, "environments/base.yaml": base }, ["-o", format]);
      expect([format, said.code]).toEqual([format, 0]);
    }
    const sarif = await validate({ ...right, "environments/base.yaml": base }, ["-o", "sarif"]);
    expect(checkSarif(JSON.parse(sarif.stdout) as object).runs[0]?.results).toEqual([]);
    const junit = await validate({ ...right, "environments/base.yaml": base }, ["-o", "junit"]);
    expect(strictXml(junit.stdout).children[0]?.attributes["tests"]).toBe("2");
  });
});

describe("problems: in a manifest", () => {
  const severity = (word: string, more = ""): string =>
    `problems:\n  MANIFEST-OPTIONAL-NEED: { severity: ${word}, reason: decided${more} }\n`;
  const right = {
    ...PROJECT,
    "environments/prod.yaml": PROJECT["environments/dev.yaml"].replace("playground: true", "context: prod"),
  };

  async function told(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const said = await validate(files, ["-o", "json"]);
    const { problems } = JSON.parse(said.stdout) as {
      readonly problems: readonly { readonly severity: string; readonly code: string; readonly message: string }[];
    };
    return [`exit ${said.code}`, ...problems.map(({ severity: one, code, message }) => `${one} ${code}: ${message}`)];
  }
  const odd = "web has the optional need metrcs, which is no add-on here, so it waits for nothing";

  test("a Base holds for all that extend it, an environment wins over it, null takes it back", async () => {
    const base = PROJECT["environments/base.yaml"] + severity("error");
    const warned = `warning MANIFEST-OPTIONAL-NEED: ${odd}`;
    expect(await told(right)).toEqual(["exit 0", warned]);
    expect(await told({ ...right, "environments/base.yaml": base })).toEqual([
      "exit 64",
      `error MANIFEST-OPTIONAL-NEED: ${odd}`,
    ]);
    const off = right["environments/prod.yaml"] + severity("off");
    expect(await told({ ...right, "environments/base.yaml": base, "environments/prod.yaml": off })).toEqual([
      "exit 64",
      `error MANIFEST-OPTIONAL-NEED: ${odd} (in dev)`,
    ]);
    const taken = `${right["environments/prod.yaml"]}problems: { MANIFEST-OPTIONAL-NEED: null }\n`;
    expect(await told({ ...right, "environments/base.yaml": base, "environments/prod.yaml": taken })).toEqual([
      "exit 64",
      `error MANIFEST-OPTIONAL-NEED: ${odd} (in dev)`,
      `warning MANIFEST-OPTIONAL-NEED: ${odd} (in prod)`,
    ]);
  });

  test("an entry needs a reason", async () => {
    const bare = `${PROJECT["environments/base.yaml"]}problems:\n  MANIFEST-OPTIONAL-NEED: { severity: info }\n`;
    const said = await told({ ...right, "environments/base.yaml": bare });
    expect(said[1]).toContain("error MANIFEST-MISSING-KEY");
  });
});
