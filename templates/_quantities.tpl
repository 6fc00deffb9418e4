{{/* Amounts and durations as the operator writes them back. */}}

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
