import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkLock } from "../../src/lock/staleness/check-lock.ts";
import { frozenLock } from "../../src/lock/frozen-lock.ts";
import { lockEnvironments, type LockReport } from "../../src/lock/lock-environments.ts";
import { pinFor, pinKey, readPinKey } from "../../src/lock/pin-key.ts";
import { readLock } from "../../src/lock/text/read-lock.ts";
import type { Environment } from "../../src/manifest/environment.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { archivesFor, workFolder } from "../outside/charts/work-folder.ts";
import { minors, type AddonSketch } from "./environments.ts";

const told = (report: LockReport): readonly string[] =>
  report.changes.map((change) => {
    const { addon, kind, from, to, reason } = change;
    return `${addon} ${pinKey(change)} ${kind} ${from?.chart ?? "-"} → ${to?.chart ?? "-"}: ${reason}`;
  });

/** A project folder whose charts come from this server, which has many versions of one. */
function project(server: ChartServer) {
  const versions = ["1.36.0", "1.36.1", "1.37.0", "1.38.0"];
  publish(
    server,
    versions.map((version) => ({ name: "scaler", version, bytes: makeChart("scaler", version) })),
  );
  const root = workFolder({});
  const files = createFiles(root);
  const { charts } = archivesFor(root);
  const chart = { kind: "http", repo: `${server.url}/`, name: "scaler" } as const;
  return {
    addon: (version: AddonSketch["versions"] | string): Readonly<Record<string, AddonSketch>> => ({
      scaler: { chart, ...(typeof version === "string" ? { version } : { versions: version ?? {} }) },
    }),
    lock: async (...environments: readonly Environment[]) =>
      await lockEnvironments({ environments, update: "none", scope: "all-environments" }, { files, charts }),
    frozen: async (...environments: readonly Environment[]) => await frozenLock(environments, { files, charts }),
    stale: async (...environments: readonly Environment[]) => {
      const lock = await readLock(files);
      const found = await checkLock({ environments, lock, scope: "all-environments" }, { charts });
      return found.map(
        (entry) => `${entry.addon} ${pinKey(entry)} ${entry.reason} ${entry.at?.file}:${entry.at?.line}`,
      );
    },
    text: () => readFileSync(join(root, "addons.lock.yaml"), "utf8"),
  };
}

const MAP = { "1.36": "~1.36", "1.37": "~1.37", "1.38": "~1.38" };

test("every minor that a cluster runs has a pin, and each cluster takes its own", async () => {
  await using server = await serveCharts();
  const { addon, lock, frozen, stale, text } = project(server);
  const prod = minors("prod", addon(MAP), ["1.36", "1.37"]);
  const dev = minors("dev", addon("~1.38"), ["1.38"]);
  expect(told(await lock(prod, dev))).toEqual([
    "scaler dev added - → scaler@1.38.0: was not locked before",
    "scaler prod/1.36 added - → scaler@1.36.1: was not locked before",
    "scaler prod/1.37 added - → scaler@1.37.0: was not locked before",
  ]);
  expect(text()).toContain('    "prod/1.36":\n      chart: scaler@1.36.1\n      wants: "~1.36"\n');
  expect(await stale(prod, dev)).toEqual([]);
  const read = await frozen(prod);
  const pins = prod.clusters.map(
    (cluster) => pinFor(read, { environment: prod, cluster, addon: cluster.addons[0]! })?.chart,
  );
  expect(pins).toEqual(["scaler@1.36.1", "scaler@1.37.0"]);
  expect((await lock(prod, dev)).written).toBe("unchanged");
});

test("a cluster of another minor makes the lock stale, and locking moves just that", async () => {
  await using server = await serveCharts();
  const { addon, lock, frozen, stale } = project(server);
  await lock(minors("prod", addon(MAP), ["1.36", "1.37"]));
  const upgraded = minors("prod", addon(MAP), ["1.37", "1.38"]);
  expect(await stale(upgraded)).toEqual([
    "scaler prod/1.38 missing environments/prod.yaml:10",
    "scaler prod/1.36 not-declared addons.lock.yaml:6",
  ]);
  await expect(frozen(upgraded)).rejects.toMatchObject({
    code: "LOCK-STALE",
    problems: [
      { message: "scaler (prod/1.38) is not locked" },
      { message: expect.stringContaining("scaler (prod/1.36) is locked, but no cluster") },
    ],
  });
  expect(told(await lock(upgraded))).toEqual([
    "scaler prod/1.36 removed scaler@1.36.1 → -: no cluster of this environment runs this Kubernetes version",
    "scaler prod/1.38 added - → scaler@1.38.0: was not locked before",
  ]);
});

test("from one version to one per minor and back, what still fits stays as it was locked", async () => {
  await using server = await serveCharts();
  const { addon, lock } = project(server);
  await lock(minors("prod", addon("1.36.0"), ["1.36"]));
  const split = minors("prod", addon({ "1.36": "~1.36" }), ["1.36"]);
  const first = await lock(split);
  expect(told(first)).toEqual([
    "scaler prod removed scaler@1.36.0 → -: has a version per Kubernetes minor now",
    'scaler prod/1.36 added - → scaler@1.36.0: its version constraint is now "~1.36"',
  ]);
  expect(told(await lock(minors("prod", addon("~1.36"), ["1.36"])))).toEqual([
    "scaler prod added - → scaler@1.36.0: as it was for prod/1.36",
    "scaler prod/1.36 removed scaler@1.36.0 → -: has one version for all Kubernetes minors now",
  ]);
});

test("clusters of one minor share a pin; instances of an environment share all of them", async () => {
  await using server = await serveCharts();
  const { addon, lock, frozen } = project(server);
  const preview = minors("preview", addon(MAP), ["1.36", "1.36", "1.37"]);
  expect((await lock(preview)).changes.map(pinKey)).toEqual(["preview/1.36", "preview/1.37"]);
  const instance: Environment = { ...preview, name: "preview.pr-12", lockedAs: "preview" };
  const read = await frozen(instance);
  const [cluster] = instance.clusters;
  expect(pinFor(read, { environment: instance, cluster: cluster!, addon: cluster!.addons[0]! })?.chart).toBe(
    "scaler@1.36.1",
  );
});

test.each([
  ["prod", { environment: "prod" }],
  ["prod/1.36", { environment: "prod", kubernetes: "1.36" }],
])("%s is read as it is written", (key, place) => {
  expect(readPinKey(key)).toEqual(place);
  expect(pinKey(place)).toBe(key);
});
