import { describe, expect, it } from "vitest";
import type { Addon, Cluster } from "../../src/manifest/environment.ts";
import { merge } from "../../src/values/merge.ts";
import { chartNames, chartYaml, referenceEnvironments, valuesSchema } from "./reference-charts.ts";

const { environments, problems } = await referenceEnvironments();
const clusters = environments.flatMap((environment) => environment.clusters);

describe("environments/", () => {
  it("loads without a problem", () => {
    expect(problems).toEqual([]);
    expect(clusters.map((cluster) => cluster.name)).toEqual(["dev", "prod-eu", "prod-us", "staging"]);
  });

  it("runs every reference chart in every cluster", () => {
    for (const cluster of clusters) expect(cluster.addons.map(chartOf).toSorted()).toEqual(chartNames);
  });

  it("has an order worth computing: deep, and with independent branches", () => {
    for (const cluster of clusters) {
      const depths = cluster.addons.map((addon) => depth(cluster, addon.name));
      expect(Math.max(...depths)).toBeGreaterThanOrEqual(5);
      expect(depths.filter((it) => it === 2).length).toBeGreaterThanOrEqual(4);
    }
  });

  it("tells prod's two clusters apart", () => {
    const [eu, us] = ["prod-eu", "prod-us"].map((name) => named(clusters, name));
    expect(eu?.kubernetes).not.toBe(us?.kubernetes);
    expect(Object.keys(eu?.vars ?? {}).toSorted()).toEqual(Object.keys(us?.vars ?? {}).toSorted());
    const different = eu?.addons.filter((addon) => {
      return JSON.stringify(addon.values) !== JSON.stringify(named(us?.addons ?? [], addon.name)?.values);
    });
    expect(different?.map((addon) => addon.name)).toEqual(
      expect.arrayContaining(["autoscaler", "certificates", "dns", "ingress", "logging", "monitoring", "velero"]),
    );
  });

  it.each(clusters.flatMap((cluster) => cluster.addons.map((addon) => [cluster.name, addon.name, addon] as const)))(
    "gives %s/%s values that its chart's schema accepts",
    (_cluster, _name, addon) => {
      const { validate } = valuesSchema(chartOf(addon));
      validate(merge(chartYaml(chartOf(addon), "values.yaml"), addon.values, "null-removes"));
      expect(validate.errors).toBeNull();
    },
  );
});

function chartOf(addon: Addon): string {
  return "name" in addon.chart ? addon.chart.name : addon.chart.path.replace(/^charts\//, "");
}

function depth(cluster: Cluster, name: string): number {
  return 1 + Math.max(0, ...(named(cluster.addons, name)?.needs ?? []).map((need) => depth(cluster, need)));
}

function named<T extends { readonly name: string }>(list: readonly T[], name: string): T | undefined {
  return list.find((item) => item.name === name);
}
