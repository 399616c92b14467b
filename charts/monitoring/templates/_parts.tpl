{{/* metadata of a namespaced object of one component. Takes (list root component). */}}
{{- define "monitoring.metadata" -}}
{{- $root := index . 0 -}}
name: {{ $root.Release.Name }}-{{ index . 1 }}
namespace: {{ $root.Release.Namespace }}
labels:
  {{- include "monitoring.labels" $root | nindent 2 }}
  app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* What selects one component's pods. Takes (list root component). */}}
{{- define "monitoring.match" -}}
{{ include "monitoring.selector" (index . 0) }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* Labels of one component's pods. Takes (list root component). */}}
{{- define "monitoring.pod" -}}
{{ include "monitoring.podLabels" (index . 0) }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* ServiceAccount, and a binding to the ClusterRole of the same name. Takes (list root component). */}}
{{- define "monitoring.account" -}}
{{- $root := index . 0 -}}
{{- $name := printf "%s-%s" $root.Release.Name (index . 1) -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "monitoring.metadata" . | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: {{ $name }}
  labels:
    {{- include "monitoring.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ index . 1 }}
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{ $name }} }
subjects:
  - { kind: ServiceAccount, name: {{ $name }}, namespace: {{ $root.Release.Namespace }} }
{{- end }}

{{/* ServiceMonitor for the port "metrics" of one component. Takes (list root component). */}}
{{- define "monitoring.serviceMonitor" -}}
{{- $root := index . 0 -}}
{{- if $root.Values.serviceMonitors.enabled }}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- include "monitoring.metadata" . | nindent 2 }}
spec:
  jobLabel: app.kubernetes.io/component
  selector:
    matchLabels:
      {{- include "monitoring.match" . | nindent 6 }}
  endpoints:
    - port: metrics
      interval: {{ $root.Values.serviceMonitors.interval }}
      {{- if eq (index . 1) "kube-state-metrics" }}
      # Its series speak of other objects: keep their namespace and pod labels.
      honorLabels: true
      {{- end }}
      {{- if eq (index . 1) "node-exporter" }}
      relabelings:
        - { sourceLabels: [__meta_kubernetes_pod_node_name], targetLabel: node }
      {{- end }}
{{- end }}
{{- end }}

{{- define "monitoring.prometheusConfig" -}}
global:
  scrape_interval: {{ .Values.server.scrapeInterval }}
  evaluation_interval: {{ .Values.server.scrapeInterval }}
  {{- with .Values.server.externalLabels }}
  external_labels:
    {{- toYaml . | nindent 4 }}
  {{- end }}
rule_files: [/etc/prometheus/rules/*.yaml]
{{- with .Values.server.alertmanagers }}
alerting:
  alertmanagers:
    - static_configs:
        - targets:
            {{- toYaml . | nindent 12 }}
{{- end }}
storage:
  tsdb:
    # The collector may come with a sample a little late, after a restart.
    out_of_order_time_window: 10m
scrape_configs:
  - job_name: prometheus
    static_configs:
      - targets: [localhost:9090]
  - job_name: apiserver
    scheme: https
    kubernetes_sd_configs:
      - role: endpointslice
        namespaces: { names: [default] }
    authorization: { credentials_file: /var/run/secrets/kubernetes.io/serviceaccount/token }
    tls_config: { ca_file: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt, server_name: kubernetes.default.svc }
    relabel_configs:
      - source_labels: [__meta_kubernetes_service_name, __meta_kubernetes_endpointslice_port_name]
        regex: kubernetes;https
        action: keep
  {{- range $job, $path := dict "kubelet" "/metrics" "cadvisor" "/metrics/cadvisor" }}
  - job_name: {{ $job }}
    scheme: https
    metrics_path: {{ $path }}
    kubernetes_sd_configs:
      - role: node
    authorization: { credentials_file: /var/run/secrets/kubernetes.io/serviceaccount/token }
    tls_config:
      ca_file: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
      # Kubelets often sign their own serving certificates.
      insecure_skip_verify: true
    relabel_configs:
      - source_labels: [__meta_kubernetes_node_name]
        target_label: node
  {{- end }}
  {{- with .Values.server.extraScrapeConfigs }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
