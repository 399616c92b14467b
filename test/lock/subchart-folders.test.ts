import { describe, expect, test } from "vitest";
import { failure } from "../failure.ts";
import { chartYaml, pinOf, project, why } from "./subchart-project.ts";

describe("folders beside the chart", () => {
  const FILES = {
    "charts/web/Chart.yaml": chartYaml("web", [{ name: "lib", version: "*", repository: "file://../lib" }]),
    "charts/lib/Chart.yaml": chartYaml("lib", [
      { name: "deep", version: "~0.1", repository: "file://../../more/deep/" },
    ]),
    "more/deep/Chart.yaml": `${chartYaml("deep", [], "0.1.0")}appVersion: "3"\n`,
  };

  test("are pinned with what they depend on, and watched", async () => {
    const { lock, check, write, charts } = project(FILES);
    const first = await lock();
    expect(pinOf(first).subcharts).toMatchObject([
      {
        chart: "lib@1.0.0",
        source: "charts/lib",
        wants: "*",
        subcharts: [{ chart: "deep@0.1.0", source: "more/deep" }],
      },
    ]);
    const names = [...(await (await charts().pinned(pinOf(first))).unpacked()).keys()];
    expect(names).toContain("charts/lib-1.0.0.tgz/charts/deep-0.1.0.tgz/Chart.yaml");
    expect([(await lock()).written, await check()]).toEqual(["unchanged", []]);
    write({ "more/deep/values.yaml": "a: 1\n" });
    expect(await check()).toMatchObject([
      { message: "has a subchart, more/deep, that was changed since it was locked", reason: "subchart-changed" },
    ]);
    expect((await failure(charts().pinned(pinOf(first)))).code).toBe("LOCK-DIGEST-MISMATCH");
    const now = await charts().current({ kind: "local", path: "charts/web" }, pinOf(first));
    expect([...(await now.unpacked()).keys()]).toContain("charts/lib-1.0.0.tgz/charts/deep-0.1.0.tgz/values.yaml");
    expect(why(await lock())).toBe("its subchart lib: its subchart deep: more/deep was changed");
    expect(await check()).toEqual([]);
  });

  test.for<[string, string, string, Readonly<Record<string, string>>]>([
    [
      "LOCK-SUBCHART-CIRCLE",
      "in a circle: charts/web → charts/lib → charts/web",
      "usage",
      { "charts/lib/Chart.yaml": chartYaml("lib", [{ name: "web", version: "*", repository: "file://../web" }]) },
    ],
    ["LOCK-SUBCHART-OUTSIDE", "leads out of the project", "refused", web("file://../../../lib")],
    ["LOCK-SUBCHART-OUTSIDE", "is a path of one machine", "refused", web("file:///srv/lib")],
    ["LOCK-SUBCHART-LISTED", "on one machine can resolve", "usage", web("@stable")],
    ["LOCK-SUBCHART-LISTED", "on one machine can resolve", "usage", web("alias:stable")],
    ["LOCK-SUBCHART-LISTED", "is no address", "usage", web("stable")],
    ["LOCK-SUBCHART-LISTED", "holds a user name or password", "usage", web("https://me:secret@charts.example.com")],
    ["LOCK-SUBCHART-LISTED", "holds the chart deep", "usage", web("file://../../more/deep")],
    ["LOCK-SUBCHART-CARRIED", "charts/ does not hold it", "usage", web("")],
    ["LOCK-NO-VERSION", 'satisfies "^9"', "failed", web("file://../lib", "^9")],
    ["LOCK-CONSTRAINT", "is not a version constraint", "usage", web("file://../lib", "")],
    ["CHART-MISSING", "there is no such chart folder", "usage", web("file://../none")],
  ])("%s: %s", async ([code, message, kind, files]) => {
    const error = await failure(project({ ...FILES, ...files }).lock());
    expect([error.code, error.kind]).toEqual([code, kind]);
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/charts\/\w+\/Chart\.yaml:5:5: the subchart /);
    expect(error.message).not.toContain("secret");
  });
});

function web(repository: string, version = "*"): Readonly<Record<string, string>> {
  return { "charts/web/Chart.yaml": chartYaml("web", [{ name: "lib", version, repository }]) };
}
