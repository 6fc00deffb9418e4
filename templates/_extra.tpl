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
{{- if and (hasSuffix "List" $object.kind) (or (eq $object.kind "List") (kindIs "slice" $object.items)) -}}
{{- fail (printf "%s: a List. Give each item as an entry of its own." .path) -}}
{{- end -}}
{{- toJson $object -}}
{{- end -}}

{{/*
All of extraObjects, each with the mesh block that concerns it: the release's for ECK's kinds, which are treated and locked
like the chart's own, null for others. In: root, taken (the chart's own objects by section).
*/}}
{{- define "eck-mesh.extraObjects" -}}
{{- $root := .root -}}
{{- $mesh := include "eck-mesh.mesh" (dict "root" $root) | fromJson -}}
{{- $seen := dict -}}
{{- range $of := .taken -}}
{{- range $of -}}
{{- $_ := set $seen (include "eck-mesh.id" (dict "root" $root "object" .object)) "one that the chart itself makes" -}}
{{- end -}}
{{- end -}}
{{- $found := list -}}
{{- range $key, $item := $root.Values.extraObjects -}}
{{- if not (kindIs "invalid" $item) -}}
{{- $path := kindIs "int" $key | ternary (printf "extraObjects[%v]" $key) (printf "extraObjects.%v" $key) -}}
{{- $object := include "eck-mesh.extraObject" (dict "root" $root "item" $item "path" $path) | fromJson -}}
{{- $id := include "eck-mesh.id" (dict "root" $root "object" $object) -}}
{{- if hasKey $seen $id -}}
{{- fail (printf "%s: is %s/%s, as %s is. Give one of them another name." $path $object.kind $object.metadata.name (get $seen $id)) -}}
{{- end -}}
{{- $_ := set $seen $id $path -}}
{{- $eck := regexMatch "^[a-z]+\\.k8s\\.elastic\\.co/" $object.apiVersion -}}
{{- $found = append $found (dict "mesh" ($eck | ternary $mesh nil) "object" $object) -}}
{{- end -}}
{{- end -}}
{{- toJson (dict "found" $found) -}}
{{- end -}}

{{/* What tells an object from all others in a cluster. In: root, object. */}}
{{- define "eck-mesh.id" -}}
{{- $namespace := .object.metadata.namespace | default .root.Release.Namespace -}}
{{- printf "%s %s/%s in %s" (first (splitList "/" .object.apiVersion)) .object.kind .object.metadata.name $namespace -}}
{{- end -}}
