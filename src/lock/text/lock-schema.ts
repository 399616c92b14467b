import type { JsonObject } from "../../support/json.ts";
import { PIN_FIELDS, SUBCHART_FIELDS, type PinField } from "./print-lock.ts";

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
            properties: { ...texts(PIN_FIELDS), subcharts: SUBCHARTS, images: IMAGES },
          },
        },
      },
    },
    definitions: {
      subchart: {
        description: "A chart that a local or git chart depends on and does not carry; wants is from its Chart.yaml.",
        type: "object",
        additionalProperties: false,
        required: ["chart", "source", "content"],
        properties: { ...texts(SUBCHART_FIELDS), subcharts: SUBCHARTS },
      },
    },
  };
}

function texts(fields: readonly { readonly name: PinField }[]): JsonObject {
  return Object.fromEntries(fields.map(({ name }) => [name, { type: "string", ...FIELDS[name] }]));
}

const PLACE = String.raw`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(/1\.[0-9]{1,3})?$`;

const SHA256 = "^sha256:[0-9a-f]{64}$";

const FIELDS: Readonly<Record<PinField, JsonObject>> = {
  chart: {
    description: "Name and exact version.",
    pattern: String.raw`^[A-Za-z0-9][A-Za-z0-9._-]*@v?[0-9][0-9A-Za-z.+-]*$`,
    examples: ["cert-manager@v1.21.2"],
  },
  wants: { description: "The constraint of the manifest; not for a local chart.", minLength: 1, examples: ["~1.21.0"] },
  source: {
    description:
      "Address of the chart repository without credentials, oci://host/path/name, git+URL//path?ref=REF, or a folder of the project.",
    pattern: String.raw`^(?!(?!git\+ssh:).*://[^/]*@)(?!.*://[^/]*:[^/]*@)(?!/)(?!-).+$`,
    examples: [
      "https://charts.jetstack.io",
      "oci://quay.io/jetstack/charts/cert-manager",
      "git+https://example.com/org/repo//charts/ingress?ref=v1",
      "charts/ingress",
    ],
  },
  archive: { description: "Digest of the chart's archive; not for a local chart.", pattern: SHA256 },
  manifest: { description: "Digest of the manifest in an OCI registry.", pattern: SHA256 },
  commit: {
    description: "Commit of a git source, or of this repository for a folder that an environment holds back.",
    pattern: "^([0-9a-f]{40}|[0-9a-f]{64})$",
  },
  content: {
    description: "Digest of the chart's files, whatever they are packed into: h1 of Go's dirhash.",
    pattern: "^h1:[A-Za-z0-9+/]{43}=$",
  },
  appVersion: { description: "appVersion of Chart.yaml.", minLength: 1 },
  kubeVersion: { description: "kubeVersion of Chart.yaml.", minLength: 1 },
  signer: {
    description: "Who signed the chart when it was locked.",
    pattern: String.raw`^(pgp|cosign|sigstore):\S+$`,
    examples: ["pgp:4EDE3B2809EB26B0EF83DB5E2E2CEC516A182C69"],
  },
};

const SUBCHARTS: JsonObject = {
  description: "What Chart.yaml depends on and the chart does not carry.",
  type: "array",
  minItems: 1,
  items: { $ref: "#/definitions/subchart" },
};

const IMAGES: JsonObject = {
  description: "Digest per image reference that the rendered chart names.",
  type: "object",
  additionalProperties: { type: "string", pattern: SHA256 },
};
