import { describe, expect, test } from "vitest";
import { readChart } from "../../../src/outside/charts/archive/read-chart.ts";
import { gzipTar, makeChart, type Entry } from "./make-chart.ts";

const CHART: Entry = { name: "outer/Chart.yaml", body: "apiVersion: v2\nname: outer\nversion: 1.0.0\n" };

async function unpacked(...entries: readonly Entry[]): Promise<readonly string[]> {
  const archive = await readChart(gzipTar([CHART, ...entries]), "outer.tgz");
  return [...(await archive.unpacked()).keys()].sort();
}

describe("packed charts inside a chart", () => {
  test("become folders named after the archive, at every depth", async () => {
    const inner = makeChart("inner", "1.0.0");
    const middle = gzipTar([
      { name: "middle/Chart.yaml", body: "name: middle\nversion: 2.0.0\n" },
      { name: "middle/charts/inner-1.0.0.tgz", body: inner },
    ]);
    expect(
      await unpacked(
        { name: "outer/charts/middle-2.0.0.tgz", body: middle },
        { name: "outer/charts/plain/charts/inner-1.0.0.tgz", body: inner },
      ),
    ).toEqual([
      "Chart.yaml",
      "charts/middle-2.0.0.tgz/Chart.yaml",
      "charts/middle-2.0.0.tgz/charts/inner-1.0.0.tgz/Chart.yaml",
      "charts/middle-2.0.0.tgz/charts/inner-1.0.0.tgz/templates/configmap.yaml",
      "charts/plain/charts/inner-1.0.0.tgz/Chart.yaml",
      "charts/plain/charts/inner-1.0.0.tgz/templates/configmap.yaml",
    ]);
  });

  test("stay as they are where Helm does not look", async () => {
    const inner = makeChart("inner", "1.0.0");
    const elsewhere = ["files/inner.tgz", "charts/_inner.tgz", "charts/.inner.tgz", "charts/plain/inner.tgz"];
    expect(await unpacked(...elsewhere.map((path) => ({ name: `outer/${path}`, body: inner })))).toEqual(
      ["Chart.yaml", ...elsewhere].sort(),
    );
  });

  test.for<[string, Uint8Array, string]>([
    ["no archive", Buffer.from("hello"), "CHART-NOT-AN-ARCHIVE"],
    ["a name outside", gzipTar([{ name: "inner/../../x", body: "" }]), "CHART-UNSAFE-PATH"],
    ["many bytes", gzipTar([{ name: "inner/a", body: Buffer.alloc(120 * 2 ** 20) }]), "CHART-TOO-LARGE"],
    ["chart in chart in chart …", nested(12), "CHART-TOO-LARGE"],
  ])("are refused with %s", async ([, body, code]) => {
    await expect(unpacked({ name: "outer/charts/inner.tgz", body })).rejects.toMatchObject({
      code,
      message: expect.stringContaining("outer.tgz: charts/inner.tgz") as string,
    });
  });

  test("count together", async () => {
    const inner = gzipTar([{ name: "inner/a", body: Buffer.alloc(7 * 2 ** 20) }]);
    const many = Array.from({ length: 16 }, (_, index) => ({ name: `outer/charts/inner${index}.tgz`, body: inner }));
    await expect(unpacked(...many)).rejects.toMatchObject({ code: "CHART-TOO-LARGE" });
  });
});

function nested(depth: number): Uint8Array {
  return depth === 0 ? makeChart("inner", "1.0.0") : gzipTar([{ name: "n/charts/inner.tgz", body: nested(depth - 1) }]);
}
