{{/*
The mesh block, and the lock that carries it to the post-renderer, because Helm passes no values to a post-renderer. The
API group of a locked resource ends in .invalid, so no cluster can serve it: without the post-renderer Helm, kubectl and
Flux reject the resource, and the name of the group says what to add.
*/}}

{{/*
The resolved mesh block. Arguments: root, mesh (the resource's own block, or nothing). Maps merge deeply; the rules, the
allowed clients and the hosts outside of the release come before the resource's; null means not set. Keys that templates read have their defaults
here too: under Helm 3 a null in an umbrella chart's values.yaml removes this chart's default, and without `tls` the guard
would not fail. The block of the release is resolved once and kept in the root context, as text.
*/}}
{{- define "eck-mesh.mesh" -}}
  {{- if .mesh -}}
    {{- include "eck-mesh.resolved" . -}}
  {{- else -}}
    {{- if not (hasKey .root "eckMeshOfRelease") -}}
      {{- $_ := set .root "eckMeshOfRelease" (include "eck-mesh.resolved" (dict "root" .root)) -}}
    {{- end -}}
    {{- .root.eckMeshOfRelease -}}
  {{- end -}}
{{- end -}}

{{/* The same, anew. Arguments: as above. */}}
{{- define "eck-mesh.resolved" -}}
  {{- $release := include "eck-mesh.withoutNulls" (.root.Values.mesh | default dict) | fromJson -}}
  {{- $own := include "eck-mesh.withoutNulls" (.mesh | default dict) | fromJson -}}
  {{- $rules := concat ($release.rules | default list) ($own.rules | default list) -}}
  {{- $hosts := concat ($release.egressHosts | default list) ($own.egressHosts | default list) -}}
  {{- $defaults := dict "mode" "disabled" "dataPlane" "sidecar" "tls" "auto" -}}
  {{- $allow := concat ($release.allow | default list) ($own.allow | default list) -}}
  {{- $added := dict "rules" ($rules | default list) "allow" ($allow | default list) "egressHosts" ($hosts | default list) -}}
  {{- $block := mergeOverwrite $defaults (deepCopy $release) (deepCopy $own) $added -}}
  {{- toJson (omit $block "compiled" "resources") -}}
{{- end -}}

{{/*
The object, locked unless its mode is disabled. Arguments: root, mesh (resolved), object, place (of the resource's own
settings in values, which messages name), digest (which `eck-mesh compile` writes to mesh.compiled).
*/}}
{{- define "eck-mesh.locked" -}}
  {{- $object := .object -}}
  {{- if ne .mesh.mode "disabled" -}}
    {{- $metadata := deepCopy $object.metadata -}}
    {{- $object = set (omit $object "metadata") "metadata" $metadata -}}
    {{- $release := include "eck-mesh.mesh" (dict "root" .root) | fromJson -}}
    {{- $head := dict
      "contract" 1
      "digest" .digest
      "release" .root.Release.Name
      "namespace" ($metadata.namespace | default .root.Release.Namespace)
      "releaseMode" $release.mode
      "place" (include "eck-mesh.place" (dict "root" .root "place" .place)) -}}
    {{- $settings := dict "eck-mesh.invalid/settings" (toJson (mergeOverwrite (omit .mesh "contract") $head)) -}}
    {{- $_ := set $metadata "annotations" (mergeOverwrite ($metadata.annotations | default dict) $settings) -}}
    {{- $parts := splitList "/" $object.apiVersion -}}
    {{- $_ := set $object "apiVersion" (printf "%s.add-post-renderer-eck-mesh.invalid/%s" (first $parts) (last $parts)) -}}
  {{- end -}}
  {{- toJson $object -}}
{{- end -}}

{{/*
A place in the values of the release, of which a subchart sees only its own part. Arguments: root, place (in the values of
this chart). The path of its templates names the chart's parents, each with its alias.
*/}}
{{- define "eck-mesh.place" -}}
  {{- $charts := splitList "/charts/" (trimSuffix "/templates" .root.Template.BasePath) -}}
  {{- join "." (append (rest $charts) .place) -}}
{{- end -}}

{{/*
Fails for a key of mesh.resources that does not name one of ECK's resources among extraObjects. Arguments: blocks (by
key), found (the full names of the resources by the keys that name them), known (all full names), sections (the chart's
own resources), namespace.
*/}}
{{- define "eck-mesh.checkResources" -}}
  {{- $taken := dict -}}
  {{- range $key, $block := .blocks -}}
    {{- $path := printf "mesh.resources.%q" $key -}}
    {{- range $.sections -}}
      {{- range . -}}
        {{- if has $key (include "eck-mesh.keys" (dict "object" .object "namespace" $.namespace) | fromJsonArray) -}}
          {{- fail (printf "%s: is a resource of the chart with a mesh block of its own. Set %s instead." $path .place) -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
    {{- $names := get $.found $key | default list -}}
    {{- if empty $names -}}
      {{- fail (printf "%s: extraObjects has no such resource of ECK; it has %s. Name one as Kind/name or Kind/namespace/name." $path (join ", " $.known | default "none")) -}}
    {{- else if gt (len $names) 1 -}}
      {{- fail (printf "%s: is %s. Name one with its namespace, as Kind/namespace/name." $path (join ", " $names)) -}}
    {{- else if hasKey $taken (first $names) -}}
      {{- fail (printf "%s: mesh.resources.%q names this resource too. Remove one of the two." $path (get $taken (first $names))) -}}
    {{- end -}}
    {{- $_ := set $taken (first $names) $key -}}
  {{- end -}}
{{- end -}}

{{/* The keys by which mesh.resources names an object: Kind/name and Kind/namespace/name. Arguments: object, namespace (of the release). */}}
{{- define "eck-mesh.keys" -}}
  {{- $kind := .object.kind -}}
  {{- $metadata := .object.metadata -}}
  {{- $namespace := $metadata.namespace | default .namespace -}}
  {{- toJson (list (printf "%s/%s" $kind $metadata.name) (printf "%s/%s/%s" $kind $namespace $metadata.name)) -}}
{{- end -}}
