import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeChart } from "../outside/charts/make-chart.ts";
import { serveCharts } from "../outside/charts/serve-charts.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { addons, environmentFile, fromServer, lockedProject, offer } from "./locked-project.ts";
import { projectFolder } from "./project-folder.ts";

const copies = (root: string): readonly string[] => readdirSync(join(root, "charts/vendor"));
const forget = (root: string): void => rmSync(join(root, ".cache"), { recursive: true });

async function vendorJson(root: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await addons(root, ["vendor", "-o", "json", ...args]);
  const document = JSON.parse(stdout) as Record<string, unknown>;
  expect(schemaProblems("vendor", document)).toEqual([]);
  return { code, stderr, document };
}

describe("addons vendor", () => {
  test("copies what is locked, once; checks it without a request; other verbs take it without cache and network", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    const made = await vendorJson(root);
    expect([made.code, made.document]).toEqual([
      0,
      expect.objectContaining({
        result: "written",
        settings: [".gitattributes", ".gitignore"],
        copies: [
          expect.objectContaining({
            file: "demo-1.0.0.tgz",
            outcome: "written",
            users: [
              { addon: "demo", key: "dev" },
              { addon: "demo", key: "prod" },
            ],
          }),
        ],
      }),
    ]);
    expect(readFileSync(join(root, "charts/vendor/demo-1.0.0.tgz"))).toEqual(server.bodies.get("/demo-1.0.0.tgz"));
    forget(root);
    const before = server.requests.length;
    expect(await vendorJson(root)).toMatchObject({ code: 0, document: { result: "unchanged" } });
    expect(await vendorJson(root, "--check")).toMatchObject({ code: 0, document: { result: "fresh", findings: [] } });
    expect((await addons(root, ["values", "demo", "--env", "dev", "--all", "--offline"])).code).toBe(0);
    expect(server.requests).toHaveLength(before);
  });

  test("--check tells what is missing, wrong and stray, each with what to do; exit 2, and nothing is changed", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    const none = await addons(root, ["vendor", "--check"]);
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringMatching(/VENDOR-NONE.*charts\/vendor\n.*addons vendor/),
    ]);
    mkdirSync(join(root, "charts/vendor/own-chart"), { recursive: true });
    writeFileSync(join(root, "charts/vendor/old-0.9.0.tgz"), "old");
    writeFileSync(join(root, "charts/vendor/by-hand.tgz"), "mine");
    writeFileSync(join(root, "charts/vendor/README.md"), "why");
    const { code, document } = await vendorJson(root, "--check");
    expect(code).toBe(2);
    expect(document["findings"]).toMatchObject([
      { kind: "stray", file: "by-hand.tgz", hint: expect.stringContaining("by hand") as string },
      { kind: "missing", file: "demo-1.0.0.tgz", chart: "demo@1.0.0", hint: "addons vendor" },
      { kind: "stray", file: "old-0.9.0.tgz", hint: "addons vendor --prune" },
    ]);
    writeFileSync(join(root, "charts/vendor/demo-1.0.0.tgz"), makeChart("demo", "1.0.0", { files: { evil: "1" } }));
    const wrong = await addons(root, ["vendor", "--check"]);
    expect([wrong.code, wrong.stdout]).toEqual([
      2,
      expect.stringMatching(
        /! wrong: charts\/vendor\/demo-1\.0\.0\.tgz is not demo@1\.0\.0 .*sha256:.*sha256:.*\(demo dev, prod\)/,
      ),
    ]);
    // A run that would use it is refused.
    const used = await addons(root, ["values", "demo", "--env", "dev", "--all"]);
    expect([used.code, used.stderr]).toEqual([
      4,
      expect.stringMatching(
        /LOCK-DIGEST-MISMATCH: demo@1\.0\.0 from charts\/vendor\/demo-1\.0\.0\.tgz is not what was locked/,
      ),
    ]);
    expect(copies(root)).toEqual(["README.md", "by-hand.tgz", "demo-1.0.0.tgz", "old-0.9.0.tgz", "own-chart"]);
  });

  test("replaces a wrong copy and says what it was; --prune removes copies alone", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {}, "1.1.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    await addons(root, ["vendor"]);
    writeFileSync(join(root, "charts/vendor/demo-1.1.0.tgz"), makeChart("demo", "1.1.0", { files: { evil: "1" } }));
    for (const file of ["demo-1.0.0.tgz", "by-hand.tgz", "README.md"])
      writeFileSync(join(root, "charts/vendor", file), "x");
    mkdirSync(join(root, "charts/vendor/folder-1.0.0.tgz"));
    const { stdout, code } = await addons(root, ["vendor", "--prune"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/~ replaced +charts\/vendor\/demo-1\.1\.0\.tgz +demo@1\.1\.0/);
    expect(stdout).toMatch(
      /note: charts\/vendor\/demo-1\.1\.0\.tgz is not demo@1\.1\.0 as it was locked: .*; replaced/,
    );
    expect(stdout).toMatch(/- removed +charts\/vendor\/demo-1\.0\.0\.tgz/);
    expect(stdout).toMatch(/note: charts\/vendor\/by-hand\.tgz: no pin asks for it/);
    expect(copies(root)).toEqual([
      ".gitattributes",
      ".gitignore",
      "README.md",
      "by-hand.tgz",
      "demo-1.1.0.tgz",
      "folder-1.0.0.tgz",
    ]);
    expect(readFileSync(join(root, "charts/vendor/demo-1.1.0.tgz"))).toEqual(server.bodies.get("/demo-1.1.0.tgz"));
  });

  test("one version from two sources with other bytes: two files, and each add-on gets its own", async () => {
    await using one = await serveCharts();
    await using two = await serveCharts();
    offer(one, { "1.0.0": {} });
    offer(two, { "1.0.0": { files: { "values.yaml": "from: two\n" } } });
    const dev = environmentFile({ a: fromServer(one, "demo", "1.0.0"), b: fromServer(two, "demo", "1.0.0") });
    const root = projectFolder({ "environments/dev.yaml": dev });
    await addons(root, ["lock"]);
    await addons(root, ["vendor"]);
    const files = copies(root).filter((file) => file.endsWith(".tgz"));
    expect(files).toEqual([expect.stringMatching(/^demo-1\.0\.0@[0-9a-f]{12}\.tgz$/), expect.stringMatching(/@/)]);
    forget(root);
    const values = await addons(root, ["values", "b", "--all", "--offline"]);
    expect([values.code, values.stdout]).toEqual([0, expect.stringContaining("from: two")]);
    expect((await addons(root, ["values", "a", "--all", "--offline"])).stdout).not.toContain("from: two");
    expect((await addons(root, ["vendor", "--check"])).code).toBe(0);
  });

  test("--env: copies of that environment; those of others are neither missing nor strays", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {}, "1.1.0": {} });
    const root = projectFolder({
      "environments/dev.yaml": environmentFile({ demo: fromServer(server, "demo", "1.1.0") }),
      "environments/prod.yaml": environmentFile({ demo: fromServer(server, "demo", "1.0.0") }),
    });
    await addons(root, ["lock"]);
    await addons(root, ["vendor", "--env", "prod"]);
    expect(copies(root).filter((file) => file.endsWith(".tgz"))).toEqual(["demo-1.0.0.tgz"]);
    expect((await addons(root, ["vendor", "--check", "--env", "prod"])).code).toBe(0);
    expect((await addons(root, ["vendor", "--check", "--env", "dev"])).code).toBe(2);
    await addons(root, ["vendor", "--env", "dev", "--prune"]);
    expect(copies(root).filter((file) => file.endsWith(".tgz"))).toEqual(["demo-1.0.0.tgz", "demo-1.1.0.tgz"]);
  });

  test("what cannot be had is told by add-on; what can be had is in place", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {}, "1.1.0": {} });
    const root = projectFolder({
      "environments/dev.yaml": environmentFile({
        new: fromServer(server, "demo", "1.1.0"),
        old: fromServer(server, "demo", "1.0.0"),
      }),
    });
    await addons(root, ["lock"]);
    forget(root);
    offer(server, { "1.1.0": {} });
    const { code, stderr } = await addons(root, ["vendor"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/CHART-NO-VERSION: old \(dev\): /);
    expect(stderr).toMatch(/VENDOR-FAILED: 1 of 2 charts/);
    expect(copies(root)).toEqual(["demo-1.1.0.tgz"]);
  });

  test("a stale lock is told, not copied; --check with --prune is wrong use", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    expect((await addons(root, ["vendor"])).code).toBe(2);
    expect((await addons(root, ["vendor", "--check", "--prune"])).code).toBe(64);
    expect(server.requests).toEqual([]);
  });
});
