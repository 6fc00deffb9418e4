{{/*
One entry of extraObjects, templated, as a dict. Arguments: root, item (mapping or text), path. Text must be one document,
because fromYaml reads only the first and drops the rest. The pattern finds every document separator: `---` with content
or a comment on its line, with CRLF, and `...`. Lists are rejected, because nothing that looks at kinds sees their items.
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
    {{- fail (printf "%s: holds several YAML documents. Make each one an entry of its own." .path) -}}
  {{- end -}}
  {{- $object := fromYaml (first $documents | default "") -}}
  {{- $metadata := kindIs "map" $object.metadata | ternary $object.metadata dict -}}
  {{- $whole := not (hasKey $object "Error") -}}
  {{- range list $object.apiVersion $object.kind $metadata.name -}}
    {{- $whole = and $whole (kindIs "string" .) (not (empty .)) -}}
  {{- end -}}
  {{- if not $whole -}}
    {{- fail (printf "%s: must be one manifest whose apiVersion, kind and metadata.name are strings. Quote y, n, on, off and numbers. %s" .path ($object.Error | default "")) -}}
  {{- end -}}
  {{- if and (hasSuffix "List" $object.kind) (or (eq $object.kind "List") (kindIs "slice" $object.items)) -}}
    {{- fail (printf "%s: is a List. Make each of its items an entry of its own." .path) -}}
  {{- end -}}
  {{- toJson $object -}}
{{- end -}}

{{/*
All of extraObjects, each with its path in values and its mesh block: for ECK's kinds, which are changed and locked like the chart's own
resources, the release's with the resource's own in mesh.resources over it; null for other kinds. Arguments: root, taken
(the chart's own objects by section).
*/}}
{{- define "eck-mesh.extraObjects" -}}
  {{- $root := .root -}}
  {{- $blocks := include "eck-mesh.withoutNulls" (($root.Values.mesh | default dict).resources | default dict) | fromJson -}}
  {{- $named := dict -}}
  {{- $known := list -}}
  {{- $seen := dict -}}
  {{- $found := list -}}
  {{- range $key, $item := $root.Values.extraObjects -}}
    {{- if not (kindIs "invalid" $item) -}}
      {{- $path := kindIs "int" $key | ternary (printf "extraObjects[%v]" $key) (printf "extraObjects.%v" $key) -}}
      {{- $object := include "eck-mesh.extraObject" (dict "root" $root "item" $item "path" $path) | fromJson -}}
      {{- $id := include "eck-mesh.id" (dict "root" $root "object" $object) -}}
      {{- if hasKey $seen $id -}}
        {{- fail (printf "%s: is %s/%s, and so is %s. Rename one of them." $path $object.kind $object.metadata.name (get $seen $id)) -}}
      {{- end -}}
      {{- $_ := set $seen $id $path -}}
      {{- $one := dict "mesh" nil "object" $object "path" $path -}}
      {{- if regexMatch "^[a-z]+\\.k8s\\.elastic\\.co/" $object.apiVersion -}}
        {{- $keys := include "eck-mesh.keys" (dict "object" $object "namespace" $root.Release.Namespace) | fromJsonArray -}}
        {{- $own := dict -}}
        {{- range $name := $keys -}}
          {{- if hasKey $blocks $name -}}
            {{- $own = get $blocks $name -}}
            {{- $_ := set $named $name (append (get $named $name | default list) (last $keys)) -}}
          {{- end -}}
        {{- end -}}
        {{- $known = append $known (last $keys) -}}
        {{- $_ := set $one "mesh" (include "eck-mesh.mesh" (dict "root" $root "mesh" $own) | fromJson) -}}
        {{- $_ := set $one "place" (printf "mesh.resources.%q" (empty $object.metadata.namespace | ternary (first $keys) (last $keys))) -}}
      {{- end -}}
      {{- $found = append $found $one -}}
    {{- end -}}
  {{- end -}}
  {{- include "eck-mesh.checkResources" (dict "blocks" $blocks "found" $named "known" $known "sections" .taken "namespace" $root.Release.Namespace) -}}
  {{- toJson (dict "found" $found) -}}
{{- end -}}

{{/*
Fails for one of extraObjects that the chart itself creates too. Renders nothing. Arguments: root, own (the chart's objects by
section), extra (the rows of extraObjects).
*/}}
{{- define "eck-mesh.checkTaken" -}}
  {{- $seen := dict -}}
  {{- range $of := .extra | empty | ternary dict .own -}}
    {{- range $of -}}
      {{- $_ := set $seen (include "eck-mesh.id" (dict "root" $.root "object" .object)) true -}}
    {{- end -}}
  {{- end -}}
  {{- range .extra -}}
    {{- if hasKey $seen (include "eck-mesh.id" (dict "root" $.root "object" .object)) -}}
      {{- fail (printf "%s: is %s/%s, and so is a resource that the chart itself creates. Rename one of them." .path .object.kind .object.metadata.name) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/* The identity of an object in a cluster: group, kind, name and namespace. Arguments: root, object. */}}
{{- define "eck-mesh.id" -}}
  {{- $namespace := .object.metadata.namespace | default .root.Release.Namespace -}}
  {{- printf "%s %s/%s in %s" (first (splitList "/" .object.apiVersion)) .object.kind .object.metadata.name $namespace -}}
{{- end -}}
