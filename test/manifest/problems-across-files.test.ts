import { describe, expect, it } from "vitest";
import { addon, base, environment, load, printed, problemsOf, project } from "./project.ts";
import { listEnvironments } from "../../src/manifest/list-environments.ts";

const E = "environments/dev.yaml";

describe("several files", () => {
  it("answers everything wrong in all of them at once, each in the file that wrote it, each once", async () => {
    const cluster = (name: string): string =>
      `  ${name}: { context: ${name}, kubernetes: "1.36", vars: { region: x } }\n`;
    const contents = {
      "environments/base.yaml": base(
        `addons:\n${addon("a", ', needs: [bb], values: { x: "${vars.regio}" }')}${addon("b", ", timeout: 1d, valuesFiles: [values/b.yaml]")}`,
      ),
      "environments/values/b.yaml": "image:\n  tag: |\n    x\n    y ${cluster.id}\n",
      "environments/prod.yaml": `apiVersion: addons/v1\nkind: Environment\nextends: base.yaml\nclusters:\n${cluster("eu")}${cluster("us")}addons:\n  a: { values: { y: "\${vars.zone}" } }\n  bb2: { enabled: true }\n`,
      "environments/dev.yaml": `apiVersion: addons/v1\nkind: Environment\nextends: [base.yaml]\nclusters:\n${cluster("one")}defaults: { repair: 1 }\n`,
    };
    const { problems } = await load(contents);
    expect(problems.map(printed).map((line) => line.replace(/ \[.*/s, ""))).toEqual([
      "environments/base.yaml:4:94: a needs the unknown add-on bb",
      "environments/base.yaml:4:113: unknown reference ${vars.regio}",
      'environments/base.yaml:5:95: addons.b.timeout "1d" must be a duration such as 10m, 90s or 5m30s',
      "environments/dev.yaml:6:21: defaults.repair must be true or false, but is the number 1",
      "environments/prod.yaml:8:22: unknown reference ${vars.zone}",
      "environments/prod.yaml:9:3: the add-on bb2 has no chart in any file",
      "environments/values/b.yaml:4:7: unknown reference ${cluster.id}",
    ]);
  });

  it("says where, when a line of a shared file is wrong for some clusters only", async () => {
    const vars = (text: string): string => `kubernetes: "1.36", context: x, vars: { ${text} }`;
    const head = "apiVersion: addons/v1\nkind: Environment\nextends: base.yaml\nclusters:\n";
    const { problems } = await load({
      "environments/base.yaml": base(
        `addons:\n${addon("a", ', values: { x: "${vars.region}", y: "${vars.zone}", z: "${vars.a}" }')}`,
      ),
      "environments/prod.yaml": `${head}  eu: { ${vars("region: r, zone: z")} }\n  us: { ${vars("zone: z")} }\n`,
      "environments/dev.yaml": `${head}  d: { ${vars("region: r")} }\n`,
    });
    expect(problems.map(({ at, message }) => `${at?.column}: ${message}`)).toEqual([
      "100: unknown reference ${vars.region} (in prod/us)",
      "121: unknown reference ${vars.zone} (in dev)",
      "140: unknown reference ${vars.a}",
    ]);
  });

  it("points into the overlay of a cluster, and takes a broken base as the only thing to say", async () => {
    const head = "apiVersion: addons/v1\nkind: Environment\nclusters:\n";
    const contents = {
      "environments/prod.yaml": `${head}  eu: { context: x, kubernetes: "1.36", addons: { a: { needs: [z], values: { x: "\${y}" } } } }\n  us: { context: x, kubernetes: "1.36", addons: { ab: { timeout: 1m } } }\naddons:\n${addon("a")}`,
      "environments/dev.yaml": `${head}  d: { playground: true, kubernetes: "1.36" }\nextends: base.yaml\naddons: { c: { values: {} } }\n`,
      "environments/base.yaml": base("addons: [\n"),
    };
    const lines = (await problemsOf(contents)).map((line) => line.replace(/ \[.*/s, ""));
    expect(lines).toEqual([
      "environments/base.yaml:4:1: a ] is missing before this line, or its indentation is too small",
      "environments/prod.yaml:4:64: a needs the unknown add-on z (in prod/eu)",
      "environments/prod.yaml:4:82: unknown reference ${y} (in prod/eu)",
      "environments/prod.yaml:5:51: the add-on ab has no chart in any file (in prod/us)",
    ]);
  });

  it("shows a circle of extends as a path", async () => {
    expect(
      await problemsOf({
        [E]: `${environment(addon("a"))}extends: a.yaml\n`,
        "environments/a.yaml": base("extends: [b.yaml]\n"),
        "environments/b.yaml": base("extends: [a.yaml]\n"),
      }),
    ).toEqual([
      "environments/b.yaml:3:11: extends goes round in a circle: environments/a.yaml → environments/b.yaml → environments/a.yaml [remove one of these extends]",
    ]);
  });

  it("extends Base files only, which must be there", async () => {
    const contents = {
      [E]: `${environment(addon("a"))}extends: [bas.yaml, prod.yaml, ../../x.yaml]\n`,
      "environments/base.yaml": base("addons: {}\n"),
      "environments/prod.yaml": environment(addon("a")),
    };
    expect(await problemsOf(contents)).toEqual([
      `${E}:7:11: environments/bas.yaml does not exist [did you mean environments/base.yaml? paths are relative to the file that names them]`,
      `${E}:7:32: ../../x.yaml lies outside the project [copy the file into the project; paths are relative to the file that names them]`,
      "environments/prod.yaml:2:7: this is an Environment; extends takes Base files only, so that no clusters of another environment come along [move what both share into a file with kind: Base]",
    ]);
  });

  it("knows environments by their kind, and refuses unknown names with the nearest", async () => {
    const contents = {
      "environments/base.yaml": base(""),
      "environments/prod.yaml": environment(addon("a")),
      "environments/staging.yaml": "broken: [\n",
      "environments/values/x.yaml": "a: 1\n",
    };
    expect(await listEnvironments(await project(contents))).toEqual(["prod", "staging"]);
    await expect(load(contents, ["prd"])).rejects.toMatchObject({
      code: "MANIFEST-NO-ENVIRONMENT",
      kind: "usage",
      message: 'there is no environment "prd"',
      hint: "did you mean prod? there are: prod, staging",
    });
    await expect(load(contents, ["base"])).rejects.toMatchObject({
      code: "MANIFEST-NO-ENVIRONMENT",
      hint: "environments/base.yaml is a Base, which environments extend; there are: prod, staging",
    });
    await expect(load({ "x.yaml": "" })).rejects.toMatchObject({ code: "MANIFEST-NO-ENVIRONMENT" });
    expect((await load(contents, ["prod"])).problems).toEqual([]);
  });
});
