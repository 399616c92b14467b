import type { JsonObject } from "../support/json.ts";
import { DATE, DURATION, LABEL_KEY, LABEL_VALUE, MINOR, NAME, NAMESPACE, NAME_OR_REFERENCE } from "./schema-parts.ts";

/** What decides the pin, of which the lock has one per environment. */
const SOURCE: JsonObject = {
  chart: {
    description:
      "The chart: its name in `repo`, `oci://host/path/name`, `git+https://host/org/repo//folder?ref=branch-tag-or-commit` (also git+ssh://, git+file://), or a local folder relative to this file that starts with ./ or ../.",
    type: ["string", "null"],
    minLength: 1,
    examples: [
      "cert-manager",
      "oci://quay.io/jetstack/charts/cert-manager",
      "git+https://git.example.com/team/charts//ingress?ref=v1.4.0",
      "../charts/ingress",
    ],
  },
  repo: {
    description: "Address of the HTTP chart repository that has the chart.",
    type: ["string", "null"],
    pattern: "^https?://[^/\\s]+",
    patternErrorMessage: "must be the address of a chart repository, starting with https:// or http://",
    examples: ["https://charts.jetstack.io"],
  },
  version: {
    description:
      "Exact version or Helm version constraint, always quoted; not for a local folder, whose Chart.yaml says it, and for a chart from git only as a check of what its Chart.yaml says. A map has one per Kubernetes minor: each cluster takes that of its own.",
    type: ["string", "object", "null"],
    minLength: 1,
    minProperties: 1,
    propertyNames: MINOR,
    additionalProperties: {
      description: "Version or constraint for clusters of this Kubernetes minor; null removes it.",
      type: ["string", "null"],
      minLength: 1,
    },
    examples: ["~1.21.0", "4.12.1", { "1.36": "~9.57", "1.37": "~9.60" }],
  },
};

const OTHER: JsonObject = {
  namespace: {
    ...NAME_OR_REFERENCE,
    description: "Namespace of the release; made when it is not there.",
    examples: ["kube-system"],
  },
  release: {
    ...NAME_OR_REFERENCE,
    description: "Name of the Helm release; the add-on's name when left out.",
    examples: ["edge"],
  },
  labels: {
    description: "Labels of the add-on, which `--selector` chooses by; they do not reach the cluster.",
    type: ["object", "null"],
    propertyNames: LABEL_KEY,
    additionalProperties: LABEL_VALUE,
    examples: [{ team: "network", tier: "core" }],
  },
  needs: {
    description:
      "Add-ons that must be ready, at the version this run wants, before this one starts. `{ name: NAME, optional: true }` waits for NAME only where it is enabled.",
    type: ["array", "null"],
    uniqueItems: true,
    items: {
      ...NAME,
      description: "Name of an add-on, or a map with its name.",
      type: ["string", "object"],
      additionalProperties: false,
      required: ["name"],
      properties: {
        name: { ...NAME, description: "Name of an add-on.", examples: ["cert-manager"] },
        optional: {
          description: "true: no error when the add-on is not enabled or not there; then it is not waited for.",
          type: "boolean",
          default: false,
        },
      },
    },
    examples: [["cert-manager", { name: "prometheus-operator-crds", optional: true }]],
  },
  conflicts: {
    description: "Add-ons that must not be enabled together with this one.",
    examples: [["karpenter"]],
    type: ["array", "null"],
    uniqueItems: true,
    items: { ...NAME, description: "Name of an add-on." },
  },
  enabled: { description: "false: not part of the environment.", type: ["boolean", "null"], default: true },
  protected: {
    description: "true: `sync --prune` refuses to uninstall it when it is no longer declared.",
    type: ["boolean", "null"],
    default: false,
  },
  values: {
    description:
      "Values for the chart, over those of valuesFiles of the same file and over all layers below. A null reaches Helm and removes the chart's default.",
    type: ["object", "null"],
    examples: [{ replicas: 2, region: "${vars.region}" }],
  },
  valuesFiles: {
    description:
      "Values files relative to this file, later ones win. The one list that adds up over layers; null drops the files of the layers below.",
    type: ["array", "null"],
    examples: [["values/ingress.yaml"]],
    items: { description: "A YAML file inside the project.", type: "string", minLength: 1 },
  },
  ready: {
    description: "What must be ready besides the objects of the release itself.",
    type: ["array", "null"],
    items: {
      description: "A webhook configuration whose service must answer, or an object that must be ready.",
      type: "object",
      additionalProperties: false,
      properties: {
        webhook: {
          description: "Name of a webhook configuration.",
          type: "string",
          minLength: 1,
          examples: ["cert-manager-webhook"],
        },
        kind: { description: "Kind of an object.", type: "string", minLength: 1, examples: ["Deployment"] },
        name: {
          description: "Name of the object.",
          type: "string",
          minLength: 1,
          examples: ["cert-manager-cainjector"],
        },
        namespace: {
          ...NAMESPACE,
          description: "Its namespace; that of the release when left out.",
          examples: ["cert-manager"],
        },
      },
      oneOf: [{ required: ["webhook"] }, { required: ["kind", "name"] }],
    },
  },
  timeout: { ...DURATION, description: "How long this release may take until it is ready." },
  crds: {
    description:
      "The chart's crds/ folder: apply keeps them up to date, create only adds missing ones, skip leaves them alone.",
    enum: ["apply", "create", "skip", null],
    default: "apply",
  },
  adopt: {
    description: "true: take over objects that exist without belonging to this release.",
    type: ["boolean", "null"],
    default: false,
  },
  drift: {
    description: "How changes of live objects are judged.",
    type: ["object", "null"],
    additionalProperties: false,
    properties: {
      ignore: {
        description: "Changes that are somebody else's business.",
        type: ["array", "null"],
        items: {
          description: "Fields whose changes are told as information (OBJ015) and left alone.",
          type: "object",
          additionalProperties: false,
          required: ["kind", "paths", "reason"],
          properties: {
            kind: { description: "Kind of the objects.", type: "string", minLength: 1, examples: ["Deployment"] },
            name: {
              description: "Name of the objects; * stands for any text. All when left out.",
              examples: ["edge-*"],
              type: "string",
              minLength: 1,
            },
            paths: {
              description: "JSON pointers; a trailing /* covers everything below.",
              examples: [["/spec/replicas", "/metadata/annotations/*"]],
              type: "array",
              minItems: 1,
              items: {
                description: "A JSON pointer such as /spec/replicas.",
                type: "string",
                pattern: "^/",
                patternErrorMessage: "must be a JSON pointer such as /spec/replicas",
              },
            },
            reason: {
              description: "Why: who owns the field.",
              type: "string",
              minLength: 1,
              examples: ["an operator sets the replicas"],
            },
            expires: { ...DATE, description: "Day after which the rule no longer holds." },
          },
        },
      },
    },
  },
};

/** An add-on in a file (`everywhere`), or what one cluster changes of it: not its chart, since an environment has one pin for it. */
export function addonSchema(where: "everywhere" | "one-cluster"): JsonObject {
  return {
    description: "An add-on: one Helm release.",
    type: ["object", "null"],
    additionalProperties: false,
    properties: where === "everywhere" ? { ...SOURCE, ...OTHER } : OTHER,
  };
}

/** Keys of an add-on that a single cluster cannot change. */
export const SOURCE_KEYS: ReadonlySet<string> = new Set(Object.keys(SOURCE));
