{{/*
Helpers hand objects to each other as JSON: `include … | fromJson`. A helper that prints anything else gives a map with
the key Error and goes on, so whoever prints an object asks for it (eck-mesh.print).
*/}}

{{/* A map without its nulls, at any depth: Helm 3 hands nulls of a parent chart on, Helm 4 drops them. */}}
{{- define "eck-mesh.withoutNulls" -}}
{{- $out := dict -}}
{{- range $key, $value := . -}}
{{- if kindIs "map" $value -}}
{{- $_ := set $out $key (include "eck-mesh.withoutNulls" $value | fromJson) -}}
{{- else if not (kindIs "invalid" $value) -}}
{{- $_ := set $out $key $value -}}
{{- end -}}
{{- end -}}
{{- toJson $out -}}
{{- end -}}
