import type { JsonObject } from "../support/json.ts";

/** Longest release name Helm takes. */
const MAX_NAME = 53;

/** A DNS label: what Kubernetes and Helm take as a name, and what can never be read as a flag or by a shell. */
export const NAME: JsonObject = {
  type: "string",
  maxLength: MAX_NAME,
  pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
  patternErrorMessage: "must be lower-case letters, digits and dashes, and start and end with a letter or digit",
};

/** As NAME; Kubernetes takes longer names of namespaces than Helm of releases. */
export const NAMESPACE: JsonObject = { ...NAME, maxLength: 63 };

/** As NAME, or a text with references, whose result is checked later. */
export const NAME_OR_REFERENCE: JsonObject = {
  type: ["string", "null"],
  pattern: String.raw`^([a-z0-9]([-a-z0-9]*[a-z0-9])?|.*\$\{.*)$`,
  patternErrorMessage: NAME["patternErrorMessage"] ?? "",
  maxLength: 200,
};

export const DURATION: JsonObject = {
  type: ["string", "null"],
  pattern: "^(?=.*[1-9])([0-9]{1,4}h)?([0-9]{1,5}m)?([0-9]{1,6}s)?$",
  patternErrorMessage: "must be a duration such as 10m, 90s or 5m30s",
  examples: ["10m", "5m30s"],
};

export const UID: JsonObject = {
  type: "string",
  pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
  patternErrorMessage: "must be a UID as `kubectl get namespace kube-system -o jsonpath={.metadata.uid}` prints it",
  examples: ["0d5c7a5e-2f0b-4a86-9d6e-5b1f0c1d2e3f"],
};

export const DATE: JsonObject = {
  type: "string",
  pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
  patternErrorMessage: "must be a date such as 2027-03-01",
  examples: ["2027-03-01"],
};

/** A minor version of Kubernetes. */
export const MINOR: JsonObject = {
  type: "string",
  pattern: String.raw`^1\.[0-9]{1,3}$`,
  patternErrorMessage: 'must be a minor version such as "1.36"',
};

/** As Kubernetes has them: `team`, `example.com/team`. */
export const LABEL_KEY: JsonObject = {
  type: "string",
  maxLength: 317,
  pattern: "^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$",
  patternErrorMessage:
    "must be at most 63 letters, digits, dashes, dots and underscores that start and end with a letter or digit, with an optional prefix such as example.com/",
};

export const LABEL_VALUE: JsonObject = {
  description: "A text; null removes it.",
  type: ["string", "null"],
  pattern: "^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$",
  patternErrorMessage:
    "must be at most 63 letters, digits, dashes, dots and underscores, and start and end with a letter or digit",
};

/** What `${vars.NAME}` may stand for. */
export const VARS: JsonObject = {
  type: ["object", "null"],
  additionalProperties: {
    description: "A text, number, true or false; null removes it.",
    type: ["string", "number", "boolean", "null"],
  },
};

export const LABEL_VALUES: JsonObject = {
  type: ["object", "null"],
  additionalProperties: { description: "A text; null removes it.", type: ["string", "null"] },
};

/** A map from names to one kind of thing. */
export function map(description: string, item: JsonObject, names: JsonObject): JsonObject {
  return { description, type: ["object", "null"], propertyNames: names, additionalProperties: item };
}
