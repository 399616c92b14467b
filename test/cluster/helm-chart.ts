import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A small chart, `web` 1.2.3, packed; its values switch on what can go wrong. */
export async function packHelmTestChart(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "addons-helm-chart-"));
  try {
    await mkdir(join(folder, "web", "templates"), { recursive: true });
    await writeFile(join(folder, "web", "Chart.yaml"), "apiVersion: v2\nname: web\nversion: 1.2.3\n");
    await writeFile(join(folder, "web", "values.yaml"), "name: web\nreplicas: 1\ntext: default\npassword: none\n");
    await writeFile(join(folder, "web", "templates", "all.yaml"), TEMPLATE);
    await promisify(execFile)("tar", ["-czf", join(folder, "web.tgz"), "-C", folder, "web"]);
    return await readFile(join(folder, "web.tgz"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const TEMPLATE = `
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Values.name | quote }} }
data:
  text: {{ .Values.text | quote }}
  upgrade: {{ .Release.IsUpgrade | quote }}
  kubernetes: {{ .Capabilities.KubeVersion.Version | quote }}
---
apiVersion: v1
kind: Secret
metadata: {name: {{ .Values.name | quote }} }
stringData: {password: {{ .Values.password | quote }} }
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Values.name | quote }} }
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: {{ .Values.name | quote }} } }
  template:
    metadata: {labels: {app: {{ .Values.name | quote }} } }
    spec: {containers: [{name: web, image: "example.com/web:1"}]}
{{- if .Values.unknownKind }}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: w}
{{- end }}
{{- if .Values.fail }}{{ fail .Values.password }}{{ end }}
{{- if .Values.hook }}
---
apiVersion: v1
kind: Pod
metadata: {name: hook, annotations: {helm.sh/hook: "pre-install,pre-upgrade"}}
spec: {nodeName: nowhere, restartPolicy: Never, containers: [{name: hook, image: "example.com/hook:1"}]}
{{- end }}
`;
