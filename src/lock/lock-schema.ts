import type { JsonObject } from "../support/json.ts";
import { PIN_FIELDS } from "./print-lock.ts";

/** addons.lock.yaml as a JSON Schema, for other programs that read it and for editors; `parseLock` is stricter about the text itself. */
export function lockSchema(): JsonObject {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "addons lock",
    description: "addons.lock.yaml: every chart of every environment, pinned to its bytes. `addons lock` writes it.",
    type: "object",
    additionalProperties: false,
    required: ["lockVersion", "addons"],
    properties: {
      lockVersion: { description: "Version of this format.", const: 1 },
      addons: {
        description: "Pins by add-on.",
        type: "object",
        additionalProperties: {
          description: "Pins by environment, as prod, or by environment and Kubernetes minor, as prod/1.36.",
          type: "object",
          propertyNames: { type: "string", pattern: PLACE },
          additionalProperties: {
            description: "Where one chart comes from, to the byte.",
            type: "object",
            additionalProperties: false,
            required: ["chart", "source", "content"],
            properties: Object.fromEntries(PIN_FIELDS.map(({ name }) => [name, { type: "string", ...FIELDS[name] }])),
          },
        },
      },
    },
  };
}

const PLACE = String.raw`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(/1\.[0-9]{1,3})?$`;

const SHA256 = "^sha256:[0-9a-f]{64}$";

const FIELDS: Readonly<Record<(typeof PIN_FIELDS)[number]["name"], JsonObject>> = {
  chart: {
    description: "Name and exact version.",
    pattern: String.raw`^[A-Za-z0-9][A-Za-z0-9._-]*@v?[0-9][0-9A-Za-z.+-]*$`,
    examples: ["cert-manager@v1.21.2"],
  },
  wants: { description: "The constraint of the manifest; not for a local chart.", minLength: 1, examples: ["~1.21.0"] },
  source: {
    description:
      "Address of the chart repository without credentials, oci://host/path/name, or a folder of the project.",
    pattern: "^(?!.*://[^/]*@)(?!/)(?!-).+$",
    examples: ["https://charts.jetstack.io", "oci://quay.io/jetstack/charts/cert-manager", "charts/ingress"],
  },
  archive: { description: "Digest of the chart's archive; not for a local chart.", pattern: SHA256 },
  manifest: { description: "Digest of the manifest in an OCI registry.", pattern: SHA256 },
  content: {
    description: "Digest of the chart's files, whatever they are packed into: h1 of Go's dirhash.",
    pattern: "^h1:[A-Za-z0-9+/]{43}=$",
  },
  appVersion: { description: "appVersion of Chart.yaml.", minLength: 1 },
  kubeVersion: { description: "kubeVersion of Chart.yaml.", minLength: 1 },
};
