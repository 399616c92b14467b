import { readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { childEnvironment } from "../../../src/outside/system/child-environment.ts";
import { createClock } from "../../../src/outside/system/create-clock.ts";
import { createRunner } from "../../../src/outside/system/create-runner.ts";
import { VARIABLES } from "../../../src/outside/system/variables.ts";

test("sleep ends at once when aborted, before or meanwhile", async () => {
  const clock = createClock();
  const long = 3_600_000;
  await clock.sleep(long, AbortSignal.abort());
  await clock.sleep(long, AbortSignal.timeout(20));
  const before = clock.now();
  await clock.sleep(20);
  expect(clock.now()).toBeGreaterThan(before);
});

test.each([
  ["a person", {}, ""],
  [
    "GitHub",
    { GITHUB_SERVER_URL: "https://github.example", GITHUB_REPOSITORY: "o/r", GITHUB_RUN_ID: "7" },
    " (https://github.example/o/r/actions/runs/7)",
  ],
  ["GitLab", { CI_JOB_URL: "https://gitlab.example/o/-/jobs/7" }, " (https://gitlab.example/o/-/jobs/7)"],
  [
    "Azure",
    { SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: "https://azure.example/", SYSTEM_TEAMPROJECT: "p", BUILD_BUILDID: "7" },
    " (https://azure.example/p/_build/results?buildId=7)",
  ],
  ["Jenkins", { BUILD_URL: "https://jenkins.example/7/", CI_JOB_URL: "" }, " (https://jenkins.example/7/)"],
])("the runner's name tells who, where and, for %s, which job", (_, env, job) => {
  const runner = createRunner({ ...env, GITLAB_USER_LOGIN: "ann" });
  expect(runner.name).toBe(`ann@${hostname()}${job}`);
  expect(runner.id).toMatch(/^[0-9a-f]{16}$/);
  expect(createRunner({}).id).not.toBe(runner.id);
});

test("a child gets what it needs to run and to log in to a cloud, what is named for it, and nothing else", () => {
  const env = {
    PATH: "/bin",
    HOME: "/home/me",
    LC_ALL: "C",
    AWS_PROFILE: "p",
    https_proxy: "http://proxy.example",
    HELM_DRIVER: "memory",
    KUBECONFIG: "/x",
    GRAFANA_TOKEN: "canary",
    MY_PLUGIN: "m",
    OTHER: "o",
    LD_PRELOAD: "/evil.so",
    NODE_OPTIONS: "--require /evil.js",
    ADDONS_PASS_ENV: "MY_PLUGIN, OTHER,MISSING",
  };
  expect(childEnvironment(env)).toEqual({
    PATH: "/bin",
    HOME: "/home/me",
    LC_ALL: "C",
    AWS_PROFILE: "p",
    https_proxy: "http://proxy.example",
    MY_PLUGIN: "m",
    OTHER: "o",
  });
});

test("every environment variable that the sources read is declared, and every declared one is read", () => {
  const source = new URL("../../../src", import.meta.url).pathname;
  const texts = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith("variables.ts"))
    .map((file) => readFileSync(join(source, file), "utf8"));
  const read = new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/\benv(?:ironment)?\[\s*"([A-Z_]+)"\s*\]/g)].map((match) => match[1] ?? ""),
    ),
  );
  const declared = VARIABLES.map((variable) => variable.name);
  expect([...read].filter((name) => !declared.includes(name)).sort()).toEqual([]);
  const all = texts.join("\n");
  expect(declared.filter((name) => !all.includes(name)).sort()).toEqual([]);
});
