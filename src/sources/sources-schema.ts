import type { JsonObject } from "../support/json.ts";
import { SIGNER_FORMS, SIGNER_KEYS, SOURCE_ENTRY_KEYS } from "./source-keys.ts";

/** charts/sources.yaml as a JSON Schema, for editors; `parseSources` also knows what fits together. */
export function sourcesSchema(): JsonObject {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "addons sources",
    description: "charts/sources.yaml: what holds for charts by where they come from. One file for all environments.",
    type: "object",
    additionalProperties: false,
    patternProperties: { "^x-": { description: "Ignored: a place for YAML anchors and notes." } },
    required: ["apiVersion", "kind", "sources"],
    properties: {
      apiVersion: { description: "Version of this format.", const: "addons/v1" },
      kind: { description: "What the file is.", const: "Sources" },
      sources: {
        description:
          "By source as the lock has it, or by its beginning up to a slash: https://charts.example.com, oci://registry.example.com/team. The longest that fits a chart's source holds.",
        type: "object",
        propertyNames: {
          type: "string",
          pattern: String.raw`^(https?://|oci://|git\+(https?|file)://|git\+ssh://([^@/\s]+@)?)[^@\s]*[^@/\s]$`,
        },
        additionalProperties: {
          description: "What holds for charts of this source.",
          type: "object",
          additionalProperties: false,
          minProperties: 1,
          properties: SOURCE_ENTRY_KEYS,
        },
      },
    },
    definitions: {
      signer: {
        description: "One who may sign: pgp, or cosign, or identity with issuer and trustedRoot.",
        oneOf: SIGNER_FORMS.map((keys) => ({
          type: "object",
          additionalProperties: false,
          required: keys,
          properties: Object.fromEntries(keys.map((key) => [key, SIGNER_KEYS[key]])),
        })),
      },
    },
  };
}
