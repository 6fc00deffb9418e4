{{/*
The plan as values, for tools that cannot run a post-renderer: `eck-mesh compile` writes mesh.compiled {digest, changes,
created}, and the chart applies it as the post-renderer would have done. The parts are a string and two lists, so that a
second values file replaces each part as a whole. Helm would merge maps, and mix two plans. A created object gets the labels
of its owner here, so that the plan does not depend on them.
*/}}

{{/* How a plan calls a resource. Argument: the object. */}}
{{- define "eck-mesh.planId" -}}
  {{- compact (list .kind (.metadata.namespace | default "") .metadata.name) | join "/" -}}
{{- end -}}

{{/* Whether any resource has a mode other than disabled. Argument: eck-mesh.objects. */}}
{{- define "eck-mesh.isMeshed" -}}
  {{- $meshed := false -}}
  {{- range $section, $of := . -}}
    {{- range $of -}}
      {{- $meshed = or $meshed (and .mesh (ne .mesh.mode "disabled")) -}}
    {{- end -}}
  {{- end -}}
  {{- $meshed -}}
{{- end -}}

{{/*
mesh.compiled, if it was made for exactly this release; {} if there is none. Arguments: root, objects. A stale plan never
renders. Neither does an incomplete one: the numbers behind the digest count its changes and created objects. `eck-mesh
compile` itself sets the digest `ignore`, so that an older plan in the chart's values has no effect.
*/}}
{{- define "eck-mesh.compiled" -}}
  {{- $compiled := (.root.Values.mesh | default dict).compiled | default dict -}}
  {{- if eq (toString $compiled.digest) "ignore" -}}
    {{- $compiled = dict -}}
  {{- end -}}
  {{- if $compiled -}}
    {{- if ne (include "eck-mesh.isMeshed" .objects) "true" -}}
      {{- fail "mesh.compiled: is set, but every mode is disabled. Remove mesh.compiled, or set mesh.mode. [compiled-without-mesh]" -}}
    {{- end -}}
    {{- $leaves := 0 -}}
    {{- range $compiled.changes -}}
      {{- $leaves = add $leaves (len (.set | default list)) -}}
    {{- end -}}
    {{- $whole := printf "%s-%d-%d" (include "eck-mesh.digest" .) (int $leaves) (len ($compiled.created | default list)) -}}
    {{- if ne $whole (toString $compiled.digest) -}}
      {{- fail (printf "mesh.compiled: the plan is stale or incomplete: it was made from other values, or for another chart version, release name or namespace. Run eck-mesh compile again for release %s in namespace %s with chart %s %s. Nothing was rendered. [stale-plan]" .root.Release.Name .root.Release.Namespace .root.Chart.Name .root.Chart.Version) -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $compiled -}}
{{- end -}}

{{/*
One object with the plan's changes, leaf by leaf. Arguments: object, changes. In a path, a string selects the element of a
list by its `name`, and a number selects it by its index. Parents that are missing or null are created. `drop` removes the
field.
*/}}
{{- define "eck-mesh.changed" -}}
  {{- $object := .object -}}
  {{- $id := include "eck-mesh.planId" $object -}}
  {{- range .changes -}}
    {{- if eq .resource $id -}}
      {{- range .set -}}
        {{- $path := .path -}}
        {{- $here := $object -}}
        {{- range $step := initial $path -}}
          {{- $next := "" -}}
          {{- if kindIs "slice" $here -}}
            {{- range $place, $element := $here -}}
              {{- $name := kindIs "map" $element | ternary $element dict | dig "name" "" -}}
              {{- if kindIs "string" $step | ternary (eq (toString $name) (toString $step)) (eq $place (int $step)) -}}
                {{- $next = $element -}}
              {{- end -}}
            {{- end -}}
          {{- else -}}
            {{- if kindIs "invalid" (index $here $step) -}}
              {{- $_ := set $here $step dict -}}
            {{- end -}}
            {{- $next = index $here $step -}}
          {{- end -}}
          {{- if not (or (kindIs "map" $next) (kindIs "slice" $next)) -}}
            {{- fail (printf "%s: %s: mesh.compiled.changes sets this field, but its parent does not exist. Run eck-mesh compile again. [stale-plan]" $id (join "." $path)) -}}
          {{- end -}}
          {{- $here = $next -}}
        {{- end -}}
        {{- if .drop -}}
          {{- $_ := unset $here (last $path) -}}
        {{- else -}}
          {{- $_ := set $here (last $path) .value -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $object -}}
{{- end -}}
