import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { openCliProject, type CliProject } from "./cli-project.ts";
import { describeWithCluster, startPlane, type TestPlane } from "./plane.ts";

const EVIL = makeChart("demo", "1.0.0", {
  files: { "templates/evil.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: evil }\n" },
});
const LOCAL = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: local }\ndata: { of: good }\n";

// Whatever reads charts reads them through one door, which hashes what it reads: every verb, every place.
describeWithCluster("bytes that are not the pinned ones", () => {
  let plane: TestPlane;
  let project: CliProject;
  let server: ChartServer;
  let archive: string;
  const cache = mkdtempSync(join(tmpdir(), "addons-pins-"));
  beforeAll(async () => {
    [plane, server] = await Promise.all([startPlane(), serveCharts()]);
    project = await openCliProject(plane);
    const addons = `  demo: { chart: demo, repo: "${server.url}", version: "1.0.0", namespace: default }
  local: { chart: ../charts/local, namespace: default }\n`;
    for (const name of ["dev", "prod"]) project.environment(name, addons);
    project.write("charts/local/Chart.yaml", "apiVersion: v2\nname: local\nversion: 1.0.0\n");
    offer(makeChart("demo", "1.0.0"));
    project.write("charts/local/templates/c.yaml", LOCAL);
    await addonsIn("lock");
    const digest = /archive: sha256:([0-9a-f]{64})/.exec(lockText())?.[1] ?? "";
    archive = join(cache, "addons/charts/sha256", digest.slice(0, 2), `${digest}.tgz`);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([plane?.stop(), server?.[Symbol.asyncDispose]()]);
    project?.remove();
    rmSync(cache, { recursive: true, force: true });
  });

  beforeEach(() => {
    offer(makeChart("demo", "1.0.0"));
    rmSync(join(project.root, "charts/vendor"), { recursive: true, force: true });
    project.write("charts/local/templates/c.yaml", LOCAL);
    writeFileSync(archive, makeChart("demo", "1.0.0"));
  });

  const addonsIn = async (args: string) => await project.addons(args, { XDG_CACHE_HOME: cache });
  const lockText = (): string => readFileSync(join(project.root, "addons.lock.yaml"), "utf8");
  function offer(bytes: Buffer): void {
    publish(server, [{ name: "demo", version: "1.0.0", bytes }]);
  }
  async function installed(): Promise<readonly string[]> {
    const { items } = (await plane.kubectl.get("/api/v1/namespaces/default/secrets")) as {
      readonly items: readonly { readonly metadata: { readonly name: string } }[];
    };
    return items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith("sh.helm"));
  }

  /** What each verb says to each damage: its exit code, and the code that it names. Offline verbs do without what is not there. */
  const MISMATCH = "LOCK-DIGEST-MISMATCH";
  const CHANGED = "LOCK-STALE-CONTENT-CHANGED";
  const VERBS: Readonly<Record<string, Readonly<Record<Damage, readonly [number, string]>>>> = {
    "sync --env dev": { cache: [4, MISMATCH], copy: [4, MISMATCH], folder: [2, CHANGED] },
    "plan --env dev": { cache: [4, MISMATCH], copy: [4, MISMATCH], folder: [2, CHANGED] },
    "drift --env dev": { cache: [4, MISMATCH], copy: [4, MISMATCH], folder: [2, CHANGED] },
    "status --env dev": { cache: [4, MISMATCH], copy: [4, MISMATCH], folder: [2, CHANGED] },
    "render --env dev": { cache: [4, MISMATCH], copy: [4, MISMATCH], folder: [2, CHANGED] },
    "lock --verify demo": { cache: [4, "LOCK-VERIFY-MUTATED"], copy: [0, ""], folder: [0, ""] },
    "lock --check": { cache: [0, ""], copy: [2, "charts/vendor"], folder: [2, "charts/local was changed"] },
    "validate --env dev": { cache: [0, "CHECK-NOT-CACHED"], copy: [64, MISMATCH], folder: [0, CHANGED] },
    "values demo --env dev --all": { cache: [64, "CHART-NOT-CACHED"], copy: [4, MISMATCH], folder: [0, ""] },
    "graph --env dev": { cache: [0, "not all charts could be looked into"], copy: [0, ""], folder: [0, ""] },
    "diff dev prod": { cache: [0, ""], copy: [0, ""], folder: [0, ""] },
  };

  describe.each<[Damage, () => void]>([
    [
      "cache",
      () => {
        writeFileSync(archive, EVIL);
        offer(EVIL);
      },
    ],
    ["copy", () => project.write("charts/vendor/demo-1.0.0.tgz", EVIL)],
    ["folder", () => project.write("charts/local/templates/c.yaml", LOCAL.replace("good", "evil-one"))],
  ])("in the %s", (name, damage) => {
    test.each(Object.entries(VERBS))("%s", async (verb, expected) => {
      damage();
      const { code, stdout, stderr } = await addonsIn(verb);
      const [exit, says] = expected[name];
      expect({ code, said: `${stdout}${stderr}` }).toEqual({
        code: exit,
        said: expect.stringContaining(says) as string,
      });
      expect(stdout).not.toMatch(/name: evil|evil-one/);
      expect(await installed()).toEqual([]);
    });
  });

  test("graph looks into a folder that was changed since, and does not say otherwise", async () => {
    project.write("charts/local/templates/c.yaml", LOCAL.replace("good", "evil-one"));
    expect((await addonsIn("graph --env dev")).stderr).not.toContain("not all charts");
  });

  test("where the pinned bytes are at hand again, the same commands go on", async () => {
    writeFileSync(archive, EVIL);
    expect((await addonsIn("plan --env dev")).code).toBe(2);
    writeFileSync(archive, EVIL);
    expect(await addonsIn("sync --env dev")).toMatchObject({ code: 0 });
    expect(await installed()).toEqual(["sh.helm.release.v1.demo.v1", "sh.helm.release.v1.local.v1"]);
    offer(EVIL);
    writeFileSync(archive, EVIL);
    expect((await addonsIn("drift --env dev")).code).toBe(4);
    expect(await installed()).toHaveLength(2);
  });
});

type Damage = "cache" | "copy" | "folder";
