import type { CodeExplanation, ProjectFiles } from "../code-explanation.ts";
import { devEnvironment, localChart } from "../example-files.ts";

/** Two local charts, and these add-ons. */
function addons(lines: string): ProjectFiles {
  return { ...devEnvironment(`addons:\n${lines}`), ...localChart("web"), ...localChart("metrics") };
}

const WEB = "  web: { chart: ../charts/web, namespace: web }\n";
const METRICS = "  metrics: { chart: ../charts/metrics, namespace: metrics }\n";

function web(more: string): string {
  return WEB.replace(" }", `, ${more} }`);
}

/** An add-on of a chart in a repository, which `validate` does not ask. */
function remote(more: string): ProjectFiles {
  return addons(`  scaler: { chart: scaler, namespace: scaler, ${more} }\n`);
}

/** What the add-ons of a manifest can have. */
export const MANIFEST_ADDON_CODES: readonly CodeExplanation[] = [
  {
    code: "MANIFEST-CHART",
    title: "An add-on does not say clearly where its chart comes from",
    why: [
      "A chart is a name in a repository (chart and repo), an address in a registry (oci://…), a folder in a git repository (git+https://host/org/repo//folder?ref=v1), or a folder of the project that starts with ./ or ../. The first two need a version, a folder has its own. Logins never stand in the manifest.",
    ],
    severity: "fixed",
    example: {
      wrong: remote('version: "1.0.0"'),
      right: remote('version: "1.0.0", repo: "https://charts.example.com"'),
    },
  },
  {
    code: "MANIFEST-CLUSTER-SOURCE",
    title: "A single cluster has another chart or version of an add-on",
    why: [
      "An environment has one pin per add-on, so that what was tried on one of its clusters is what the others get. Values may differ per cluster; for another chart, make an environment of its own, and for a version that follows the cluster's Kubernetes, a `version` per minor.",
    ],
    severity: "fixed",
    example: { wrong: clusterChart(), right: addons(WEB) },
  },
  {
    code: "MANIFEST-NO-CHART",
    title: "An add-on has no chart in any layer",
    why: ["What an environment or a cluster changes of an add-on needs a file that declares it, with its chart."],
    severity: "fixed",
    example: { wrong: addons("  dashboards: { namespace: web }\n"), right: addons(WEB) },
  },
  {
    code: "MANIFEST-NO-NAMESPACE",
    title: "An add-on has no namespace",
    why: [
      "Helm would take the namespace of whatever context is the current one, and the release would be another one for the next person.",
    ],
    severity: "fixed",
    example: { wrong: addons("  web: { chart: ../charts/web }\n"), right: addons(WEB) },
  },
  {
    code: "MANIFEST-NO-MINOR",
    title: "An add-on has no version for the Kubernetes minor of a cluster",
    why: [
      "`version` is a map of Kubernetes minors here, and each cluster takes the entry of its own. There is no nearest one: an autoscaler of the wrong minor simulates the wrong scheduler. The hint is the line to add, with the version of the nearest minor to start from.",
    ],
    severity: "fixed",
    example: {
      wrong: remote('repo: "https://charts.example.com", version: { "1.36": "~9.57" }'),
      right: remote('repo: "https://charts.example.com", version: { "1.37": "~9.60" }'),
    },
  },
  {
    code: "MANIFEST-UNUSED-MINOR",
    title: "A version is for a Kubernetes minor that no cluster runs",
    why: [
      "It may be there for the next upgrade, or left from the last one. The lock has no pin for it until a cluster runs that minor.",
    ],
    severity: "adjustable",
    example: {
      wrong: remote('repo: "https://charts.example.com", version: { "1.37": "~9.60", "1.30": "~9.37" }'),
      right: remote('repo: "https://charts.example.com", version: { "1.37": "~9.60" }'),
    },
  },
  {
    code: "MANIFEST-UNKNOWN-ADDON",
    title: "A name is not that of an add-on",
    why: [
      "A need or a layer names an add-on that no file declares. A need of it could never be met; settings for it would take effect nowhere. For what is an add-on in some environments only, write the need as { name: NAME, optional: true }.",
    ],
    severity: "fixed",
    example: { wrong: addons(web("needs: [metrcs]") + METRICS), right: addons(web("needs: [metrics]") + METRICS) },
  },
  {
    code: "MANIFEST-DISABLED-NEED",
    title: "An enabled add-on needs one that is disabled",
    why: [
      "What it needs is declared and `enabled: false` here, so it would wait for ever. Enable that one, disable this one too, or make the need optional when the add-on runs without it.",
    ],
    severity: "fixed",
    example: {
      wrong: addons(web("needs: [metrics]") + METRICS.replace(" }", ", enabled: false }")),
      right: addons(web("needs: [{ name: metrics, optional: true }]") + METRICS.replace(" }", ", enabled: false }")),
    },
  },
  {
    code: "MANIFEST-OPTIONAL-NEED",
    title: "An optional need names an add-on that is not there, but nearly",
    why: [
      "An optional need may name what this environment does not have. This one is only a letter or two away from an add-on it has, and would wait for nothing if it is misspelt.",
    ],
    severity: "adjustable",
    example: {
      wrong: addons(web("needs: [{ name: metrcs, optional: true }]") + METRICS),
      right: addons(web("needs: [{ name: metrics, optional: true }]") + METRICS),
    },
  },
  {
    code: "MANIFEST-NEED-TWICE",
    title: "An add-on names the same need twice",
    why: ["Once as a name and once as a map, perhaps once optional and once not. Which of the two is meant?"],
    severity: "fixed",
    example: {
      wrong: addons(web("needs: [metrics, { name: metrics, optional: true }]") + METRICS),
      right: addons(web("needs: [metrics]") + METRICS),
    },
  },
  {
    code: "MANIFEST-NEEDS-CYCLE",
    title: "Needs go round in a circle",
    why: [
      "Each would wait for the next, for ever. The shortest way round is shown with the place of each need. Where two add-ons really use each other, the need is usually one-way: the one that fails without the other when it starts.",
    ],
    severity: "fixed",
    example: {
      wrong: addons(web("needs: [metrics]") + METRICS.replace(" }", ", needs: [web] }")),
      right: addons(web("needs: [metrics]") + METRICS),
    },
  },
  {
    code: "MANIFEST-CONFLICT",
    title: "Two add-ons that conflict are both enabled",
    why: [
      "One of them says by `conflicts` that it must not run beside the other: two autoscalers answer the same pending pods. Disable one of them in this environment.",
    ],
    severity: "fixed",
    example: {
      wrong: addons(web("conflicts: [metrics]") + METRICS),
      right: addons(web("conflicts: [metrics]") + METRICS.replace(" }", ", enabled: false }")),
    },
  },
  {
    code: "MANIFEST-SAME-RELEASE",
    title: "Two add-ons want the same release in the same namespace",
    why: [
      "Helm knows one release of a name in a namespace: each sync of one would replace what the other installed. Give one of them another `release` or `namespace`. With references, that is judged for each cluster.",
    ],
    severity: "fixed",
    example: {
      wrong: addons(web("release: app") + METRICS.replace("namespace: metrics", "namespace: web, release: app")),
      right: addons(web("release: app") + METRICS.replace("namespace: metrics", "namespace: web, release: metrics")),
    },
  },
];

function clusterChart(): ProjectFiles {
  const files = addons(WEB);
  const text = String(files["environments/dev.yaml"]);
  return {
    ...files,
    "environments/dev.yaml": text.replace(' "1.37" }', ' "1.37", addons: { web: { chart: ../charts/metrics } } }'),
  };
}
