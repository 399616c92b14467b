import type { ScaffoldFile } from "./scaffold-file.ts";

const LABELS = `app.kubernetes.io/name: {{ .Chart.Name }}
    app.kubernetes.io/instance: {{ .Release.Name }}`;

/** A chart that needs nothing from the network to be rendered, and no more than restricted Pod Security to run. */
export const STARTER_CHART: readonly ScaffoldFile[] = [
  {
    path: "charts/hello/Chart.yaml",
    into: "project",
    whenThere: "refuse",
    text: `apiVersion: v2
name: hello
description: Answers with a message; a start for charts of your own
type: application
version: 1.0.0
appVersion: "2.53"
kubeVersion: ">=1.34.0-0"
`,
  },
  {
    path: "charts/hello/values.yaml",
    into: "project",
    whenThere: "refuse",
    text: `# What it answers.
message: hello
# Number of pods.
replicas: 1
image:
  repository: registry.k8s.io/e2e-test-images/agnhost
  tag: "2.53"
service:
  # Port of the Service.
  port: 80
resources:
  requests: { cpu: 10m, memory: 32Mi }
  limits: { memory: 64Mi }
`,
  },
  {
    path: "charts/hello/templates/config.yaml",
    into: "project",
    whenThere: "refuse",
    text: `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
  labels:
    ${LABELS}
data:
  message: {{ .Values.message | quote }}
`,
  },
  {
    path: "charts/hello/templates/server.yaml",
    into: "project",
    whenThere: "refuse",
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels:
    ${LABELS}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app.kubernetes.io/instance: {{ .Release.Name }}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {{ .Chart.Name }}
        app.kubernetes.io/instance: {{ .Release.Name }}
      annotations:
        # Pods read the message when they start: another one starts new pods.
        checksum/message: {{ .Values.message | sha256sum }}
    spec:
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        seccompProfile: { type: RuntimeDefault }
      containers:
        - name: server
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          args: [netexec, --http-port=8080, --udp-port=-1]
          envFrom:
            - configMapRef: { name: {{ .Release.Name }} }
          ports:
            - { name: http, containerPort: 8080 }
          readinessProbe:
            httpGet: { path: /healthz, port: http }
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
---
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  labels:
    ${LABELS}
spec:
  selector:
    app.kubernetes.io/instance: {{ .Release.Name }}
  ports:
    - { name: http, port: {{ .Values.service.port }}, targetPort: http }
`,
  },
];
