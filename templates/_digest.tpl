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
The part of a Secret that counts: values that may be addresses, which contain a hyphen as all Services of ECK do, or a
scheme, and the keys by which mesh.egress knows clients of repositories. Other values, such as random passwords, do not.
Argument: the object.
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
    {{- if not (regexMatch "[A-Za-z0-9]-[A-Za-z0-9]|://" $value) -}}
      {{- if regexMatch "(^|[.])(s3[.]client|gcs[.]client|azure[.]client|xpack[.]notification)[.]" $key -}}
        {{- $_ := set $found $key "" -}}
      {{- else -}}
        {{- $_ := unset $found $key -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}

{{/* Whether the post-renderer reads an object that is not ECK's. Arguments: object, table. */}}
{{- define "eck-mesh.isRead" -}}
  {{- $kind := .object.kind -}}
  {{- if eq $kind "Namespace" -}}
    {{- $labels := .object.metadata.labels | default dict -}}
    {{- or (hasKey $labels "istio-injection") (hasKey $labels "pod-security.kubernetes.io/enforce") -}}
  {{- else if has $kind (list "StatefulSet" "Deployment" "ClusterServiceVersion") -}}
    {{- contains "--config=/conf/eck.yaml" (toJson .object) -}}
  {{- else if eq $kind "ConfigMap" -}}
    {{- hasKey (.object.data | default dict) "eck.yaml" -}}
  {{- else -}}
    {{- has $kind .table.kinds -}}
  {{- end -}}
{{- end -}}
