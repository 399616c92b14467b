import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runAddons, type Said } from "../cases/run-addons.ts";
import { git, makeRepository, serveGit, type GitRepository, type GitServer } from "../outside/charts/serve-git.ts";
import { writeFiles } from "../outside/charts/work-folder.ts";
import { describeWithPrograms, helmBinaries } from "./plane.ts";

const MANIFEST = (chart: string): string => `apiVersion: addons/v1
kind: Environment
clusters:
  dev: { context: dev, kubernetes: "1.37" }
addons:
  web:
    chart: ${chart}
    namespace: web
`;

const files = (version: string): Readonly<Record<string, string>> => ({
  "charts/web/Chart.yaml": `apiVersion: v2\nname: web\nversion: ${version}\n`,
  "charts/web/values.yaml": "size: 1\n",
  "charts/web/templates/a.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web }\ndata: { of: "${version}", size: "{{ .Values.size }}" }\n`,
});

// The whole command line with a chart that lies in a git repository.
describeWithPrograms("a chart in git, from the manifest to what is applied", ["helm4", "helm3"], () => {
  let root = "";
  let repository: GitRepository;
  let server: GitServer;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "addons-git-project-"));
    repository = makeRepository(join(root, "r"));
    server = await serveGit(join(root, "r"));
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    rmSync(root, { recursive: true, force: true });
  });

  const addons = async (args: string, env: Readonly<Record<string, string>> = {}): Promise<Said> =>
    await runAddons(args.split(" "), {
      cwd: root,
      env: { ADDONS_HELM: helmBinaries().helm4, XDG_CACHE_HOME: join(root, "cache"), ...env },
    });
  const lockText = (): string => readFileSync(join(root, "addons.lock.yaml"), "utf8");

  test.for(["file", "http"] as const)("%s: locked, kept, updated, checked, rendered, offline", async (protocol) => {
    rmSync(join(root, "addons.lock.yaml"), { force: true });
    const address = protocol === "file" ? `file://${repository.folder}` : `${server.url}/chart.git`;
    writeFiles(root, { "environments/dev.yaml": MANIFEST(`git+${address}//charts/web?ref=main`) });
    const first = repository.commit(files("1.0.0"));
    expect(await addons("lock")).toMatchObject({ code: 0, stderr: expect.any(String) });
    expect(lockText()).toContain(`commit: "${first}"`);
    const second = repository.commit(files("1.1.0"));
    const before = lockText();
    expect(await addons("lock")).toMatchObject({ code: 0, stderr: expect.any(String) });
    expect(lockText()).toBe(before);
    const nowhere = { PATH: "/nowhere" };
    const renders = await Promise.all([
      addons("render --env dev", nowhere),
      addons("render --env dev", { ...nowhere, ADDONS_HELM: helmBinaries().helm3 }),
    ]);
    for (const { code, stdout, stderr } of renders) {
      expect([code, stderr]).toEqual([0, expect.any(String)]);
      expect(stdout).toContain(`of: "1.0.0"`);
    }
    const updated = await addons("lock --update");
    expect(updated.stdout + updated.stderr).toContain(`main was at ${first}, and is at ${second} now`);
    expect(lockText()).toContain("chart: web@1.1.0");
    expect(await addons("lock --check", nowhere)).toMatchObject({ code: 0 });
    expect((await addons("render --env dev", nowhere)).stdout).toContain(`of: "1.1.0"`);
    expect((await addons("lock --verify")).code).toBe(0);
    repository.git("checkout", "-q", "--orphan", `fresh-${protocol}`);
    repository.commit(files("3.0.0"));
    git(repository.folder, "reflog", "expire", "--expire=now", "--all");
    git(repository.folder, "gc", "-q", "--prune=now");
    const gone = await addons("render --env dev", { XDG_CACHE_HOME: join(root, `other-${protocol}`) });
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain("CHART-GIT-COMMIT");
    expect(gone.stderr).toContain(second);
    expect((await addons("render --env dev", nowhere)).stdout).toContain(`of: "1.1.0"`);
  });

  test("addons vendor makes it independent of repository and cache", async () => {
    rmSync(join(root, "addons.lock.yaml"), { force: true });
    const source = `git+file://${repository.folder}//charts/web`;
    writeFiles(root, { "environments/dev.yaml": MANIFEST(source) });
    repository.commit(files("4.0.0"));
    expect((await addons("lock")).code).toBe(0);
    expect((await addons("vendor")).code).toBe(0);
    expect(existsSync(join(root, "charts/vendor/web-4.0.0.tgz"))).toBe(true);
    const { code, stdout } = await addons("render --env dev", {
      PATH: "/nowhere",
      XDG_CACHE_HOME: join(root, "empty"),
    });
    expect([code, stdout]).toEqual([0, expect.stringContaining(`of: "4.0.0"`)]);
    rmSync(join(root, "charts/vendor"), { recursive: true });
  });

  describe("a local chart", () => {
    test("is another one in staging than in prod until prod takes it", async () => {
      rmSync(join(root, "addons.lock.yaml"), { force: true });
      rmSync(join(root, "environments"), { recursive: true });
      for (const name of ["staging", "prod"]) {
        writeFiles(root, { [`environments/${name}.yaml`]: MANIFEST("../charts/web").replaceAll("dev", name) });
      }
      writeFiles(root, { ...files("1.0.0"), ".gitignore": "cache\nr\nother*\n" });
      git(root, "init", "-q", "--template=", "-b", "main");
      expect((await addons("lock")).code).toBe(0);
      git(root, "add", "-A");
      git(root, "commit", "-q", "-m", "x");
      const commit = git(root, "rev-parse", "HEAD");
      writeFiles(root, files("2.0.0"));
      const locked = await addons("lock --env staging");
      expect(locked).toMatchObject({ code: 0 });
      expect(lockText()).toContain(`commit: "${commit}"`);
      expect((await addons("lock --check")).code).toBe(0);
      const of = async (name: string): Promise<string | undefined> =>
        /of: "([^"]+)"/.exec((await addons(`render --env ${name}`)).stdout)?.[1];
      expect([await of("staging"), await of("prod")]).toEqual(["2.0.0", "1.0.0"]);
      writeFileSync(join(root, "charts/web/values.yaml"), "size: 2\n");
      expect((await addons("validate --env prod")).code).toBe(0);
      expect((await addons("lock --env prod --update web")).code).toBe(0);
      expect([await of("prod"), lockText().includes("commit:")]).toEqual(["2.0.0", false]);
    });
  });
});
