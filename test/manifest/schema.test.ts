import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { manifestAjv } from "../../src/manifest/manifest-ajv.ts";
import { manifestSchema } from "../../src/manifest/schema.ts";
import { isJsonObject } from "../../src/support/json.ts";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";

interface Node {
  /** `addons.*.needs.[]` */
  readonly path: string;
  readonly schema: JsonObject;
}

/** A schema node, and those of all keys and items of files below it. */
function nodesOf(schema: JsonObject, path: string): readonly Node[] {
  const parts: [string, JsonValue | undefined][] = [
    ...Object.entries(isJsonObject(schema["properties"]) ? schema["properties"] : {}),
    ["*", schema["additionalProperties"]],
    ["[]", schema["items"]],
  ];
  return [
    { path, schema },
    ...parts.flatMap(([key, part]) => (isJsonObject(part) ? nodesOf(part, `${path}.${key}`) : [])),
  ];
}

function examplesOf({ schema }: Node): readonly JsonValue[] {
  const { examples, default: start } = schema;
  return [
    ...(Array.isArray(examples) ? (examples as readonly JsonValue[]) : []),
    ...(start === undefined ? [] : [start]),
  ];
}

/** Words speak for themselves, maps with keys of their own are shown key by key, and items within their list. */
function needsNoExample({ path, schema }: Node): boolean {
  const { type } = schema;
  const inner = [schema["additionalProperties"], schema["items"]];
  const hasKeys = [schema, ...inner].some((part) => isJsonObject(part) && isJsonObject(part["properties"]));
  const isWord = schema["const"] !== undefined || schema["enum"] !== undefined;
  const isSwitch = [type].flat().every((name) => name === "boolean" || name === "null");
  return isWord || isSwitch || hasKeys || /\.(\*|\[\])$/.test(path);
}

describe.each(["Base", "Environment"] as const)("%s", (kind) => {
  const nodes = nodesOf(manifestSchema(kind), kind);

  it("is what stands in schemas/ (node scripts/generate-schemas.ts writes it)", () => {
    const file = new URL(`../../schemas/${kind.toLowerCase()}.schema.json`, import.meta.url);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(manifestSchema(kind));
  });

  it("is a sound draft 7 schema", () => {
    const ajv = new Ajv();
    expect([ajv.validateSchema(manifestSchema(kind)), ajv.errors]).toEqual([true, null]);
  });

  it("describes every key, as sentences", () => {
    const undescribed = nodes.filter(({ schema }) => !/^[A-Za-z0-9`{].*[.)…]$/s.test(text(schema["description"])));
    expect(undescribed.map(({ path }) => path)).toEqual([]);
  });

  it("says of every key what may stand there", () => {
    const untyped = nodes.filter(({ schema }) => ["type", "const", "enum"].every((key) => schema[key] === undefined));
    expect(untyped.map(({ path }) => path)).toEqual([]);
  });

  it("has an example for every key that does not speak for itself", () => {
    const without = nodes.filter((node) => examplesOf(node).length === 0 && !needsNoExample(node));
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  it("has examples and defaults that it takes itself", () => {
    const refused = nodes.flatMap((node) => {
      const validate = manifestAjv({ strict: false }).compile(node.schema);
      return examplesOf(node).flatMap((example) => (validate(example) ? [] : [[node.path, example]]));
    });
    expect(refused).toEqual([]);
  });
});

function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
