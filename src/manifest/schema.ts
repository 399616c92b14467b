import type { JsonObject } from "../support/json.ts";
import { addonSchema } from "./schema-addon.ts";
import { inputsSchema } from "./schema-inputs.ts";
import { SEVERITIES } from "./schema-severity.ts";
import { DURATION, LABEL_VALUES, MINOR, NAME, NAMESPACE, NAME_OR_REFERENCE, UID, VARS, map } from "./schema-parts.ts";

export type ManifestKind = "Base" | "Environment";

/** The one source of what may stand in a file: the validation uses it, and schemas/ is written from it. Draft 7, for editors. */
export function manifestSchema(kind: ManifestKind): JsonObject {
  const properties = kind === "Base" ? sharedProperties(kind) : { ...sharedProperties(kind), instance, clusters };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: `addons ${kind}`,
    description:
      kind === "Base"
        ? "What several environments share: add-ons, defaults, namespaces."
        : "One environment: its clusters, and what differs from the base files it extends.",
    type: "object",
    additionalProperties: false,
    patternProperties: { "^x-": { description: "Ignored: a place for YAML anchors and notes." } },
    required: ["apiVersion", "kind"],
    properties,
  };
}

function sharedProperties(kind: ManifestKind): JsonObject {
  return {
    apiVersion: { description: "Version of this format.", const: "addons/v1" },
    kind: { description: "What the file is: Base is shared, Environment is run.", const: kind },
    extends: {
      description:
        "Base files this one builds on, relative to this file; later ones win over earlier ones, this file over all. Maps merge deeply, lists and scalars replace, null removes a key.",
      type: ["string", "array"],
      items: { description: "A base file.", type: "string", minLength: 1 },
      minLength: 1,
      examples: ["base.yaml", ["base.yaml", "aws.yaml"]],
    },
    vars: {
      ...VARS,
      description:
        "What `${vars.NAME}` stands for on every cluster that says nothing else; `--var NAME=VALUE` gives a declared one another value for one run.",
      examples: [{ region: "eu-west-1", replicas: 3 }],
    },
    inputs: inputsSchema(
      "Where values come from besides the manifest, by the name that references to them start with: `${NAME.…}`.",
    ),
    defaults,
    namespaces: namespaces(
      "Namespaces with labels and annotations of their own; all namespaces of add-ons are made anyway.",
    ),
    addons: map("The add-ons, by name.", addonSchema("everywhere"), NAME),
    images,
    problems: SEVERITIES,
  };
}

const images: JsonObject = {
  description:
    "Whether the lock also holds the digests of the container images that the charts render; `addons lock` asks their registries for them.",
  type: ["boolean", "null"],
  default: false,
};

const defaults: JsonObject = {
  description: "What holds for every add-on that says nothing else.",
  type: ["object", "null"],
  additionalProperties: false,
  properties: {
    timeout: { ...DURATION, description: "How long one release may take until it is ready.", default: "10m" },
    historyMax: {
      description: "Revisions that Helm keeps per release.",
      type: ["integer", "null"],
      minimum: 1,
      maximum: 256,
      default: 5,
    },
    onFailure: {
      description:
        "When a release fails: stop-dependents leaves it and skips what needs it, rollback also returns to the revision before, keep-going runs its dependents all the same.",
      enum: ["stop-dependents", "rollback", "keep-going", null],
      default: "stop-dependents",
    },
    repair: {
      description: "Whether every sync also reverts changes made to live objects by hand, as `sync --repair` does.",
      type: ["boolean", "null"],
      default: false,
    },
  },
};

function namespaces(description: string): JsonObject {
  return map(
    description,
    {
      description: "A namespace.",
      type: ["object", "null"],
      additionalProperties: false,
      properties: {
        labels: {
          ...LABEL_VALUES,
          description: "Labels of the namespace.",
          examples: [{ "pod-security.kubernetes.io/enforce": "restricted" }],
        },
        annotations: {
          ...LABEL_VALUES,
          description: "Annotations of the namespace.",
          examples: [{ owner: "platform" }],
        },
      },
    },
    NAMESPACE,
  );
}

const instance: JsonObject = {
  ...NAME_OR_REFERENCE,
  type: "string",
  description:
    "For an environment that exists several times at once, such as one per branch: what tells one from the others, usually `${vars.branch}`. Each has its own releases, lock on the cluster and prune; all share the pins.",
  examples: ["${vars.branch}"],
};

const clusters: JsonObject = {
  ...map(
    "The clusters of the environment, by name.",
    {
      description: "A cluster.",
      type: "object",
      additionalProperties: false,
      properties: {
        context: {
          description: "Context of the kubeconfig that reaches the cluster.",
          type: "string",
          minLength: 1,
          examples: ["prod-eu-1"],
        },
        playground: {
          description: "true: a throw-away control plane on this computer instead of a context.",
          type: "boolean",
          default: false,
        },
        uid: {
          ...UID,
          description:
            "UID of the kube-system namespace; a cluster with another one is refused before the first write.",
        },
        kubernetes: {
          description:
            "Kubernetes version that charts are rendered for; `plan` and `sync` with work, `drift` and `status` warn when the live cluster runs another one.",
          ...MINOR,
          examples: ["1.36"],
        },
        vars: {
          ...VARS,
          description: "What `${vars.NAME}` stands for on this cluster, over the vars of the environment.",
          examples: [{ region: "us-east-2" }],
        },
        inputs: inputsSchema("Inputs that differ on this cluster alone."),
        namespaces: namespaces("Namespace labels and annotations that differ on this cluster alone."),
        addons: map("What differs from the environment on this cluster alone.", addonSchema("one-cluster"), NAME),
      },
    },
    NAME,
  ),
  type: "object",
  minProperties: 1,
};
