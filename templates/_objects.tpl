{{/*
Every object of the release as values define it, before the mesh: {"elasticsearch": [{"mesh": …, "object": …, "place":
…}], …, "extraObjects": […]}. Argument: the root context. `mesh` is the resolved mesh block, or null for a kind that the
mesh does not concern; `place` is where the resource's own settings stand in values; `bare` is the object without the
resources of its containers, if they have any; `of` is the entry beside whose resource the object is. The post-renderer plans
with these objects and the digest is made of them, so no helper that is called here reads .Capabilities, lookup, the revision or
the clock.
*/}}
{{- define "eck-mesh.objects" -}}
  {{- $root := . -}}
  {{- $names := include "eck-mesh.names" . | fromJson -}}
  {{- $kinds := include "eck-mesh.kinds" . | fromJson -}}
  {{- $canonical := set (.Files.Get "files/canonical.yaml" | fromYaml) "known" dict -}}
  {{- $hostsTaken := dict -}}
  {{- $policies := dict -}}
  {{- $objects := dict -}}
  {{- $ins := dict -}}
  {{- range $section, $of := $names -}}
    {{- $found := list -}}
    {{- range $key, $identity := $of -}}
      {{- $kind := get $kinds $section -}}
      {{- $entry := include "eck-mesh.entry" (dict "root" $root "kind" $kind "section" $section "key" $key) | fromJson -}}
      {{- $mesh := include "eck-mesh.mesh" (dict "root" $root "mesh" $entry.mesh) | fromJson -}}
      {{- $in := dict "root" $root "kind" $kind "section" $section "key" $key "entry" $entry "name" $identity.name -}}
      {{- $_ := set (set $in "identity" $identity) "targets" (dict "names" $names "namespace" $identity.namespace) -}}
      {{- $row := dict "mesh" $mesh "place" (printf "%s.%s.mesh" $section $key) -}}
      {{- $_ := set $row "object" (include "eck-mesh.object" $in | fromJson) -}}
      {{- $bare := include "eck-mesh.withoutResources" $entry | fromJson -}}
      {{- if ne (toJson $bare) (toJson $entry) -}}
        {{- $_ := set $row "bare" (include "eck-mesh.object" (set $in "entry" $bare) | fromJson) -}}
      {{- end -}}
      {{- range pick $row "object" "bare" -}}
        {{- include "eck-mesh.canonical" (dict "spec" .spec "table" $canonical) -}}
      {{- end -}}
      {{- $found = append $found $row -}}
      {{- $in = set (set (set $in "entry" $entry) "object" $row.object) "mesh" $mesh -}}
      {{- $in = set (set $in "hostsTaken" $hostsTaken) "policies" $policies -}}
      {{- $_ := set $ins $section (append (get $ins $section | default list) $in) -}}
    {{- end -}}
    {{- $_ := set $objects $section $found -}}
  {{- end -}}
  {{- include "eck-mesh.within" (dict "objects" $objects "entries" $ins) -}}
  {{- $extra := include "eck-mesh.extraObjects" (dict "root" . "taken" $objects) | fromJson -}}
  {{- $release := dict "objects" (deepCopy $objects) "extra" $extra.found "kinds" $kinds "entries" $ins -}}
  {{- range $section, $of := $ins -}}
    {{- $found := list -}}
    {{- range $index, $in := $of -}}
      {{- $found = append $found (index (get $objects $section) $index) -}}
      {{- range include "eck-mesh.beside" (set $in "release" $release) | fromJsonArray -}}
        {{- $found = append $found (dict "mesh" nil "object" . "of" (printf "%s.%s" $section $in.key)) -}}
      {{- end -}}
    {{- end -}}
    {{- $_ := set $objects $section $found -}}
  {{- end -}}
  {{- include "eck-mesh.checkBeside" (dict "root" . "objects" $objects) -}}
  {{- include "eck-mesh.checkTaken" (dict "root" . "own" $objects "extra" $extra.found) -}}
  {{- toJson (set $objects "extraObjects" $extra.found) -}}
{{- end -}}

{{/*
Every object as the chart renders it: unchanged if it has no mesh block, changed by the plan if there is mesh.compiled,
locked otherwise. Argument: the root context.
*/}}
{{- define "eck-mesh.manifests" -}}
  {{- $objects := include "eck-mesh.objects" . | fromJson -}}
  {{- $compiled := include "eck-mesh.compiled" (dict "root" . "objects" $objects) | fromJson -}}
  {{- $digest := "" -}}
  {{- if eq (include "eck-mesh.isMeshed" $objects) "true" -}}
    {{- $digest = include "eck-mesh.digest" (dict "root" . "objects" $objects) -}}
  {{- end -}}
  {{- $manifests := dict -}}
  {{- $labels := dict -}}
  {{- range $section, $of := $objects -}}
    {{- $found := list -}}
    {{- range $of -}}
      {{- $object := .object -}}
      {{- if and $compiled (not .mesh) (hasPrefix "stackconfigpolicy.k8s.elastic.co/" $object.apiVersion) -}}
        {{- $object = include "eck-mesh.changed" (dict "object" $object "changes" $compiled.changes) | fromJson -}}
      {{- end -}}
      {{- if .mesh -}}
        {{- if $compiled -}}
          {{- $object = include "eck-mesh.changed" (dict "object" $object "changes" $compiled.changes) | fromJson -}}
          {{- $_ := set $labels (include "eck-mesh.planId" $object) $object.metadata.labels -}}
          {{- if and (ne .mesh.mode "disabled") (empty $object.metadata.annotations) -}}
            {{- $_ := unset $object.metadata "annotations" -}}
          {{- end -}}
        {{- end -}}
        {{- if eq $object.kind "Elasticsearch" -}}
          {{- include "eck-mesh.guard" (dict "root" $ "mesh" .mesh "object" $object "planned" (not (empty $compiled))) -}}
          {{- include "eck-mesh.ambientGuard" (dict "root" $ "mesh" .mesh "object" $object) -}}
        {{- end -}}
        {{- if not $compiled -}}
          {{- $object = include "eck-mesh.locked" (dict "root" $ "mesh" .mesh "object" $object "place" .place "digest" $digest) | fromJson -}}
        {{- end -}}
      {{- end -}}
      {{- $found = append $found $object -}}
    {{- end -}}
    {{- $_ := set $manifests $section $found -}}
  {{- end -}}
  {{- $created := list -}}
  {{- range $compiled.created -}}
    {{- $own := get $labels (toString .owner) -}}
    {{- if and $own (not (hasKey .manifest.metadata "labels")) -}}
      {{- $_ := set .manifest.metadata "labels" $own -}}
    {{- end -}}
    {{- $created = append $created .manifest -}}
  {{- end -}}
  {{- toJson (set $manifests "created" $created) -}}
{{- end -}}

{{/*
Makes the manifests once and keeps them in the root context, as eckMesh. The templates of a chart share that context; if they
did not, rendering would only take longer. Renders nothing. Argument: the root context.
*/}}
{{- define "eck-mesh.once" -}}
  {{- if not (hasKey . "eckMesh") -}}
    {{- $_ := set . "eckMesh" (include "eck-mesh.manifests" . | fromJson) -}}
  {{- end -}}
{{- end -}}

{{/* The manifests of one section, one document each. Arguments: root, section. */}}
{{- define "eck-mesh.print" -}}
  {{- include "eck-mesh.once" .root -}}
  {{- range prepend (get .root.eckMesh .section | default list) .root.eckMesh -}}
    {{- if hasKey . "Error" -}}
      {{- fail (printf "a helper of this chart did not print JSON, which is a bug of the chart: %s" .Error) -}}
    {{- end -}}
  {{- end -}}
  {{- range get .root.eckMesh .section | default list }}
---
{{ include "eck-mesh.mark" . }}{{ toYaml . }}
{{ end -}}
{{- end -}}

{{/*
A comment above what the post-renderer has nothing to do with, or nothing any more: resources of ECK, and its operator,
without a lock. By the comment it tells them from third-party ones, for which somebody forgot to say a mode. Under both
Helms the comment reaches the post-renderer, under every alias of this chart, and no cluster. Argument: the object.
*/}}
{{- define "eck-mesh.mark" -}}
  {{- if or (regexMatch "^[a-z]+\\.k8s\\.elastic\\.co/" .apiVersion) (eq .kind "StatefulSet") -}}
# Rendered by eck-mesh
{{ end -}}
{{- end -}}
