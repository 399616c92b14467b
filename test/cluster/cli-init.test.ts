/** What `addons init` writes, as a newcomer uses it: validated, locked, synced to a playground, and its CI commands run. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { runAddons, type Said } from "../cases/run-addons.ts";
import { createKubectl } from "./kubectl.ts";
import { describeWithCluster, helmBinaries } from "./plane.ts";

/** Where this computer has the programs, wherever the tests got them from. */
const PROGRAMS = Object.fromEntries(
  ["HOME", "XDG_CACHE_HOME", "ADDONS_PROGRAMS", "ADDONS_PROGRAMS_CACHE", "KUBEBUILDER_ASSETS"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);

describeWithCluster("addons init", () => {
  let root = "";
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "addons-init-cluster-"));
  });
  afterAll(async () => {
    await addons("playground down");
    rmSync(root, { recursive: true, force: true });
  });

  function addons(args: string): Promise<Said> {
    return runAddons(args.split(" "), {
      cwd: root,
      env: { ...PROGRAMS, ADDONS_HELM: helmBinaries().helm4, ADDONS_CACHE: join(root, "cache") },
    });
  }

  test("gives a project that syncs as it is, and whose CI finds nothing wrong", async () => {
    expect(await addons("init")).toMatchObject({ code: 0, stderr: "" });
    expect(await addons("lock")).toMatchObject({ code: 0 });
    expect(await addons("validate")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^2 environments, 2 clusters: .*\n$/) as string,
    });

    expect(await addons("sync --env dev")).toMatchObject({ code: 0 });
    expect((await addons("status --env dev")).stdout).toMatch(/^ {2}web .*in sync {2}1\/1 /m);
    expect(await addons("plan --env dev")).toMatchObject({ code: 0 });

    const text = readFileSync(join(root, ".github/workflows/addons.yaml"), "utf8");
    const commands = ciCommands(text);
    expect(commands).toEqual(["addons validate -o github", "addons lock --check", "addons drift --env prod"]);
    for (const command of commands) {
      // The playground stands for prod, which nobody has here.
      const args = command.replace(/^addons /, "").replace("--env prod", "--env dev");
      expect([command, await addons(args)]).toEqual([command, expect.objectContaining({ code: 0 })]);
    }
  });

  test("tells drift as its workflow says: exit code 2", async () => {
    expect(await addons("sync --env dev")).toMatchObject({ code: 0 });
    const { stdout } = await addons("playground status --env dev -o json");
    const [{ access }] = (JSON.parse(stdout) as { playgrounds: [{ access: { kubeconfig: string } }] }).playgrounds;
    const kubectl = createKubectl(access.kubeconfig);
    await kubectl.send("PATCH", "/apis/apps/v1/namespaces/hello/deployments/web?fieldManager=somebody", {
      contentType: "application/merge-patch+json",
      content: { spec: { replicas: 3 } },
    });
    kubectl.close();
    expect(await addons("drift --env dev")).toMatchObject({ code: 2 });
  });
});

function ciCommands(text: string): readonly string[] {
  interface Workflow {
    readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
  }
  const { jobs } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  return steps.flatMap(({ run = "" }) => run.split("\n").filter((line) => line.startsWith("addons ")));
}
