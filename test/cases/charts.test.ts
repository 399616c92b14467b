/** Charts as a repository may serve them, locked and used through the command line: damage fails (1), attacks are refused (4). */
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectFolder } from "../cli/project-folder.ts";
import { gzipTar, makeChart, type Entry } from "../outside/charts/make-chart.ts";
import { publish, serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { runAddons, type Said } from "./run-addons.ts";

const CHART: Entry = { name: "web/Chart.yaml", body: "apiVersion: v2\nname: web\nversion: 1.0.0\n" };
const GOOD = makeChart("web", "1.0.0");

let server: ChartServer;
beforeAll(async () => {
  server = await serveCharts();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const AT = "environments/dev.yaml:4:11: error";
const FROM = "web (dev): web 1.0.0 from SERVER/web-1.0.0.tgz:";
const LOOK = "(look at what is served there; choose another version, or tell the chart's maintainers)";
const STAY_AWAY = "(do not use this archive; tell the chart's maintainers)";

describe("addons lock tells what is wrong with", () => {
  test.each<[string, { readonly bytes: Buffer; readonly code: number; readonly problem: string }]>([
    [
      "HTML instead of a chart",
      {
        bytes: Buffer.from("<!DOCTYPE html><html>Log in</html>"),
        code: 1,
        problem: `CHART-NOT-AN-ARCHIVE: ${FROM} not a gzipped chart archive; it is an HTML page (a log-in or error page?) ${LOOK}`,
      },
    ],
    [
      "an archive that is no chart",
      {
        bytes: gzipTar([{ name: "web/README.md", body: "hello" }]),
        code: 1,
        problem: `CHART-NOT-A-CHART: ${FROM} has no Chart.yaml at its top, so it is not a Helm chart ${LOOK}`,
      },
    ],
    [
      "a chart cut short",
      {
        bytes: GOOD.subarray(0, 120),
        code: 1,
        problem: `CHART-TRUNCATED: ${FROM} the archive ends in the middle ${LOOK}`,
      },
    ],
    [
      "a path out of the chart",
      {
        bytes: gzipTar([CHART, { name: "web/../../etc/cron.d/x", body: "x" }]),
        code: 4,
        problem: `CHART-UNSAFE-PATH: ${FROM} holds "web/../../etc/cron.d/x", which points outside the chart's folder ${STAY_AWAY}`,
      },
    ],
    [
      "a symbolic link",
      {
        bytes: gzipTar([CHART, { name: "web/l", type: "2", link: "/etc/passwd" }]),
        code: 4,
        problem: `CHART-LINK: ${FROM} "web/l" is a link to "/etc/passwd"; links are not accepted (ask the chart's maintainers to pack regular files only)`,
      },
    ],
    [
      "a zip bomb",
      {
        bytes: gzipSync(Buffer.alloc(60 * 1024 * 1024)),
        code: 4,
        problem: `CHART-TOO-LARGE: ${FROM} 61173 bytes unpack to more than 12234600; this is taken for a zip bomb ${STAY_AWAY}`,
      },
    ],
  ])("%s", async (_, { bytes, code, problem }) => {
    const root = project();
    publish(server, [{ name: "web", version: "1.0.0", bytes }]);

    const { stderr, ...said } = await addons(root, "lock");

    expect(said).toEqual({ code, stdout: "" });
    expect(withoutTransfers(stderr)).toBe(`${AT} ${problem}\n1 error\n`);
    expect(readdirSync(root)).not.toContain("addons.lock.yaml");
  });

  test("a repository that is not there, or no repository", async () => {
    const [nowhere, portal] = [project("http://127.0.0.1:1"), project(`${server.url}/portal`)];
    server.faults.set("/portal/index.yaml", { kind: "html" });

    expect(await addons(nowhere, "lock")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        `${AT} CHART-SOURCE: web (dev): chart index: http://127.0.0.1:1/index.yaml: connection refused (tried 4 times)`,
      ) as string,
    });
    const said = await addons(portal, "lock");
    expect(said.code).toBe(1);
    expect(withoutTransfers(said.stderr)).toBe(
      `${AT} CHART-INDEX: web (dev): SERVER/portal/index.yaml: not the index of a chart repository: it is an HTML page (a log-in or error page?) without "entries" (check \`repo\` in the manifest: its address with /index.yaml behind it must give the index)\n1 error\n`,
    );
  });
});

/** Without the lines that say what was fetched. */
function withoutTransfers(stderr: string): string {
  return stderr.replaceAll(/^(chart index|web 1\.0\.0): (downloading from|got) .*\n/gm, "");
}

describe("bytes that are not those of the lock", () => {
  test("are refused, with both digests, when the server has others", async () => {
    const root = await locked();
    publish(server, [{ name: "web", version: "1.0.0", bytes: OTHER }]);
    rmSync(join(root, "cache"), { recursive: true });

    const { stderr, ...said } = await addons(root, "render");

    expect(said).toEqual({ code: 4, stdout: "" });
    expect(stderr).toMatch(
      new RegExp(
        `^error LOCK-DIGEST-MISMATCH: web@1\\.0\\.0 from SERVER is not what was locked: pinned ${sha256(GOOD)} .*, found ${sha256(OTHER)} `,
        "m",
      ),
    );
    expect(stderr).toContain("→ next: do not install it: find out who changed a published version");
  });

  test("are put aside when the cache has them, and the locked ones are downloaded again", async () => {
    const root = await locked();
    for (const file of cachedArchives(root)) writeFileSync(file, OTHER);

    const { code, stderr } = await addons(root, "render");

    expect(code).toBe(0);
    expect(stderr).toMatch(/^A damaged cache entry was moved aside: PROJECT\/cache\/.*\.corrupt$/m);
    expect(stderr).toContain("web 1.0.0: downloading from SERVER/web-1.0.0.tgz");
    expect(cachedArchives(root)).toHaveLength(1);
  });
});

async function locked(): Promise<string> {
  const root = project();
  publish(server, [{ name: "web", version: "1.0.0", bytes: GOOD }]);
  expect(await addons(root, "lock")).toMatchObject({ code: 0 });
  return root;
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

const OTHER = makeChart("web", "1.0.0", { files: { "templates/evil.yaml": "kind: Evil" } });

test("a cache that cannot be written leaves nothing in the temporary folder either", async () => {
  publish(server, [{ name: "web", version: "1.0.0", bytes: GOOD }]);
  const root = project();
  writeFileSync(join(root, "blocked"), "a file where a folder should be");
  const temporary = join(root, "tmp");
  mkdirSync(temporary);
  const env = { ADDONS_CACHE: join(root, "blocked"), ADDONS_HELM: join(root, "helm"), TMPDIR: temporary };

  const said = await runAddons(["lock"], { cwd: root, env });

  expect([said.code, readdirSync(temporary).filter((name) => name.startsWith("addons"))]).toEqual([0, []]);
});

function cachedArchives(root: string): readonly string[] {
  const files = readdirSync(join(root, "cache"), { recursive: true, withFileTypes: true });
  const found = files.filter((file) => file.isFile() && readFileSync(join(file.parentPath, file.name)).equals(GOOD));
  expect(found).not.toEqual([]);
  return found.map((file) => join(file.parentPath, file.name));
}

function project(repo = server.url): string {
  const root = projectFolder({
    helm: "#!/bin/sh\necho v4.1.4\n",
    "environments/dev.yaml": `apiVersion: addons/v1
kind: Environment
clusters: { local: { context: none, kubernetes: "1.37" } }
addons: { web: { chart: web, repo: "${repo}", version: "~1.0.0", namespace: web } }
`,
  });
  chmodSync(join(root, "helm"), 0o755);
  return root;
}

async function addons(root: string, ...args: string[]): Promise<Said> {
  const said = await runAddons(args, {
    cwd: root,
    env: { ADDONS_CACHE: join(root, "cache"), ADDONS_HELM: join(root, "helm") },
  });
  const plain = (text: string): string => text.replaceAll(server.url, "SERVER").replaceAll(root, "PROJECT");
  return { ...said, stdout: plain(said.stdout), stderr: plain(said.stderr) };
}
