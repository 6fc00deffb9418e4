{{/*
The form that survives the operator. It writes a resource back whole, and becomes the owner of what it changes: of a list such
as nodeSets as a whole. Helm 4 would then refuse each upgrade, and `kubectl diff` would show what nobody has changed. What is
in this form already is written back as it is. The two forms mean the same. files/canonical.yaml has the fields.
*/}}

{{/* Brings the spec of a resource into this form, in place. Renders nothing. Arguments: spec, table. */}}
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

{{/* One field, and what is below it. Arguments: holder (a mapping), field, table. */}}
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
    {{- $_ := set .holder $field (include "eck-mesh.quantity" $value) -}}
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
      {{- include "eck-mesh.canonicalPorts" $element -}}
      {{- $_ := merge $element (deepCopy (get $table.written $field | default dict)) -}}
      {{- range $key, $below := $element -}}
        {{- if kindIs "invalid" $below -}}
          {{- $_ := unset $element $key -}}
        {{- else if has $field $table.mappingsOfAmounts -}}
          {{- $_ := set $element $key (include "eck-mesh.quantity" $below) -}}
        {{- else -}}
          {{- include "eck-mesh.canonicalField" (dict "holder" $element "field" $key "table" $table) -}}
        {{- end -}}
      {{- end -}}
      {{- include "eck-mesh.canonicalKeys" (dict "holder" $element "keys" (get $table.omittedIn $field | default list)) -}}
    {{- end -}}
  {{- end -}}
  {{- if empty $value -}}
    {{- if or (has $field $table.omitted) (and (kindIs "slice" $value) (not (has $field $table.emptyLists))) -}}
      {{- $_ := unset .holder $field -}}
    {{- end -}}
  {{- end -}}
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

{{/* A duration as Go writes it: 10m is 10m0s. Argument: a text. */}}
{{- define "eck-mesh.duration" -}}
  {{- $form := "^(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?$" -}}
  {{- if and . (regexMatch $form .) -}}
    {{- $hours := regexReplaceAll $form . "${1}" | int64 -}}
    {{- $minutes := regexReplaceAll $form . "${2}" | int64 -}}
    {{- $seconds := regexReplaceAll $form . "${3}" | int64 -}}
    {{- add (mul $hours 3600) (mul $minutes 60) $seconds | toString | duration -}}
  {{- else -}}
    {{- . -}}
  {{- end -}}
{{- end -}}

{{/*
An amount as Kubernetes writes it (CanonicalizeBytes of k8s.io/apimachinery/pkg/api/resource): 0.5 is 500m, 1024Mi is 1Gi, and
a number is a text. What is no amount, or has too many digits for an integer, stays as it is. Argument: a text or a number.
*/}}
{{- define "eck-mesh.quantity" -}}
  {{- $text := kindIs "string" . | ternary . (toJson .) -}}
  {{- $form := "^([0-9]*)[.]?([0-9]*)(|[numkMGTPE]|[KMGT]i|[eE][+-]?[0-9]{1,2})$" -}}
  {{- $fraction := regexReplaceAll $form $text "${2}" -}}
  {{- $digits := printf "%s%s" (regexReplaceAll $form $text "${1}") $fraction -}}
  {{- $most := and (hasSuffix "i" $text) (ne $fraction "") | ternary 6 15 -}}
  {{- if and (regexMatch $form $text) $digits (le (len $digits) $most) -}}
    {{- $number := regexReplaceAll "^0+" $digits "" | default "0" | int64 -}}
    {{- $in := dict "text" $text "number" $number "tens" (sub 0 (len $fraction)) "suffix" (regexReplaceAll $form $text "${3}") -}}
    {{- include (hasSuffix "i" $text | ternary "eck-mesh.binaryQuantity" "eck-mesh.decimalQuantity") $in -}}
  {{- else -}}
    {{- $text -}}
  {{- end -}}
{{- end -}}

{{/* The integer with the largest of the suffixes Ki, Mi … that loses nothing. Arguments: as of the next helper. */}}
{{- define "eck-mesh.binaryQuantity" -}}
  {{- $suffixes := list "" "Ki" "Mi" "Gi" "Ti" "Pi" "Ei" -}}
  {{- $number := .number -}}
  {{- $tens := .tens -}}
  {{- $power := 0 -}}
  {{- range $index, $suffix := $suffixes -}}
    {{- $power = eq $suffix $.suffix | ternary $index $power -}}
  {{- end -}}
  {{- range until 12 -}}
    {{- if and (lt $tens 0) (eq (mod $number 10) 0) -}}
      {{- $number = div $number 10 -}}
      {{- $tens = add $tens 1 -}}
    {{- else if and (lt $tens 0) (gt $power 0) -}}
      {{- $number = mul $number 1024 -}}
      {{- $power = sub $power 1 -}}
    {{- else if and (eq (int $tens) 0) (gt $number 0) (eq (mod $number 1024) 0) (lt (int $power) 6) -}}
      {{- $number = div $number 1024 -}}
      {{- $power = add $power 1 -}}
    {{- end -}}
  {{- end -}}
  {{- if and (eq (int $tens) 0) (gt $number 0) (or (gt (int $power) 0) (ge $number 1024)) -}}
    {{- printf "%d%s" $number (index $suffixes (int $power)) -}}
  {{- else -}}
    {{- include "eck-mesh.decimalQuantity" (dict "text" .text "number" $number "tens" $tens "suffix" "") -}}
  {{- end -}}
{{- end -}}

{{/*
The integer with the largest of the suffixes m, k, M … that loses nothing. Arguments: text (the amount as it was written),
number and tens (it is number × 10^tens, before the suffix), suffix.
*/}}
{{- define "eck-mesh.decimalQuantity" -}}
  {{- $suffixes := dict "-9" "n" "-6" "u" "-3" "m" "0" "" "3" "k" "6" "M" "9" "G" "12" "T" "15" "P" "18" "E" -}}
  {{- $number := .number -}}
  {{- $tens := .tens -}}
  {{- $scientific := regexMatch "^[eE]." .suffix -}}
  {{- if $scientific -}}
    {{- $tens = add $tens (regexReplaceAll "^[eE][+]?(-?)0*" .suffix "${1}" | int64) -}}
  {{- else -}}
    {{- range $power, $suffix := $suffixes -}}
      {{- $tens = eq $suffix $.suffix | ternary (add $tens (int64 $power)) $tens -}}
    {{- end -}}
  {{- end -}}
  {{- range until 20 -}}
    {{- if and (gt $number 0) (eq (mod $number 10) 0) -}}
      {{- $number = div $number 10 -}}
      {{- $tens = add $tens 1 -}}
    {{- end -}}
  {{- end -}}
  {{- range until (int (mod (add (mod $tens 3) 3) 3)) -}}
    {{- $number = mul $number 10 -}}
    {{- $tens = sub $tens 1 -}}
  {{- end -}}
  {{- if eq $number 0 -}}
    {{- 0 -}}
  {{- else if not (hasKey $suffixes (toString $tens)) -}}
    {{- .text -}}
  {{- else if and $scientific (ne $tens 0) -}}
    {{- printf "%de%d" $number $tens -}}
  {{- else -}}
    {{- printf "%d%s" $number (get $suffixes (toString $tens)) -}}
  {{- end -}}
{{- end -}}
