{{/*
The form that survives the operator. It writes a resource back whole, and becomes the owner of what it changes: of a list such
as nodeSets as a whole. Helm 4 would then refuse each upgrade, and `kubectl diff` would show what nobody has changed. What is
in this form already is written back as it is. The two forms mean the same. files/canonical.yaml has the fields.
*/}}

{{/* Brings the spec of a resource into this form, in place. Renders nothing. Arguments: spec, table (files/canonical.yaml, and in
`known` a map for amounts). */}}
{{- define "eck-mesh.canonical" -}}
  {{- range $field := .table.of -}}
    {{- if hasKey $.spec $field -}}
      {{- range $element := kindIs "slice" (get $.spec $field) | ternary (get $.spec $field) list -}}
        {{- if and (kindIs "map" $element) (hasKey $.table.writtenAtTop $field) -}}
          {{- $_ := merge $element (deepCopy (get $.table.writtenAtTop $field)) -}}
        {{- end -}}
      {{- end -}}
      {{- include "eck-mesh.canonicalField" (dict "holder" $.spec "field" $field "table" $.table) -}}
    {{- end -}}
  {{- end -}}
  {{- include "eck-mesh.canonicalKeys" (dict "holder" $.spec "keys" .table.omittedIn.spec) -}}
{{- end -}}

{{/* Takes keys without a value out of a mapping, in place. Renders nothing. Arguments: holder, keys. */}}
{{- define "eck-mesh.canonicalKeys" -}}
  {{- range $key := .keys -}}
    {{- if and (hasKey $.holder $key) (empty (get $.holder $key)) -}}
      {{- $_ := unset $.holder $key -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/*
One field, and what is below it. Arguments: holder (a mapping), field, table. It is asked only for what it can change: with
a thousand resources a call costs more than a question.
*/}}
{{- define "eck-mesh.canonicalField" -}}
  {{- $field := .field -}}
  {{- $table := .table -}}
  {{- $value := get .holder $field -}}
  {{- $elements := list -}}
  {{- if kindIs "slice" $value -}}
    {{- $elements = $value -}}
  {{- else if kindIs "map" $value -}}
    {{- $elements = list $value -}}
  {{- else if and (has $field $table.amounts) (not (kindIs "invalid" $value)) -}}
    {{- $_ := set .holder $field (include "eck-mesh.amount" (dict "value" $value "table" $table)) -}}
  {{- else if has $field $table.durations -}}
    {{- $_ := set .holder $field (include "eck-mesh.duration" $value) -}}
  {{- end -}}
  {{- range $element := $elements -}}
    {{- if and (kindIs "map" $element) (has $field $table.texts) -}}
      {{- range $key, $below := $element -}}
        {{- if kindIs "invalid" $below -}}
          {{- $_ := unset $element $key -}}
        {{- end -}}
      {{- end -}}
    {{- else if and (kindIs "map" $element) (not (has $field $table.opaque)) -}}
      {{- if hasKey $element "service" -}}
        {{- include "eck-mesh.canonicalPorts" $element -}}
      {{- end -}}
      {{- if hasKey $table.written $field -}}
        {{- $_ := merge $element (deepCopy (get $table.written $field)) -}}
      {{- end -}}
      {{- $amounts := has $field $table.mappingsOfAmounts -}}
      {{- range $key, $below := $element -}}
        {{- if kindIs "invalid" $below -}}
          {{- $_ := unset $element $key -}}
        {{- else if $amounts -}}
          {{- $_ := set $element $key (include "eck-mesh.amount" (dict "value" $below "table" $table)) -}}
        {{- else if or (empty $below) (kindIs "map" $below) (kindIs "slice" $below) (has $key $table.amounts) (has $key $table.durations) -}}
          {{- include "eck-mesh.canonicalField" (dict "holder" $element "field" $key "table" $table) -}}
        {{- end -}}
      {{- end -}}
      {{- if hasKey $table.omittedIn $field -}}
        {{- include "eck-mesh.canonicalKeys" (dict "holder" $element "keys" (get $table.omittedIn $field)) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- if empty $value -}}
    {{- if or (has $field $table.omitted) (and (kindIs "slice" $value) (not (has $field $table.emptyLists))) -}}
      {{- $_ := unset .holder $field -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/* An amount, worked out once for the release. Arguments: value, table. */}}
{{- define "eck-mesh.amount" -}}
  {{- $id := toJson .value -}}
  {{- if not (hasKey .table.known $id) -}}
    {{- $_ := set .table.known $id (include "eck-mesh.quantity" .value) -}}
  {{- end -}}
  {{- get .table.known $id -}}
{{- end -}}

{{/*
Gives the ports of a Service what Kubernetes takes for missing, in place. Renders nothing. Argument: what may have the template
of a Service in `service`.
*/}}
{{- define "eck-mesh.canonicalPorts" -}}
  {{- $here := . -}}
  {{- range list "service" "spec" "ports" -}}
    {{- $here = kindIs "map" $here | ternary (get (kindIs "map" $here | ternary $here dict) .) "" -}}
  {{- end -}}
  {{- range kindIs "slice" $here | ternary $here list -}}
    {{- if and (kindIs "map" .) (not (empty .port)) -}}
      {{- $_ := merge . (dict "protocol" "TCP" "targetPort" .port) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
