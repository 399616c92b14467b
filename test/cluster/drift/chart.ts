import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Writes a chart that shows the API server's habits: defaults, keyed and atomic lists, quantities, dropped zeros, custom resources. */
export function writeDriftChart(folder: string): string {
  for (const [path, text] of Object.entries(FILES)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

/** The kind of the chart's custom resource; applied before any release. */
export const WIDGET_DEFINITION = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.drift.example.com }
spec:
  group: drift.example.com
  scope: Namespaced
  names: { plural: widgets, singular: widget, kind: Widget, listKind: WidgetList }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                size: { type: integer }
                colour: { type: string, default: grey }
                parts:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [id]
                  items:
                    type: object
                    required: [id]
                    properties: { id: { type: string }, weight: { type: integer } }
                free: { type: object, x-kubernetes-preserve-unknown-fields: true }
`;

const FILES: Readonly<Record<string, string>> = {
  "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "values.yaml": "level: info\nimage: example.com/web:1\npassword: none\n",
  "templates/deployment.yaml": `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: { app: web, team: "{{ .Release.Name }}" }
spec:
  replicas: 2
  {{- with .Values.history }}
  revisionHistoryLimit: {{ . }}
  {{- end }}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      hostNetwork: false
      automountServiceAccountToken: false
      nodeSelector: {}
      tolerations:
        - { key: dedicated, operator: Exists, effect: NoSchedule }
      containers:
        - name: web
          image: {{ .Values.image }}
          args: [serve, "--level={{ .Values.level }}"]
          env:
            - { name: LEVEL, value: "{{ .Values.level }}" }
            - { name: EMPTY, value: "" }
            - name: POD_IP
              valueFrom: { fieldRef: { fieldPath: status.podIP } }
          ports:
            - { name: http, containerPort: 8080 }
            - { name: dns, containerPort: 53, protocol: UDP }
          resources:
            requests: { cpu: 1000m, memory: 0.5Gi }
            limits: { cpu: 2, memory: 1024Mi }
          readinessProbe: { httpGet: { path: /ready, port: http }, initialDelaySeconds: 0 }
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
          volumeMounts:
            - { name: config, mountPath: /config, readOnly: false }
            - { name: tmp, mountPath: /tmp }
        - { name: side, image: "example.com/side:1" }
      volumes:
        - name: config
          configMap: { name: web, defaultMode: 0644 }
        - name: tmp
          emptyDir: {}
      topologySpreadConstraints:
        - { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: { matchLabels: { app: web } } }
`,
  "templates/data.yaml": `
apiVersion: v1
kind: ConfigMap
metadata: { name: web, creationTimestamp: null }
data:
  level: {{ .Values.level }}
  empty: ""
  text: |
    first
    second
---
apiVersion: v1
kind: Secret
metadata: { name: web }
data: { password: {{ .Values.password | b64enc }} }
---
apiVersion: v1
kind: Secret
metadata: { name: text }
stringData: { password: {{ .Values.password | quote }} }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: web }
spec:
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1024Mi } }
---
apiVersion: drift.example.com/v1
kind: Widget
metadata: { name: web }
spec:
  size: 3
  parts: [{ id: a, weight: 1 }, { id: b, weight: 2 }]
  free: { any: { thing: [1, 2] }, no: [] }
`,
  "templates/network.yaml": `
apiVersion: v1
kind: Service
metadata: { name: web, annotations: {} }
spec:
  selector: { app: web }
  ports:
    - { name: http, port: 80, targetPort: http }
    - { name: dns, port: 53, protocol: UDP }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web }
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  egress: [{}]
  ingress:
    - from: [{ podSelector: {} }]
      ports: [{ port: 8080 }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec:
  rules:
    - host: web.example.com
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: web } } }
`,
  "templates/access.yaml": `
apiVersion: v1
kind: ServiceAccount
metadata: { name: web }
automountServiceAccountToken: false
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: "{{ .Release.Namespace }}-web" }
rules:
  - { apiGroups: [""], resources: [pods], verbs: [get, list] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: "{{ .Release.Namespace }}-all" }
aggregationRule: { clusterRoleSelectors: [{ matchLabels: { rbac.authorization.k8s.io/aggregate-to-view: "true" } }] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: "{{ .Release.Namespace }}-web" }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "{{ .Release.Namespace }}-web" }
subjects: [{ kind: ServiceAccount, name: web, namespace: "{{ .Release.Namespace }}" }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: "{{ .Release.Namespace }}-web" }
webhooks:
  - name: web.drift.example.com
    admissionReviewVersions: [v1]
    sideEffects: None
    failurePolicy: Ignore
    clientConfig: { service: { name: web, namespace: "{{ .Release.Namespace }}" } }
    rules: [{ apiGroups: [none.example.com], apiVersions: [v1], operations: [CREATE], resources: [nothings] }]
`,
  "templates/workloads.yaml": `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store }
spec:
  serviceName: web
  selector: { matchLabels: { app: store } }
  template:
    metadata: { labels: { app: store } }
    spec:
      containers: [{ name: store, image: "example.com/store:1", envFrom: [{ configMapRef: { name: web } }] }]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec:
      hostPID: false
      initContainers: [{ name: init, image: "example.com/init:1" }]
      containers: [{ name: agent, image: "example.com/agent" }]
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: tidy }
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers: [{ name: tidy, image: "example.com/tidy:1" }]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: store }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: StatefulSet, name: store }
  maxReplicas: 3
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 80 } } }]
`,
};
