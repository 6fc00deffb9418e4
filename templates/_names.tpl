{{/*
Names of resources and the checks on them, in every mode: what Kubernetes or ECK would refuse later, or half-way, is
refused here with the key and the way out.
*/}}

{{/* What the resource with key `default` is called. Two aliases of this chart in one release need different names. */}}
{{- define "eck-mesh.base" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if .Chart.IsRoot -}}
{{- .Release.Name -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name -}}
{{- end -}}
{{- end -}}

{{/* The sentence that says why a key cannot be one; nothing for a good key. In: the key. */}}
{{- define "eck-mesh.badKey" -}}
{{- if has . (list "true" "false") -}}
this key came out as the boolean {{ . }}: YAML reads y, n, on, off, yes and no so. Quote it, or take another.
{{- else if not (regexMatch "^[a-z]([a-z0-9-]*[a-z0-9])?$" .) -}}
a key is made of lower-case letters, digits and dashes, and begins with a letter. Take another; `name` can say the rest.
{{- end -}}
{{- end -}}

{{/*
The names of all enabled resources by section and key, {"kibana": {"default": "elastic"}}, after all checks. In: the
root context. ECK makes Services NAME-es-…, so a name is one DNS label; its webhook takes 36 characters of it.
*/}}
{{- define "eck-mesh.names" -}}
{{- $base := include "eck-mesh.base" . -}}
{{- $names := dict -}}
{{- $problems := list -}}
{{- range $section := list "elasticsearch" "kibana" "apmServer" -}}
{{- $of := dict -}}
{{- $taken := dict -}}
{{- range $key, $entry := index $.Values $section -}}
{{- $path := printf "%s.%s" $section $key -}}
{{- $bad := include "eck-mesh.badKey" $key -}}
{{- if $bad -}}
{{- $problems = append $problems (printf "%s: %s" $path $bad) -}}
{{- else if kindIs "invalid" $entry -}}
{{- $problems = append $problems (printf "%s: is null, which Helm 3 and Helm 4 read differently. Write {} for one with the defaults, enabled: false for none." $path) -}}
{{- else if ne (toString $entry.enabled) "false" -}}
{{- $name := $entry.name | default (eq $key "default" | ternary $base (printf "%s-%s" $base $key)) -}}
{{- $out := printf "Set %s.name%s." $path (empty $entry.name | ternary ", or fullnameOverride" "") -}}
{{- if not (regexMatch "^[a-z]([a-z0-9-]*[a-z0-9])?$" $name) -}}
{{- $problems = append $problems (printf "%s: %q cannot be part of a Service's name: lower-case letters, digits and dashes, no dots, a letter first. %s" $path $name $out) -}}
{{- else if gt (len $name) 36 -}}
{{- $problems = append $problems (printf "%s: %q has %d characters, ECK takes 36. %s" $path $name (len $name) $out) -}}
{{- else if hasKey $taken $name -}}
{{- $problems = append $problems (printf "%s: ends in the name %q, as %s.%s does. %s" $path $name $section (get $taken $name) $out) -}}
{{- end -}}
{{- $_ := set $taken $name $key -}}
{{- $_ := set $of $key $name -}}
{{- end -}}
{{- end -}}
{{- $_ := set $names $section $of -}}
{{- end -}}
{{- if $problems -}}
{{- fail (join "\n" $problems) -}}
{{- end -}}
{{- toJson $names -}}
{{- end -}}

{{/*
The name of the resource that another refers to by key. In: root, names, section (of the target), key, path (of the
reference in values).
*/}}
{{- define "eck-mesh.reference" -}}
{{- $of := get .names .section -}}
{{- if not (hasKey $of .key) -}}
{{- fail (printf "%s: %s.%s is no enabled resource of this release. Enable it, name another key (there are: %s), give %sRef as ECK takes it, or \"\" for none." .path .section .key (keys $of | sortAlpha | join ", " | default "none") .path) -}}
{{- end -}}
{{- get $of .key -}}
{{- end -}}
