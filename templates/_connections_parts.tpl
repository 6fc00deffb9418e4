{{/*
What templates/_connections.tpl and templates/_beside_network_policy.tpl read of one resource: its addresses, its ports, what it
selects, and how a NetworkPolicy selects its pods.
*/}}

{{/* What is at a path, through lists, as a JSON list. Arguments: here, steps. */}}
{{- define "eck-mesh.at" -}}
  {{- $steps := .steps -}}
  {{- $found := list -}}
  {{- if kindIs "slice" .here -}}
    {{- range .here -}}
      {{- $found = concat $found (include "eck-mesh.at" (dict "here" . "steps" $steps) | fromJsonArray) -}}
    {{- end -}}
  {{- else if not $steps -}}
    {{- $found = list .here -}}
  {{- else if and (kindIs "map" .here) (hasKey .here (first $steps)) -}}
    {{- $found = include "eck-mesh.at" (dict "here" (get .here (first $steps)) "steps" (rest $steps)) | fromJsonArray -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}

{{/* The spec of a resource as text, without the settings in it that only others use. Argument: the resource. */}}
{{- define "eck-mesh.ownSettings" -}}
  {{- $spec := deepCopy (.object.spec | default dict) -}}
  {{- if and .kind.settingsForOthers (kindIs "map" $spec.config) -}}
    {{- range $key, $_ := $spec.config -}}
      {{- if hasPrefix $.kind.settingsForOthers $key -}}
        {{- $_ := unset $spec.config $key -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $spec -}}
{{- end -}}

{{/* The settings of a resource that others use, as text. Argument: the resource. */}}
{{- define "eck-mesh.settingsForOthers" -}}
  {{- $spec := .object.spec | default dict -}}
  {{- if and .kind.settingsForOthers (kindIs "map" $spec.config) -}}
    {{- $steps := splitList "." .kind.settingsForOthers -}}
    {{- range $key, $value := $spec.config -}}
      {{- if or (hasPrefix $.kind.settingsForOthers $key) (eq $key (first $steps)) -}}
        {{- toJson $value -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/*
The ports of a resource to which a text has addresses, as a JSON list: SERVICE, SERVICE.NAMESPACE… or POD.SERVICE.NAMESPACE…
Arguments: resource, text, namespace (of the client).
*/}}
{{- define "eck-mesh.addressed" -}}
  {{- $resource := .resource -}}
  {{- $prefix := printf "%s-%s-" $resource.name $resource.kind.short -}}
  {{- $ports := list -}}
  {{- range $word := regexFindAll "[a-z0-9][a-z0-9-]*(\\.[a-z0-9-]+)*" .text -1 | uniq -}}
    {{- if contains $prefix $word -}}
      {{- $labels := splitList "." $word -}}
      {{- $near := and (eq (len $labels) 1) (eq $.namespace $resource.namespace) -}}
      {{- range $label := $labels -}}
        {{- if and (hasPrefix $prefix $label) (or $near (has $resource.namespace $labels)) -}}
          {{- $service := trimPrefix (printf "%s-" $resource.name) $label -}}
          {{- $in := set (omit $resource "service") "service" (trimPrefix $prefix $label) -}}
          {{- $clients := include "eck-mesh.clientPorts" $in | fromJsonArray -}}
          {{- $other := get ($resource.kind.ports | default dict) $service -}}
          {{- /* A Service of Logstash that users declare comes first: ECK then makes none of that name. */ -}}
          {{- if and $other (or (not $resource.kind.services) (not $clients)) -}}
            {{- $clients = list (dict "port" $other "protocol" "TCP") -}}
          {{- end -}}
          {{- $ports = concat $ports $clients -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $ports -}}
{{- end -}}

{{/*
The ports that clients connect to, as a JSON list of a NetworkPolicy's ports. Arguments: object, kind, and service: of those
that users declare (column `services`) only this one; all without it.
*/}}
{{- define "eck-mesh.clientPorts" -}}
  {{- $spec := .object.spec | default dict -}}
  {{- $ports := list -}}
  {{- $served := .kind.http -}}
  {{- range $field, $value := ($served | default dict).when -}}
    {{- if ne (toString (get $spec $field)) (toString $value) -}}
      {{- $served = dict -}}
    {{- end -}}
  {{- end -}}
  {{- if $served -}}
    {{- $ports = append $ports (dict "port" .kind.http.port "protocol" "TCP") -}}
  {{- end -}}
  {{- range include "eck-mesh.at" (dict "here" $spec "steps" (list (.kind.services | default "."))) | fromJsonArray -}}
    {{- $name := include "eck-mesh.at" (dict "here" . "steps" (list "name")) | fromJsonArray | first -}}
    {{- if or (not $.service) (eq (toString $name) (toString $.service)) -}}
      {{- range include "eck-mesh.at" (dict "here" . "steps" (list "service" "spec" "ports")) | fromJsonArray -}}
        {{- if kindIs "map" . -}}
          {{- $ports = append $ports (dict "port" (.targetPort | default .port) "protocol" (.protocol | default "TCP")) -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $ports -}}
{{- end -}}

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
