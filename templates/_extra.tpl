{{/*
One of extraObjects, templated, as a dict. In: root, item (mapping or text), path. Text is one document; a List would
hide what it holds from everybody who looks at kinds. fromYaml reads the first document of several and drops the rest, so
every way to begin or end one is looked for: with content or a comment on its line, with CRLF, and `...`.
*/}}
{{- define "eck-mesh.extraObject" -}}
{{- $text := kindIs "string" .item | ternary .item (toYaml .item) -}}
{{- $text = tpl $text .root -}}
{{- $documents := list -}}
{{- range regexSplit "(?m)^(---|\\.\\.\\.)([ \t\r]|$)" $text -1 -}}
{{- if regexMatch "(?m)^[ \t]*[^#\\s]" . -}}
{{- $documents = append $documents . -}}
{{- end -}}
{{- end -}}
{{- if gt (len $documents) 1 -}}
{{- fail (printf "%s: holds several documents. Give each as an entry of its own." .path) -}}
{{- end -}}
{{- $object := fromYaml (first $documents | default "") -}}
{{- $metadata := kindIs "map" $object.metadata | ternary $object.metadata dict -}}
{{- $whole := not (hasKey $object "Error") -}}
{{- range list $object.apiVersion $object.kind $metadata.name -}}
{{- $whole = and $whole (kindIs "string" .) (not (empty .)) -}}
{{- end -}}
{{- if not $whole -}}
{{- fail (printf "%s: must be one manifest, with apiVersion, kind and metadata.name as strings (quote y, n, on, off and numbers). %s" .path ($object.Error | default "")) -}}
{{- end -}}
{{- if eq $object.kind "List" -}}
{{- fail (printf "%s: a List. Give each item as an entry of its own." .path) -}}
{{- end -}}
{{- toJson $object -}}
{{- end -}}
