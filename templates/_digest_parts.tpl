{{/* The parts of an object that the digest is made of. files/digest.yaml says what is left out. */}}

{{/*
The part of one of ECK's objects that rules can read. Arguments: object, mesh, table, selected (whether something in the
release selects resources by their labels), versions (whether something in the release may read the label with the version).
*/}}
{{- define "eck-mesh.digested" -}}
  {{- $object := deepCopy .object -}}
  {{- $row := get .table.leftOut $object.kind -}}
  {{- if $row -}}
    {{- $annotations := $object.metadata.annotations | default dict -}}
    {{- $propagated := contains .table.metadata.propagated (keys $annotations | join " ") -}}
    {{- $kept := dict -}}
    {{- range $key, $value := $annotations -}}
      {{- range $.table.metadata.domains -}}
        {{- if contains . $key -}}
          {{- $_ := set $kept $key $value -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
    {{- $reached := include "eck-mesh.reached" . | fromJsonArray -}}
    {{- if and $object.metadata.labels (not (or .versions $reached)) -}}
      {{- $_ := unset $object.metadata.labels .table.metadata.version -}}
    {{- end -}}
    {{- /* Of these two a part counts: rules compare major versions (withoutTlsSince in eck_mesh/eck/kinds.yaml). */ -}}
    {{- $spec := kindIs "map" $object.spec | ternary $object.spec dict -}}
    {{- $parts := dict "metadata.annotations" $kept "spec.version" (first (splitList "." (toString $spec.version))) -}}
    {{- $in := dict "row" $row "table" .table "reached" $reached "propagated" $propagated -}}
    {{- $tree := include "eck-mesh.knownLeftOut" (set $in "labels" (not (or $propagated .selected))) | fromJson -}}
    {{- range $path, $part := $parts -}}
      {{- if dig (first (splitList "." $path)) (last (splitList "." $path)) false $tree -}}
        {{- $_ := set $object (printf "part of %s" $path) $part -}}
      {{- end -}}
    {{- end -}}
    {{- include "eck-mesh.leaveOut" (dict "here" $object "tree" $tree) -}}
  {{- end -}}
  {{- toJson $object -}}
{{- end -}}

{{/*
The places that mesh.rules may reach in an object, as a JSON list of paths with a dot at the end: "" is every place, where a
rule's path is more than keys and indexes. Arguments: object, mesh, table.
*/}}
{{- define "eck-mesh.reached" -}}
  {{- $reached := list -}}
  {{- range .mesh.rules -}}
    {{- $kind := (.match | default dict).kind | default $.object.kind -}}
    {{- if or (eq $kind $.object.kind) (not (hasKey $.table.leftOut $kind)) -}}
      {{- $path := "" -}}
      {{- if regexMatch "^\\$(\\.[A-Za-z0-9_-]+(\\[([*]|[0-9]+)\\])*)+$" (toString .path) -}}
        {{- $path = printf "%s." (trimPrefix "$." (regexReplaceAll "\\[([*]|[0-9]+)\\]" .path ".*")) -}}
      {{- end -}}
      {{- $reached = append $reached $path -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $reached -}}
{{- end -}}

{{/* The same as eck-mesh.leftOut, which resources of a kind without mesh.rules have in common: it is kept in the table. */}}
{{- define "eck-mesh.knownLeftOut" -}}
  {{- if .reached -}}
    {{- include "eck-mesh.leftOut" . -}}
  {{- else -}}
    {{- $id := printf "%t %t" .propagated .labels -}}
    {{- if not (hasKey .row $id) -}}
      {{- $_ := set .row $id (include "eck-mesh.leftOut" .) -}}
    {{- end -}}
    {{- get .row $id -}}
  {{- end -}}
{{- end -}}

{{/*
What is left out of an object, as a tree of its keys with true at the ends, "*" for each element of a list. Arguments: row (of
the kind) and table of files/digest.yaml, reached, propagated (whether all annotations count), labels (whether no label counts).
*/}}
{{- define "eck-mesh.leftOut" -}}
  {{- $paths := append .row.fields "spec.version" -}}
  {{- range $holder := .row.podTemplates -}}
    {{- range $.table.ofPodTemplates -}}
      {{- $paths = append $paths (printf "%s.podTemplate.%s" $holder .) -}}
    {{- end -}}
  {{- end -}}
  {{- if .labels -}}
    {{- $paths = append $paths "metadata.labels" -}}
  {{- end -}}
  {{- if not .propagated -}}
    {{- $paths = append $paths "metadata.annotations" -}}
  {{- end -}}
  {{- $tree := dict -}}
  {{- range $path := $paths -}}
    {{- $counts := false -}}
    {{- range $.reached -}}
      {{- $counts = or $counts (hasPrefix . (printf "%s." $path)) (hasPrefix (printf "%s." $path) .) -}}
    {{- end -}}
    {{- if not $counts -}}
      {{- $here := $tree -}}
      {{- range initial (splitList "." $path) -}}
        {{- if not (hasKey $here .) -}}
          {{- $_ := set $here . dict -}}
        {{- end -}}
        {{- $here = get $here . -}}
      {{- end -}}
      {{- $_ := set $here (last (splitList "." $path)) true -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $tree -}}
{{- end -}}

{{/* Removes fields from an object, in place. Renders nothing. Arguments: here (the object), tree (as above). */}}
{{- define "eck-mesh.leaveOut" -}}
  {{- $here := .here -}}
  {{- if kindIs "slice" $here -}}
    {{- $below := get .tree "*" -}}
    {{- range kindIs "map" $below | ternary $here list -}}
      {{- include "eck-mesh.leaveOut" (dict "here" . "tree" $below) -}}
    {{- end -}}
  {{- else if kindIs "map" $here -}}
    {{- range $key, $below := .tree -}}
      {{- if kindIs "bool" $below -}}
        {{- $_ := unset $here $key -}}
      {{- else if hasKey $here $key -}}
        {{- include "eck-mesh.leaveOut" (dict "here" (get $here $key) "tree" $below) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
