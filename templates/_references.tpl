{{/*
References and selectors: a key of this release becomes what ECK takes. The columns `references` and `selectors` of a kind:
templates/_kinds.tpl.
*/}}

{{/*
The resource that another one refers to by key, as {name, namespace}; the namespace stands there only if it is another one.
Arguments: targets (names: of all resources; namespace: of the resource that refers), section (of the target), key, path (of the
reference in values), local (whether ECK follows it in one namespace only).
*/}}
{{- define "eck-mesh.reference" -}}
  {{- $of := get .targets.names .section -}}
  {{- if not (hasKey $of .key) -}}
    {{- fail (printf "%s: %s.%s is not an enabled resource of this release. Enable it, choose another key (enabled: %s), refer to it in ECK's own form, or set \"\" for no reference." .path .section .key (keys $of | sortAlpha | join ", " | default "none")) -}}
  {{- end -}}
  {{- $target := get $of .key -}}
  {{- $found := dict "name" $target.name -}}
  {{- if ne $target.namespace .targets.namespace -}}
    {{- if .local -}}
      {{- fail (printf "%s: %s.%s is in the namespace %s, and ECK follows this reference only within one namespace, which is %s here. Give both the same namespace." .path .section .key $target.namespace .targets.namespace) -}}
    {{- end -}}
    {{- $_ := set $found "namespace" $target.namespace -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}

{{/*
Makes references of keys, in place: a text, and each text of a list, is the key of a resource of this release; "" is none; a
mapping is as ECK takes it. Renders nothing. Arguments: holder, steps (the path from it), row (the column of the kind),
targets, path (in values).
*/}}
{{- define "eck-mesh.refer" -}}
  {{- $field := first .steps -}}
  {{- $value := get .holder $field -}}
  {{- if not (hasKey .holder $field) -}}
    {{- $value = .row.default | default "" -}}
  {{- end -}}
  {{- $in := dict "targets" .targets "section" .row.to "path" .path "local" .row.local -}}
  {{- if rest .steps -}}
    {{- if kindIs "map" $value -}}
      {{- $below := set (omit . "holder" "steps") "holder" $value -}}
      {{- include "eck-mesh.refer" (set $below "steps" (rest .steps)) -}}
    {{- end -}}
  {{- else if kindIs "slice" $value -}}
    {{- $list := list -}}
    {{- range $value -}}
      {{- if not (kindIs "string" .) -}}
        {{- $list = append $list . -}}
      {{- else if . -}}
        {{- $list = append $list (include "eck-mesh.reference" (set $in "key" .) | fromJson) -}}
      {{- end -}}
    {{- end -}}
    {{- $_ := set .holder $field $list -}}
  {{- else if kindIs "string" $value -}}
    {{- if hasSuffix "Refs" $field -}}
      {{- if $value -}}
        {{- $_ := set .holder $field (list (include "eck-mesh.reference" (set $in "key" $value) | fromJson)) -}}
      {{- else -}}
        {{- $_ := unset .holder $field -}}
      {{- end -}}
    {{- else if $value -}}
      {{- $_ := set .holder $field (include "eck-mesh.reference" (set $in "key" $value) | fromJson) -}}
    {{- else if .row.required -}}
      {{- fail (printf "%s: is empty, and ECK requires it. Set it to a key of %s, or refer to a resource in ECK's own form." .path .row.to) -}}
    {{- else -}}
      {{- $_ := unset .holder $field -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/*
Makes a label selector of a key, in place: it selects the resources of this release that have the key. Renders nothing.
Arguments: root, spec, field, row (the column of the kind), targets, path (of the entry in values).
*/}}
{{- define "eck-mesh.select" -}}
  {{- $key := get .spec .field -}}
  {{- if and $key (kindIs "string" $key) -}}
    {{- $sections := list -}}
    {{- range $section := .row.to -}}
      {{- if or (not $.row.settings) (get $.spec $section) -}}
        {{- $sections = append $sections $section -}}
      {{- end -}}
    {{- end -}}
    {{- $components := list -}}
    {{- $namespaces := list -}}
    {{- range $section := $sections | default (list (first .row.to)) -}}
      {{- $in := dict "targets" $.targets "section" $section "key" $key "path" (printf "%s.%s" $.path $.field) -}}
      {{- $target := include "eck-mesh.reference" $in | fromJson -}}
      {{- $namespaces = append $namespaces ($target.namespace | default $.targets.namespace) -}}
      {{- $components = append $components (printf "%s.%s" (kebabcase $section) $key) -}}
    {{- end -}}
    {{- $labels := dict "app.kubernetes.io/instance" (include "eck-mesh.instance" .root) -}}
    {{- $selector := dict "matchLabels" $labels -}}
    {{- if gt (len $components) 1 -}}
      {{- $in := dict "key" "app.kubernetes.io/component" "operator" "In" "values" $components -}}
      {{- $_ := set $selector "matchExpressions" (list $in) -}}
    {{- else -}}
      {{- $_ := set $labels "app.kubernetes.io/component" (first $components) -}}
    {{- end -}}
    {{- $_ := set .spec .field $selector -}}
    {{- if and .row.namespaces (not (hasKey .spec .row.namespaces)) -}}
      {{- $there := dict "kubernetes.io/metadata.name" (first $namespaces) -}}
      {{- $_ := set .spec .row.namespaces (dict "matchLabels" $there) -}}
    {{- else if not .row.namespaces -}}
      {{- $operator := include "eck-mesh.mesh" (dict "root" .root) | fromJson | dig "operator" "namespace" "elastic-system" -}}
      {{- range without $namespaces .targets.namespace -}}
        {{- if ne $operator $.targets.namespace -}}
          {{- fail (printf "%s.%s: selects a resource in the namespace %s, and ECK applies a policy to its own namespace, which is %s, or to all if it is in the operator's. Set %s.namespace to one of the two; the chart takes %s (mesh.operator.namespace) for the operator's." $.path $.field . $.targets.namespace $.path $operator) -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- else if and (hasKey .spec .field) (kindIs "string" $key) -}}
    {{- $_ := unset .spec .field -}}
  {{- end -}}
{{- end -}}
