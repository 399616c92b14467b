import { chartOf } from "../../../src/chart/chart-of.ts";
import type { Chart } from "../../../src/chart/chart.ts";
import { checkValues } from "../../../src/check/values/check-values.ts";
import type { ValuesCheck } from "../../../src/check/values/values-check.ts";
import { addonsOf } from "../../manifest/project.ts";

const VALUES = `replicaCount: 1
logLevel: info
debug: false
tolerance: 10
image:
  repository: nginx
  tag: "1.29"
  digest: ""
service:
  type: ClusterIP
  port: 80
  # loadBalancerIP: 10.0.0.1
  annotations: {}
resources:
  limits: { cpu: 1 }
args: [a]
existingSecret: ""
affinity: {}
nothing: null
schedules:
  daily: { cron: "0 1 * * *", keep: 7 }
controller:
  metrics:
    enabled: false
    serviceMonitor: { interval: 30s }
`;
const TEMPLATE = `{{ .Values.fullnameOverride }} {{ with .Values.service }}{{ .clusterIP }}{{ end }} {{ index .Values "quoted-key" }}
kind: clusterName of no template
`;

/** The chart `web`, with these files besides. */
export function chart(files: Readonly<Record<string, string>> = {}): Chart {
  const all = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.yaml": VALUES,
    "templates/a.yaml": TEMPLATE,
    ...files,
  };
  return chartOf(new Map(Object.entries(all).map(([path, text]) => [path, Buffer.from(text)])));
}

/** Each problem as `CODE line:column message [hint]`; the values begin on line 7 in column 7. */
export async function told(values: string, of: Chart, more: Partial<ValuesCheck> = {}): Promise<readonly string[]> {
  const addons = await addonsOf({ "environments/dev.yaml": `${HEAD}${indented(values)}` });
  const addon = addons["web"];
  if (addon === undefined) throw new Error("no add-on");
  const problems = await checkValues({ addon, chart: of, ...more });
  return problems.map(
    ({ code, message, hint, at }) =>
      `${code.replace("VALUES-", "")} ${at?.line}:${at?.column} ${message.replace("web: ", "")}${hint === undefined ? "" : ` [${hint}]`}`,
  );
}

const HEAD = `apiVersion: addons/v1
kind: Environment
clusters: { here: { playground: true, kubernetes: "1.37" } }
addons:
  web: { chart: web, repo: "https://charts.example.com", version: "1.0.0", namespace: web, values: {}, x-a: 1 }
`.replace(", values: {}, x-a: 1 }\n", "");

function indented(values: string): string {
  return `,\n    values:\n      ${values.trim().replaceAll("\n", "\n      ")} }\n`;
}
