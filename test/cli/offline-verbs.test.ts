import { describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { fakeSurroundings } from "./fake-surroundings.ts";
import { projectFolder, SMALL_PROJECT } from "./project-folder.ts";

async function run(cwd: string, ...args: string[]) {
  const surroundings = fakeSurroundings(args, { cwd, env: { ADDONS_CACHE: `${cwd}/cache` } });
  const code = await runCommandLine(surroundings);
  return { code, ...surroundings.said };
}

describe("verbs without a cluster", () => {
  it("validate: what is right", async () => {
    const root = projectFolder(SMALL_PROJECT);

    expect(await run(root, "validate", "--charts", "skip")).toMatchObject({
      code: 0,
      stdout: "1 environment, 1 cluster: valid\n",
      stderr: "",
    });
    const whole = await run("/", "validate", "-C", root);
    expect(whole).toMatchObject({ code: 0, stderr: "" });
    expect(whole.stdout).toMatch(/^warning CHECK-NOT-LOCKED: .*\ninfo CHECK-NO-HELM: .*\n1 warning, 1 info\n1 env/);
  });

  it("validate: all problems at once, with their places, as text and as JSON; 64", async () => {
    const dev = SMALL_PROJECT["environments/dev.yaml"] ?? "";
    const broken = dev.replace("needs: [base]", "needs: [bsae]").replace("values:", "valuse:");
    const root = projectFolder({ ...SMALL_PROJECT, "environments/dev.yaml": broken });

    const text = await run(root, "validate");
    const json = await run(root, "validate", "-o", "json");

    expect(text.code).toBe(64);
    expect(text.stdout).toMatch(/^environments\/dev\.yaml:10:13: error MANIFEST-\S+: .*bsae.*\(.*base/m);
    expect(text.stdout).toMatch(/^environments\/dev\.yaml:11:5: error MANIFEST-\S+: .*valuse/m);
    expect(json.code).toBe(64);
    expect(schemaProblems("problems", JSON.parse(json.stdout))).toEqual([]);
  });

  it("other verbs refuse a wrong manifest before they do anything", async () => {
    const root = projectFolder({ ...SMALL_PROJECT, "environments/dev.yaml": "kind: Environment\n  - x" });

    const { code, stdout, stderr } = await run(root, "lock");

    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toMatch(/^environments\/dev\.yaml:\d+:\d+: error /m);
    expect(stderr).toContain("error MANIFEST-INVALID");
  });

  it("lock, lock --check: stale is 2, made is 0, the same again changes nothing", async () => {
    const root = projectFolder(SMALL_PROJECT);

    const stale = await run(root, "lock", "--check", "-o", "json");
    const made = await run(root, "lock", "-o", "json");
    const fresh = await run(root, "lock", "--check");
    const again = await run(root, "lock");

    expect([stale.code, made.code, fresh.code, again.code]).toEqual([2, 0, 0, 0]);
    expect(JSON.parse(stale.stdout)).toMatchObject({ formatVersion: 1, result: "stale" });
    expect(JSON.parse(made.stdout)).toMatchObject({
      result: "written",
      changes: [{ addon: "base" }, { addon: "web" }],
    });
    for (const { stdout } of [stale, made]) expect(schemaProblems("lock-report", JSON.parse(stdout))).toEqual([]);
    expect(fresh.stdout).toBe("addons.lock.yaml: up to date\n");
    expect(again.stdout).toBe("addons.lock.yaml: nothing to do\n");
  });

  it("lock --update refuses a name that is not there", async () => {
    const { code, stderr } = await run(projectFolder(SMALL_PROJECT), "lock", "--update", "wbe");

    expect(code).toBe(64);
    expect(stderr).toMatch(/wbe.*\n.*web/);
  });

  it("plan with a stale lock is 2 and says which entries", async () => {
    const { code, stderr, stdout } = await run(projectFolder(SMALL_PROJECT), "plan");

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("web (dev) is not locked");
    expect(stderr).toContain("error LOCK-MISSING");
  });

  it("graph: text, Mermaid and JSON, also to files", async () => {
    const root = projectFolder(SMALL_PROJECT);

    const text = await run(root, "graph", "-o", "mermaid=out.mmd");
    const json = await run(root, "graph", "-o", "json");

    expect(text).toMatchObject({ code: 0, stdout: expect.stringContaining("web   needs base") as string });
    expect(text.files.get(`${root}/out.mmd`)).toContain("flowchart LR");
    expect(JSON.parse(json.stdout)).toMatchObject({
      environments: [
        {
          clusters: [
            {
              addons: [
                { addon: "base", wave: 1 },
                { addon: "web", wave: 2, needs: ["base"] },
              ],
            },
          ],
        },
      ],
    });
    expect(schemaProblems("graph", JSON.parse(json.stdout))).toEqual([]);
  });

  it.each<[readonly string[], string]>([
    [["graph", "--cluster", "lcoal"], "did you mean local?"],
    [["graph", "--env", "dve"], "dev"],
    [["plan", "--only", "wbe"], "web"],
    [["plan", "--with-needs"], "--with-needs says nothing without --only"],
  ])("%j is wrong use", async (args, hint) => {
    const { code, stderr } = await run(projectFolder(SMALL_PROJECT), ...args);

    expect(code).toBe(64);
    expect(stderr).toContain(hint);
  });

  it("asks which environment when there are several, and takes ADDONS_ENV", async () => {
    const dev = SMALL_PROJECT["environments/dev.yaml"] ?? "";
    const root = projectFolder({ ...SMALL_PROJECT, "environments/prod.yaml": dev });

    const { code, stderr } = await run(root, "sync");

    expect(code).toBe(64);
    expect(stderr).toContain(
      "error CLI-NO-ENVIRONMENT: say which environment: dev, prod\n→ next: --env dev, or ADDONS_ENV=dev",
    );
  });

  it("one context for two clusters is wrong use", async () => {
    const dev = (SMALL_PROJECT["environments/dev.yaml"] ?? "").replace(
      "addons:",
      '  more: { context: x, kubernetes: "1.37" }\naddons:',
    );
    const root = projectFolder({ ...SMALL_PROJECT, "environments/dev.yaml": dev });

    const { code, stderr } = await run(root, "plan", "--context", "c");

    expect(code).toBe(64);
    expect(stderr).toContain("--context names one cluster, but 2 are selected: local, more");
  });

  it("says what is missing in a folder that is no project", async () => {
    const { code, stderr } = await run(projectFolder({}), "validate");

    expect(code).toBe(64);
    expect(stderr).toContain("error MANIFEST-NO-ENVIRONMENT");
  });
});
