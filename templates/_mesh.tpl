{{/*
The mesh block, and the lock that carries it to the post-renderer, because Helm passes no values to a post-renderer. The
API group of a locked resource ends in .invalid, so no cluster can serve it: without the post-renderer Helm, kubectl and
Flux reject the resource, and the name of the group says what to add.
*/}}

{{/*
The resolved mesh block. Arguments: root, mesh (the resource's own block, or nothing). Maps merge deeply; the release's
rules come before the resource's; null means not set. Keys that templates read have their defaults here too: under Helm 3
a null in an umbrella chart's values.yaml removes this chart's default, and without `tls` the guard would not fail.
*/}}
{{- define "eck-mesh.mesh" -}}
{{- $release := include "eck-mesh.withoutNulls" (.root.Values.mesh | default dict) | fromJson -}}
{{- $own := include "eck-mesh.withoutNulls" (.mesh | default dict) | fromJson -}}
{{- $rules := concat ($release.rules | default list) ($own.rules | default list) -}}
{{- $defaults := dict "mode" "disabled" "dataPlane" "sidecar" "tls" "auto" -}}
{{- $block := mergeOverwrite $defaults (deepCopy $release) (deepCopy $own) (dict "rules" ($rules | default list)) -}}
{{- toJson (omit $block "compiled") -}}
{{- end -}}

{{/*
The object, locked unless its mode is disabled. Arguments: root, mesh (resolved), object, digest (which `eck-mesh compile`
writes to mesh.compiled).
*/}}
{{- define "eck-mesh.locked" -}}
{{- $object := deepCopy .object -}}
{{- if ne .mesh.mode "disabled" -}}
{{- $metadata := $object.metadata -}}
{{- $release := include "eck-mesh.mesh" (dict "root" .root) | fromJson -}}
{{- $head := dict
  "contract" 1
  "digest" .digest
  "release" .root.Release.Name
  "namespace" ($metadata.namespace | default .root.Release.Namespace)
  "releaseMode" $release.mode -}}
{{- $settings := dict "eck-mesh.invalid/settings" (toJson (mergeOverwrite (deepCopy .mesh) $head)) -}}
{{- $_ := set $metadata "annotations" (mergeOverwrite ($metadata.annotations | default dict) $settings) -}}
{{- $parts := splitList "/" $object.apiVersion -}}
{{- $_ := set $object "apiVersion" (printf "%s.add-post-renderer-eck-mesh.invalid/%s" (first $parts) (last $parts)) -}}
{{- end -}}
{{- toJson $object -}}
{{- end -}}
