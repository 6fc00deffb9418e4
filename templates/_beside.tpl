{{/*
What the chart creates beside a resource of ECK, because a field of its entry asks for it. A kind that can have such a field
names it in its column `beside`, and a helper `eck-mesh.FIELD`, in a file of its own, shows the manifests: a YAML list, whose
elements have a name and a spec, and no labels. They are printed below the resource, in the same template. What the
post-renderer reads of them is in the digest by their kind (files/digest.yaml).
*/}}

{{/*
The objects beside a resource, as a JSON list. Arguments: as of eck-mesh.object, with object (the finished resource), mesh (its
resolved mesh block), hostsTaken and policies (what templates/_beside_expose.tpl keeps about the release), and release: objects
(all resources by section, as rows with object), extra (the rows of extraObjects), kinds, and entries (these arguments by
section). A field that is null asks for nothing, and the helpers see no null below it either.
*/}}
{{- define "eck-mesh.beside" -}}
  {{- $objects := list -}}
  {{- $labels := dict -}}
  {{- $in := dict -}}
  {{- $asked := list -}}
  {{- range $field := .kind.beside -}}
    {{- if hasKey $.entry $field -}}
      {{- $asked = append $asked $field -}}
    {{- end -}}
  {{- end -}}
  {{- if $asked -}}
    {{- $app := kebabcase .section -}}
    {{- $labels = dict "root" .root "app" $app "component" (printf "%s.%s" $app .key) "version" .object.spec.version "labels" .entry.labels -}}
    {{- $labels = include "eck-mesh.labels" $labels | fromJson -}}
    {{- $in = set (omit . "entry") "entry" (include "eck-mesh.withoutNulls" .entry | fromJson) -}}
  {{- end -}}
  {{- range $field := $asked -}}
    {{- range include (printf "eck-mesh.%s" $field) $in | fromYamlArray -}}
      {{- if kindIs "string" . -}}
        {{- fail (printf "the helper eck-mesh.%s did not print a list, which is a bug of the chart: %s" $field .) -}}
      {{- end -}}
      {{- $_ := set .metadata "labels" (mergeOverwrite (deepCopy $labels) (.metadata.labels | default dict)) -}}
      {{- if and $.identity.written (not (hasPrefix "Cluster" .kind)) -}}
        {{- $_ := set .metadata "namespace" $.identity.namespace -}}
      {{- end -}}
      {{- $annotations := mergeOverwrite (deepCopy ($.root.Values.commonAnnotations | default dict)) (.metadata.annotations | default dict) -}}
      {{- if $annotations -}}
        {{- $_ := set .metadata "annotations" $annotations -}}
      {{- end -}}
      {{- $objects = append $objects . -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $objects -}}
{{- end -}}

{{/*
Fails if two entries ask for the same object, or two certificates have one Secret. Arguments: root, objects (of
eck-mesh.objects, by section).
*/}}
{{- define "eck-mesh.checkBeside" -}}
  {{- $seen := dict -}}
  {{- $problems := list -}}
  {{- range $section, $found := .objects -}}
    {{- range $row := $found -}}
      {{- if .of -}}
        {{- $is := dict (printf "%s/%s" .object.kind .object.metadata.name) (include "eck-mesh.id" (dict "root" $.root "object" .object)) -}}
        {{- if eq .object.kind "Certificate" -}}
          {{- $_ := set $is (printf "Secret/%s" .object.spec.secretName) (printf "certificate in %s of %s" .object.spec.secretName (.object.metadata.namespace | default $.root.Release.Namespace)) -}}
        {{- end -}}
        {{- range $name, $id := $is -}}
          {{- if hasKey $seen $id -}}
            {{- $problems = append $problems (printf "%s: creates %s, and so does %s. Give it another name in one of them, or let one of them create it only." $row.of $name (get $seen $id)) -}}
          {{- end -}}
          {{- $_ := set $seen $id $row.of -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- if $problems -}}
    {{- fail (join "\n" $problems) -}}
  {{- end -}}
{{- end -}}

{{/* The labels of the pods of a resource. Arguments: kind, name. */}}
{{- define "eck-mesh.podLabels" -}}
{{ .kind.selector }}: {{ .name | quote }}
{{- end -}}
