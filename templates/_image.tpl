{{/*
The image of a resource in imageRegistry, or nothing: then the operator takes it from its own registry. An umbrella chart's
registry is global.imageRegistry. Arguments: root, kind, spec.
*/}}
{{- define "eck-mesh.image" -}}
  {{- $registry := .root.Values.imageRegistry | default (.root.Values.global | default dict).imageRegistry | default "" | trimSuffix "/" -}}
  {{- $version := toString .spec.version -}}
  {{- /* ECK rejects a resource with another version. */ -}}
  {{- if and $registry (regexMatch "^(0|[1-9][0-9]*)([.](0|[1-9][0-9]*)){2}(-(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)([.](0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?([+][0-9A-Za-z.-]+)?$" $version) -}}
    {{- $image := "" -}}
    {{- range $row := .kind.images -}}
      {{- $fits := or (not $row.before) (semverCompare (printf "<%s-0" $row.before) $version) -}}
      {{- range $field, $values := $row.when -}}
        {{- $fits = and $fits (has (get $.spec $field) $values) -}}
      {{- end -}}
      {{- if and $fits (not $image) -}}
        {{- $tag := replace "{version}" $version ($row.tag | default "{version}") -}}
        {{- $image = printf "%s/%s:%s" $registry $row.repository $tag -}}
        {{- range $field, $_ := $row.when -}}
          {{- $image = replace (printf "{%s}" $field) (get $.spec $field) $image -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
    {{- $image -}}
  {{- end -}}
{{- end -}}
