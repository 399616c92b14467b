import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface LargeProject {
  readonly addons: number;
  readonly environments: number;
  readonly clusters: number;
}

const CHARTS = 10;

/** A project as a platform team has it, only larger: values files, references, overlays of clusters, layers of needs. Returns its folder. */
export function writeLargeProject(size: LargeProject): string {
  const root = mkdtempSync(join(tmpdir(), "addons-bench-large-"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const index of range(CHARTS)) writeChart(index, write);
  write("environments/base.yaml", base(size));
  for (const index of range(size.addons)) write(`environments/values/addon-${index}.yaml`, valuesFile(index));
  for (const index of range(size.environments)) write(`environments/env-${index}.yaml`, environment(index, size));
  return root;
}

function writeChart(index: number, write: (path: string, text: string) => void): void {
  write(`charts/chart-${index}/Chart.yaml`, `apiVersion: v2\nname: chart-${index}\nversion: 1.${index}.0\n`);
  write(`charts/chart-${index}/values.yaml`, `${CHART_VALUES}\n`);
  write(`charts/chart-${index}/templates/all.yaml`, TEMPLATE);
}

const CHART_VALUES = `replicas: 1
image: { repository: example/program, tag: "1.0" }
region: ""
domain: ""
serviceAccount: { annotations: {} }
resources: {}
features: { a: false, b: false, c: false }
settings: {}`;

const TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  settings: {{ .Values.settings | toJson | quote }}
  region: {{ .Values.region | quote }}
`;

function base({ addons }: LargeProject): string {
  const blocks = range(addons).map((index) => {
    const needs = index === 0 ? "" : `\n    needs: [addon-${Math.floor((index - 1) / 3)}]`;
    return `  addon-${index}:
    chart: ../charts/chart-${index % CHARTS}
    namespace: namespace-${index % 12}${needs}
    valuesFiles: [values/addon-${index}.yaml]
    values:
      region: \${vars.region}
      domain: "app-${index}.\${vars.domain}"
      serviceAccount: { annotations: { example.com/role: "\${vars.role}-${index}" } }`;
  });
  return `apiVersion: addons/v1\nkind: Base\naddons:\n${blocks.join("\n")}\n`;
}

function valuesFile(index: number): string {
  const settings = range(30).map((number) => `  setting${number}: "value ${number} of ${index} in \${cluster.name}"`);
  return `replicas: ${(index % 3) + 2}\nresources: { limits: { memory: 128Mi }, requests: { cpu: 50m } }\nsettings:\n${settings.join("\n")}\n`;
}

function environment(index: number, { clusters }: LargeProject): string {
  const blocks = range(clusters).map(
    (number) => `  cluster-${index}-${number}:
    context: cluster-${index}-${number}
    kubernetes: "1.37"
    vars: { region: region-${number}, domain: env-${index}.example.com, role: role-${number} }
    addons:
      addon-${number % 40}: { values: { replicas: 5 } }`,
  );
  return `apiVersion: addons/v1\nkind: Environment\nextends: base.yaml\nclusters:\n${blocks.join("\n")}\n`;
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}
