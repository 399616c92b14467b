import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { chartFiles, chartNames, chartText, chartYaml, valuesSchema, type Parsed } from "./reference-charts.ts";

describe.each(chartNames)("charts/%s", (chart) => {
  it("is a complete chart with its folder's name", () => {
    const meta = chartYaml(chart, "Chart.yaml");
    expect(meta).toMatchObject({ apiVersion: "v2", name: chart, type: "application", kubeVersion: ">=1.34.0-0" });
    expect(meta.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(meta.description.length).toBeGreaterThan(20);
    expect(chartFiles(chart)).toEqual(
      expect.arrayContaining(["README.md", "values.yaml", "values.schema.json", "templates/NOTES.txt", ".helmignore"]),
    );
  });

  it("has a schema that accepts its defaults and knows every value", () => {
    const { schema, validate } = valuesSchema(chart);
    const values = chartYaml(chart, "values.yaml");
    validate(values);
    expect(validate.errors).toBeNull();
    expect(Object.keys(schema.properties).toSorted()).toEqual(["global", ...Object.keys(values)].toSorted());
  });

  it("refuses a misspelt value", () => {
    const { validate } = valuesSchema(chart);
    expect(validate({ ...chartYaml(chart, "values.yaml"), replcias: 2 })).toBe(false);
  });

  it("tells of every value in its README", () => {
    const readme = chartText(chart, "README.md");
    const missing = Object.keys(chartYaml(chart, "values.yaml")).filter((key) => !readme.includes(key));
    expect(missing).toEqual([]);
  });

  it("pins every image to an exact version", () => {
    const tags = imageTags(chartYaml(chart, "values.yaml"));
    expect(tags.filter((tag) => !/^v?\d+\.\d+\.\d+$/.test(tag))).toEqual([]);
    const hasPods = chartFiles(chart).some(
      (file) => file.startsWith("templates/") && /\n {6,}containers:/.test(text(chart, file)),
    );
    expect(tags.length > 0).toBe(hasPods);
  });

  it("names its program's version where the image has it", () => {
    const { appVersion } = chartYaml(chart, "Chart.yaml");
    const tags = imageTags(chartYaml(chart, "values.yaml"));
    const named =
      tags.length === 0 ? [appVersion] : tags.filter((tag) => tag.replace(/^v/, "") === appVersion.replace(/^v/, ""));
    expect(named.length).toBeGreaterThan(0);
  });

  it("makes no Secret", () => {
    const makers = chartFiles(chart).filter((file) => /^kind: Secret$/m.test(text(chart, file)));
    expect(makers).toEqual([]);
  });

  it("has definitions with the names Kubernetes asks for", () => {
    for (const file of chartFiles(chart).filter((name) => name.startsWith("crds/"))) {
      const { metadata, spec } = chartYaml(chart, file);
      expect(metadata.name).toBe(`${spec.names.plural}.${spec.group}`);
      expect(spec.versions.map((version: Parsed) => version.schema.openAPIV3Schema.type)).toEqual(["object"]);
    }
  });
});

describe("charts/monitoring", () => {
  it("has alerts with an expression and a sentence each", () => {
    const { groups } = parse(chartText("monitoring", "rules/platform.yaml"));
    const rules: readonly Parsed[] = groups.flatMap((group: Parsed) => group.rules);
    expect(new Set(rules.map((rule) => rule.alert)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(rule).toMatchObject({ labels: { severity: expect.stringMatching(/^(warning|critical)$/) } });
      expect(String(rule.expr).trim()).not.toBe("");
      expect(rule.annotations.summary.length).toBeGreaterThan(20);
    }
  });

  it("has dashboards that read from the data source it provisions", () => {
    const files = chartFiles("monitoring").filter((file) => file.endsWith(".json") && file.startsWith("dashboards/"));
    const dashboards: readonly Parsed[] = files.map((file) => JSON.parse(chartText("monitoring", file)));
    expect(dashboards.length).toBeGreaterThan(1);
    expect(new Set(dashboards.map((dashboard) => dashboard.uid)).size).toBe(dashboards.length);
    const sources = dashboards.flatMap(({ panels }) => panels.map((panel: Parsed) => panel.datasource.uid));
    expect(chartText("monitoring", "templates/grafana.yaml")).toContain(`uid: ${[...new Set(sources)].join()}\n`);
  });
});

function text(chart: string, file: string): string {
  return /\.(yaml|tpl|txt|json)$/.test(file) ? chartText(chart, file) : "";
}

/** Tags of everything in the values that looks like an image. */
function imageTags(values: Parsed): readonly string[] {
  if (typeof values !== "object" || values === null) return [];
  if (typeof values.repository === "string")
    return values.tags === undefined ? [values.tag] : Object.values(values.tags);
  return Object.values(values).flatMap(imageTags);
}
