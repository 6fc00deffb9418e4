{{/*
What a resource looks like, whatever its kind is. Its spec is the entry's fields in ECK's own words (templates/_spec.tpl). No
helper here reads .Capabilities, lookup, the revision or the clock, so that the same values give the same object with and without
a cluster.
*/}}

{{/*
The manifest as JSON. Arguments: root, kind (a row of eck-mesh.kinds), section, key, entry, name, identity (the resource's row of
eck-mesh.names), targets (as of eck-mesh.reference).
*/}}
{{- define "eck-mesh.object" -}}
  {{- $spec := include "eck-mesh.spec" . | fromJson -}}
  {{- $app := kebabcase .section -}}
  {{- $labels := dict "root" .root "app" $app "component" (printf "%s.%s" $app .key) "version" $spec.version "labels" .entry.labels -}}
  {{- $metadata := dict "name" (toString .name) "labels" (include "eck-mesh.labels" $labels | fromJson) -}}
  {{- if .identity.written -}}
    {{- $_ := set $metadata "namespace" (toString .identity.namespace) -}}
  {{- end -}}
  {{- $annotations := mergeOverwrite (deepCopy (.root.Values.commonAnnotations | default dict)) (deepCopy (.entry.annotations | default dict)) -}}
  {{- if $annotations -}}
    {{- $_ := set $metadata "annotations" $annotations -}}
  {{- end -}}
  {{- toJson (dict "apiVersion" .kind.apiVersion "kind" .kind.kind "metadata" $metadata "spec" $spec) -}}
{{- end -}}

{{/*
Standard labels. Arguments: root, app, component (section and key, by which a selector tells two Elasticsearches of a release
apart), version (of the stack, or nothing), labels (the entry's own). The chart's version stands without its build metadata,
where Flux appends a digest: + is invalid in a label, and a version that cannot be a label is left out.
*/}}
{{- define "eck-mesh.labels" -}}
  {{- $version := first (splitList "+" .root.Chart.Version) -}}
  {{- $standard := dict
    "helm.sh/chart" (printf "%s-%s" .root.Chart.Name $version)
    "app.kubernetes.io/name" .app
    "app.kubernetes.io/component" .component
    "app.kubernetes.io/instance" (include "eck-mesh.instance" .root)
    "app.kubernetes.io/part-of" "elastic-stack"
    "app.kubernetes.io/managed-by" .root.Release.Service -}}
  {{- $stack := replace "+" "_" (toString (.version | default "")) -}}
  {{- if regexMatch "^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$" $stack -}}
    {{- $_ := set $standard "app.kubernetes.io/version" $stack -}}
  {{- end -}}
  {{- toJson (mergeOverwrite $standard (deepCopy (.root.Values.commonLabels | default dict)) (deepCopy (.labels | default dict))) -}}
{{- end -}}
