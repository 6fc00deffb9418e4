{{/* The parts of an object that the digest is made of. files/digest.yaml says what is left out. */}}

{{/*
The part of one of ECK's objects that rules can read. Arguments: object, mesh, table, selected (whether something in the
release selects resources by their labels), versions (whether something in the release may read the label with the version).
*/}}
{{- define "eck-mesh.digested" -}}
  {{- $object := deepCopy .object -}}
  {{- $row := get .table.leftOut $object.kind -}}
  {{- if $row -}}
    {{- $paths := $row.fields -}}
    {{- range $holder := $row.podTemplates -}}
      {{- range $.table.ofPodTemplates -}}
        {{- $paths = append $paths (printf "%s.podTemplate.%s" $holder .) -}}
      {{- end -}}
    {{- end -}}
    {{- $annotations := $object.metadata.annotations | default dict -}}
    {{- $propagated := contains .table.metadata.propagated (keys $annotations | join " ") -}}
    {{- if not (or $propagated .selected) -}}
      {{- $paths = append $paths "metadata.labels" -}}
    {{- end -}}
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
    {{- range $path := concat $paths (keys $parts) -}}
      {{- $counts := and (eq $path "metadata.annotations") $propagated -}}
      {{- range $reached -}}
        {{- $counts = or $counts (hasPrefix . (printf "%s." $path)) (hasPrefix (printf "%s." $path) .) -}}
      {{- end -}}
      {{- if not $counts -}}
        {{- include "eck-mesh.leaveOut" (dict "here" $object "steps" (splitList "." $path)) -}}
        {{- if hasKey $parts $path -}}
          {{- $_ := set $object (printf "part of %s" $path) (get $parts $path) -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
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

{{/* Removes the field at a path from an object, in place. Renders nothing. Arguments: here (the object), steps. */}}
{{- define "eck-mesh.leaveOut" -}}
  {{- $here := .here -}}
  {{- $step := first .steps -}}
  {{- $steps := rest .steps -}}
  {{- if and (kindIs "slice" $here) (eq $step "*") -}}
    {{- range $here -}}
      {{- include "eck-mesh.leaveOut" (dict "here" . "steps" $steps) -}}
    {{- end -}}
  {{- else if kindIs "map" $here -}}
    {{- if not $steps -}}
      {{- $_ := unset $here $step -}}
    {{- else if hasKey $here $step -}}
      {{- include "eck-mesh.leaveOut" (dict "here" (get $here $step) "steps" $steps) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
