{{/*
The digest of a plan. It is made of what the rules of the post-renderer can read: a plan stays fresh while only counts,
resources, images, labels and the like change. files/digest.yaml says what is left out.
*/}}

{{/*
The digest. Arguments: root, objects (from eck-mesh.objects). The digest leaves out the build metadata of the chart's
version, where Flux appends a digest of its own; acceptOutage, which only the guard reads; and those extraObjects that the
post-renderer does not read (eck_mesh/manifests/documents/reader.py).
*/}}
{{- define "eck-mesh.digest" -}}
  {{- $table := .root.Files.Get "files/digest.yaml" | fromYaml -}}
  {{- $selected := false -}}
  {{- $versions := false -}}
  {{- $resources := list -}}
  {{- range .objects -}}
    {{- range . -}}
      {{- $selected = or $selected (has .object.kind $table.metadata.selecting) -}}
      {{- $versions = or $versions (contains $table.metadata.version (toJson (omit .object "metadata"))) -}}
      {{- if .mesh -}}
        {{- $resources = append $resources .object -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $resources = toJson $resources -}}
  {{- $objects := list -}}
  {{- range .objects -}}
    {{- range . -}}
      {{- if .mesh -}}
        {{- /* With rules the container counts that has the resources, because a rule's path may lead to it. */ -}}
        {{- $object := empty .mesh.rules | ternary (.bare | default .object) .object -}}
        {{- $part := include "eck-mesh.digested" (dict "object" $object "mesh" .mesh "table" $table "selected" $selected "versions" $versions) | fromJson -}}
        {{- $objects = append $objects (dict "mesh" (omit .mesh "acceptOutage") "object" $part) -}}
      {{- else if eq .object.kind "Secret" -}}
        {{- if contains (printf "\"secretName\":%s" (toJson .object.metadata.name)) $resources -}}
          {{- $objects = append $objects (include "eck-mesh.addressesOfSecret" .object | fromJson) -}}
        {{- end -}}
      {{- else if eq (include "eck-mesh.isRead" (dict "object" .object "table" $table)) "true" -}}
        {{- /* Labels of what the chart creates beside a resource count no more than the resource's own. */ -}}
        {{- $metadata := not (empty .of) | ternary (omit .object.metadata "labels") .object.metadata -}}
        {{- $objects = append $objects (dict "mesh" dict "object" (set (omit .object "metadata") "metadata" $metadata)) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- sha256sum (toJson (dict
    "contract" 1
    "chart" .root.Chart.Name
    "version" (first (splitList "+" .root.Chart.Version))
    "release" .root.Release.Name
    "namespace" .root.Release.Namespace
    "objects" $objects)) -}}
{{- end -}}

{{/*
The part of a Secret that counts: values that may be addresses, which contain a hyphen as all Services of ECK do. Other
values, such as random passwords, do not. Argument: the object.
*/}}
{{- define "eck-mesh.addressesOfSecret" -}}
  {{- $found := dict "metadata" (pick .metadata "name" "namespace") -}}
  {{- range $key, $value := .data | default dict -}}
    {{- $_ := set $found (printf "data.%s" $key) (b64dec (toString $value)) -}}
  {{- end -}}
  {{- range $key, $value := .stringData | default dict -}}
    {{- $_ := set $found (printf "stringData.%s" $key) (toString $value) -}}
  {{- end -}}
  {{- range $key, $value := omit $found "metadata" -}}
    {{- if not (regexMatch "[A-Za-z0-9]-[A-Za-z0-9]" $value) -}}
      {{- $_ := unset $found $key -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}

{{/* Whether the post-renderer reads an object that is not ECK's. Arguments: object, table. */}}
{{- define "eck-mesh.isRead" -}}
  {{- $kind := .object.kind -}}
  {{- if eq $kind "Namespace" -}}
    {{- hasKey (.object.metadata.labels | default dict) "istio-injection" -}}
  {{- else if eq $kind "StatefulSet" -}}
    {{- contains "--config=/conf/eck.yaml" (toJson .object) -}}
  {{- else -}}
    {{- has $kind .table.kinds -}}
  {{- end -}}
{{- end -}}

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
