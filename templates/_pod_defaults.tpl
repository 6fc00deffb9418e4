{{/*
What is below every pod template: podDefaults, with the pull secrets of an umbrella chart behind its own. A null is a field
that is not set, in both Helms. Argument: the root context.
*/}}
{{- define "eck-mesh.podDefaults" -}}
  {{- $defaults := include "eck-mesh.withoutNulls" (.Values.podDefaults | default dict) | fromJson -}}
  {{- $secrets := $defaults.imagePullSecrets | default list -}}
  {{- range (.Values.global | default dict).imagePullSecrets -}}
    {{- $secret := kindIs "string" . | ternary (dict "name" .) . -}}
    {{- if not (or (empty .) (has $secret $secrets)) -}}
      {{- $secrets = append $secrets $secret -}}
    {{- end -}}
  {{- end -}}
  {{- if $secrets -}}
    {{- $_ := set $defaults "imagePullSecrets" $secrets -}}
  {{- end -}}
  {{- toJson $defaults -}}
{{- end -}}

{{/*
Lays a mapping over another one, in place. A null leaves what is there: Helm 4 drops it, and Helm 3 passes it on. Renders
nothing. Arguments: below (the mapping that changes), above, lists (files/pod-lists.yaml).
*/}}
{{- define "eck-mesh.overlay" -}}
  {{- range $field, $value := .above -}}
    {{- $have := get $.below $field -}}
    {{- $deep := get $.lists.merged $field -}}
    {{- $name := $deep | default (get $.lists.replaced $field) -}}
    {{- if and (kindIs "map" $value) (kindIs "map" $have) -}}
      {{- include "eck-mesh.overlay" (dict "below" $have "above" $value "lists" $.lists) -}}
    {{- else if and $name (kindIs "slice" $value) (kindIs "slice" $have) -}}
      {{- range $element := $value -}}
        {{- $at := -1 -}}
        {{- range $index, $old := $have -}}
          {{- if and (kindIs "map" $old) (kindIs "map" $element) (hasKey $old $name) (eq (toString (get $old $name)) (toString (get $element $name))) -}}
            {{- $at = $index -}}
          {{- end -}}
        {{- end -}}
        {{- if lt $at 0 -}}
          {{- $have = append $have $element -}}
        {{- else if $deep -}}
          {{- include "eck-mesh.overlay" (dict "below" (index $have $at) "above" $element "lists" $.lists) -}}
        {{- else -}}
          {{- $have = concat (slice $have 0 $at) (list $element) (slice $have (add1 $at | int)) -}}
        {{- end -}}
      {{- end -}}
      {{- $_ := set $.below $field $have -}}
    {{- else if not (kindIs "invalid" $value) -}}
      {{- $_ := set $.below $field $value -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
