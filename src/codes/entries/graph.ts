import type { CodeExplanation, ProjectFiles } from "../code-explanation.ts";
import { devEnvironment, localChart } from "../example-files.ts";

function object(apiVersion: string, kind: string, rest: string): ProjectFiles {
  return { "templates/all.yaml": `apiVersion: ${apiVersion}\nkind: ${kind}\n${rest}\n` };
}

/** Defines the kind Thing. */
const DEFINER = localChart(
  "definer",
  object(
    "apiextensions.k8s.io/v1",
    "CustomResourceDefinition",
    `metadata: { name: things.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Thing, plural: things, singular: thing }
  versions:
    - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }`,
  ),
);
/** Has a Thing. */
const USER = localChart("user", object("example.com/v1", "Thing", "metadata: { name: one }"));

function two(first: string, second: string): ProjectFiles {
  return devEnvironment(`addons:\n  definer: ${first}\n  user: ${second}\n`);
}

const PLAIN_DEFINER = "{ chart: ../charts/definer, namespace: definer }";
const PLAIN_USER = "{ chart: ../charts/user, namespace: user }";
const RIGHT_ORDER = two(PLAIN_DEFINER, "{ chart: ../charts/user, namespace: user, needs: [definer] }");

/** Marks its IngressClass as the default one when `isDefault` is "true". */
const CONTROLLER: ProjectFiles = localChart(
  "controller",
  object(
    "networking.k8s.io/v1",
    "IngressClass",
    `metadata:
  name: {{ .Release.Name }}
  annotations: { ingressclass.kubernetes.io/is-default-class: {{ .Values.isDefault | quote }} }
spec: { controller: example.com/{{ .Release.Name }} }`,
  ),
);
const CONTROLLER_VALUES: ProjectFiles = { "charts/controller/values.yaml": 'isDefault: "true"\n' };

const SETTINGS = localChart(
  "settings",
  object("v1", "ConfigMap", "metadata: { name: {{ .Values.name }}, namespace: shared }"),
);
const SETTINGS_VALUES: ProjectFiles = { "charts/settings/values.yaml": "name: settings\n" };

function controllers(internal: string): ProjectFiles {
  return devEnvironment(`addons:
  public: { chart: ../charts/controller, namespace: public }
  internal: { chart: ../charts/controller, namespace: internal${internal} }
`);
}

function settings(second: string): ProjectFiles {
  return devEnvironment(`namespaces:
  shared: {}
addons:
  first: { chart: ../charts/settings, namespace: first }
  second: { chart: ../charts/settings, namespace: second${second} }
`);
}

export const GRAPH_CODES: readonly CodeExplanation[] = [
  {
    code: "GRAPH-MISSING-NEED",
    title: "An add-on uses what another one makes, and does not wait for it",
    why: [
      "The charts were rendered with the manifest's values, and what one add-on uses was found among what another one makes: the definition of a kind, a webhook that has to let its objects pass, a class, a Secret, a namespace, an API. Without the need both start at once, and the first installation of a cluster fails or hangs, now and then.",
      "It is a warning where Helm or the API server refuses the release (definitions, namespaces, webhooks), and information where pods wait until the thing is there. The hint is the line for the manifest. When the thing really comes from elsewhere, silence the code and say why.",
    ],
    severity: "adjustable",
    example: { wrong: { ...two(PLAIN_DEFINER, PLAIN_USER), ...DEFINER, ...USER }, right: RIGHT_ORDER },
  },
  {
    code: "GRAPH-CONTRADICTING-NEED",
    title: "An add-on cannot start without one that waits for it",
    why: [
      "The rendered charts say that the add-on cannot start before the other one, and the manifest, or another chart, says the contrary. No order works. The message shows the shortest such circle, the hint says where each step comes from.",
      "Break it where it is easiest: take a declared need away, switch the object off in the values (a ServiceMonitor, a Certificate), or bring the definitions by an add-on of their own that needs nothing.",
    ],
    severity: "adjustable",
    example: {
      wrong: {
        ...two("{ chart: ../charts/definer, namespace: definer, needs: [user] }", PLAIN_USER),
        ...DEFINER,
        ...USER,
      },
      right: RIGHT_ORDER,
    },
  },
  {
    code: "GRAPH-UNDEFINED-KIND",
    title: "An add-on has an object of a kind that no add-on defines",
    why: [
      "Helm refuses a release with an object of a kind that the cluster does not know. Here no chart of the cluster brings the definition: the add-on for it is missing, or its definitions are switched off in the values, or `crds: skip` leaves them out.",
      "When the cluster has the definition from elsewhere (its provider, kops, another team), silence the code for the environment and say so.",
    ],
    severity: "adjustable",
    example: {
      wrong: { ...devEnvironment(`addons:\n  user: ${PLAIN_USER}\n`), ...USER },
      right: { ...RIGHT_ORDER, ...DEFINER },
    },
  },
  {
    code: "GRAPH-CONFLICT",
    title: "Two add-ons have the same object",
    why: [
      "An object belongs to one release: Helm refuses the second. With definitions from the folders `crds/` of two charts, which no release owns, each sync of one undoes what the other brought, so that is a warning.",
      "Leave the object to one of the two: most charts can switch off their definitions or classes in the values, and `crds: skip` leaves out the folder `crds/`.",
    ],
    severity: "adjustable",
    example: {
      wrong: { ...settings(""), ...SETTINGS, ...SETTINGS_VALUES },
      right: settings(", values: { name: others }"),
    },
  },
  {
    code: "GRAPH-TWO-DEFAULTS",
    title: "Two add-ons mark their class as the default one",
    why: [
      "While there are two default IngressClasses, the API server refuses every Ingress that names no class: an error. Of two default StorageClasses the one that was made last is taken, so that volumes land where nobody chose: a warning.",
    ],
    severity: "adjustable",
    example: {
      wrong: { ...controllers(""), ...CONTROLLER, ...CONTROLLER_VALUES },
      right: controllers(', values: { isDefault: "false" }'),
    },
  },
  {
    code: "GRAPH-RIVALS",
    title: "Two add-ons do the same work and get into each other's way",
    why: [
      "Known by the names of their charts: cluster-autoscaler and karpenter both start nodes for the same pending pods, two networks both want to set up every pod. Enable one of them per environment; during a move from one to the other silence the code, with the reason and an end.",
      "What else should not run side by side can be declared in the manifest: `conflicts: [other]`.",
    ],
    severity: "adjustable",
    example: {
      wrong: {
        ...devEnvironment(`addons:
  autoscaler: { chart: ../charts/cluster-autoscaler, namespace: kube-system }
  nodes: { chart: ../charts/karpenter, namespace: kube-system }
`),
        ...localChart("cluster-autoscaler"),
        ...localChart("karpenter"),
      },
      right: devEnvironment(`addons:
  autoscaler: { chart: ../charts/cluster-autoscaler, namespace: kube-system, enabled: false }
  nodes: { chart: ../charts/karpenter, namespace: kube-system }
`),
    },
  },
  {
    code: "GRAPH-DURATIONS",
    title: "The file with durations is not the result of a sync",
    why: [
      "`addons graph --durations FILE` marks the chain of add-ons that takes longest, from the times of an earlier run: `addons sync --env ENV -o json=FILE` writes it.",
    ],
    severity: "fixed",
  },
];
