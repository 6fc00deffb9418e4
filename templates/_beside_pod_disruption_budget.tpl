{{/*
How many pods of a resource an eviction may take at once, in the words of Kubernetes' PodDisruptionBudget. ECK makes one for
Elasticsearch only, which has a field of its own with this name.
*/}}
{{- define "eck-mesh.podDisruptionBudget" -}}
{{- $spec := .entry.podDisruptionBudget }}
{{- if and (hasKey $spec "minAvailable") (hasKey $spec "maxUnavailable") }}
{{- fail (printf "%s.%s.podDisruptionBudget: has minAvailable and maxUnavailable, of which Kubernetes allows one. Remove one of them." .section .key) }}
{{- else if not (or (hasKey $spec "minAvailable") (hasKey $spec "maxUnavailable")) }}
{{- $_ := set $spec "maxUnavailable" 1 }}
{{- end }}
- apiVersion: policy/v1
  kind: PodDisruptionBudget
  metadata:
    name: {{ printf "%s-%s" .name .kind.short }}
  spec:
    {{- toYaml $spec | nindent 4 }}
    selector:
      matchLabels:
        {{- include "eck-mesh.podLabels" . | nindent 8 }}
{{- end -}}
