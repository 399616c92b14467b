import { Ajv } from "ajv";
import { expect } from "vitest";

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly object[];
  readonly partialFingerprints: object;
}

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly Result[];
  }[];
}

const text = { type: "string", minLength: 1 };
const message = closed({ text: { type: "string" } }, ["text"]);
const position = { type: "integer", minimum: 1 };
const location = closed(
  {
    physicalLocation: closed(
      {
        artifactLocation: closed({ uri: text, uriBaseId: { const: "%SRCROOT%" } }, ["uri", "uriBaseId"]),
        region: closed({ startLine: position, startColumn: position }, ["startLine", "startColumn"]),
      },
      ["artifactLocation"],
    ),
  },
  ["physicalLocation"],
);
const rule = closed(
  {
    id: text,
    shortDescription: message,
    fullDescription: message,
    help: message,
    properties: closed({ tags: { type: "array", uniqueItems: true, items: text } }, []),
  },
  ["id"],
);
const result = closed(
  {
    ruleId: text,
    ruleIndex: { type: "integer", minimum: 0 },
    level: { enum: ["none", "note", "warning", "error"] },
    message,
    locations: { type: "array", minItems: 1, items: location },
    partialFingerprints: { type: "object", additionalProperties: text, minProperties: 1 },
  },
  ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
);
/** The part of SARIF 2.1.0 that is written here, and nothing beside it; stricter than the standard where GitHub is. */
const validate = new Ajv({ allErrors: true }).compile(
  closed(
    {
      $schema: text,
      version: { const: "2.1.0" },
      runs: {
        type: "array",
        minItems: 1,
        maxItems: 1,
        items: closed(
          {
            tool: closed(
              { driver: closed({ name: text, version: text, rules: { type: "array", items: rule } }, ["name"]) },
              ["driver"],
            ),
            originalUriBaseIds: {
              type: "object",
              additionalProperties: closed({ description: message }, ["description"]),
            },
            columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
            results: { type: "array", items: result },
          },
          ["tool", "results"],
        ),
      },
    },
    ["version", "runs"],
  ),
);

/** The log, when it follows the schema and the rules that no schema can say. */
export function checkSarif(document: object): Log {
  const log = JSON.parse(JSON.stringify(document)) as Log;
  expect(validate(log) ? [] : validate.errors).toEqual([]);
  for (const { tool, results } of log.runs) {
    const ids = tool.driver.rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { ruleId, ruleIndex, message: said, locations } of results) {
      expect(ids[ruleIndex]).toBe(ruleId);
      // Each brace stands for itself, and nothing is read as a link.
      expect(said.text.replaceAll("{{", "").replaceAll("}}", "")).not.toMatch(/[{}]/);
      expect(said.text.replaceAll(String.raw`\](`, "")).not.toContain("](");
      for (const found of JSON.stringify(locations).matchAll(/"uri":"([^"]*)"/g)) {
        expect(found[1]).toMatch(/^(?:[A-Za-z0-9._~!'()*@+/-]|%[0-9A-F]{2})+$/);
      }
    }
  }
  return log;
}

function closed(properties: object, required: readonly string[]): object {
  return { type: "object", additionalProperties: false, properties, required };
}
