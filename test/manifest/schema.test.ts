import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { manifestSchema } from "../../src/manifest/schema.ts";
import { isJsonObject } from "../../src/support/json.ts";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";

/** Paths of schema nodes for keys and items of files that say nothing about themselves. */
function undescribed(schema: JsonObject, path: string): readonly string[] {
  const own = typeof schema["description"] === "string" ? [] : [path];
  const parts: [string, JsonValue | undefined][] = [
    ...Object.entries(isJsonObject(schema["properties"]) ? schema["properties"] : {}),
    ["*", schema["additionalProperties"]],
    ["[]", schema["items"]],
  ];
  const inner = parts.flatMap(([key, part]) => (isJsonObject(part) ? undescribed(part, `${path}.${key}`) : []));
  return [...own, ...inner];
}

describe.each(["Base", "Environment"] as const)("%s", (kind) => {
  it("is what stands in schemas/ (node scripts/generate-schemas.ts writes it)", () => {
    const file = new URL(`../../schemas/${kind.toLowerCase()}.schema.json`, import.meta.url);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(manifestSchema(kind));
  });

  it("is a sound draft 7 schema", () => {
    const ajv = new Ajv();
    expect([ajv.validateSchema(manifestSchema(kind)), ajv.errors]).toEqual([true, null]);
  });

  it("describes every key", () => {
    expect(undescribed(manifestSchema(kind), kind)).toEqual([]);
  });
});
