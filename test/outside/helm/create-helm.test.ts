import { chmod, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createHelm } from "../../../src/outside/helm/create-helm.ts";
import type { HelmOptions } from "../../../src/outside/helm/create-helm.ts";
import type { Helm, UpgradeRequest } from "../../../src/outside/helm/helm.ts";
import { createProcesses } from "../../../src/outside/process/run-processes.ts";
import { createRedactor } from "../../../src/support/redact.ts";

let folder: string;
let binary: string;
let processes: ReturnType<typeof createProcesses>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "addons-fake-helm-"));
  await mkdir(join(folder, "tmp"));
  binary = join(folder, "helm");
  processes = createProcesses();
});
afterEach(async () => {
  processes.close();
  await rm(folder, { recursive: true });
});

/** A program that says it is Helm 4.3.1 and does as told for everything else. */
async function fakeHelm(script: string, version = "v4.3.1"): Promise<void> {
  await writeFile(
    binary,
    `#!${process.execPath}
const fs = require("node:fs");
if (process.argv[2] === "version") { console.log(${JSON.stringify(version)}); process.exit(0); }
const record = (data) => fs.writeFileSync(${JSON.stringify(join(folder, "record"))}, JSON.stringify(data));
${script}
`,
  );
  await chmod(binary, 0o700);
}

function helm(options: Partial<HelmOptions> = {}): Helm {
  const redactor = createRedactor();
  redactor.add(["canary-secret"]);
  const base = { processes, binary, env: { PATH: process.env["PATH"] }, redactor, temporaryRoot: join(folder, "tmp") };
  return createHelm({ ...base, cacheFolder: join(folder, "cache"), slackSeconds: 0, graceSeconds: 0.3, ...options });
}

const request: UpgradeRequest = {
  release: "web",
  namespace: "shop",
  target: { kubeconfig: "/home/me/config", context: "prod" },
  chart: Buffer.from("chart bytes"),
  values: { password: "canary-secret", odd: "\u0085\u2028\ufeff😀" },
  labels: { a: "b" },
  description: "d",
  historyMax: 5,
  timeoutSeconds: 20,
  onFailure: "leave",
  ownership: "own-objects-only",
};

test("helm runs in a private folder that holds all it needs and is gone afterwards", async () => {
  await fakeHelm(`
    const mode = (path) => (fs.statSync(path).mode & 0o777).toString(8);
    record({ env: process.env, cwd: process.cwd(), folder: mode("."), files: ["chart.tgz", "values.yaml"].map(mode),
      chart: fs.readFileSync("chart.tgz", "utf8"), values: JSON.parse(fs.readFileSync("values.yaml", "utf8")),
      text: fs.readFileSync("values.yaml", "utf8") });`);
  const env = {
    PATH: process.env["PATH"],
    HOME: "/home/me",
    HELM_DRIVER: "memory",
    KUBECONFIG: "/other",
    GRAFANA_TOKEN: "canary-secret",
    AWS_PROFILE: "p",
  };
  await helm({ env }).upgrade(request);
  const seen = JSON.parse(await readFile(join(folder, "record"), "utf8")) as Record<string, unknown>;
  const cwd = String(seen["cwd"]);
  expect(seen).toMatchObject({ folder: "700", files: ["600", "600"], chart: "chart bytes", values: request.values });
  expect(seen["text"]).toMatch(/\\u0085\\u2028\\ufeff😀/);
  expect(seen["env"]).toEqual({
    PATH: process.env["PATH"],
    HOME: "/home/me",
    AWS_PROFILE: "p",
    KUBECONFIG: "/home/me/config",
    HELM_CACHE_HOME: join(cwd, "cache"),
    HELM_CONFIG_HOME: join(cwd, "config"),
    HELM_DATA_HOME: join(cwd, "data"),
    HELM_PLUGINS: join(cwd, "plugins"),
    HELM_NO_PLUGINS: "1",
    KUBECACHEDIR: join(cwd, "kube"),
    TMPDIR: cwd,
    NO_COLOR: "1",
  });
  expect(await readdir(join(folder, "tmp"))).toEqual([]);
  expect(JSON.stringify(processes.started)).not.toContain("canary");
});

test.each([
  ["a hook", "pre-upgrade hooks failed: timed out waiting for the condition", "HELM-HOOK"],
  [
    "a conflict",
    'conflict occurred while applying object a/b: Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.replicas',
    "HELM-CONFLICT",
  ],
  ["a pending release", "another operation (install/upgrade/rollback) is in progress", "HELM-BUSY"],
  [
    "somebody's object",
    "Unable to continue with install: ConfigMap exists and cannot be imported into the current release: invalid ownership metadata",
    "HELM-OWNERSHIP",
  ],
  ["a missing kind", 'no matches for kind "Foo" in version "x/v1"', "HELM-KIND"],
  ["no cluster", "Kubernetes cluster unreachable: dial tcp: connection refused", "HELM-UNREACHABLE"],
  ["a template", "execution error at (ch/templates/d.yaml:23:3): nope", "HELM-RENDER"],
  ["its own timeout", "context deadline exceeded", "HELM-TIMEOUT"],
  ["anything else", "something new", "HELM-FAILED"],
])("an error about %s is told with Helm's words", async (_, words, code) => {
  await fakeHelm(
    `console.error(${JSON.stringify(`level=WARN msg="upgrade failed"\nError: UPGRADE FAILED: ${words}`)}); process.exit(1);`,
  );
  const error = helm().upgrade(request);
  await expect(error).rejects.toMatchObject({
    code,
    kind: "failed",
    message: expect.stringContaining(words),
    hint: expect.stringMatching(/\w/),
  });
  await expect(error).rejects.toMatchObject({ message: expect.not.stringContaining("level=WARN") });
});

test("escape sequences, known secrets and quoted objects do not reach the message", async () => {
  await fakeHelm(
    `console.error("\\u001b[2JError: \\u001b]0;title\\u0007bad canary-secret Invalid value: \\"" + "{x}".repeat(300) + "\\": end"); process.exit(1);`,
  );
  await expect(helm().upgrade(request)).rejects.toMatchObject({
    message: 'helm upgrade of web in namespace shop failed (exit code 1): bad (hidden) Invalid value: "…": end',
  });
});

test("a flood on stderr comes down to its last lines", async () => {
  await fakeHelm(`for (let i = 0; i < 200000; i++) fs.writeSync(2, "line " + i + "\\n"); process.exit(1);`);
  const error = (await helm()
    .upgrade(request)
    .catch((caught: unknown) => caught)) as Error;
  expect(error.message.length).toBeLessThan(2000);
  expect(error.message).toContain("line 199999");
});

test("a helm that hangs is stopped beyond its limit, one that was told to stop as soon as it is told", async () => {
  await fakeHelm(`process.on("SIGTERM", () => {}); record("up"); setInterval(() => {}, 1000);`);
  await expect(helm({ slackSeconds: 1 }).upgrade({ ...request, timeoutSeconds: 0 })).rejects.toMatchObject({
    code: "HELM-TIMEOUT",
    message: expect.stringContaining("within 1 s"),
  });
  await expect(helm().upgrade({ ...request, signal: AbortSignal.timeout(500) })).rejects.toMatchObject({
    code: "HELM-INTERRUPTED",
  });
  expect(await readdir(join(folder, "tmp"))).toEqual([]);
});

test("a crash is told: by a signal, by a panic", async () => {
  await fakeHelm(`process.kill(process.pid, "SIGKILL");`);
  await expect(helm().upgrade(request)).rejects.toMatchObject({
    code: "HELM-CRASHED",
    message: expect.stringContaining("SIGKILL"),
  });
  await fakeHelm(`console.error("panic: runtime error\\n\\ngoroutine 1 [running]:\\nmain.main()"); process.exit(2);`);
  await expect(helm().upgrade(request)).rejects.toMatchObject({
    code: "HELM-CRASHED",
    message: expect.stringContaining("panic: runtime error"),
  });
});

test("what changes a cluster dies with us, rendering needs no supervisor", async () => {
  await fakeHelm(`console.log("kind: A");`);
  const { chart, values, release, namespace } = request;
  const rendered = await helm().template({
    chart,
    values,
    release,
    namespace,
    kubernetes: "1.37",
    mode: "install",
    includeCrds: "skip-crds",
  });
  expect(rendered).toBe("kind: A\n");
  expect(processes.started.map((start) => start.args[0])).toEqual(["version", "template"]);
  await helm().uninstall({ ...request, timeoutSeconds: 5 });
  expect(processes.started.slice(2).map((start) => start.args[0])).toEqual([
    expect.stringMatching(/reaper-main/),
    "uninstall",
  ]);
});

test("the version is asked once per binary, not once per run, and again when the file changes", async () => {
  await fakeHelm("");
  expect(await helm().version()).toEqual({ major: 4, minor: 3, patch: 1 });
  expect(await helm().version()).toEqual({ major: 4, minor: 3, patch: 1 });
  expect(processes.started).toHaveLength(1);
  await fakeHelm("", "v3.20.0");
  await utimes(binary, 1, 1);
  expect(await helm().version()).toEqual({ major: 3, minor: 20, patch: 0 });
  expect(processes.started).toHaveLength(2);
});

test("a cache that cannot be written or was damaged costs a question and no more", async () => {
  await fakeHelm("");
  await writeFile(join(folder, "file"), "");
  expect(await helm({ cacheFolder: join(folder, "file", "below") }).version()).toMatchObject({ major: 4 });
  await helm().version();
  for (const name of await readdir(join(folder, "cache"))) await writeFile(join(folder, "cache", name), "");
  expect(await helm().version()).toMatchObject({ major: 4 });
  expect(processes.started).toHaveLength(3);
});

test("helm is looked for by name, by ADDONS_HELM and on PATH, and its absence says what to install", async () => {
  await fakeHelm("");
  for (const env of [{ PATH: folder }, { PATH: "/nowhere", ADDONS_HELM: binary }]) {
    const found = createHelm({
      processes,
      env,
      redactor: createRedactor(),
      cacheFolder: join(folder, "cache"),
    });
    expect(await found.version()).toMatchObject({ major: 4 });
  }
  const missing = { code: "HELM-MISSING", hint: expect.stringContaining("3.18") };
  const none = createHelm({ processes, env: { PATH: "/nowhere" }, redactor: createRedactor(), cacheFolder: folder });
  await expect(none.version()).rejects.toMatchObject({ ...missing, message: expect.stringContaining("PATH") });
  for (const named of [join(folder, "nope"), folder])
    await expect(helm({ binary: named }).version()).rejects.toMatchObject(missing);
  await writeFile(binary, "text, no program");
  await expect(helm().version()).rejects.toMatchObject({ code: expect.stringMatching(/HELM-(MISSING|VERSION)/) });
});

test("one that is too old, or says nothing useful, is refused", async () => {
  await fakeHelm("", "v3.10.0");
  await expect(helm().upgrade(request)).rejects.toMatchObject({ code: "HELM-VERSION" });
  await fakeHelm("", "hello");
  await expect(helm().version()).rejects.toMatchObject({ code: "HELM-VERSION" });
});

test("folders that killed runs left behind are swept when they are old, and not while their run may live", async () => {
  await fakeHelm("");
  const root = join(folder, "tmp");
  const old = new Date(Date.now() - 48 * 3600 * 1000);
  for (const name of [
    "addons-helm-999999999-dead",
    `addons-helm-${process.pid}-alive`,
    "addons-helm-999999998-new",
    "other",
  ]) {
    await mkdir(join(root, name));
    if (!name.endsWith("new")) await utimes(join(root, name), old, old);
  }
  await helm().version();
  expect((await readdir(root)).sort()).toEqual(
    ["addons-helm-999999998-new", `addons-helm-${process.pid}-alive`, "other"].sort(),
  );
});
