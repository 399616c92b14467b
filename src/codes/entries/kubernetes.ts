import type { CodeExplanation, ProjectFiles } from "../code-explanation.ts";
import { localChart } from "../example-files.ts";

/** An add-on with one object of the given version of its API, on a cluster of the given minor. */
function project(object: string, kubernetes: string): ProjectFiles {
  return {
    "environments/dev.yaml": `apiVersion: addons/v1
kind: Environment
clusters:
  local: { playground: true, kubernetes: "${kubernetes}" }
addons:
  web: { chart: ../charts/web, namespace: web }
`,
    ...localChart("web", { "templates/all.yaml": object }),
  };
}

function budget(version: string): string {
  return `apiVersion: policy/${version}
kind: PodDisruptionBudget
metadata: { name: web }
spec: { minAvailable: 1, selector: { matchLabels: { app: web } } }
`;
}

function device(version: string): string {
  return `apiVersion: resource.k8s.io/${version}
kind: DeviceClass
metadata: { name: gpu }
spec: {}
`;
}

export const KUBERNETES_CODES: readonly CodeExplanation[] = [
  {
    code: "KUBERNETES-API-REMOVED",
    title: "A rendered object has a version of its API that the cluster's Kubernetes no longer serves",
    why: [
      "`kubernetes:` of the cluster says which minor it runs, and the chart renders for it. The API server answers that it knows no such kind, and the release fails as a whole.",
      "Take a newer version of the chart. Many charts choose the API version by the values or by `.Capabilities`; when the declared minor is not the one that runs, correct it.",
    ],
    severity: "adjustable",
    example: { wrong: project(budget("v1beta1"), "1.37"), right: project(budget("v1"), "1.37") },
  },
  {
    code: "KUBERNETES-API-DEPRECATED",
    title: "A rendered object has a version of its API that Kubernetes will remove",
    why: [
      "It works on the declared minor. A warning from two minors before the removal on, information before that: look at it before the cluster is upgraded, not after.",
      "The dates are those of Kubernetes' own sources, which plan them three minors ahead.",
    ],
    severity: "adjustable",
    example: { wrong: project(device("v1beta1"), "1.37"), right: project(device("v1"), "1.37") },
  },
  {
    code: "KUBERNETES-CHART-VERSION",
    title: "A chart is not for the Kubernetes version that a cluster declares",
    why: [
      "`kubeVersion` in Chart.yaml is the range of Kubernetes versions that its maintainers support, and Helm refuses to install the chart on any other. It is compared as Helm does it, without a vendor's suffix such as `-eks-3025e55`; a declared minor stands for all its patches.",
      'Take a version of the chart that is made for the cluster, per minor where clusters differ (`version: { "1.36": …, "1.37": … }`), or correct `kubernetes:` when the cluster runs another one.',
    ],
    severity: "adjustable",
    example: {
      wrong: {
        ...project(budget("v1"), "1.37"),
        "charts/web/Chart.yaml": 'apiVersion: v2\nname: web\nversion: 1.0.0\nkubeVersion: ">=1.30.0-0 <1.36.0-0"\n',
      },
      right: {
        "charts/web/Chart.yaml": 'apiVersion: v2\nname: web\nversion: 1.0.0\nkubeVersion: ">=1.30.0-0"\n',
      },
    },
  },
];
