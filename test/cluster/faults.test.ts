/** What clusters and helms may do to the command line: every verb says what is wrong, ends, and the next plain sync converges. */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { issueAuthority } from "../../src/outside/playground/certificate.ts";
import type { Said } from "../cases/run-addons.ts";
import { openCliProject, type CliProject } from "./cli-project.ts";
import { describeWithCluster, helmBinaries, startPlane, type TestPlane } from "./plane.ts";
import { startStallingProxy, type StallingProxy } from "./stalling-proxy.ts";

describeWithCluster("faults", () => {
  let plane: TestPlane;
  let project: CliProject;
  let proxy: StallingProxy;
  beforeAll(async () => {
    plane = await startPlane();
    project = await openCliProject(plane);
    const server = new URL(config().clusters[0].cluster.server);
    proxy = await startStallingProxy({ host: server.hostname, port: Number(server.port) });
    project.environment(
      "dev",
      "  base: { chart: ../charts/app, namespace: dev }\n  web: { chart: ../charts/app, namespace: dev, needs: [base] }\n",
    );
    await project.addons("lock");
    await project.addons("sync --env dev");
  }, 120_000);
  afterAll(async () => {
    await proxy?.close();
    await plane?.stop();
    project?.remove();
  });

  // oxlint-disable-next-line typescript/no-explicit-any -- a kubeconfig, to be changed at will
  function config(): any {
    return parse(readFileSync(plane.access.kubeconfig, "utf8"));
  }

  /** A kubeconfig like the plane's but for `change`; JSON is YAML. */
  function kubeconfig(name: string, change: (parts: { cluster: LiveConfig; user: LiveConfig }) => void): string {
    const changed = config();
    change({ cluster: changed.clusters[0].cluster, user: changed.users[0].user });
    writeFileSync(join(project.root, name), JSON.stringify(changed));
    return join(project.root, name);
  }

  type LiveConfig = Record<string, string>;

  const VERBS = ["plan", "drift", "status", "sync"] as const;

  test.each<[string, (parts: { cluster: LiveConfig; user: LiveConfig }) => void, string]>([
    ["refused", ({ cluster }) => (cluster["server"] = "https://127.0.0.1:1"), "KUBE-UNREACHABLE"],
    ["wrong-token", ({ user }) => (user["token"] = "wrong-token"), "KUBE-UNAUTHORIZED"],
    [
      "unknown-authority",
      ({ cluster }) =>
        (cluster["certificate-authority-data"] = Buffer.from(issueAuthority("other").certificate).toString("base64")),
      "KUBE-CERTIFICATE",
    ],
  ])("a cluster that is not to be had: %s", async (name, change, code) => {
    const KUBECONFIG = kubeconfig(name, change);

    const [plan, drift, status, sync] = await Promise.all(
      VERBS.map((verb) => project.addons(`${verb} --env dev`, { KUBECONFIG })),
    );

    for (const said of [plan, status]) {
      expect(said).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(`error ${code}: `) as string });
    }
    expect(drift).toMatchObject({ code: 3, stderr: "" });
    expect(drift?.stdout).toMatch(/^dev · local: nothing could be checked\n\n {2}could not be checked:\n/);
    expect(sync).toMatchObject({ code: 1, stderr: "" });
    expect(sync?.stdout).toContain(`dev · local: failed\n\n  error ${code}: `);
    for (const { stdout, stderr } of [plan, drift, status, sync].flatMap((said) => said ?? [])) {
      expect(stdout + stderr).toMatch(/→ next: (?:check|log in)/i);
      expect(stdout + stderr).not.toContain("wrong-token");
    }
  });

  test("a kind that may not be read is incomplete (3), never clean, and differences elsewhere are still told (2)", async () => {
    const KUBECONFIG = await restrictedKubeconfig();

    const limited = await project.addons("drift --env dev", { KUBECONFIG });
    const json = await project.addons("drift --env dev -o json", { KUBECONFIG });
    await plane.kubectl.send("PATCH", `${DEV}/configmaps/web?fieldManager=kubectl-edit`, {
      contentType: "application/merge-patch+json",
      content: { data: { message: "by hand" } },
    });
    const both = await project.addons("drift --env dev", { KUBECONFIG });

    expect([limited.code, json.code, both.code]).toEqual([3, 3, 2]);
    expect(limited.stdout).toContain("dev · local: no difference in what could be checked");
    expect(limited.stdout).toMatch(/could not be checked:\n.*services.*does not allow to get services/);
    expect(limited.stdout).toMatch(/grant the verb "get" on services/i);
    expect(JSON.parse(json.stdout).environments[0].clusters[0].incomplete).toHaveLength(1);
    expect(both.stdout).toContain("1 difference in 1 add-on");
    expect(both.stdout).toContain("does not allow to get services");
    expect(await project.addons("sync --env dev --repair")).toMatchObject({ code: 0 });
  });

  test("an API server that stops answering, at the first byte or in the middle", async () => {
    const env = {
      KUBECONFIG: kubeconfig("proxied", ({ cluster }) => (cluster["server"] = `https://127.0.0.1:${proxy.port}`)),
      ADDONS_REQUEST_TIMEOUT: "1s",
    };
    for (const verb of VERBS) {
      proxy.stallAfter(Infinity);
      expect(await project.addons(`${verb} --env dev`, env)).toMatchObject({ code: 0 });
      const all = proxy.passed();
      for (const share of [0, 0.7]) {
        proxy.stallAfter(Math.floor(all * share));
        const { code, stdout, stderr } = await project.addons(`${verb} --env dev`, env);
        expect({ verb, share, said: stdout + stderr }).toMatchObject({
          said: expect.stringMatching(/127\.0\.0\.1:\d+ \(context .*\) did not .* within 1 s\./) as string,
        });
        expect({ verb, share, code }).toEqual({ verb, share, code: verb === "drift" || code === 3 ? 3 : 1 });
      }
    }
  });

  test("what hangs is ended, and the next sync converges: helm, and an API server in the middle of an upgrade", async () => {
    const addon = "{ chart: ../charts/app, namespace: NAME, timeout: 1s, values: { more: 150 } }";
    for (const name of ["hang", "stall"]) project.environment(name, `  app: ${addon.replace("NAME", name)}\n`);
    expect(await project.addons("lock")).toMatchObject({ code: 0 });
    const pids = join(project.root, "pids");
    const ADDONS_HELM = fakeHelm("hanging-helm", `sleep 600 & echo $! $$ > ${pids}; wait`);
    const KUBECONFIG = kubeconfig("stall", ({ cluster }) => (cluster["server"] = `https://127.0.0.1:${proxy.port}`));

    proxy.stallAfter(Infinity);
    const hanging = project.start("sync --env hang", { ADDONS_HELM });
    const stalling = project.start("sync --env stall", { KUBECONFIG, ADDONS_REQUEST_TIMEOUT: "2s" });
    const record = "/api/v1/namespaces/stall/secrets/sh.helm.release.v1.app.v1";
    await plane.kubectl.waitFor(record, (secret) => secret.metadata.labels.status === "pending-install");
    proxy.stallAfter(0);
    const again = (name: string): Promise<Said> => project.addons(`sync --env ${name} --timeout 30s`);
    const [[hung, hungAgain], [stalled, stalledAgain]] = await Promise.all([
      hanging.ended.then(async (said) => [said, await again("hang")] as const),
      stalling.ended.then(async (said) => [said, await again("stall")] as const),
    ]);

    expect(hung).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(
        "app: helm upgrade of app in namespace hang was stopped: it did not end within 31 s.",
      ) as string,
    });
    expect(readFileSync(pids, "utf8").trim().split(" ").map(Number).filter(isRunning)).toEqual([]);
    expect(stalled.code).toBe(1);
    expect(hungAgain).toMatchObject({ code: 0, stdout: expect.stringMatching(/^hang · local: done/) as string });
    expect(stalledAgain).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/recover|running it again/) as string,
    });
    expect(readdirSync(project.temporary)).toEqual([]);
  });

  test("a helm that crashes or writes to the terminal: told as text, and the next sync converges", async () => {
    project.environment("crash", "  app: { chart: ../charts/app, namespace: crash }\n");
    expect(await project.addons("lock")).toMatchObject({ code: 0 });

    const crashed = await project.addons("sync --env crash", { ADDONS_HELM: fakeHelm("crashing", "kill -SEGV $$") });
    const drawn = await project.addons("sync --env crash", {
      ADDONS_HELM: fakeHelm("drawing", `printf 'Error: \\033]0;title\\007\\033[31mred\\033[0m\\n' >&2; exit 1`),
    });

    expect(crashed).toMatchObject({ code: 1 });
    expect(crashed.stdout).toContain("app: helm upgrade of app in namespace crash was ended by SIGSEGV");
    expect(drawn.code).toBe(1);
    expect(drawn.stdout).toContain("app: helm upgrade of app in namespace crash failed (exit code 1): red\n");
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(drawn.stdout + drawn.stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    expect(await project.addons("sync --env crash")).toMatchObject({ code: 0 });
  });

  test("names and values reach neither a shell nor a flag", async () => {
    const contexts = ["-x", "$(touch pwned)", "a,b=c"];
    const KUBECONFIG = join(project.root, "names");
    const {
      "current-context": _,
      contexts: [known],
      ...rest
    } = config();
    writeFileSync(KUBECONFIG, JSON.stringify({ ...rest, contexts: contexts.map((name) => ({ ...known, name })) }));
    const log = join(project.root, "argv");
    const ADDONS_HELM = fakeHelm("logging", `printf '%s\\n' "$@" > ${log}; exec ${helmBinaries().helm4} "$@"`);

    for (const [at, context] of contexts.entries()) {
      const name = `names-${at}`;
      const values = { message: context, "-x": context, [context]: { "--set": "a=b" } };
      const addon = { chart: "../charts/app", namespace: name, values };
      project.environment(name, `  app: ${JSON.stringify(addon)}\n`, JSON.stringify({ context, kubernetes: "1.37" }));
      expect(await project.addons("lock")).toMatchObject({ code: 0 });
      expect(await project.addons(`sync --env ${name}`, { KUBECONFIG, ADDONS_HELM })).toMatchObject({ code: 0 });
      expect(argv(log).filter((word) => word.includes(context))).toEqual([`--kube-context=${context}`]);
      const live = await plane.kubectl.get(`/api/v1/namespaces/${name}/configmaps/app`);
      expect(live.data.message).toBe(context);
    }
    expect(readdirSync(project.root)).not.toContain("pwned");
  });

  const DEV = "/api/v1/namespaces/dev";

  /** Asked for its version it is the real one; else the script. */
  function fakeHelm(name: string, script: string): string {
    return project.program(name, `if [ "$1" = version ]; then exec ${helmBinaries().helm4} "$@"; fi\n${script}\n`);
  }

  /** A service account that may read everything of the stack but Services. */
  async function restrictedKubeconfig(): Promise<string> {
    await plane.kubectl.apply(RESTRICTED);
    const path = "/api/v1/namespaces/default/serviceaccounts/restricted/token";
    const content = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
    const { status } = await plane.kubectl.send("POST", path, { content });
    return kubeconfig("restricted", ({ user }) => {
      for (const key of Object.keys(user)) delete user[key];
      user["token"] = status.token;
    });
  }
});

const RESTRICTED = `apiVersion: v1
kind: ServiceAccount
metadata: { name: restricted }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: restricted }
rules:
  - { apiGroups: [""], resources: [secrets, namespaces, configmaps], verbs: [get, list] }
  - { apiGroups: [apps], resources: [deployments], verbs: [get, list] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: restricted }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: restricted }
subjects: [{ kind: ServiceAccount, name: restricted, namespace: default }]
`;

function argv(log: string): readonly string[] {
  return readFileSync(log, "utf8").split("\n").slice(0, -1);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
