{{/* The pipeline in Fluent Bit's YAML form. Built as data, so that user parts keep their types. */}}
{{- define "logging.pipeline" -}}
{{- $exclude := list (printf "/var/log/containers/%s-*_%s_*.log" .Release.Name .Release.Namespace) }}
{{- range .Values.excludeNamespaces }}
{{- $exclude = append $exclude (printf "/var/log/containers/*_%s_*.log" .) }}
{{- end -}}
service:
  flush: {{ .Values.flushSeconds }}
  daemon: off
  log_level: {{ .Values.logLevel | quote }}
  parsers_file: /fluent-bit/etc/parsers.conf
  http_server: on
  http_listen: 0.0.0.0
  http_port: 2020
  health_check: on
  storage.path: /var/lib/fluent-bit/buffer
  storage.max_chunks_up: {{ .Values.memoryChunks }}
  storage.backlog.mem_limit: 16M
pipeline:
  inputs:
    - name: tail
      tag: kube.*
      path: /var/log/containers/*.log
      exclude_path: {{ join "," $exclude | quote }}
      multiline.parser: cri
      db: /var/lib/fluent-bit/tail.db
      storage.type: filesystem
      skip_long_lines: on
      refresh_interval: 10
  filters:
    - name: kubernetes
      match: kube.*
      merge_log: on
      keep_log: off
      # Pods may name a parser or ask to be left out, by annotation.
      k8s-logging.parser: on
      k8s-logging.exclude: on
      annotations: off
      buffer_size: 0
    {{- if .Values.fields }}
    - name: record_modifier
      match: kube.*
      record:
        {{- range $key, $value := .Values.fields }}
        - {{ printf "%s %s" $key $value | quote }}
        {{- end }}
    {{- end }}
    {{- with .Values.extraFilters }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  outputs:
    {{- if eq .Values.output.kind "cloudwatch" }}
    {{- with .Values.output.cloudwatch }}
    - name: cloudwatch_logs
      match: kube.*
      region: {{ required "output.cloudwatch.region is needed" .region }}
      log_group_name: {{ required "output.cloudwatch.logGroup is needed" .logGroup }}
      log_stream_prefix: {{ .streamPrefix | quote }}
      auto_create_group: {{ .createGroup | ternary "on" "off" }}
      {{- if and .createGroup .retentionDays }}
      log_retention_days: {{ .retentionDays }}
      {{- end }}
      retry_limit: 10
      storage.total_limit_size: {{ $.Values.diskLimit }}
    {{- end }}
    {{- else if eq .Values.output.kind "stdout" }}
    - name: stdout
      match: kube.*
      format: json_lines
      storage.total_limit_size: {{ .Values.diskLimit }}
    {{- else if not .Values.extraOutputs }}
    {{- fail "output.kind is none and extraOutputs is empty: logs would go nowhere" }}
    {{- end }}
    {{- with .Values.extraOutputs }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}
