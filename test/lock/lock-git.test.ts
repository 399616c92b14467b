import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkLock } from "../../src/lock/staleness/check-lock.ts";
import { lockEnvironments, type LockReport } from "../../src/lock/lock-environments.ts";
import type { LockRequest } from "../../src/lock/lock-request.ts";
import { parseLock } from "../../src/lock/text/parse-lock.ts";
import { readLock } from "../../src/lock/text/read-lock.ts";
import type { Environment } from "../../src/manifest/environment.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { failure } from "../failure.ts";
import { chart, gitArchives, gitSource } from "../outside/charts/git-archives.ts";
import { git, makeRepository, type GitRepository } from "../outside/charts/serve-git.ts";
import { workFolder, writeFiles } from "../outside/charts/work-folder.ts";
import { environment, type AddonSketch } from "./environments.ts";

type Ask = Partial<Pick<LockRequest, "update" | "scope">> & { readonly env?: Readonly<Record<string, string>> };

function project(root: string) {
  return {
    lock: async (environments: readonly Environment[], { env, ...ask }: Ask = {}) => {
      const { charts, commands } = gitArchives(root, env && { env });
      const request = { environments, update: "none" as const, scope: "all-environments" as const, ...ask };
      const report = await lockEnvironments(request, { files: createFiles(root), charts });
      return { ...report, commands: commands() };
    },
    check: async (environments: readonly Environment[], env?: Readonly<Record<string, string>>) => {
      const { charts } = gitArchives(root, { cache: join(root, "empty"), ...(env && { env }) });
      const stale = await checkLock({ environments, lock: await readLock(createFiles(root)) }, { charts });
      return stale.map(({ addon, environment: name, reason, message }) => `${addon}/${name} ${reason}: ${message}`);
    },
    text: () => readFileSync(join(root, "addons.lock.yaml"), "utf8"),
  };
}

const told = ({ changes }: LockReport): readonly string[] =>
  changes.map(({ addon, environment: name, kind, reason }) => `${addon}/${name} ${kind}: ${reason}`);

const NO_GIT = { PATH: "/nowhere" };

describe("a chart in git", () => {
  function start(ref?: string, version?: string): { repository: GitRepository; root: string; dev: Environment } {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"));
    const web: AddonSketch = {
      chart: gitSource(`file://${repository.folder}`, "charts/web", ref),
      ...(version === undefined ? {} : { version }),
    };
    return { root, repository, dev: environment("dev", { web }) };
  }

  test("stays at its commit while its branch moves, until it is updated; keeping and checking need no git", async () => {
    const { root, repository, dev } = start("main");
    const { lock, check, text } = project(root);
    const first = repository.commit(chart("1.0.0"));
    expect(told(await lock([dev]))).toEqual(["web/dev added: was not locked before"]);
    const before = text();
    expect(before).toContain(
      `chart: web@1.0.0\n      source: git+file://${repository.folder}//charts/web?ref=main\n      commit: "${first}"\n`,
    );
    expect(before).not.toContain("archive:");
    const second = repository.commit(chart("1.1.0"));
    const again = await lock([dev], { env: NO_GIT });
    expect([again.written, again.commands, text()]).toEqual(["unchanged", [], before]);
    expect(await check([dev], NO_GIT)).toEqual([]);
    const moved = await lock([dev], { update: "all" });
    expect(told(moved)).toEqual([`web/dev moved: main was at ${first}, and is at ${second} now`]);
    expect(moved.notes).toEqual([]);
    const third = repository.commit({ "elsewhere.txt": "x" });
    expect(told(await lock([dev], { update: ["web"] }))).toEqual([
      `web/dev refreshed: main was at ${second}, and is at ${third} now, with the same files of the chart`,
    ]);
    expect((await lock([dev], { update: "all" })).written).toBe("unchanged");
  });

  test("a tag that was moved is a warning with both commits", async () => {
    const { root, repository, dev } = start("v1");
    const { lock } = project(root);
    const first = repository.commit(chart("1.0.0"));
    const tag = (): void => {
      repository.git("tag", "-f", "-a", "-m", "x", "v1");
      repository.git("push", "-q", "--force", repository.folder, "v1");
    };
    tag();
    await lock([dev]);
    const second = repository.commit(chart("1.0.0", { "values.yaml": "evil: true\n" }));
    tag();
    expect((await lock([dev])).notes).toEqual([]);
    const { notes } = await lock([dev], { update: "all" });
    expect(notes).toMatchObject([{ code: "LOCK-TAG-MOVED", severity: "warning" }]);
    expect(notes[0]?.message).toContain(`moved from ${first} to ${second}; the chart's files differ`);
  });

  test("version is checked against Chart.yaml, and goes with the manifest", async () => {
    const { root, repository, dev } = start("main", "~1.0");
    const { lock, check, text } = project(root);
    const commit = repository.commit(chart("1.0.3"));
    await lock([dev]);
    expect(text()).toContain('wants: "~1.0"');
    const loose = environment("dev", { web: { chart: dev.clusters[0]!.addons[0]!.chart } });
    expect(await check([loose])).toEqual([expect.stringContaining("web/dev constraint-changed")]);
    expect(told(await lock([loose], { env: NO_GIT }))).toEqual([
      "web/dev refreshed: it has no version constraint any more",
    ]);
    expect(text()).not.toContain("wants:");
    expect(await check([loose])).toEqual([]);
    repository.commit(chart("2.0.0"));
    const error = await failure(lock([dev], { update: "all" }));
    expect(error).toMatchObject({ code: "LOCK-NO-VERSION", message: expect.stringContaining("says 2.0.0") });
    expect(text()).toContain(commit);
  });

  test("another ref, another folder or another repository is another source", async () => {
    const { root, repository, dev } = start("main");
    const { lock, check } = project(root);
    repository.commit(chart("1.0.0"));
    repository.git("push", "-q", repository.folder, "HEAD:refs/heads/other");
    await lock([dev]);
    const other = environment("dev", {
      web: { chart: gitSource(`file://${repository.folder}`, "charts/web", "other") },
    });
    expect(await check([other], NO_GIT)).toEqual([expect.stringContaining("source-changed")]);
    expect(told(await lock([other]))).toEqual([
      expect.stringMatching(/^web\/dev refreshed: its source was git\+file:.*main$/),
    ]);
  });
});

describe("a local chart that an environment holds back", () => {
  const LOCAL: AddonSketch = { chart: { kind: "local", path: "charts/web" } };
  const staging = environment("staging", { web: LOCAL });
  const prod = environment("prod", { web: LOCAL });
  const version = (value: string): Readonly<Record<string, string>> => ({
    "charts/web/Chart.yaml": `apiVersion: v2\nname: web\nversion: ${value}\n`,
  });

  function repository(folder = ""): { readonly root: string; readonly commit: () => string } {
    const top = workFolder();
    git(top, "init", "-q", "--template=", "-b", "main");
    const root = join(top, folder);
    return {
      root,
      commit() {
        git(top, "add", "-A", "--", ":!*.cache", ":!*empty");
        git(top, "commit", "-q", "-m", "x");
        return git(top, "rev-parse", "HEAD");
      },
    };
  }

  test.for(["", "deploy/clusters"])("keeps what a commit has while others move on (project in %j)", async (folder) => {
    const { root, commit } = repository(folder);
    const { lock, check, text } = project(root);
    writeFiles(root, version("1.0.0"));
    await lock([staging, prod]);
    const first = commit();
    writeFiles(root, version("1.1.0"));
    const moved = await lock([staging], { scope: "these-environments" });
    expect(told(moved)).toEqual([
      "web/prod refreshed: its folder was changed for other environments: this one keeps what a commit has",
      "web/staging moved: its Chart.yaml says so",
    ]);
    expect(text()).toContain(`source: charts/web\n      commit: "${first}"\n`);
    expect(await check([staging, prod])).toEqual([]);
    const pin = moved.lock.addons["web"]!["prod"]!;
    const archive = await gitArchives(root, { cache: join(root, "empty") }).charts.pinned(pin);
    expect([archive.metadata.version, archive.content]).toEqual(["1.0.0", pin.content]);
    // What was read once is found by its content: no git, no history.
    const cached = gitArchives(root, { cache: join(root, "empty"), env: NO_GIT });
    expect((await cached.charts.available(pin))?.content).toBe(pin.content);
    expect((await cached.charts.current({ kind: "local", path: "charts/web" }, pin)).metadata.version).toBe("1.0.0");
    // It is held back until somebody says otherwise.
    expect((await lock([staging, prod])).written).toBe("unchanged");
    expect((await lock([prod], { scope: "these-environments" })).written).toBe("unchanged");
    const released = await lock([prod], { scope: "these-environments", update: ["web"] });
    expect(told(released)).toEqual([`web/prod moved: it is not held back at commit ${first} any more`]);
    expect(text()).not.toContain("commit:");
    expect(await check([staging, prod])).toEqual([]);
  });

  test("takes the newest commit that has its content, and stays as it is when none has", async () => {
    const { root, commit } = repository();
    const { lock, check, text } = project(root);
    writeFiles(root, version("1.0.0"));
    commit();
    writeFiles(root, version("1.0.1"));
    commit();
    writeFiles(root, version("1.0.0"));
    const newest = commit();
    writeFileSync(join(root, "other.txt"), "x");
    commit();
    await lock([staging, prod]);
    writeFiles(root, version("2.0.0"));
    await lock([staging], { scope: "these-environments" });
    expect(text()).toContain(`commit: "${newest}"`);
    await lock([staging, prod], { update: "all" });
    const before = text().split("staging")[0];
    writeFiles(root, version("3.0.0"));
    const report = await lock([staging], { scope: "these-environments" });
    expect(report.notes).toMatchObject([{ code: "LOCK-NOT-IN-HISTORY", severity: "warning" }]);
    expect(report.notes[0]?.message).toMatch(/web \(prod\): .*none of the 3 commits of this folder has it/);
    expect(text().split("staging")[0]).toBe(before);
    expect(await check([prod])).toEqual([expect.stringContaining("content-changed")]);
    expect(await check([staging])).toEqual([]);
  });

  test("outside of a repository, and with another content at the commit", async () => {
    const root = workFolder(version("1.0.0"));
    const { lock, check, text } = project(root);
    await lock([staging, prod]);
    writeFiles(root, version("2.0.0"));
    const { notes } = await lock([staging], { scope: "these-environments" });
    expect(notes[0]?.message).toMatch(/is in no git repository/);
    git(root, "init", "-q", "--template=", "-b", "main");
    git(root, "add", "charts");
    git(root, "commit", "-q", "-m", "x");
    const head = git(root, "rev-parse", "HEAD");
    writeFileSync(
      join(root, "addons.lock.yaml"),
      text().replace("source: charts/web\n", `source: charts/web\n      commit: "${head}"\n`),
    );
    expect(await check([prod])).toEqual([
      expect.stringContaining(`another content at the commit that it is held back at (${head})`),
    ]);
    rmSync(join(root, ".git"), { recursive: true });
    expect(await failure(check([prod]))).toMatchObject({ code: "GIT-NO-REPOSITORY" });
  });
});

describe("a lock that was edited by hand", () => {
  const COMMIT = "a".repeat(40);
  const lock = (source: string, more: string): string =>
    `# Every chart of every environment, pinned to its bytes. @generated by \`addons lock\`; not edited by hand.\nlockVersion: 1\n\naddons:\n  web:\n    dev:\n      chart: web@1.0.0\n      source: ${source}\n${more}      content: h1:${"A".repeat(43)}=\n`;
  const commit = `      commit: "${COMMIT}"\n`;
  const archive = `      archive: sha256:${"0".repeat(64)}\n`;

  test.for([
    ["git+https://h/r//a?ref=v1", commit, []],
    [`git+https://h/r//a?ref=${COMMIT}`, commit, []],
    ["charts/web", commit, []],
    ["git+https://h/r//a?ref=v1", "", ["LOCK-MISSING-FIELD 7: the pin of a chart in git has no commit"]],
    [`git+https://h/r?ref=${"b".repeat(40)}`, commit, ["LOCK-VALUE 9: commit is not the one that source names"]],
    ["https://h/r", archive + commit, ["LOCK-VALUE 10: only folders, here or in git, have a commit"]],
    [
      "git+https://user:pw@h/r",
      commit,
      ["LOCK-VALUE 8: source should be an address without credentials, or a folder of the project"],
    ],
    [
      "git+https://h/r",
      '      commit: "abc"\n',
      ["LOCK-VALUE 9: commit should be a full git commit: 40 (or 64) hex digits"],
    ],
  ] as const)("%s", ([source, more, expected]) => {
    const read = parseLock(lock(source, more));
    const problems = read.kind === "broken" ? read.problems : [];
    expect(problems.map(({ code, at, message }) => `${code} ${at?.line ?? 0}: ${message}`)).toEqual(expected);
  });
});
