import type { JsonObject } from "../support/json.ts";
import { DURATION, map } from "./schema-parts.ts";

/** Kinds of sources, by the key that names them. */
export const INPUT_KINDS = ["terraform", "kops", "sops", "env", "file"] as const;

const INPUT_NAME: JsonObject = {
  type: "string",
  maxLength: 63,
  pattern: "^(?!(cluster|vars)$)[A-Za-z][A-Za-z0-9_-]*$",
  patternErrorMessage:
    "must be letters, digits, dashes and underscores, start with a letter, and not be cluster or vars, which stand for something else",
};

const FILE: JsonObject = { type: ["string", "null"], minLength: 1 };

/** `inputs:` of a file or of a cluster: where values come from besides the manifest. */
export function inputsSchema(description: string): JsonObject {
  return map(description, input, INPUT_NAME);
}

const input: JsonObject = {
  description: "One source of values, named by exactly one of terraform, kops, sops, env and file.",
  type: ["object", "null"],
  additionalProperties: false,
  properties: {
    terraform: {
      description:
        "Outputs of Terraform or OpenTofu: a file as `terraform output -json` prints it, relative to this file, or run: for the folder in which to ask for them. Sensitive outputs are hidden everywhere.",
      type: ["string", "object", "null"],
      minLength: 1,
      additionalProperties: false,
      properties: {
        run: {
          ...FILE,
          description: "Folder of the configuration, relative to this file; `output -json` is run in it.",
          examples: ["../infra/prod"],
        },
        program: {
          description: "The program to run.",
          enum: ["terraform", "tofu", null],
          default: "terraform",
        },
      },
      examples: ["../infra/prod/outputs.json", { run: "../infra/prod", program: "tofu" }],
    },
    kops: {
      description:
        "The cluster as kops describes it: a file as `kops get cluster NAME -o yaml` prints it, relative to this file, or run: for the name of the cluster to ask for.",
      type: ["string", "object", "null"],
      minLength: 1,
      additionalProperties: false,
      properties: {
        run: {
          ...FILE,
          description: "Name of the cluster; `kops get cluster` is run.",
          examples: ["prod.example.com"],
        },
        state: { ...FILE, description: "State store; KOPS_STATE_STORE when left out.", examples: ["s3://kops-state"] },
      },
      examples: ["../infra/prod/cluster.yaml", { run: "prod.example.com", state: "s3://kops-state" }],
    },
    sops: {
      ...FILE,
      description:
        "A YAML or JSON file that the sops program decrypts, relative to this file. All of its values are hidden everywhere.",
      examples: ["values/prod.secrets.yaml"],
    },
    env: {
      description: "Names of environment variables. Their values are hidden everywhere.",
      type: ["array", "null"],
      items: {
        description: "Name of a variable.",
        type: "string",
        pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
        patternErrorMessage: "must be the name of an environment variable: letters, digits and underscores",
      },
      minItems: 1,
      uniqueItems: true,
      examples: [["GRAFANA_TOKEN"]],
    },
    file: {
      ...FILE,
      description: "A plain YAML or JSON file, relative to this file.",
      examples: ["../infra/prod/network.yaml"],
    },
    require: {
      description:
        "Names that must be there and have a value, with dots between keys; told before anything refers to them.",
      type: ["array", "null"],
      items: {
        description: "A name, as a reference has it behind the input's own name.",
        type: "string",
        pattern: String.raw`^([A-Za-z0-9_-]+|"[^"{}]+")(\.([A-Za-z0-9_-]+|"[^"{}]+"))*$`,
        patternErrorMessage:
          "must be names with dots between them; a name with dots or slashes stands in double quotes",
      },
      uniqueItems: true,
      examples: [["vpc_id", "kube-system-external-dns_role_arn"]],
    },
    maxAge: {
      ...DURATION,
      description:
        "How long ago the file may have been written; an older one is an error. Of no meaning for what is run.",
      examples: ["24h"],
    },
  },
};
