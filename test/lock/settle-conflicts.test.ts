import { describe, expect, test } from "vitest";
import type { Lockfile, Pin, SubchartPin } from "../../src/lock/lockfile.ts";
import { mergeLocks } from "../../src/lock/merge/merge-locks.ts";
import { settleConflicts } from "../../src/lock/merge/settle-conflicts.ts";
import type { WantedChart } from "../../src/lock/wanted-chart.ts";

const URL = "https://charts.example.com";
const AT = { file: "environments/prod.yaml", line: 6, column: 3 };

function digest(letter: string): string {
  return `h1:${letter.repeat(43)}=`;
}

function published(version: string, more: Partial<Pin> = {}): Pin {
  return {
    chart: `demo@${version}`,
    wants: "^1",
    source: URL,
    archive: `sha256:${version}`,
    content: digest("A"),
    ...more,
  };
}

function folder(content: string, more: Partial<Pin> = {}): Pin {
  return { chart: "demo@0.1.0", source: "charts/demo", content: digest(content), ...more };
}

function redis(version: string): SubchartPin {
  return { chart: `redis@${version}`, wants: "^1", source: URL, archive: `sha256:${version}`, content: digest("R") };
}

function wanted(wants: string): WantedChart {
  const source = { kind: "http", repo: URL, name: "demo" } as const;
  return { addon: "demo", environment: "prod", source, canonical: URL, name: "demo", wants, at: AT };
}

const LOCAL: WantedChart = {
  addon: "demo",
  environment: "prod",
  source: { kind: "local", path: "charts/demo" },
  canonical: "charts/demo",
  at: AT,
};

interface Sides {
  readonly base?: Pin;
  readonly ours?: Pin;
  readonly theirs?: Pin;
}

/** The pin that the lock starts from after a merge. */
function settled(sides: Sides, chart: WantedChart, renewed: (addon: string) => boolean = () => false): Pin | undefined {
  const lock = (pin: Pin | undefined): Lockfile => ({ lockVersion: 1, addons: pin ? { demo: { prod: pin } } : {} });
  const merged = mergeLocks({ base: lock(sides.base), ours: lock(sides.ours), theirs: lock(sides.theirs) });
  expect(merged.conflicts).toHaveLength(1);
  return settleConflicts(merged, [chart], renewed).addons["demo"]?.["prod"];
}

describe("a folder that both branches changed", () => {
  test("keeps the pins of subcharts that nobody moved", () => {
    const subcharts = [redis("1.0.0")];
    const sides = {
      base: folder("A", { subcharts }),
      ours: folder("B", { subcharts }),
      theirs: folder("C", { subcharts }),
    };
    expect(settled(sides, LOCAL)?.subcharts).toEqual(subcharts);
  });

  test("takes the subchart that one of them moved, and the digests of images of both", () => {
    const sides = {
      base: folder("A", { subcharts: [redis("1.0.0")], images: { a: "sha256:1" } }),
      ours: folder("B", { subcharts: [redis("1.0.0")], images: { a: "sha256:1", b: "sha256:2" } }),
      theirs: folder("C", { subcharts: [redis("1.1.0")], images: { a: "sha256:3" } }),
    };
    const pin = settled(sides, LOCAL);
    expect(pin?.subcharts).toEqual([redis("1.1.0")]);
    expect(pin?.images).toEqual({ a: "sha256:3", b: "sha256:2" });
  });

  test("is asked about when both moved one subchart", () => {
    const sides = {
      base: folder("A", { subcharts: [redis("1.0.0")] }),
      ours: folder("A", { subcharts: [redis("1.1.0")] }),
      theirs: folder("A", { subcharts: [redis("1.2.0")] }),
    };
    expect(() => settled(sides, LOCAL)).toThrow(
      /demo \(prod\) got the subchart redis@1\.1\.0 .* here and redis@1\.2\.0 .* there/,
    );
  });

  test("is asked about when one of them holds it back and the other has moved it", () => {
    const commit = "b1946ac92492d2347c6235b4d2611184d1c1d2b3";
    const sides = { base: folder("A"), ours: folder("A", { commit }), theirs: folder("C") };
    expect(() => settled(sides, LOCAL)).toThrow(
      `demo@0.1.0 (commit ${commit}) here and to demo@0.1.0 (${digest("C")})`,
    );
  });
});

describe("one version of a published chart on both sides", () => {
  test("is no matter for questions when only the constraint was written otherwise", () => {
    const sides = {
      base: published("1.0.0"),
      ours: published("1.0.0", { wants: "~1" }),
      theirs: published("1.0.0", { wants: "1" }),
    };
    expect(settled(sides, wanted("1"))).toMatchObject({ chart: "demo@1.0.0" });
  });

  test("has the digests of images of both sides, and those that differ are named", () => {
    const base = published("1.0.0", { images: { a: "sha256:1" } });
    const ours = published("1.0.0", { images: { a: "sha256:1", b: "sha256:2" } });
    const theirs = published("1.0.0", { images: { a: "sha256:1", c: "sha256:3" } });
    expect(settled({ base, ours, theirs }, wanted("^1"))?.images).toEqual({
      a: "sha256:1",
      b: "sha256:2",
      c: "sha256:3",
    });
    const moved = {
      base,
      ours: published("1.0.0", { images: { a: "sha256:8" } }),
      theirs: published("1.0.0", { images: { a: "sha256:9" } }),
    };
    expect(() => settled(moved, wanted("^1"))).toThrow("got sha256:8 for a here and sha256:9 there");
  });

  test("with other bytes is asked about, with the digests", () => {
    const sides = {
      ours: published("1.0.0", { archive: "sha256:x" }),
      theirs: published("1.0.0", { archive: "sha256:y" }),
    };
    expect(() => settled(sides, wanted("^1"))).toThrow("demo@1.0.0 (sha256:x) here and to demo@1.0.0 (sha256:y) there");
  });
});

describe("what is made anew", () => {
  const signer = "pgp:4EEA093019E280FBD3792717944557CF48367DB5";
  const sides = {
    base: published("1.0.0", { signer }),
    ours: published("1.1.0", { signer }),
    theirs: published("1.2.0", { signer }),
  };

  test("still has a signer to lose, when it is renewed and when the manifest allows neither side", () => {
    expect(settled(sides, wanted("^1"), (addon) => addon === "demo")?.signer).toBe(signer);
    expect(settled(sides, wanted("^2"))?.signer).toBe(signer);
    const lost = { ...sides, ours: published("1.1.0") };
    expect(settled(lost, wanted("^2"))?.signer).toBe(signer);
  });

  test("is only what is named", () => {
    expect(() => settled(sides, wanted("^1"), (addon) => addon === "other")).toThrow("the manifest allows both");
  });
});

test("the command that is told renews all that is not decided, since one alone would be refused for the others", () => {
  const lock = (version: string): Lockfile => ({
    lockVersion: 1,
    addons: { one: { prod: published(version) }, two: { prod: published(version) } },
  });
  const merged = mergeLocks({ base: lock("1.0.0"), ours: lock("1.1.0"), theirs: lock("1.2.0") });
  const charts = ["one", "two"].map((addon) => ({ ...wanted("^1"), addon }));
  expect(() => settleConflicts(merged, charts, () => false)).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("addons lock --update one two") }),
  );
});
