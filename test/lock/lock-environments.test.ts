import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Environment } from "../../src/manifest/environment.ts";
import { lockEnvironments, type LockReport } from "../../src/lock/lock-environments.ts";
import type { LockRequest } from "../../src/lock/lock-request.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { archivesFor, workFolder, writeFiles } from "../outside/charts/work-folder.ts";
import { environment, type AddonSketch } from "./environments.ts";
import { failure } from "../failure.ts";

const LOCAL: AddonSketch = { chart: { kind: "local", path: "charts/local" } };
const LOCAL_FILES = { "charts/local/Chart.yaml": 'apiVersion: v2\nname: local\nversion: 0.1.0\nappVersion: "2.0"\n' };

interface Project {
  readonly root: string;
  readonly lock: (
    request: Partial<LockRequest> & { readonly environments: readonly Environment[] },
  ) => Promise<LockReport & { readonly requests: number }>;
  readonly text: () => string;
}

function project(files: Readonly<Record<string, string>> = LOCAL_FILES): Project {
  const root = workFolder(files);
  return {
    root,
    async lock(request) {
      const { charts } = archivesFor(root);
      const report = await lockEnvironments({ update: "none", ...request }, { files: createFiles(root), charts });
      return { ...report, requests: charts.requests };
    },
    text: () => readFileSync(join(root, "addons.lock.yaml"), "utf8"),
  };
}

const http = (server: ChartServer, version: string, name = "demo"): AddonSketch => ({
  chart: { kind: "http", repo: `${server.url}/`, name },
  version,
});

function offer(server: ChartServer, ...versions: readonly string[]): void {
  publish(
    server,
    versions.flatMap((version) =>
      ["demo", "other"].map((name) => ({
        name,
        version,
        bytes: makeChart(name, version, { appVersion: `a${version}` }),
      })),
    ),
  );
}

const told = (report: LockReport): readonly string[] =>
  report.changes.map(
    ({ addon, environment: env, kind, from, to, reason }) =>
      `${addon}/${env} ${kind} ${from?.chart ?? "-"} → ${to?.chart ?? "-"}: ${reason}`,
  );

describe("lock", () => {
  test("pins everything, then has nothing to do and asks nobody", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0", "1.1.0", "2.0.0");
    const { lock, text, root } = project();
    const environments = [
      environment("dev", { demo: http(server, "*"), other: http(server, "~1.0", "other"), local: LOCAL }),
      environment("prod", { demo: http(server, "^1") }),
    ];
    const first = await lock({ environments });
    expect(first.written).toBe("written");
    expect(told(first)).toEqual([
      "demo/dev added - → demo@2.0.0: was not locked before",
      "demo/prod added - → demo@1.1.0: was not locked before",
      "local/dev added - → local@0.1.0: was not locked before",
      "other/dev added - → other@1.0.0: was not locked before",
    ]);
    expect(text()).toContain(
      `    dev:\n      chart: demo@2.0.0\n      wants: "*"\n      source: ${server.url}\n      archive: sha256:`,
    );
    expect(text()).toMatch(
      / {6}chart: local@0\.1\.0\n {6}source: charts\/local\n {6}content: h1:.*\n {6}appVersion: "2\.0"\n/,
    );
    // One index and three archives.
    expect(first.requests).toBe(4);
    const before = statSync(join(root, "addons.lock.yaml")).mtimeMs;
    const second = await lock({ environments });
    expect([second.written, second.changes, second.requests]).toEqual(["unchanged", [], 0]);
    expect(statSync(join(root, "addons.lock.yaml")).mtimeMs).toBe(before);
    const updated = await lock({ environments, update: "all" });
    expect([updated.written, updated.requests]).toEqual(["unchanged", 1]);
    expect(server.requests.at(-1)).toMatchObject({ path: "/index.yaml", status: 304 });
  });

  test("keeps pins that still satisfy; --update moves those that are named", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0");
    const { lock } = project();
    const environments = [environment("dev", { demo: http(server, "^1"), other: http(server, "^1", "other") })];
    await lock({ environments });
    offer(server, "1.0.0", "1.5.0");
    expect(told(await lock({ environments }))).toEqual([]);
    expect(told(await lock({ environments, update: ["other"] }))).toEqual([
      'other/dev moved other@1.0.0 → other@1.5.0: the newest that "^1" allows',
    ]);
    expect(told(await lock({ environments, update: "all" }))).toEqual([
      'demo/dev moved demo@1.0.0 → demo@1.5.0: the newest that "^1" allows',
    ]);
  });

  test("a changed constraint moves a pin only when it has to", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0", "2.0.0", "3.0.0");
    const { lock } = project();
    const dev = (version: string): readonly Environment[] => [environment("dev", { demo: http(server, version) })];
    await lock({ environments: dev("<=2") });
    const looser = await lock({ environments: dev(">=2") });
    expect([told(looser), looser.requests]).toEqual([
      ['demo/dev refreshed demo@2.0.0 → demo@2.0.0: its version constraint is now ">=2"'],
      0,
    ]);
    expect(told(await lock({ environments: dev("1.x") }))).toEqual([
      'demo/dev moved demo@2.0.0 → demo@1.0.0: 2.0.0 does not satisfy "1.x"',
    ]);
  });

  test("another repository, another chart, a local change: each says why", async () => {
    await using server = await serveCharts();
    await using mirror = await serveCharts();
    offer(server, "1.0.0");
    offer(mirror, "1.0.0");
    const { lock, root } = project();
    await lock({
      environments: [environment("dev", { a: http(server, "1.0.0"), b: http(server, "1.0.0"), c: LOCAL })],
    });
    writeFiles(root, { "charts/local/values.yaml": "a: 1\n" });
    const report = await lock({
      environments: [environment("dev", { a: http(mirror, "1.0.0"), b: http(server, "1.0.0", "other"), c: LOCAL })],
    });
    expect(told(report)).toEqual([
      `a/dev refreshed demo@1.0.0 → demo@1.0.0: its source was ${server.url}`,
      "b/dev moved demo@1.0.0 → other@1.0.0: its chart was demo",
      "c/dev refreshed local@0.1.0 → local@0.1.0: charts/local was changed",
    ]);
  });

  test("pins of other environments stay, unless all environments are locked", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0");
    const { lock, text } = project();
    const dev = environment("dev", { demo: http(server, "1.0.0"), other: http(server, "1.0.0", "other") });
    const prod = environment("prod", { demo: http(server, "1.0.0") });
    await lock({ environments: [dev, prod] });
    const slim = environment("dev", { demo: http(server, "1.0.0") });
    expect(told(await lock({ environments: [slim] }))).toEqual([
      "other/dev removed other@1.0.0 → -: is not an enabled add-on of this environment",
    ]);
    expect(text()).toMatch(/prod:/);
    expect(told(await lock({ environments: [slim], scope: "all-environments" }))).toEqual([
      "demo/prod removed demo@1.0.0 → -: is not an enabled add-on of this environment",
    ]);
  });

  test("hand-formatted text is rewritten with its pins; a conflicted or foreign one is not touched", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0");
    const { lock, text, root } = project();
    const environments = [environment("dev", { demo: http(server, "^1") })];
    await lock({ environments });
    const canonical = text();
    offer(server, "1.0.0", "1.1.0");
    writeFiles(root, { "addons.lock.yaml": `# mine\n${canonical.replaceAll("\n", "\r\n")}` });
    expect((await lock({ environments })).changes).toEqual([]);
    expect(text()).toBe(canonical);
    for (const [broken, code] of [
      [`<<<<<<< a\n${canonical}=======\n>>>>>>> b\n`, "LOCK-MERGE-CONFLICT"],
      [canonical.replace("lockVersion: 1", "lockVersion: 3"), "LOCK-VERSION"],
    ] as const) {
      writeFiles(root, { "addons.lock.yaml": broken });
      const error = await failure(lock({ environments }));
      expect([error.code, error.kind]).toEqual([code, "usage"]);
      expect(text()).toBe(broken);
    }
  });
});

describe("failures leave the lock as it was and are all told with their place", () => {
  test("no version, no chart, no constraint, no folder", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0", "2.0.0-rc.1");
    const { lock, root } = project();
    const environments = [
      environment("dev", {
        a: http(server, "^3"),
        b: http(server, "1.0.0", "dmeo"),
        c: http(server, "newest"),
        d: { chart: { kind: "local", path: "charts/gone" } },
        e: http(server, "1.0.0"),
      }),
    ];
    const error = await failure(lock({ environments }));
    expect(error.problems.map(({ code, at, hint }) => `${at?.line} ${code} ${hint ?? ""}`).sort()).toEqual([
      "10 LOCK-NO-VERSION the newest there is 1.0.0",
      "11 CHART-NOT-IN-INDEX did you mean demo?",
      '12 LOCK-CONSTRAINT Helm understands for instance "1.2.3", "~1.2", "^1.2.0" and ">=1.2, <2"',
      "13 CHART-MISSING ",
    ]);
    expect(() => readFileSync(join(root, "addons.lock.yaml"))).toThrow(/ENOENT/);
  });

  test("clusters of one environment that want different charts", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0", "2.0.0");
    const environments = [
      environment("prod", { demo: http(server, "1.0.0") }, { eu: {}, us: { demo: http(server, "2.0.0") } }),
    ];
    const error = await failure(project().lock({ environments }));
    expect([error.code, error.kind, error.problems[0]?.at?.line]).toEqual(["LOCK-CLUSTERS-DIFFER", "usage", 10]);
    expect(error.message).toMatch(/eu: .*"1\.0\.0".*us: .*"2\.0\.0"/);
  });

  test("an add-on to update that does not exist", async () => {
    const error = await failure(
      project().lock({ environments: [environment("dev", { local: LOCAL })], update: ["locla"] }),
    );
    expect([error.code, error.hint]).toEqual(["LOCK-UNKNOWN-ADDON", "did you mean local?"]);
  });

  test("a version published again: repackaged moves the pin with a reason, other content is refused", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0");
    const { lock, text } = project();
    const environments = [environment("dev", { demo: http(server, "1.0.0") })];
    await lock({ environments });
    const republish = (options: { level?: number; files?: Record<string, string> }): void =>
      publish(server, [
        { name: "demo", version: "1.0.0", bytes: makeChart("demo", "1.0.0", { appVersion: "a1.0.0", ...options }) },
      ]);
    republish({ level: 1 });
    expect(told(await lock({ environments, update: "all" }))).toEqual([
      "demo/dev refreshed demo@1.0.0 → demo@1.0.0: repackaged: other archive, equal content",
    ]);
    const before = text();
    republish({ files: { "values.yaml": "evil: true\n" } });
    const error = await failure(lock({ environments, update: "all" }));
    expect([error.code, error.kind]).toEqual(["LOCK-DIGEST-MISMATCH", "refused"]);
    const other = await failure(
      lock({ environments: [...environments, environment("new", { demo: http(server, "1.0.0") })] }),
    );
    expect([other.code, other.message]).toEqual([
      "LOCK-DIGEST-MISMATCH",
      expect.stringMatching(/published twice: dev has .*new would get/),
    ]);
    expect(text()).toBe(before);
  });
});
