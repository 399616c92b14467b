/** `addons playground` as a user meets it: two environments side by side, a component that dies, nothing left at the end. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Said } from "../cases/run-addons.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { openCliProject, type CliProject } from "./cli-project.ts";
import { describeWithCluster } from "./plane.ts";

/** Where this computer has the programs, wherever the tests got them from. */
const PROGRAMS = Object.fromEntries(
  ["HOME", "XDG_CACHE_HOME", "ADDONS_PROGRAMS", "ADDONS_PROGRAMS_CACHE", "KUBEBUILDER_ASSETS"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);

interface Running {
  readonly name: string;
  readonly state: string;
  readonly server: string;
  readonly folder: string;
  readonly pid: number;
}

describeWithCluster("addons playground", () => {
  let project: CliProject;
  beforeAll(async () => {
    project = await openCliProject({ access: { kubeconfig: "/nowhere", context: "none" } });
    const cluster = '{ playground: true, kubernetes: "1.37" }';
    for (const name of ["blue", "green"]) {
      project.environment(name, `  app: { chart: ../charts/app, namespace: ${name} }\n`, cluster);
    }
    await addons("lock");
  });
  afterAll(async () => {
    await addons("playground down");
    project.remove();
  });

  function addons(args: string): Promise<Said> {
    return project.addons(args, PROGRAMS);
  }

  async function statuses(): Promise<readonly Running[]> {
    const { code, stdout } = await addons("playground status -o json");
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as { readonly playgrounds: readonly Running[] };
    expect(schemaProblems("playgrounds", document)).toEqual([]);
    return document.playgrounds;
  }

  test("is asked for by verbs that only look, and told when there is none", async () => {
    const status = await addons("status --env blue");
    expect(status.code).toBe(1);
    expect(status.stderr).toContain("error PLAYGROUND-NOT-RUNNING: the playground blue/local is not running");
    expect(status.stderr).toContain("→ next: addons playground up --env blue");
    expect((await statuses()).map(({ name, state }) => [name, state])).toEqual([
      ["blue/local", "absent"],
      ["green/local", "absent"],
    ]);
  });

  test("comes up for two environments side by side, outlives the command, and says what died and comes up anew", async () => {
    expect(await addons("playground up")).toMatchObject({ code: 0 });
    const [blue, green] = await statuses();
    expect([blue?.state, green?.state]).toEqual(["running", "running"]);
    expect(blue?.server).not.toBe(green?.server);
    expect(await addons("sync --env green")).toMatchObject({ code: 0 });
    const untouched = await addons("status --env blue");
    expect(untouched.stdout).toContain("not installed");

    process.kill(programOf(blue?.folder ?? "", "etcd"), "SIGKILL");
    await expect
      .poll(async () => (await addons("playground status --env blue")).stdout, { timeout: 30_000, interval: 200 })
      .toMatch(/^blue\/local +broken +.*etcd/);
    const plan = await addons("plan --env blue");
    expect(plan).toMatchObject({ code: 1, stderr: expect.stringMatching(/PLAYGROUND-NOT-RUNNING: .*etcd/) as string });
    expect((await addons("status --env green")).stdout).toMatch(/^ {2}app .*in sync {2}1\/1 /m);

    expect(await addons("playground up --env blue")).toMatchObject({ code: 0 });
    expect((await statuses()).map(({ state }) => state)).toEqual(["running", "running"]);
    expect(await addons("plan --env blue")).toMatchObject({ code: 2 });
  });

  test("goes away as a whole", async () => {
    const before = await statuses();
    expect(await addons("playground down --env blue")).toMatchObject({ code: 0 });
    expect((await statuses()).map(({ state }) => state)).toEqual(["absent", "running"]);
    expect((await addons("playground down")).stderr).toContain("green/local: ended, its data is gone");
    expect((await statuses()).map(({ state }) => state)).toEqual(["absent", "absent"]);
    expect(before.map(({ folder }) => existsSync(folder))).toEqual([false, false]);
    expect(before.flatMap(({ folder }) => processesWith(folder))).toEqual([]);
  });
});

function programOf(folder: string, program: string): number {
  const [found] = processesWith(folder).filter(({ line }) => line.split("\0")[0]?.endsWith(`/${program}`));
  if (found === undefined) throw new Error(`no ${program} works in ${folder}`);
  return found.pid;
}

/** Processes that name the folder in their arguments. */
function processesWith(folder: string): readonly { readonly pid: number; readonly line: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), line: commandLine(name) }))
    .filter(({ line }) => line.includes(folder));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
