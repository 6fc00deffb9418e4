{{/*
What the resources of every kind have in common. No helper here reads .Capabilities, lookup, the revision or the clock:
the same values give the same object, with a cluster or without.
*/}}

{{/* Standard labels. Build metadata is cut from the chart's version: Flux appends a digest there, and a label takes no +. */}}
{{- define "eck-mesh.labels" -}}
{{- $version := first (splitList "+" .root.Chart.Version) -}}
{{- $standard := dict
  "helm.sh/chart" (printf "%s-%s" .root.Chart.Name $version)
  "app.kubernetes.io/name" .app
  "app.kubernetes.io/instance" .root.Release.Name
  "app.kubernetes.io/part-of" "elastic-stack"
  "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- toJson (mergeOverwrite $standard (deepCopy (.root.Values.commonLabels | default dict)) (deepCopy (.labels | default dict))) -}}
{{- end -}}

{{/*
A pod template whose metadata has both maps, whatever was passed through: what the mesh adds is then a single leaf. In:
the pod template, or nothing.
*/}}
{{- define "eck-mesh.podTemplate" -}}
{{- if not (or (kindIs "map" .) (kindIs "invalid" .)) -}}
{{- fail (printf "podTemplate: must be a mapping, not %v." .) -}}
{{- end -}}
{{- $template := deepCopy (. | default dict) -}}
{{- $metadata := $template.metadata | default dict -}}
{{- $_ := set $metadata "annotations" ($metadata.annotations | default dict) -}}
{{- $_ := set $metadata "labels" ($metadata.labels | default dict) -}}
{{- $_ := set $template "metadata" $metadata -}}
{{- toJson $template -}}
{{- end -}}

{{/* The keys of values that have the name of a field, where they are set. In: entry, fields (list of names). */}}
{{- define "eck-mesh.fields" -}}
{{- $spec := dict -}}
{{- range $field := .fields -}}
{{- $value := get $.entry $field -}}
{{- if and (hasKey $.entry $field) (not (kindIs "invalid" $value)) -}}
{{- $_ := set $spec $field $value -}}
{{- end -}}
{{- end -}}
{{- toJson $spec -}}
{{- end -}}

{{/*
The whole object. In: root, entry, name, apiVersion, kind, app, spec (what the kind's helper made of the entry). The
entry's own `spec` is merged over it.
*/}}
{{- define "eck-mesh.resource" -}}
{{- $common := include "eck-mesh.fields" (dict "entry" .entry "fields" (list "image" "http" "secureSettings")) | fromJson -}}
{{- $version := .entry.version | default .root.Values.version | default .root.Chart.AppVersion -}}
{{- $spec := mergeOverwrite (dict "version" $version) $common (deepCopy .spec) (deepCopy (.entry.spec | default dict)) -}}
{{- $metadata := dict
  "name" .name
  "labels" (include "eck-mesh.labels" (dict "root" .root "app" .app "labels" .entry.labels) | fromJson) -}}
{{- $annotations := mergeOverwrite (deepCopy (.root.Values.commonAnnotations | default dict)) (deepCopy (.entry.annotations | default dict)) -}}
{{- if $annotations -}}
{{- $_ := set $metadata "annotations" $annotations -}}
{{- end -}}
{{- toJson (dict "apiVersion" .apiVersion "kind" .kind "metadata" $metadata "spec" $spec) -}}
{{- end -}}
