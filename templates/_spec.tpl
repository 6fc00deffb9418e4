{{/*
The spec of a resource: the fields of its entry in values, in ECK's own words, over the kind's defaults, and its `spec` over
them. Mappings become the lists that ECK takes, and keys become references. The columns of a kind: templates/_kinds.tpl.
*/}}

{{/* The spec. Arguments: as of eck-mesh.object. A null in the entry's `spec` goes out as it is. */}}
{{- define "eck-mesh.spec" -}}
  {{- $path := printf "%s.%s" .section .key -}}
  {{- $kind := .kind -}}
  {{- $own := .entry.spec | default dict -}}
  {{- $fields := omit .entry "enabled" "name" "namespace" "version" "labels" "annotations" "mesh" "spec" -}}
  {{- range $part := concat ($kind.beside | default list) ($kind.within | default list) -}}
    {{- $_ := unset $fields $part -}}
  {{- end -}}
  {{- $resources := dict -}}
  {{- if or $kind.container $kind.containerFrom -}}
    {{- $resources = $fields.resources | default dict -}}
    {{- $_ := unset $fields "resources" -}}
  {{- end -}}
  {{- /* A reference in `spec` replaces the entry's: merged, it could have both a name and a secretName, which ECK rejects. */ -}}
  {{- range $field, $_ := $kind.references -}}
    {{- if hasKey $own $field -}}
      {{- $_ := unset $fields $field -}}
    {{- end -}}
  {{- end -}}
  {{- $version := .entry.version | default $kind.version | default .root.Values.version | default .root.Chart.AppVersion -}}
  {{- $spec := dict -}}
  {{- if or $kind.version (not (hasKey $kind "version")) -}}
    {{- $_ := set $spec "version" $version -}}
  {{- end -}}
  {{- $defaults := deepCopy ($kind.defaults | default dict) -}}
  {{- range $field, $_ := $kind.maps -}}
    {{- if or (get $fields $field) (hasKey $own $field) -}}
      {{- $_ := unset $defaults $field -}}
    {{- else if hasKey $defaults $field -}}
      {{- $_ := unset $fields $field -}}
    {{- end -}}
  {{- end -}}
  {{- $spec = mergeOverwrite $spec $defaults (deepCopy $fields) (deepCopy $own) -}}
  {{- range $field, $row := $kind.implied -}}
    {{- range $row.by -}}
      {{- if and (get $spec .) (empty (get $spec $field)) -}}
        {{- $_ := set $spec $field $row.value -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- if and (hasKey $spec "version") (empty $spec.version) -}}
    {{- $_ := set $spec "version" $version -}}
  {{- end -}}
  {{- if not $spec.image -}}
    {{- with include "eck-mesh.image" (dict "root" .root "kind" $kind "spec" $spec) -}}
      {{- $_ := set $spec "image" . -}}
    {{- end -}}
  {{- end -}}
  {{- include "eck-mesh.checkFields" (dict "kind" $kind "spec" $spec "path" $path) -}}
  {{- if and (has "certificate" ($kind.beside | default list)) .entry.certificate -}}
    {{- $in := dict "spec" $spec "certificate" .entry.certificate "kind" $kind "name" .name "path" $path -}}
    {{- include "eck-mesh.withCertificate" $in -}}
  {{- end -}}
  {{- $account := include "eck-mesh.account" . | fromJson -}}
  {{- range $field, $map := $kind.maps -}}
    {{- if hasKey $spec $field -}}
      {{- $to := get ($kind.references | default dict) $field -}}
      {{- $in := dict "root" $.root "value" (get $spec $field) "map" $map "to" $to "targets" $.targets -}}
      {{- $_ := set (set (set $in "path" (printf "%s.%s" $path $field)) "entry" $path) "account" $account -}}
      {{- $_ := set $spec $field (get (include "eck-mesh.list" $in | fromJson) "list") -}}
    {{- end -}}
  {{- end -}}
  {{- range $reference, $row := $kind.references -}}
    {{- $in := dict "holder" $spec "steps" (splitList "." $reference) "row" $row "targets" $.targets -}}
    {{- include "eck-mesh.refer" (set $in "path" (printf "%s.%s" $path $reference)) -}}
  {{- end -}}
  {{- range $field, $row := $kind.selectors -}}
    {{- include "eck-mesh.select" (dict "root" $.root "spec" $spec "field" $field "row" $row "targets" $.targets "path" $path) -}}
  {{- end -}}
  {{- $container := $kind.container | default (get $spec ($kind.containerFrom | default "")) -}}
  {{- range $pod := $kind.pods -}}
    {{- $in := dict "root" $.root "holder" $spec "steps" (splitList "." $pod) "path" (printf "%s.%s" $path $pod) -}}
    {{- include "eck-mesh.pod" (set (set (set $in "container" $container) "resources" $resources) "account" $account) -}}
  {{- end -}}
  {{- toJson $spec -}}
{{- end -}}

{{/* Fails for a resource that ECK would reject, perhaps half-way through an install. Arguments: kind, spec, path (in values). */}}
{{- define "eck-mesh.checkFields" -}}
  {{- range $field := .kind.required -}}
    {{- if empty (get $.spec $field) -}}
      {{- fail (printf "%s.%s: is missing, and ECK requires it. Set %s.%s." $.path $field $.path $field) -}}
    {{- end -}}
  {{- end -}}
  {{- range $field := list "config" "pipelines" -}}
    {{- $other := printf "%sRef" $field -}}
    {{- if and (get $.spec $field) (get $.spec $other) -}}
      {{- fail (printf "%s: has %s and %s, and ECK takes one of them. Remove the other." $.path $field $other) -}}
    {{- end -}}
  {{- end -}}
  {{- if .kind.oneOf -}}
    {{- $found := list -}}
    {{- range $field := .kind.oneOf -}}
      {{- if and (hasKey $.spec $field) (not (kindIs "invalid" (get $.spec $field))) -}}
        {{- $found = append $found $field -}}
      {{- end -}}
    {{- end -}}
    {{- if ne (len $found) 1 -}}
      {{- fail (printf "%s: needs exactly one of %s, and has %s. `%s: {}` is enough." .path (join ", " .kind.oneOf) (join " and " $found | default "none") (first .kind.oneOf)) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
