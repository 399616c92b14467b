{{/* Environment and mount of the credentials file, when there is one. */}}
{{- define "velero.env" -}}
- name: VELERO_NAMESPACE
  valueFrom: { fieldRef: { fieldPath: metadata.namespace } }
- { name: VELERO_SCRATCH_DIR, value: /scratch }
# Repository configuration and caches go below the home directory.
- { name: HOME, value: /scratch }
- { name: LD_LIBRARY_PATH, value: /plugins }
{{- if .Values.credentials.existingSecret }}
- { name: AWS_SHARED_CREDENTIALS_FILE, value: /credentials/cloud }
{{- end }}
{{- end }}

{{- define "velero.mounts" -}}
- { name: plugins, mountPath: /plugins }
- { name: scratch, mountPath: /scratch }
- { name: scratch, mountPath: /tmp, subPath: tmp }
{{- if .Values.credentials.existingSecret }}
- { name: credentials, mountPath: /credentials, readOnly: true }
{{- end }}
{{- end }}

{{- define "velero.volumes" -}}
- name: plugins
  emptyDir: {}
- name: scratch
  emptyDir: {}
{{- with .Values.credentials.existingSecret }}
- name: credentials
  secret: { secretName: {{ . }} }
{{- end }}
{{- end }}
