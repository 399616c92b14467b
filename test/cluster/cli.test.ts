import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CANARY, SMALL_PROJECT } from "../cli/project-folder.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { describeWithCluster, helmBinaries, startPlane, type TestPlane } from "./plane.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");
const ENVIRONMENT = "environments/dev.yaml";

interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describeWithCluster("the command line against a real cluster", () => {
  let plane: TestPlane;
  let root: string;
  /** Everything that any run said: the canary of the values must be in none of it. */
  const everything: string[] = [];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "addons-cli-cluster-"));
    plane = await startPlane();
    const cluster = `local: { context: ${JSON.stringify(plane.access.context)}, kubernetes: "1.37" }`;
    for (const [file, text] of Object.entries(SMALL_PROJECT)) await write(file, text.replace(/local: \{.*\}/, cluster));
  }, 90_000);
  afterAll(async () => {
    await plane?.stop();
    await rm(root, { recursive: true, force: true });
  });

  async function write(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }

  async function edit(from: string, to: string): Promise<void> {
    const text = await readFile(join(root, ENVIRONMENT), "utf8");
    expect(text).toContain(from);
    await write(ENVIRONMENT, text.replace(from, to));
  }

  async function addons(...args: string[]): Promise<Said> {
    const env = {
      PATH: process.env["PATH"] ?? "",
      HOME: root,
      ADDONS_HELM: helmBinaries().helm4,
      ADDONS_KUBECONFIG: plane.access.kubeconfig,
    };
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    everything.push(stdout, stderr);
    return { code, stdout, stderr };
  }

  test("the life of an environment, with every result following its schema", { timeout: 120_000 }, async () => {
    expect(await addons("lock")).toMatchObject({ code: 0 });

    const before = await addons("plan", "-o", "json");
    expect(before).toMatchObject({ code: 2, stderr: "" });
    expect(schemaProblems("plan", JSON.parse(before.stdout))).toEqual([]);

    const first = await addons("sync", "-o", "json", "--log-format", "json");
    expect(first.code).toBe(0);
    expect(schemaProblems("sync-report", JSON.parse(first.stdout))).toEqual([]);
    const events = first.stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly type: string });
    expect(events.flatMap((event) => schemaProblems("event", event))).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["planned", "step-started", "step-done", "cluster-finished"]),
    );

    const again = await addons("sync");
    expect(again).toMatchObject({ code: 0, stderr: "local: nothing to do, 2 unchanged\n" });
    expect(again.stdout).toMatch(
      /^dev · local: nothing to do \(2 unchanged\)\n\n {2}\d\.\d s, 2 API requests, no program started\n/,
    );
    expect(await addons("plan")).toMatchObject({ code: 0, stdout: "dev · local: nothing to do, 2 unchanged\n" });

    const status = await addons("status");
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/^ {2}web +1\.0\.0 +1 +in sync +ready +(just now|\d+ seconds ago)$/m);
    expect(schemaProblems("status", JSON.parse((await addons("status", "-o", "json")).stdout))).toEqual([]);
  });

  test("drift says who changed what; repair brings it back", { timeout: 120_000 }, async () => {
    await plane.kubectl.send("PATCH", "/api/v1/namespaces/small/configmaps/web?fieldManager=kubectl-edit", {
      contentType: "application/merge-patch+json",
      content: { data: { password: "changed by hand" } },
    });

    const text = await addons("drift");
    const json = await addons("drift", "-o", "json", "--exit-zero");

    expect([text.code, json.code]).toEqual([2, 0]);
    expect(text.stdout).toContain("ConfigMap small/web");
    expect(text.stdout).toContain("by kubectl-edit (a person's tool)");
    expect(text.stdout).toContain("→ next: addons sync --repair --env dev");
    expect(schemaProblems("drift-report", JSON.parse(json.stdout))).toEqual([]);
    expect(schemaProblems("plan", JSON.parse((await addons("plan", "--repair", "-o", "json")).stdout))).toEqual([]);
    expect(await addons("sync", "--repair")).toMatchObject({ code: 0 });
    expect(await addons("drift")).toMatchObject({ code: 0 });
  });

  test("plan shows the rendered difference of an upgrade", { timeout: 60_000 }, async () => {
    await edit(`values: { password: ${CANARY} }`, `values: { password: ${CANARY}-2 }`);

    const plan = await addons("plan");

    expect(plan.code).toBe(2);
    expect(plan.stdout).toContain("~ upgrade   web small@1.0.0 (small/web)");
    expect(plan.stdout).toContain("~ ConfigMap web\n");
    expect(plan.stdout).toContain("-   password: (hidden)");
    expect(await addons("sync")).toMatchObject({ code: 0 });
  });

  test("render hides what is secret", { timeout: 60_000 }, async () => {
    const { code, stdout } = await addons("render", "--only", "web");

    expect(code).toBe(0);
    expect(stdout).toContain("# dev · local · web (small@1.0.0)");
    expect(stdout).not.toContain("not-in-values-at-all");
    expect(stdout).not.toContain("# dev · local · base");
  });

  test("nothing is uninstalled without a yes", { timeout: 60_000 }, async () => {
    await edit("  web:\n", "  web:\n    enabled: false\n");
    await addons("lock");

    expect((await addons("sync")).stdout).toContain("no longer declared, left alone: web");
    const unasked = await addons("sync", "--prune");
    expect(unasked.code).toBe(4);
    expect(unasked.stderr).toContain("error SYNC-NOT-CONFIRMED: dev: --prune would uninstall local/web");
    expect(await plane.kubectl.get("/api/v1/namespaces/small/configmaps/web")).toBeDefined();

    const pruned = await addons("sync", "--prune", "--yes");
    expect(pruned).toMatchObject({ code: 0, stdout: expect.stringMatching(/done +web +uninstall/) as string });
    expect(await plane.kubectl.get("/api/v1/namespaces/small/configmaps/web")).toBeUndefined();
  });

  test("a context that is not there is said for reading verbs and for sync", { timeout: 60_000 }, async () => {
    const [status, sync] = [
      await addons("status", "--context", "nowhere"),
      await addons("sync", "--context", "nowhere"),
    ];

    expect([status.code, sync.code]).not.toContain(0);
    expect(status.stderr).toContain("error KUBE-CONTEXT-UNKNOWN");
    expect(sync.stdout).toContain("error KUBE-CONTEXT-UNKNOWN");
  });

  test("the secret of the values was never said", () => {
    expect(everything.join("\n").length).toBeGreaterThan(1000);
    expect(everything.filter((text) => text.includes(CANARY))).toEqual([]);
  });
});
