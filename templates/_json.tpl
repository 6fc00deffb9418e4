{{/*
Helpers pass objects to each other as JSON: `include … | fromJson`. If a helper prints anything else, fromJson does not
fail, but returns a map with the key Error. eck-mesh.print therefore checks each object for that key.
*/}}

{{/* A map without nulls, at any depth: Helm 3 passes nulls of a parent chart's values on, Helm 4 drops them. */}}
{{- define "eck-mesh.withoutNulls" -}}
  {{- $text := toJson . -}}
  {{- if contains "null" $text -}}
    {{- $out := dict -}}
    {{- range $key, $value := . -}}
      {{- if kindIs "map" $value -}}
        {{- $_ := set $out $key (include "eck-mesh.withoutNulls" $value | fromJson) -}}
      {{- else if not (kindIs "invalid" $value) -}}
        {{- $_ := set $out $key $value -}}
      {{- end -}}
    {{- end -}}
    {{- $text = toJson $out -}}
  {{- end -}}
  {{- $text -}}
{{- end -}}
