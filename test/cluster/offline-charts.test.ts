import { spawn, spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { environmentFile, fromServer } from "../cli/locked-project.ts";
import { projectFolder } from "../cli/project-folder.ts";
import { mapLimit } from "../../src/support/limit.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { describeWithPrograms, helmBinaries } from "./plane.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");
/** None of the runs that are looked at changes anything. */
const AT_ONCE = 3;
const NO_NETWORK = spawnSync("unshare", ["-n", "true"]).status === 0;
if (!NO_NETWORK) process.stderr.write("SKIPPED runs in a network namespace: this user cannot make one\n");

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Home {
  /** Holds project, cache, home and temporary folder, and nothing else. */
  readonly folder: string;
  addons(args: string, network?: "none"): Promise<Ran>;
  /** The same with what Node compiled kept in this home's cache, and not in one of all tests. */
  addonsAlone(args: string): Promise<Ran>;
}

/** A project with charts of a server and one of its own; the CLI as a process of its own, with folders of its own. */
function homeWith(server: ChartServer): Home {
  const bytes = makeChart("demo", "1.0.0");
  publish(server, [{ name: "demo", version: "1.0.0", bytes }]);
  const folder = projectFolder({
    "project/environments/dev.yaml": environmentFile({
      demo: fromServer(server, "demo", "1.0.0"),
      other: fromServer(server, "demo", "^1"),
      own: "chart: ../charts/own",
    }),
    "project/charts/own/Chart.yaml": "apiVersion: v2\nname: own\nversion: 1.0.0\n",
    "project/charts/own/templates/x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: own }\n",
  });
  for (const name of ["home", "tmp"]) mkdirSync(join(folder, name));
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: join(folder, "home"),
    TMPDIR: join(folder, "tmp"),
    ADDONS_CACHE: join(folder, "cache"),
    ADDONS_HELM: helmBinaries().helm4,
  };
  const compiled = { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") };
  const run = async (command: readonly string[], more: Readonly<Record<string, string>>): Promise<Ran> => {
    const [program = "", ...rest] = command;
    const options = { cwd: join(folder, "project"), env: { ...env, ...more } };
    const child = spawn(program, rest, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (data: Buffer) => (said.stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => (said.stderr += data.toString()));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, ...said };
  };
  const commandOf = (args: string): readonly string[] => [process.execPath, MAIN, ...args.split(" ")];
  return {
    folder,
    addons: (args, network) => run([...(network === "none" ? ["unshare", "-n"] : []), ...commandOf(args)], compiled),
    addonsAlone: (args) => run(commandOf(args), {}),
  };
}

describeWithPrograms("charts without the network", ["helm4"], () => {
  let server: ChartServer;
  let home: Home;
  beforeEach(async () => {
    server = await serveCharts();
    home = homeWith(server);
    const locked = await home.addons("lock");
    if (locked.code !== 0) throw new Error(locked.stderr);
    return async () => await server[Symbol.asyncDispose]();
  });

  const VERBS = ["lock --check", "validate", "render", "values demo --all", "graph --charts check", "vendor --check"];

  /** Of these runs, what did not end well, and the requests that they sent. */
  async function troubles(runs: readonly string[], network?: "none") {
    const before = server.requests.length;
    const all = await mapLimit(runs, AT_ONCE, async (args) => ({ args, ...(await home.addons(args, network)) }));
    const failed = all.filter(({ code, stderr }) => code !== 0 || stderr.includes("error"));
    return { failed, requests: server.requests.slice(before) };
  }
  const NONE = { failed: [], requests: [] };

  test("a locked and cached environment sends no request, with --offline and without it", async () => {
    await home.addons("vendor");
    rmSync(join(home.folder, "cache"), { recursive: true });
    await home.addons("cache fill");
    const runs = VERBS.slice(0, -1).flatMap((verb) => [verb, `${verb} --offline`]);
    expect(await troubles(runs)).toEqual(NONE);
    // What is left to ask is the cluster.
    const before = server.requests.length;
    const plan = await home.addons("plan --offline --kubeconfig /nowhere");
    expect(plan.code).not.toBe(0);
    expect(plan.stderr).not.toContain("CHART-");
    expect(server.requests).toHaveLength(before);
  });

  describe.runIf(NO_NETWORK)("where there is no network at all", () => {
    test("from the cache", async () => {
      expect(await troubles(VERBS.slice(0, 4), "none")).toEqual(NONE);
    });

    test("from copies in the project, without a cache", async () => {
      await home.addons("vendor");
      rmSync(join(home.folder, "cache"), { recursive: true });
      const runs = VERBS.map((verb) => `${verb} --offline`);
      expect(await troubles(runs, "none")).toEqual(NONE);
    });
  });

  test("what is missing is told at once, for every add-on, with what to do", async () => {
    rmSync(join(home.folder, "cache"), { recursive: true });
    const before = server.requests.length;
    const { code, stderr } = await home.addons("render --offline");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /environments\/dev\.yaml:\d+:\d+: error CHART-OFFLINE: demo: demo@1\.0\.0 is neither in charts\/vendor/,
    );
    expect(stderr).toMatch(/error CHART-OFFLINE: other: /);
    expect(stderr).toMatch(/demo, other \(dev\): not on this computer.*\n.*while online, run `addons cache fill`/);
    const locked = await home.addons("lock --update --offline");
    expect([locked.code, locked.stderr]).toEqual([1, expect.stringMatching(/CHART-OFFLINE[\s\S]*demo/)]);
    expect(server.requests).toHaveLength(before);
  });

  test("nothing is written outside of the project and the cache", async () => {
    const outside = (): Readonly<Record<string, string>> => ({
      ...treeOf(join(home.folder, "home")),
      ...treeOf(join(home.folder, "tmp")),
    });
    const project = (): readonly string[] => Object.keys(treeOf(join(home.folder, "project")));
    const files = project();
    for (const verb of ["lock --update", "validate", "render", "cache", "cache verify", "cache prune", "cache fill"]) {
      expect([verb, (await home.addonsAlone(verb)).code]).toEqual([verb, 0]);
      expect([verb, outside(), project()]).toEqual([verb, {}, files]);
    }
    expect((await home.addonsAlone("vendor")).code).toBe(0);
    expect(outside()).toEqual({});
    const made = ["", "/.gitattributes", "/.gitignore", "/demo-1.0.0.tgz"].map((name) => `charts/vendor${name}`);
    expect(project()).toEqual([...files, ...made].sort());
    expect(readdirSync(home.folder).sort()).toEqual(["cache", "home", "project", "tmp"]);
  });
});

/** Every file, folder and link below a folder, with what is in it. */
function treeOf(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(entries.map((path) => [path, contentOf(join(folder, path))]));
}

function contentOf(path: string): string {
  const info = lstatSync(path);
  if (info.isSymbolicLink()) return `→ ${readlinkSync(path)}`;
  return info.isDirectory() ? "folder" : readFileSync(path, "latin1");
}
