import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { askHelper, type HelperAnswer } from "../../../src/outside/charts/transfer/credential-helper.ts";
import { createCredentials } from "../../../src/outside/charts/transfer/credentials.ts";
import type { Processes, RunRequest } from "../../../src/outside/process/processes.ts";
import { createProcesses } from "../../../src/outside/process/run-processes.ts";
import { workFolder } from "./work-folder.ts";

const SECRET = "s3cret-canary";

/** Runs one helper as it would be run, but for the time it gets. */
async function ask(script: string): Promise<{ answer: HelperAnswer; root: string; request: RunRequest | undefined }> {
  const root = workFolder({ "bin/docker-credential-own": script });
  chmodSync(join(root, "bin/docker-credential-own"), 0o755);
  const real = createProcesses();
  let request: RunRequest | undefined;
  const processes: Processes = {
    started: real.started,
    run: async (asked) => await real.run({ ...(request = asked), timeoutMs: 500, graceMs: 100 }),
  };
  const env = {
    PATH: `${join(root, "bin")}:/usr/bin:/bin`,
    HOME: root,
    DOCKER_CONFIG: root,
    HELM_REGISTRY_CONFIG: SECRET,
    MY_TOKEN: SECRET,
    SOPS_AGE_KEY: SECRET,
  };
  const answer = await askHelper("own", "charts.example.com:8443", { env, processes: async () => processes });
  return { answer, root, request };
}

test("gets the word get, the host on stdin, and no variable that it does not need", async () => {
  const { root, answer } = await ask(`#!/bin/sh
env > "$HOME/env"; echo "$#:$*" > "$HOME/args"; cat > "$HOME/stdin"
echo '{"Username":"bob","Secret":"pw"}'
`);
  const read = (name: string): string => readFileSync(join(root, name), "utf8");
  expect(answer).toEqual({ kind: "login", credential: { kind: "password", user: "bob", password: "pw" } });
  expect(read("args")).toBe("1:get\n");
  expect(read("stdin")).toBe("charts.example.com:8443");
  expect(read("env")).not.toContain(SECRET);
  expect(read("env")).toContain(`DOCKER_CONFIG=${root}\n`);
});

test("one that hangs is ended with what it started, within half a minute", async () => {
  const { root, answer, request } = await ask(`#!/bin/sh
trap '' TERM
sleep 300 & echo $! > "$HOME/child"
wait; wait
`);
  expect(answer).toEqual({ kind: "failed", why: "did not answer within 30 s" });
  expect(request?.timeoutMs).toBe(30_000);
  const child = Number(readFileSync(join(root, "child"), "utf8"));
  await expect.poll(() => isRunning(child)).toBe(false);
});

test("one that never stops talking is cut off, and what it says is not kept", async () => {
  const { answer, request } = await ask(`#!/bin/sh\nexec yes ${SECRET}\n`);
  expect(answer).toMatchObject({ kind: "failed" });
  expect(JSON.stringify(answer)).not.toContain(SECRET);
  expect(request?.maxOutputBytes).toBe(1024 * 1024);
});

test.for(["../own", "/bin/own", "a/b", "..", ".own", "-own", "own\n", "own\u0000", "o wn", "", "a\\b"])(
  "the name %j is run by nobody",
  async (name) => {
    const processes = async (): Promise<never> => expect.fail("started something");
    expect(await askHelper(name, "example.com", { env: {}, processes })).toEqual({
      kind: "failed",
      why: "has a name that no program has",
    });
  },
);

test.for<[string, string, boolean]>([
  ["charts.example.com", "charts.example.com:443", true],
  ["charts.example.com:443", "charts.example.com", true],
  ["charts.example.com", "https://charts.example.com", true],
  ["charts.example.com", "charts.example.com:8443", false],
  ["charts.example.com:8443", "charts.example.com", false],
  ["charts.example.com:8443", "charts.example.com:443", false],
  ["charts.example.com", "charts.example.com.evil.example.com", false],
])("%s: the login of %s is its own: %j", async ([host, key, isOwn]) => {
  const auths = { [key]: { username: "bob", password: SECRET } };
  const root = workFolder({ "config.json": JSON.stringify({ auths }) });
  const credentials = createCredentials({
    env: { DOCKER_CONFIG: root, HELM_REGISTRY_CONFIG: join(root, "none") },
    processes: async () => expect.fail("started something"),
    progress: () => undefined,
  });
  expect((await credentials.find(host)) !== undefined).toBe(isOwn);
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Ended, and not yet waited for by whoever inherited it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
