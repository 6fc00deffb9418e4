{{/*
Names of resources, and checks on them in every mode: names that Kubernetes or ECK would reject later, perhaps half-way
through an install, fail here with their key and a fix.
*/}}

{{/*
Name of the resource with the key `default`. Two aliases of this chart in one release need different names. nameOverride takes
the place of the chart's name, as in other charts.
*/}}
{{- define "eck-mesh.base" -}}
  {{- if .Values.fullnameOverride -}}
    {{- .Values.fullnameOverride -}}
  {{- else if and .Chart.IsRoot (not .Values.nameOverride) -}}
    {{- .Release.Name -}}
  {{- else -}}
    {{- printf "%s-%s" .Release.Name (.Values.nameOverride | default .Chart.Name) -}}
  {{- end -}}
{{- end -}}

{{/*
The label app.kubernetes.io/instance. With the component (section and key) it is of one resource in a namespace: two aliases of
this chart in one release, and RELEASE with ALIAS and a release called RELEASE-ALIAS, differ by the underscore, which no
release has in its name.
*/}}
{{- define "eck-mesh.instance" -}}
  {{- if or .Chart.IsRoot (eq .Chart.Name "eck-mesh") -}}
    {{- .Release.Name -}}
  {{- else -}}
    {{- $instance := printf "%s_%s" .Release.Name .Chart.Name -}}
    {{- gt (len $instance) 63 | ternary (printf "%s_%s" (trunc 40 .Release.Name | trimSuffix "-") (sha256sum $instance | trunc 16)) $instance -}}
  {{- end -}}
{{- end -}}

{{/* Says that labels have what tells a resource from others; empty if they do not. Argument: the labels, or nothing. */}}
{{- define "eck-mesh.badLabels" -}}
  {{- range $label := list "app.kubernetes.io/instance" "app.kubernetes.io/component" -}}
    {{- if hasKey ($ | default dict) $label -}}
{{ $label }} is the chart's own, by which selectors find a resource. Choose another label.
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/* Why a key is invalid, and what to do; empty for a valid key. Argument: the key. */}}
{{- define "eck-mesh.badKey" -}}
  {{- if has . (list "true" "false") -}}
the key is the boolean {{ . }}, because YAML reads y, n, on, off, yes and no as booleans. Quote the key, or choose another.
  {{- else if not (regexMatch "^[a-z]([a-z0-9-]*[a-z0-9])?$" .) -}}
a key consists of lower-case letters, digits and dashes, and starts with a letter. Choose another key.
  {{- end -}}
{{- end -}}

{{/*
The names of all enabled resources by section and key, such as {"kibana": {"default": {"name": "elastic", "namespace": "logs",
"written": false}}}, after all checks. `written` says whether values name the namespace; otherwise it is that of the release.
Argument: the root context. A name is one DNS label, because ECK creates Services called NAME-es-…; ECK's webhook allows 36
characters.
*/}}
{{- define "eck-mesh.names" -}}
  {{- $base := include "eck-mesh.base" . -}}
  {{- $names := dict -}}
  {{- $problems := list -}}
  {{- with include "eck-mesh.badLabels" .Values.commonLabels -}}
    {{- $problems = append $problems (printf "commonLabels: %s" .) -}}
  {{- end -}}
  {{- range $section, $_ := include "eck-mesh.kinds" . | fromJson -}}
    {{- $of := dict -}}
    {{- $taken := dict -}}
    {{- $default := (get ($.Values.defaults | default dict) $section | default dict).namespace | default $.Values.namespaceOverride -}}
    {{- range $key, $entry := index $.Values $section -}}
      {{- $path := printf "%s.%s" $section $key -}}
      {{- $bad := include "eck-mesh.badKey" $key -}}
      {{- if $bad -}}
        {{- $problems = append $problems (printf "%s: %s" $path $bad) -}}
      {{- else if kindIs "invalid" $entry -}}
        {{- $problems = append $problems (printf "%s: is null, which Helm 3 and Helm 4 read differently. Write {} for the defaults, or {enabled: false} to leave it out." $path) -}}
      {{- else if ne (toString $entry.enabled) "false" -}}
        {{- $name := $entry.name | default (eq $key "default" | ternary $base (printf "%s-%s" $base $key)) -}}
        {{- $namespace := $entry.namespace | default $default -}}
        {{- $id := printf "%s/%s" ($namespace | default $.Release.Namespace) $name -}}
        {{- $out := printf "Set %s.name%s." $path (empty $entry.name | ternary ", or fullnameOverride" "") -}}
        {{- if not (regexMatch "^[a-z]([a-z0-9-]*[a-z0-9])?$" $name) -}}
          {{- $problems = append $problems (printf "%s: the name %q cannot be part of a Service's name, which consists of lower-case letters, digits and dashes and starts with a letter. %s" $path $name $out) -}}
        {{- else if gt (len $name) 36 -}}
          {{- $problems = append $problems (printf "%s: the name %q has %d characters, and ECK allows 36. %s" $path $name (len $name) $out) -}}
        {{- else if gt (len $key) 36 -}}
          {{- $problems = append $problems (printf "%s: the key has %d characters, and a label that contains it allows 36. Choose a shorter key." $path (len $key)) -}}
        {{- else if hasKey $taken $id -}}
          {{- $problems = append $problems (printf "%s: has the name %q, and so has %s.%s. %s" $path $name $section (get $taken $id) $out) -}}
        {{- else if and $namespace (not (regexMatch "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" $namespace)) -}}
          {{- $problems = append $problems (printf "%s: the namespace %q is not one. A namespace consists of up to 63 lower-case letters, digits and dashes. Set %s.namespace, or namespaceOverride." $path $namespace $path) -}}
        {{- end -}}
        {{- $labels := $entry.labels | default (get ($.Values.defaults | default dict) $section | default dict).labels -}}
        {{- with include "eck-mesh.badLabels" $labels -}}
          {{- $problems = append $problems (printf "%s.labels: %s" $path .) -}}
        {{- end -}}
        {{- $_ := set $taken $id $key -}}
        {{- $_ := set $of $key (dict "name" $name "namespace" ($namespace | default $.Release.Namespace) "written" (not (empty $namespace))) -}}
      {{- end -}}
    {{- end -}}
    {{- $_ := set $names $section $of -}}
  {{- end -}}
  {{- if $problems -}}
    {{- fail (join "\n" $problems) -}}
  {{- end -}}
  {{- toJson $names -}}
{{- end -}}
