{{/*
The mesh block, and the lock that carries it to the post-renderer, which is given no values by Helm. The group of a
locked resource ends in .invalid and so can never be served: without the post-renderer Helm, kubectl and Flux refuse it,
and the name of the group says what to add.
*/}}

{{/*
The resolved block. In: root, mesh (the resource's own, or nothing). Maps merge deeply; rules are the release's and then
the resource's; null means not set. What templates ask for has its default here too: a null in an umbrella's values.yaml
takes the chart's own default away under Helm 3, and the guard would be silent about a `tls` that is not there.
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
An object with its lock, where its mode is not disabled. In: root, mesh (resolved), object, digest (what `eck-mesh compile`
hands back in mesh.compiled).
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
