import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { findCommand } from "../../src/cli/commands.ts";
import { parseArguments } from "../../src/cli/arguments/parse-arguments.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { FLAGS } from "../../src/cli/arguments/flags.ts";
import { ciFiles } from "../../src/scaffold/ci-texts.ts";
import { projectFiles } from "../../src/scaffold/project-files.ts";
import { CI_KINDS } from "../../src/scaffold/scaffold-file.ts";
import { fakeSurroundings } from "../cli/fake-surroundings.ts";

function folder(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), "addons-init-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

async function run(cwd: string, args: string) {
  const surroundings = fakeSurroundings(args.split(" "), { cwd, env: { ADDONS_CACHE: join(cwd, ".cache") } });
  return { code: await runCommandLine(surroundings), ...surroundings.said };
}

function filesIn(root: string): readonly string[] {
  const all = readdirSync(root, { recursive: true, encoding: "utf8", withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

describe("addons init", () => {
  test.each(CI_KINDS)("--ci %s: writes a project that validates without a word, locks, and is fresh", async (ci) => {
    const root = folder({ "README.md": "mine\n", ".git/HEAD": "ref: refs/heads/main\n" });
    const { code, stdout, stderr } = await run(root, `init --ci ${ci}`);
    expect([code, stderr]).toEqual([0, ""]);
    const paths = projectFiles(ci).map(({ path }) => path);
    expect(filesIn(root).toSorted()).toEqual(["README.md", ".git/HEAD", ...paths].toSorted());
    expect(readFileSync(join(root, "README.md"), "utf8")).toBe("mine\n");
    for (const path of paths) expect(stdout).toContain(`  ${path}\n`);

    expect(await run(root, "lock")).toMatchObject({ code: 0 });
    expect(await run(root, "lock --check")).toMatchObject({ code: 0 });
    const validated = await run(root, "validate");
    expect(validated).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("2 environments, 2 clusters: valid") as string,
    });
    expect(validated.stdout).not.toMatch(/error|warning/);
  });

  test("into a folder that is made, and says how to get there", async () => {
    const root = folder();
    const { code, stdout } = await run(root, "init some/where");
    expect(code).toBe(0);
    expect(stdout).toContain("  cd some/where\n");
    expect(existsSync(join(root, "some/where/environments/prod.yaml"))).toBe(true);
    expect(filesIn(root).every((path) => path.startsWith("some/where/"))).toBe(true);
  });

  test("in a folder of a repository: what CI reads goes to the root, and works in that folder", async () => {
    const root = folder({ ".git/HEAD": "ref: refs/heads/main\n", "README.md": "mine\n" });
    const { code, stdout } = await run(root, "init deploy/addons");
    expect([code, stdout]).toEqual([0, expect.stringContaining("  ../../.github/workflows/addons.yaml\n")]);
    const workflow = parse(readFileSync(join(root, ".github/workflows/addons.yaml"), "utf8")) as Workflow;
    expect(workflow.defaults).toEqual({ run: { "working-directory": "deploy/addons" } });
    expect(existsSync(join(root, "deploy/addons/.github"))).toBe(false);
    expect(existsSync(join(root, "deploy/addons/environments/prod.yaml"))).toBe(true);

    const second = await run(root, "init second");
    expect([second.code, second.stderr]).toEqual([4, expect.stringContaining("--ci none")]);
    expect(existsSync(join(root, "second/environments"))).toBe(false);

    expect(await run(root, "init second --ci gitlab")).toMatchObject({ code: 0 });
    const jobs = parse(readFileSync(join(root, ".gitlab/addons.yml"), "utf8")) as Readonly<Record<string, GitlabJob>>;
    expect(jobs[".addons"]?.before_script?.at(-1)).toBe('cd "second"');
    expect(jobs["addons-check"]?.artifacts?.reports).toEqual({ junit: "second/addons.junit.xml" });
  });

  test("prints commands that there are", async () => {
    const { stdout } = await run(folder(), "init");
    const commands = [...stdout.matchAll(/^ {2}(addons .*?)(?: {2}|$)/gm)].map((match) => match[1] ?? "");
    expect(commands.length).toBeGreaterThan(4);
    for (const line of commands) expect([line, parses(line)]).toEqual([line, "yes"]);
  });

  test("again: nothing to write, nothing in the way", async () => {
    const root = folder();
    await run(root, "init");
    expect(await run(root, "init")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^0 files written, 11 files there already\n/) as string,
    });
  });

  test.each([
    [
      "a file with another text",
      "environments/dev.yaml",
      "mine\n",
      "environments/dev.yaml:1:1: error INIT-FILES-EXIST",
    ],
    ["a chart of that name", "charts/hello/values.yaml", "mine: 1\n", "charts/hello/values.yaml:1:1: error"],
    ["environments of a project", "environments/staging.yaml", "mine\n", "environments/staging.yaml:1:1: error"],
    ["a workflow", ".github/workflows/addons.yaml", "name: mine\n", "--ci none"],
  ])("%s: nothing is written, and it is named", async (_what, path, text) => {
    const root = folder({ [path]: text });
    const { code, stdout, stderr } = await run(root, "init");
    expect([code, stdout]).toEqual([4, ""]);
    expect(stderr).toContain(`${path}:1:1: error INIT-FILES-EXIST`);
    expect(filesIn(root)).toEqual([path]);
    expect(readFileSync(join(root, path), "utf8")).toBe(text);
  });

  test("pipelines and schemas that are there stay, with what to add", async () => {
    const root = folder({ ".gitlab-ci.yml": "stages: [mine]\n", "schemas/base.schema.json": "{}\n" });
    const { code, stdout } = await run(root, "init --ci gitlab");
    expect(code).toBe(0);
    expect(stdout).toContain("left as it is: .gitlab-ci.yml; add to it: include: [{ local: .gitlab/addons.yml }]\n");
    expect(stdout).toContain("left as it is: schemas/base.schema.json\n");
    expect(readFileSync(join(root, ".gitlab-ci.yml"), "utf8")).toBe("stages: [mine]\n");
  });

  test("a file where the folder would be, a link out of it, a name that is none", async () => {
    const root = folder({ file: "x" });
    expect(await run(root, "init file")).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("FILE-NOT-A-FOLDER") as string,
    });
    symlinkSync(folder(), join(root, "environments"));
    expect(await run(root, "init")).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("FILE-OUTSIDE") as string,
    });
    expect(filesIn(root)).toEqual(["file"]);
    const surroundings = fakeSurroundings(["init", "a\u0000b"], { cwd: root });
    expect(await runCommandLine(surroundings)).toBe(64);
  });
});

describe("what it writes for CI", () => {
  test("offers the kinds that the flag names", () => {
    expect([...FLAGS.ci.words]).toEqual([...CI_KINDS]);
  });

  test.each(CI_KINDS.flatMap((kind) => ciFiles(kind)))("$path is YAML whose addons commands there are", ({ text }) => {
    expect(() => parse(text, { strict: true, uniqueKeys: true }) as unknown).not.toThrow();
    const lines = [...text.matchAll(/(?:run: |- |^ +)(addons [a-z][^\n]*)$/gm)].map((match) => match[1] ?? "");
    for (const line of lines) expect([line, parses(line)]).toEqual([line, "yes"]);
  });

  test("a workflow of GitHub: known keys, each step either uses or runs", () => {
    const [file] = ciFiles("github");
    const workflow = parse(file?.text ?? "") as Workflow;
    expect(Object.keys(workflow)).toEqual(["name", "on", "permissions", "jobs"]);
    expect(Object.keys(workflow.on)).toEqual(["pull_request", "push", "schedule", "workflow_dispatch"]);
    for (const job of Object.values(workflow.jobs)) {
      const keys = ["if", "runs-on", "timeout-minutes", "concurrency", "steps"];
      expect(Object.keys(job).filter((key) => !keys.includes(key))).toEqual([]);
      const known = ["name", "uses", "with", "run", "env", "working-directory"];
      expect(job.steps.flatMap((step) => Object.keys(step)).filter((key) => !known.includes(key))).toEqual([]);
      expect(job.steps.filter((step) => "uses" in step === "run" in step)).toEqual([]);
    }
  });

  test("pipelines of GitLab: what extends is there, what is included is written", () => {
    const [file, root] = ciFiles("gitlab");
    const jobs = parse(file?.text ?? "") as Readonly<
      Record<string, { readonly extends?: string; readonly script?: string[] }>
    >;
    for (const [name, job] of Object.entries(jobs)) {
      const known = [
        "image",
        "before_script",
        "extends",
        "stage",
        "timeout",
        "resource_group",
        "rules",
        "variables",
        "script",
        "artifacts",
      ];
      expect(Object.keys(job).filter((key) => !known.includes(key))).toEqual([]);
      expect(name.startsWith(".") || (job.script ?? []).length > 0).toBe(true);
      expect(Object.keys(jobs)).toContain(job.extends ?? name);
    }
    expect(parse(root?.text ?? "")).toEqual({ include: [{ local: file?.path }] });
  });
});

interface GitlabJob {
  readonly before_script?: readonly string[];
  readonly artifacts?: { readonly reports: object };
}

interface Workflow {
  readonly defaults?: object;
  readonly on: object;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly object[] }>>;
}

/** Whether the command line would take it; nothing is run. */
function parses(line: string): string {
  const [, name = "", ...args] = line.trim().split(/\s+/);
  const command = findCommand(name);
  if (command === undefined) return "no such verb";
  try {
    parseArguments(command, args, {});
    return "yes";
  } catch (error) {
    return String(error);
  }
}
