{{/* The ports and labels of the pods of one resource, what selects them, and how a NetworkPolicy does. */}}

{{/* The ports by which the pods of a resource connect to each other, as a JSON list. Arguments: object, kind. */}}
{{- define "eck-mesh.portsAmong" -}}
  {{- $ports := list -}}
  {{- range .kind.among -}}
    {{- if eq (toString .) "http" -}}
      {{- $ports = concat $ports (include "eck-mesh.clientPorts" $ | fromJsonArray) -}}
    {{- else -}}
      {{- $ports = append $ports (dict "port" . "protocol" "TCP") -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $ports -}}
{{- end -}}

{{/*
"true" if a selector of a client may select a resource: of a namespace only its name is known. Arguments: client, field, row (of
the column selectors), target.
*/}}
{{- define "eck-mesh.selects" -}}
  {{- $selector := get .client.object.spec .field -}}
  {{- if and (has .target.section .row.to) (kindIs "map" $selector) -}}
    {{- $namespaces := get .client.object.spec (.row.namespaces | default "") -}}
    {{- $namespaces = kindIs "map" $namespaces | ternary (deepCopy $namespaces) dict -}}
    {{- $name := "kubernetes.io/metadata.name" -}}
    {{- $known := list -}}
    {{- range kindIs "slice" $namespaces.matchExpressions | ternary $namespaces.matchExpressions list -}}
      {{- if and (kindIs "map" .) (has $name (include "eck-mesh.at" (dict "here" . "steps" (list "key")) | fromJsonArray)) -}}
        {{- $known = append $known . -}}
      {{- end -}}
    {{- end -}}
    {{- $wanted := kindIs "map" $namespaces.matchLabels | ternary $namespaces.matchLabels dict -}}
    {{- $namespaces = dict "matchLabels" (pick $wanted $name) "matchExpressions" $known -}}
    {{- $labels := .target.object.metadata.labels | default dict -}}
    {{- $missed := print (include "eck-mesh.mismatch" (dict "selector" $selector "labels" $labels)) (include "eck-mesh.mismatch" (dict "selector" $namespaces "labels" (dict $name .target.namespace))) -}}
    {{- empty $missed | ternary "true" "" -}}
  {{- end -}}
{{- end -}}

{{/* Text if a label selector does not select labels. Arguments: selector, labels. */}}
{{- define "eck-mesh.mismatch" -}}
  {{- $labels := .labels -}}
  {{- range $key, $value := kindIs "map" .selector.matchLabels | ternary .selector.matchLabels dict -}}
    {{- if or (not (hasKey $labels $key)) (ne (toString $value) (get $labels $key | toString)) -}}
no
    {{- end -}}
  {{- end -}}
  {{- range kindIs "slice" .selector.matchExpressions | ternary .selector.matchExpressions list -}}
    {{- $row := kindIs "map" . | ternary . dict -}}
    {{- $there := hasKey $labels (toString $row.key) -}}
    {{- $in := and $there (has (get $labels (toString $row.key) | toString) (kindIs "slice" $row.values | ternary $row.values list)) -}}
    {{- $outcomes := dict "In" $in "NotIn" (not $in) "Exists" $there "DoesNotExist" (not $there) -}}
    {{- if not (get $outcomes (toString $row.operator)) -}}
no
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/* Whether pods of a resource are on the host network: "all", "some", or nothing. Arguments: object, kind. */}}
{{- define "eck-mesh.hostNetwork" -}}
  {{- $spec := kindIs "map" .object.spec | ternary .object.spec dict -}}
  {{- $on := 0 -}}
  {{- $off := 0 -}}
  {{- $paths := .kind.pods | default list -}}
  {{- range $list, $map := .kind.maps -}}
    {{- range ($map.elements | default dict).pods -}}
      {{- $paths = append $paths (printf "%s.%s" $list .) -}}
    {{- end -}}
  {{- end -}}
  {{- range $path := $paths -}}
    {{- range include "eck-mesh.at" (dict "here" $spec "steps" (splitList "." $path)) | fromJsonArray -}}
      {{- if has true (include "eck-mesh.at" (dict "here" . "steps" (list "spec" "hostNetwork")) | fromJsonArray) -}}
        {{- $on = add1 $on -}}
      {{- else -}}
        {{- $off = add1 $off -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- if $on -}}
    {{- ternary "some" "all" (gt (int $off) 0) -}}
  {{- end -}}
{{- end -}}

{{/*
The pods of a resource as a NetworkPolicy selects them, in JSON. Arguments: of (kind, name and namespace), seenFrom (the
namespace of the policy).
*/}}
{{- define "eck-mesh.podsOf" -}}
  {{- $namespace := eq .of.namespace .seenFrom | ternary "" .of.namespace -}}
  {{- include "eck-mesh.pods" (dict "labels" (dict .of.kind.selector .of.name) "namespace" $namespace) -}}
{{- end -}}

{{/* Pods by their labels as a NetworkPolicy selects them, in JSON. Arguments: labels, namespace ("": that of the policy). */}}
{{- define "eck-mesh.pods" -}}
  {{- $peer := dict "podSelector" (dict "matchLabels" .labels) -}}
  {{- if .namespace -}}
    {{- $_ := set $peer "namespaceSelector" (dict "matchLabels" (dict "kubernetes.io/metadata.name" .namespace)) -}}
  {{- end -}}
  {{- toJson $peer -}}
{{- end -}}
