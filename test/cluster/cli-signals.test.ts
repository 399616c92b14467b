/** Interrupts, two runs at once, and readers that go away, through the real command line. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAIN } from "../cases/run-addons.ts";
import { openCliProject, type CliProject } from "./cli-project.ts";
import { describeWithCluster, helmBinaries, startPlane, type TestPlane } from "./plane.ts";

describeWithCluster("signals and streams", () => {
  let plane: TestPlane;
  let project: CliProject;
  beforeAll(async () => {
    plane = await startPlane();
    project = await openCliProject(plane);
    for (const [name, seconds] of Object.entries(HOOK_SECONDS)) {
      project.environment(
        name,
        `  slow: { chart: ../charts/app, namespace: ${name}, values: { hookSeconds: ${seconds} } }
  later: { chart: ../charts/app, namespace: ${name}, needs: [slow] }\n`,
      );
    }
    await project.addons("lock");
  }, 90_000);
  afterAll(async () => {
    await plane?.stop();
    project?.remove();
  });

  /** Hooks that end soon enough to wait for, and hooks that must be ended. */
  const HOOK_SECONDS = { once: 3, twice: 300, thrice: 0, both: 12, pipe: 0 };

  test("SIGINT: what runs may finish, the rest is not started; 130, the lease is free, the next sync goes on", async () => {
    const run = project.start("sync --env once");
    await hook("once");
    run.process.kill("SIGINT");
    const { code, stdout, stderr } = await run.ended;

    expect(code).toBe(130);
    expect(stderr).toContain("stopping: nothing new is started, what runs may finish; once more ends it now");
    expect(stdout).toMatch(/^once · local: interrupted/);
    expect(stdout).toMatch(/^ {2}done +slow /m);
    expect(stdout).toMatch(/^ {2}not started +later/m);
    expect(await leaseHolder("once")).toBeFalsy();
    const next = await project.addons("sync --env once");
    expect(next).toMatchObject({ code: 0, stdout: expect.stringMatching(/done +later/) as string });
  });

  test("SIGTERM twice: what runs is ended; 143, no helm is left, the next sync recovers", async () => {
    const run = project.start("sync --env twice");
    await hook("twice");
    run.process.kill("SIGTERM");
    await run.said("once more ends it now");
    run.process.kill("SIGTERM");
    const { code, stdout } = await run.ended;

    expect(code).toBe(143);
    expect(stdout).toMatch(/^twice · local: interrupted/);
    expect(helmsOf("twice")).toEqual([]);
    expect(await leaseHolder("twice")).toBeFalsy();
    const faster = readFileSync(join(project.root, "environments/twice.yaml"), "utf8").replace("300", "0");
    project.write("environments/twice.yaml", faster);
    const next = await project.addons("sync --env twice");
    expect(next).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /done +slow +(?:upgrade|recover) .* running it again|done +slow +recover/,
      ) as string,
    });
  });

  test("SIGINT three times ends addons at once, whatever helm does; helm is ended with it", async () => {
    const ADDONS_HELM = project.program(
      "stubborn-helm",
      `if [ "$1" = version ]; then exec ${helmBinaries().helm4} "$@"; fi\ntrap "" TERM INT\nwhile true; do sleep 0.2; done\n`,
    );
    const run = project.start("sync --env thrice", { ADDONS_HELM });
    await run.said("helm upgrade");
    for (const said of ["once more ends it now", undefined, undefined]) {
      run.process.kill("SIGINT");
      if (said !== undefined) await run.said(said);
      // The process takes signals one by one; two of a kind that come together are one.
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(await run.ended).toMatchObject({ code: 130 });
    await expect.poll(() => helmsOf("thrice"), { timeout: 20_000 }).toEqual([]);
    expect(await project.addons("sync --env thrice")).toMatchObject({ code: 0 });
  });

  test("two at once: one works, the other is refused (4) and says who holds the lease and since when", async () => {
    const first = project.start("sync --env both");
    await hook("both");
    const [second, json] = await Promise.all([
      project.addons("sync --env both"),
      project.addons("sync --env both -o json"),
    ]);

    expect([second.code, json.code]).toEqual([4, 4]);
    expect(second.stdout).toMatch(/SYNC-LEASE-HELD: .* since /);
    expect(second.stdout).toContain("→ next: ");
    expect(JSON.parse(json.stdout).environments[0].clusters[0].error.code).toBe("SYNC-LEASE-HELD");
    expect(await first.ended).toMatchObject({ code: 0 });
  });

  test("a reader that goes away stops nothing: addons sync | head -1", async () => {
    const first = pipe("sync --env pipe 2>&1");
    expect({ lines: first.stdout.split("\n").length, stderr: first.stderr }).toEqual({ lines: 2, stderr: "0\n" });
    expect(pipe("plan --env pipe")).toMatchObject({
      stdout: "pipe · local: nothing to do, 2 unchanged\n",
      stderr: "0\n",
    });
    expect(pipe("drift --env pipe -o json")).toMatchObject({ stdout: "{\n", stderr: "0\n" });
  });

  test("without a terminal: plain lines, data on stdout, the rest on stderr; FORCE_COLOR and NO_COLOR decide", async () => {
    const status = await project.addons("status --env pipe");
    const forced = await project.addons("status --env pipe", { FORCE_COLOR: "1" });
    const never = await project.addons("status --env pipe", { FORCE_COLOR: "1", NO_COLOR: "1" });
    const flag = await project.addons("status --env pipe --no-color", { FORCE_COLOR: "1" });

    expect(status.stderr).toBe("");
    expect(plain(forced.stdout)).toBe(status.stdout.replaceAll(/(?:just now|\d+ \w+ ago)/g, "AGO"));
    expect(forced.stdout).toContain("\u001b[");
    for (const { stdout } of [status, never, flag]) expect(stdout).not.toContain("\u001b");
  });

  function plain(text: string): string {
    // oxlint-disable-next-line no-control-regex -- colours are what this takes away
    return text.replaceAll(/\u001b\[\d+m/g, "").replaceAll(/(?:just now|\d+ \w+ ago)/g, "AGO");
  }

  function pipe(args: string): { readonly stdout: string; readonly stderr: string } {
    const script = `"${process.execPath}" "${MAIN}" ${args} | head -1; echo "\${PIPESTATUS[0]}" >&2`;
    const env = {
      PATH: process.env["PATH"] ?? "",
      HOME: project.root,
      KUBECONFIG: plane.access.kubeconfig,
      ADDONS_HELM: helmBinaries().helm4,
    };
    return spawnSync("bash", ["-c", script], { encoding: "utf8", cwd: project.root, env });
  }

  async function hook(namespace: string): Promise<void> {
    await plane.kubectl.waitFor(`/apis/batch/v1/namespaces/${namespace}/jobs/slow-hook`, () => true);
  }

  async function leaseHolder(environment: string): Promise<string | undefined> {
    const path = `/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/addons-${environment}`;
    return (await plane.kubectl.get(path))?.spec.holderIdentity;
  }
});

/** Programs that work on a namespace, by the argument that Helm gets. */
function helmsOf(namespace: string): readonly string[] {
  return readdirSync("/proc").filter(
    (name) => /^\d+$/.test(name) && argumentsOf(name).includes(`--namespace=${namespace}`),
  );
}

function argumentsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
