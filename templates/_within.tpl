{{/*
Fields of an entry that complete the spec of a resource from other resources of the release, once all of them are known. A kind
that can have such a field names it in its column `within`, and a helper `eck-mesh.FIELD`, in a file of its own, changes the spec.
*/}}

{{/*
Completes the specs, in place; renders nothing. Arguments: objects (rows by section, as of eck-mesh.objects), entries (by section,
in the same order: root, kind, section, key, entry, name, identity, targets, object, mesh).
*/}}
{{- define "eck-mesh.within" -}}
  {{- range $section, $of := .entries -}}
    {{- range $index, $in := $of -}}
      {{- range $field := $in.kind.within -}}
        {{- if hasKey $in.entry $field -}}
          {{- $out := dict "in" $in "row" (index (get $.objects $section) $index) "objects" $.objects "entries" $.entries -}}
          {{- $asked := dict "asked" (get $in.entry $field | default dict) | toJson | fromJson -}}
          {{- $_ := set $out "asked" (include "eck-mesh.withoutNulls" $asked.asked | fromJson) -}}
          {{- include (printf "eck-mesh.%s" $field) (set $out "path" (printf "%s.%s.%s" $section $in.key $field)) -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/*
Adds settings to the `config` of a resource, in place, where its user set none: renders nothing. Arguments: row (object, and
perhaps bare), settings (by their keys with dots).
*/}}
{{- define "eck-mesh.addSettings" -}}
  {{- range $form := pick .row "object" "bare" -}}
    {{- $config := .spec.config | default dict -}}
    {{- range $key, $value := $.settings -}}
      {{- if ne (include "eck-mesh.hasSetting" (dict "config" $config "key" $key)) "true" -}}
        {{- $_ := set $config $key $value -}}
      {{- end -}}
    {{- end -}}
    {{- if $config -}}
      {{- $_ := set $form.spec "config" $config -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/*
Whether a configuration has a setting, or one below it, in whatever form: "true", or nothing. Arguments: config (mappings, whose
keys may have dots), key (with dots).
*/}}
{{- define "eck-mesh.hasSetting" -}}
  {{- $found := false -}}
  {{- range $name, $value := .config -}}
    {{- if or (eq $name $.key) (hasPrefix (printf "%s." $.key) $name) -}}
      {{- $found = true -}}
    {{- else if and (hasPrefix (printf "%s." $name) $.key) (kindIs "map" $value) -}}
      {{- $below := dict "config" $value "key" (trimPrefix (printf "%s." $name) $.key) -}}
      {{- $found = or $found (eq (include "eck-mesh.hasSetting" $below) "true") -}}
    {{- end -}}
  {{- end -}}
  {{- if $found -}}true{{- end -}}
{{- end -}}
