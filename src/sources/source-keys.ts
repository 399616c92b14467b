import type { JsonObject } from "../support/json.ts";

/** The keys of charts/sources.yaml, each said once: the reading takes their names from here, the schema all of it. */
export const SOURCE_ENTRY_KEYS = {
  mirrors: {
    description:
      "Addresses that are asked before the source, in this order; of the same kind as the source. The lock names the source alone.",
    type: "array",
    minItems: 1,
    items: { description: "A mirror.", type: "string", minLength: 1 },
    examples: [["https://mirror.example.com/charts"]],
  },
  indexDigest: {
    description:
      "When the index of an HTTP repository promises another digest than the archive has: refuse the chart, or warn and take it.",
    enum: ["refuse", "warn"],
    default: "refuse",
  },
  verify: {
    description:
      "required: charts need a good signature of one of the signers. ifPresent: a bad signature is refused, a missing one is not, unless the pin had one. off: no signature is looked for. Default: required when there are signers, else off.",
    enum: ["required", "ifPresent", "off"],
    examples: ["required"],
  },
  signers: {
    description: "Who may sign; any one of them is enough.",
    type: "array",
    minItems: 1,
    items: { $ref: "#/definitions/signer" },
    examples: [[{ pgp: "keys/team.asc" }]],
  },
} as const satisfies Readonly<Record<string, JsonObject>>;

export const SIGNER_KEYS = {
  pgp: {
    description:
      "File with the OpenPGP public keys that may sign provenance files (.prov), relative to charts/; armored or binary.",
    type: "string",
    minLength: 1,
    examples: ["keys/team.asc"],
  },
  cosign: {
    description: "File with the public key of cosign signatures in PEM, relative to charts/; OCI registries only.",
    type: "string",
    minLength: 1,
    examples: ["keys/cosign.pub"],
  },
  identity: {
    description:
      "Identity in the certificate of a keyless cosign signature, exactly: an e-mail address or the address of a workflow.",
    type: "string",
    pattern: String.raw`^\S+$`,
    examples: ["https://git.example.com/team/charts/release.yaml@refs/heads/main"],
  },
  issuer: {
    description: "Who vouched for that identity, exactly as the certificate has it.",
    type: "string",
    pattern: String.raw`^\S+$`,
    examples: ["https://issuer.example.com"],
  },
  trustedRoot: {
    description:
      "File with the trusted root (certificate authorities and logs) of that signature, relative to charts/.",
    type: "string",
    minLength: 1,
    examples: ["keys/trusted_root.json"],
  },
} as const satisfies Readonly<Record<string, JsonObject>>;

/** What one entry of `signers` may consist of. */
export const SIGNER_FORMS = [["pgp"], ["cosign"], ["identity", "issuer", "trustedRoot"]] as const;
