import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Environment } from "../../src/manifest/environment.ts";
import { checkLock } from "../../src/lock/staleness/check-lock.ts";
import { frozenLock } from "../../src/lock/frozen-lock.ts";
import type { Lockfile, Pin } from "../../src/lock/lockfile.ts";
import { printLock } from "../../src/lock/text/print-lock.ts";
import { readLock } from "../../src/lock/text/read-lock.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import type { AddonsError } from "../../src/support/addons-error.ts";
import { archivesFor, workFolder, writeFiles } from "../outside/charts/work-folder.ts";
import { environment, type AddonSketch } from "./environments.ts";

const digest = (char: string): string => `h1:${char.repeat(43)}=`;
const PIN: Pin = {
  chart: "demo@1.2.0",
  wants: "^1",
  source: "https://charts.invalid",
  archive: `sha256:${"a".repeat(64)}`,
  content: digest("A"),
};
const DEMO: AddonSketch = { chart: { kind: "http", repo: "https://charts.invalid/", name: "demo" }, version: "^1" };
const LOCAL: AddonSketch = { chart: { kind: "local", path: "charts/local" } };
const GIT: AddonSketch = { chart: { kind: "git", repo: "https://git.invalid/team/charts", path: "shop", ref: "v1" } };

/** A chart in git whose one subchart has this content. */
function inGit(content: string): Pin {
  const source = "git+https://git.invalid/team/charts//shop?ref=v1";
  const subcharts = [{ ...PIN, content: digest(content) }];
  return { chart: "shop@1.0.0", source, commit: "b".repeat(40), content: digest("S"), subcharts };
}

/** Stale entries in one line each; the source does not exist, so a request would fail. */
async function stale(
  environments: readonly Environment[],
  addons: Lockfile["addons"],
  all: "all" | "these" = "these",
): Promise<readonly string[]> {
  const root = workFolder({ "charts/local/Chart.yaml": "name: local\nversion: 0.1.0\n" });
  writeFileSync(join(root, "addons.lock.yaml"), printLock({ lockVersion: 1, addons }));
  const { charts } = archivesFor(root);
  const lock = await readLock(createFiles(root));
  const entries = await checkLock(
    { environments, lock, scope: all === "all" ? "all-environments" : "these-environments" },
    { charts },
  );
  expect(charts.requests).toBe(0);
  return entries.map(
    ({ addon, environment: env, reason, wants, has, at }) =>
      `${at?.file}:${at?.line} ${addon}/${env} ${reason}: ${wants ?? "-"} | ${has ?? "-"}`,
  );
}

describe("check", () => {
  const dev = environment("dev", { demo: DEMO });
  test.for<[string, readonly Environment[], Lockfile["addons"], readonly string[]]>([
    ["nothing to say", [dev], { demo: { dev: PIN } }, []],
    ["missing", [dev], {}, ["environments/dev.yaml:10 demo/dev missing: demo ^1 | -"]],
    [
      "missing in one environment",
      [dev, environment("prod", { demo: DEMO })],
      { demo: { dev: PIN } },
      ["environments/prod.yaml:10 demo/prod missing: demo ^1 | -"],
    ],
    [
      "constraint changed",
      [environment("dev", { demo: { ...DEMO, version: "~1.2" } })],
      { demo: { dev: PIN } },
      ["environments/dev.yaml:10 demo/dev constraint-changed: ~1.2 | ^1"],
    ],
    [
      "version outside (edited by hand)",
      [dev],
      { demo: { dev: { ...PIN, chart: "demo@2.0.0" } } },
      ["environments/dev.yaml:10 demo/dev version-outside: ^1 | 2.0.0"],
    ],
    [
      "source changed",
      [dev],
      { demo: { dev: { ...PIN, source: "https://other.invalid" } } },
      ["environments/dev.yaml:10 demo/dev source-changed: https://charts.invalid | https://other.invalid"],
    ],
    [
      "chart changed",
      [dev],
      { demo: { dev: { ...PIN, chart: "domo@1.2.0" } } },
      ["environments/dev.yaml:10 demo/dev chart-changed: demo | domo"],
    ],
    [
      "not declared any more",
      [dev],
      { demo: { dev: PIN }, old: { dev: PIN } },
      ["addons.lock.yaml:14 old/dev not-declared: - | demo@1.2.0"],
    ],
    ["pins of environments that were not asked for", [dev], { demo: { dev: PIN, prod: PIN } }, []],
    [
      "one version, two contents",
      [dev, environment("prod", { demo: DEMO })],
      { demo: { dev: PIN, prod: { ...PIN, content: digest("B") } } },
      [`addons.lock.yaml:12 demo/prod two-archives: ${digest("A")} | ${digest("B")}`],
    ],
    [
      "one version, two contents, inside of charts in git",
      [environment("dev", { shop: GIT }), environment("prod", { shop: GIT })],
      { shop: { dev: inGit("A"), prod: inGit("B") } },
      [`addons.lock.yaml:17 shop/prod two-archives: ${digest("A")} | ${digest("B")}`],
    ],
    [
      "a local chart that was changed",
      [environment("dev", { local: LOCAL })],
      { local: { dev: { chart: "local@0.1.0", source: "charts/local", content: digest("B") } } },
      [expect.stringMatching(/local\/dev content-changed: h1:.* \| h1:B/) as string],
    ],
    [
      "a local chart with another version",
      [environment("dev", { local: LOCAL })],
      { local: { dev: { chart: "local@0.0.9", source: "charts/local", content: digest("B") } } },
      ["environments/dev.yaml:10 local/dev content-changed: local@0.1.0 | local@0.0.9"],
    ],
    [
      "from repository to folder",
      [environment("dev", { demo: LOCAL })],
      { demo: { dev: PIN } },
      ["environments/dev.yaml:10 demo/dev source-changed: charts/local | https://charts.invalid"],
    ],
    [
      "names of object prototypes",
      [environment("constructor", { toString: DEMO })],
      {},
      ["environments/constructor.yaml:10 toString/constructor missing: demo ^1 | -"],
    ],
  ])("%s", async ([, environments, addons, expected]) => {
    expect(await stale(environments, addons)).toEqual(expected);
  });

  test("of all environments also tells those that are gone", async () => {
    expect(await stale([dev], { demo: { dev: PIN, prod: PIN } }, "all")).toEqual([
      "addons.lock.yaml:12 demo/prod not-declared: - | demo@1.2.0",
    ]);
  });
});

describe("frozen", () => {
  async function frozen(text: string | undefined): Promise<Lockfile | AddonsError> {
    const root = workFolder(text === undefined ? {} : { "addons.lock.yaml": text });
    return await frozenLock([environment("dev", { demo: DEMO })], {
      files: createFiles(root),
      charts: archivesFor(root).charts,
    }).catch((error: unknown) => error as AddonsError);
  }
  const text = printLock({ lockVersion: 1, addons: { demo: { dev: PIN } } });

  test("gives the lock when it is what the manifest asks for", async () => {
    expect(await frozen(text)).toEqual({ lockVersion: 1, addons: { demo: { dev: PIN } } });
  });

  test.for<[string, string | undefined, string, string, readonly string[]]>([
    ["missing", undefined, "LOCK-MISSING", "stale", ["LOCK-STALE-MISSING demo (dev) is not locked"]],
    [
      "stale",
      text.replace("^1", "^0"),
      "LOCK-STALE",
      "stale",
      [
        "LOCK-STALE-CONSTRAINT-CHANGED demo (dev) has another version constraint (^1) than when it was locked (^0); 1.2.0 still satisfies it",
      ],
    ],
    [
      "formatted by hand",
      `# mine\n${text}`,
      "LOCK-STALE",
      "stale",
      ["LOCK-STALE-NOT-CANONICAL the text is not as `addons lock` writes it: it was edited or formatted by hand"],
    ],
    [
      "conflicted",
      `<<<<<<< a\n${text}=======\n>>>>>>> b\n`,
      "LOCK-MERGE-CONFLICT",
      "usage",
      [expect.stringMatching(/^LOCK-MERGE-CONFLICT/) as string],
    ],
    [
      "of a newer addons",
      text.replace("lockVersion: 1", "lockVersion: 2"),
      "LOCK-VERSION",
      "usage",
      [expect.stringMatching(/lockVersion 2/) as string],
    ],
  ])("%s", async ([, content, code, kind, problems]) => {
    const error = (await frozen(content)) as AddonsError;
    expect([error.code, error.kind]).toEqual([code, kind]);
    expect(error.problems.map((problem) => `${problem.code} ${problem.message}`)).toEqual(problems);
    expect(error.hint).toMatch(/./);
  });

  test("a local chart that changed since is stale", async () => {
    const root = workFolder({ "charts/local/Chart.yaml": "name: local\nversion: 0.1.0\n" });
    const nextRun = () => ({ files: createFiles(root), charts: archivesFor(root).charts });
    const { content } = await nextRun().charts.download({ kind: "local", path: "charts/local" }, "");
    writeFiles(root, {
      "addons.lock.yaml": printLock({
        lockVersion: 1,
        addons: { local: { dev: { chart: "local@0.1.0", source: "charts/local", content } } },
      }),
    });
    const environments = [environment("dev", { local: LOCAL })];
    expect((await frozenLock(environments, nextRun())).addons["local"]?.["dev"]?.content).toBe(content);
    writeFiles(root, { "charts/local/templates/new.yaml": "" });
    await expect(frozenLock(environments, nextRun())).rejects.toMatchObject({ code: "LOCK-STALE", kind: "stale" });
  });
});
