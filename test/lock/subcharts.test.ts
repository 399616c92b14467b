import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { archivesOfLock } from "../../src/lock/archives-of-lock.ts";
import type { Pin } from "../../src/lock/lockfile.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts } from "../outside/charts/serve-charts.ts";
import { archivesFor } from "../outside/charts/work-folder.ts";

import { failure } from "../failure.ts";
import { chartYaml, offer, pinOf, project, subcharts, why } from "./subchart-project.ts";

describe("subcharts of a folder", () => {
  test("are pinned, stay while they satisfy, and move on --update", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0", "1.1.0");
    const { lock, text, write, check } = project({
      "charts/web/Chart.yaml": chartYaml("web", [{ name: "redis", version: "^1", repository: server.url }]),
    });
    expect(subcharts(await lock())).toEqual(["redis@1.1.0 ^1"]);
    const first = text();
    offer(server, "1.0.0", "1.1.0", "1.2.0", "2.0.0");
    const again = await lock();
    expect([again.written, again.requests, text()]).toEqual(["unchanged", 0, first]);
    expect(await check()).toEqual([]);
    const moved = await lock(["web"]);
    expect(subcharts(moved)).toEqual(["redis@1.2.0 ^1"]);
    expect(why(moved)).toBe('its subchart redis: 1.1.0 → 1.2.0, the newest that "^1" allows');
    write({
      "charts/web/Chart.yaml": chartYaml("web", [{ name: "redis", version: "~1.2", repository: `${server.url}/` }]),
    });
    expect(await check()).toMatchObject([
      { reason: "content-changed" },
      {
        reason: "subchart-changed",
        wants: "~1.2",
        has: "^1",
        at: { file: "charts/web/Chart.yaml", line: 5, column: 5 },
      },
    ]);
    expect(subcharts(await lock())).toEqual(["redis@1.2.0 ~1.2"]);
    expect(text().replaceAll("~1.2", "^1")).not.toBe(first);
  });

  test("that are added, taken out, from elsewhere or edited in the lock make it stale", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0");
    const redis = { name: "redis", version: "^1", repository: server.url };
    const { lock, write, check, root, text } = project({ "charts/web/Chart.yaml": chartYaml("web", []) });
    await lock();
    write({ "charts/web/Chart.yaml": chartYaml("web", [redis]) });
    expect((await check()).map(({ message }) => message)).toContain("has no pin for its subchart redis");
    expect(why(await lock())).toBe("charts/web was changed");
    const locked = text();
    write({ "charts/web/Chart.yaml": chartYaml("web", [{ ...redis, repository: "https://other.invalid" }]) });
    expect((await check())[1]).toMatchObject({ wants: "https://other.invalid", has: server.url });
    write({ "charts/web/Chart.yaml": chartYaml("web", []) });
    expect((await check())[1]).toMatchObject({ has: "redis@1.0.0" });
    expect(subcharts(await lock())).toEqual([]);
    write({
      "charts/web/Chart.yaml": chartYaml("web", [redis]),
      "addons.lock.yaml": locked.replace("redis@1.0.0", "redis@2.0.0"),
    });
    expect(await check()).toMatchObject([{ reason: "subchart-changed", wants: "^1", has: "2.0.0" }]);
    rmSync(join(root, "addons.lock.yaml"));
  });

  test("come packed in charts/, equal on every machine, and are verified on every read", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0");
    const { lock, charts, root } = project({
      "charts/web/Chart.yaml": chartYaml("web", [
        { name: "redis", version: "^1", repository: server.url },
        { name: "redis", version: "^1", repository: server.url, alias: "second" },
      ]),
    });
    const pin = pinOf(await lock());
    expect(pin.subcharts).toHaveLength(1);
    const one = await charts().pinned(pin);
    const other = await archivesFor(root, { cache: join(root, "elsewhere") }).charts.pinned(pin);
    expect(one.archive).toBe(other.archive);
    expect([...one.files.keys()]).toEqual(["Chart.yaml", "charts/redis-1.0.0.tgz"]);
    expect(one.files.get("charts/redis-1.0.0.tgz")).toEqual(makeChart("redis", "1.0.0"));
    expect([...(await one.unpacked()).keys()]).toContain("charts/redis-1.0.0.tgz/templates/configmap.yaml");
    expect(one.content).not.toBe(pin.content);
    expect((await charts().current({ kind: "local", path: "charts/web" }, pin)).archive).toBe(one.archive);
    expect(archivesOfLock({ lockVersion: 1, addons: { web: { dev: pin } } }).map((locked) => locked.pin.chart)).toEqual(
      ["redis@1.0.0"],
    );
    const bytes = makeChart("redis", "1.0.0", { files: { "templates/evil.yaml": "x" } });
    publish(server, [{ name: "redis", version: "1.0.0", bytes }]);
    const error = await failure(archivesFor(root, { cache: join(root, "third") }).charts.pinned(pin));
    expect([error.code, error.kind]).toEqual(["LOCK-DIGEST-MISMATCH", "refused"]);
    expect(error.message).toContain("charts/web/Chart.yaml:5:5: the subchart redis@1.0.0 of web@1.0.0");
  });

  test("that are not at hand are told with their line", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0");
    const { lock, root } = project({
      "charts/web/Chart.yaml": chartYaml("web", [{ name: "redis", version: "^1", repository: server.url }]),
    });
    const pin = pinOf(await lock());
    const { charts } = archivesFor(root, { cache: join(root, "empty") });
    for (const read of [charts.available(pin), charts.current({ kind: "local", path: "charts/web" }, pin)]) {
      const error = await failure(read);
      expect([error.code, error.message]).toEqual([
        "CHART-SUBCHART-MISSING",
        "charts/web/Chart.yaml:5:5: the subchart redis@1.0.0 of web@1.0.0 is neither in charts/vendor nor in the cache",
      ]);
    }
    expect(charts.requests).toBe(0);
  });

  test("a lock with a subchart that the folder does not list is refused", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0");
    const { lock, charts } = project({
      "charts/web/Chart.yaml": chartYaml("web", [{ name: "redis", version: "^1", repository: server.url }]),
    });
    const pin = pinOf(await lock());
    const [redis] = pin.subcharts ?? [];
    const more = { ...pin, subcharts: [{ ...(redis as Pin), wants: "*" }] };
    expect((await failure(charts().pinned(more))).code).toBe("LOCK-STALE");
  });
});

describe("what lies in charts/", () => {
  const redis = { name: "redis", version: "^1", repository: "https://charts.invalid" };

  test.for(["folder", "packed"] as const)("is taken as it is, %s", async (form) => {
    const carried =
      form === "folder"
        ? { "charts/web/charts/redis/Chart.yaml": chartYaml("redis", [], "1.5.0") }
        : { "charts/web/charts/redis-1.5.0.tgz": makeChart("redis", "1.5.0") };
    const { lock, check, charts } = project({ "charts/web/Chart.yaml": chartYaml("web", [redis]), ...carried });
    const report = await lock();
    expect(pinOf(report).subcharts).toBeUndefined();
    expect([report.requests, await check()]).toEqual([0, []]);
    expect((await charts().pinned(pinOf(report))).content).toBe(pinOf(report).content);
  });

  test("in a version that is not allowed is an error, not a download", async () => {
    const { lock } = project({
      "charts/web/Chart.yaml": chartYaml("web", [redis]),
      "charts/web/charts/redis-0.5.0.tgz": makeChart("redis", "0.5.0"),
    });
    const error = await failure(lock());
    expect([error.code, error.hint]).toEqual([
      "LOCK-SUBCHART-CARRIED",
      "remove charts/redis-0.5.0.tgz, and it is taken from its repository",
    ]);
  });

  test("two that fit one dependency are refused: Helm takes either", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0", "2.0.0");
    const { lock } = project({
      "charts/web/Chart.yaml": chartYaml("web", [
        { name: "redis", version: ">=1", repository: server.url },
        { name: "redis", version: "^1", repository: server.url, alias: "old" },
      ]),
    });
    const error = await failure(lock());
    expect(error.code).toBe("LOCK-SUBCHART-TWICE");
    expect(error.message).toContain("redis@1.0.0");
    expect(error.message).toContain("redis@2.0.0");
  });

  test("two versions of one chart under aliases are two pins", async () => {
    await using server = await serveCharts();
    offer(server, "1.0.0", "2.0.0");
    const { lock, text } = project({
      "charts/web/Chart.yaml": chartYaml("web", [
        { name: "redis", version: "^2", repository: server.url },
        { name: "redis", version: "^1", repository: server.url, alias: "old" },
      ]),
    });
    expect(subcharts(await lock())).toEqual(["redis@1.0.0 ^1", "redis@2.0.0 ^2"]);
    const before = text();
    expect((await lock()).written).toBe("unchanged");
    expect(text()).toBe(before);
  });
});

test("a failing source is told with the line that asked for it, and nothing is written", async () => {
  await using server = await serveCharts();
  offer(server, "1.0.0");
  const { lock, root } = project({
    "charts/web/Chart.yaml": chartYaml("web", [{ name: "redis", version: "^7", repository: server.url }]),
  });
  const error = await failure(lock());
  expect(error.message).toContain("charts/web/Chart.yaml:5:5: the subchart redis: no version of redis from");
  expect(() => readFileSync(join(root, "addons.lock.yaml"))).toThrow(/ENOENT/);
});

test("a version that was published again is refused: as a second content in the lock, and on --update with what to do", async () => {
  await using server = await serveCharts();
  offer(server, "1.0.0");
  const dependency = { name: "redis", version: "^1", repository: server.url };
  const { lock, text, write } = project({ "charts/web/Chart.yaml": chartYaml("web", [dependency]) });
  await lock();
  const before = text();
  const bytes = makeChart("redis", "1.0.0", { files: { "values.yaml": "evil: true\n" } });
  publish(server, [{ name: "redis", version: "1.0.0", bytes }]);
  const moved = await failure(lock(["web"]));
  expect([moved.code, moved.kind, moved.hint]).toEqual([
    "LOCK-DIGEST-MISMATCH",
    "refused",
    expect.stringContaining("remove the pin of the add-on from the lock"),
  ]);
  write({
    "charts/other/Chart.yaml": chartYaml("other", [dependency]),
    "charts/web/Chart.yaml": chartYaml("web", [
      dependency,
      { name: "other", version: "*", repository: "file://../other" },
    ]),
  });
  const twice = await failure(lock());
  expect([twice.code, twice.kind]).toEqual(["LOCK-DIGEST-MISMATCH", "refused"]);
  expect(twice.message).toContain("redis@1.0.0 from");
  expect(twice.hint).toContain("remove the pins of web from addons.lock.yaml");
  expect(text()).toBe(before);
});
