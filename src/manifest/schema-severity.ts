import type { JsonObject } from "../support/json.ts";
import { DATE } from "./schema-parts.ts";

/** How much a problem matters in an environment; the words of `Problem["severity"]`, and off. */
export const SEVERITIES: JsonObject = {
  description:
    "How much problems of a code matter here, by code. Only codes that `addons explain` calls adjustable; it lists all of them.",
  type: ["object", "null"],
  additionalProperties: {
    description: "What is made of the problem; null takes back what a lower layer says.",
    type: ["object", "null"],
    additionalProperties: false,
    required: ["severity", "reason"],
    properties: {
      severity: {
        description: "error stops plan and sync, warning and info are told, off is not told.",
        enum: ["error", "warning", "info", "off"],
      },
      reason: {
        description: "Why: who decided it, and what would change it.",
        type: "string",
        minLength: 1,
        examples: ["a typo has cost us a day"],
      },
      expires: { ...DATE, description: "Last day on which it holds; a warning tells when it is over." },
    },
  },
  examples: [
    {
      "KUBERNETES-API-DEPRECATED": { severity: "error", reason: "upgrades come twice a year", expires: "2027-03-01" },
    },
  ],
};
