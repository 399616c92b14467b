import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PUBLISHED_SCHEMAS } from "../../src/cli/published-schemas.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { fakeSurroundings } from "./fake-surroundings.ts";
import { projectFolder, SMALL_PROJECT } from "./project-folder.ts";

const SCHEMAS = join(import.meta.dirname, "../../schemas");

async function run(cwd: string, args: string, env: Readonly<Record<string, string>> = {}) {
  const surroundings = fakeSurroundings(args.split(" "), { cwd, env: { ADDONS_CACHE: `${cwd}/cache`, ...env } });
  return { code: await runCommandLine(surroundings), ...surroundings.said };
}

describe("addons schema", () => {
  test("knows every schema in schemas/ (src/cli/published-schemas.ts lists them)", () => {
    const files = readdirSync(SCHEMAS).map((file) => file.replace(/\.schema\.json$/, ""));
    expect(Object.keys(PUBLISHED_SCHEMAS).toSorted()).toEqual(files.toSorted());
  });

  test("lists them, each with what it is about", async () => {
    const { code, stdout } = await run("/", "schema");
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => line.split(/ {2,}/)[0])).toEqual(Object.keys(PUBLISHED_SCHEMAS));
    expect(lines.filter((line) => !/^[a-z-]+ {2,}\S.{8,}/.test(line))).toEqual([]);
    expect(JSON.parse((await run("/", "schema -o json")).stdout)).toMatchObject({
      schemas: expect.arrayContaining([]) as unknown,
    });
  });

  test.each(Object.keys(PUBLISHED_SCHEMAS))("prints %s as it is", async (name) => {
    const { code, stdout } = await run("/", `schema ${name}`, { ADDONS_ENV: "prod" }).then((said) =>
      ["base", "environment"].includes(name) ? run("/", `schema ${name}`) : said,
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(join(SCHEMAS, `${name}.schema.json`), "utf8")));
  });

  test("makes one for a project, and for a values file", async () => {
    const root = projectFolder(SMALL_PROJECT);
    const whole = await run(root, "schema --env dev");
    const base = await run(root, "schema base --env dev");
    const values = await run(root, "schema --env dev --addon web");
    const toFile = await run(root, "schema --env dev -o json=schemas/dev.schema.json");

    expect([whole.code, base.code, values.code, toFile.code]).toEqual([0, 0, 0, 0]);
    expect(JSON.parse(whole.stdout)).toMatchObject({
      title: "addons Environment",
      definitions: { "web.values": { title: "small 1.0.0" } },
    });
    expect(JSON.parse(base.stdout)).toMatchObject({ title: "addons Base", definitions: { "web.values": {} } });
    expect(JSON.parse(values.stdout)).toMatchObject({ title: "Values of web", definitions: { "web.values": {} } });
    expect(toFile.stdout).toBe("schemas/dev.schema.json: values of 2 add-ons\n");
    expect(toFile.files.get(join(root, "schemas/dev.schema.json"))).toBe(whole.stdout);
  });

  test.each([
    ["schema lokc", 64, "did you mean addons schema lock?"],
    ["schema lock --addon web", 64, "--addon makes a schema of its own, not lock"],
    ["schema --env dev --addon wbe", 64, "did you mean web?"],
    ["schema --env dev --addon far", 1, "SCHEMA-NO-CHART"],
    ["schema --env nowhere", 64, "nowhere"],
  ])("%s: %i", async (args, code, words) => {
    const far = '  far: { chart: far, repo: "https://charts.example.com", version: "1.0.0", namespace: far }\n';
    const root = projectFolder({
      ...SMALL_PROJECT,
      "environments/dev.yaml": SMALL_PROJECT["environments/dev.yaml"] + far,
    });
    const said = await run(root, args);
    expect([said.code, said.stdout]).toEqual([code, ""]);
    expect(said.stderr).toContain(words);
  });
});
