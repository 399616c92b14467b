import { Ajv } from "ajv";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { chartsAtHand, type ChartsAtHand } from "../../src/editor/stitch-environments.ts";
import { stitchedSchema, valuesFileSchema } from "../../src/editor/stitched-schema.ts";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import { createChartArchives } from "../../src/outside/charts/create-chart-archives.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import type { JsonObject } from "../../src/support/json.ts";

// The reference stack is right, so a schema that complains about it is wrong.

const ROOT = join(import.meta.dirname, "../..");
let atHand: ChartsAtHand;

beforeAll(async () => {
  const { environments } = await loadEnvironments({ files: createFiles(ROOT) }, { names: "all" });
  const charts = createChartArchives({ root: ROOT, cacheFolder: "/nowhere", env: {} });
  atHand = await chartsAtHand(environments, { lockVersion: 1, addons: {} }, charts);
});

function complaints(schema: JsonObject, file: string): readonly string[] {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    validateFormats: false,
  });
  ajv.addVocabulary(["patternErrorMessage", "deprecationMessage", "markdownDescription"]);
  const validate = ajv.compile(schema);
  validate(parse(readFileSync(join(ROOT, file), "utf8")));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${file} ${instancePath} ${message}`);
}

describe("the reference stack", () => {
  test("has a chart for every add-on", () => {
    expect(atHand.missing).toEqual([]);
    expect(Object.keys(atHand.charts).length).toBeGreaterThan(10);
  });

  test.each([
    ["Base", "environments/base.yaml"],
    ["Environment", "environments/dev.yaml"],
    ["Environment", "environments/staging.yaml"],
    ["Environment", "environments/prod.yaml"],
  ] as const)("%s: nothing is wrong with %s", (kind, file) => {
    expect(complaints(stitchedSchema(kind, atHand.charts), file)).toEqual([]);
  });

  test("a values file of an add-on is checked by the schema of that add-on", () => {
    const schema = valuesFileSchema("ingress", atHand.charts["ingress"] ?? []);
    expect(complaints(schema, "environments/values/prod.ingress.yaml")).toEqual([]);
    expect(complaints(schema, "environments/values/prod.monitoring.yaml")).not.toEqual([]);
  });

  test("default values of every chart fit its schema", () => {
    for (const [addon, [chart]] of Object.entries(atHand.charts)) {
      const values = valuesFileSchema(addon, chart === undefined ? [] : [chart]);
      expect([addon, complaints(values, `charts/${chart?.name}/values.yaml`)]).toEqual([addon, []]);
    }
  });
});
