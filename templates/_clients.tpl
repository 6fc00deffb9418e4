{{/* Kibana and ApmServer: one Deployment each; they refer to other resources of the release by the key in values. */}}

{{- define "eck-mesh.kibana" -}}
{{- include "eck-mesh.client" (dict "in" . "section" "kibana"
  "apiVersion" "kibana.k8s.elastic.co/v1" "kind" "Kibana" "app" "kibana"
  "references" (dict "elasticsearch" "default")) -}}
{{- end -}}

{{- define "eck-mesh.apmServer" -}}
{{- include "eck-mesh.client" (dict "in" . "section" "apmServer"
  "apiVersion" "apm.k8s.elastic.co/v1" "kind" "ApmServer" "app" "apm-server"
  "references" (dict "elasticsearch" "default" "kibana" "")) -}}
{{- end -}}

{{/*
The whole object. Arguments: in (root, key, entry, name, names), section, apiVersion, kind, app, references (a map from
the section of the target to the key that is used if the entry names none). A reference in ECK's own form replaces the
chart's, and one in `spec` comes first: merged, a reference could have both a name and a secretName, which ECK rejects.
The count is always set, because ECK reads a missing count as 0.
*/}}
{{- define "eck-mesh.client" -}}
{{- $entry := .in.entry -}}
{{- $fields := list "count" "config" "podTemplate" -}}
{{- $spec := mergeOverwrite (dict "count" 1) (include "eck-mesh.fields" (dict "entry" $entry "fields" $fields) | fromJson) -}}
{{- range $section, $default := .references -}}
{{- $field := printf "%sRef" $section -}}
{{- $raw := get $entry $field -}}
{{- $key := hasKey $entry $section | ternary (get $entry $section) $default -}}
{{- if kindIs "invalid" $key -}}
{{- $key = $default -}}
{{- end -}}
{{- if hasKey ($entry.spec | default dict) $field -}}
{{- /* The merge of spec sets this reference. */ -}}
{{- else if $raw -}}
{{- $_ := set $spec $field $raw -}}
{{- else if $key -}}
{{- $path := printf "%s.%s.%s" $.section $.in.key $section -}}
{{- $name := include "eck-mesh.reference" (dict "names" $.in.names "section" $section "key" $key "path" $path) -}}
{{- $_ := set $spec $field (dict "name" $name) -}}
{{- end -}}
{{- end -}}
{{- $object := include "eck-mesh.resource" (dict
  "root" .in.root "section" .section "key" .in.key "entry" $entry "name" .in.name
  "apiVersion" .apiVersion "kind" .kind "app" .app "spec" $spec) | fromJson -}}
{{- $path := printf "%s.%s.podTemplate" .section .in.key -}}
{{- $template := include "eck-mesh.podTemplate" (dict "podTemplate" $object.spec.podTemplate "path" $path) | fromJson -}}
{{- /* The main container is called as the application. */ -}}
{{- $resources := dict "podTemplate" $template "container" .app "resources" $entry.resources "path" $path -}}
{{- $_ := set $object.spec "podTemplate" (include "eck-mesh.withResources" $resources | fromJson) -}}
{{- toJson $object -}}
{{- end -}}
