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
{{- if and (kindIs "map" .object.spec.daemonSet) (not (regexMatch "^[0-9]+$" (toString $spec.minAvailable))) }}
{{- fail (printf "%s.%s.podDisruptionBudget: is for pods of a DaemonSet, whose number Kubernetes does not know, so that it would allow no eviction at all. Set minAvailable to a number, or podDisruptionBudget.enabled to false: kubectl drain leaves the pods of DaemonSets where they are." .section .key) }}
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
