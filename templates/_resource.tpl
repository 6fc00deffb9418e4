{{/*
What the resources of all kinds have in common. No helper here reads .Capabilities, lookup, the revision or the clock, so
that the same values give the same object with and without a cluster.
*/}}

{{/*
Standard labels. Arguments: root, app, component (section and key, by which a selector tells two Elasticsearches of a release
apart), version (of the stack, or nothing), labels (the entry's own). The chart's version stands without its build metadata,
where Flux appends a digest: + is invalid in a label, and a version that cannot be a label is left out.
*/}}
{{- define "eck-mesh.labels" -}}
  {{- $version := first (splitList "+" .root.Chart.Version) -}}
  {{- $standard := dict
    "helm.sh/chart" (printf "%s-%s" .root.Chart.Name $version)
    "app.kubernetes.io/name" .app
    "app.kubernetes.io/component" .component
    "app.kubernetes.io/instance" .root.Release.Name
    "app.kubernetes.io/part-of" "elastic-stack"
    "app.kubernetes.io/managed-by" .root.Release.Service -}}
  {{- $stack := replace "+" "_" (toString (.version | default "")) -}}
  {{- if regexMatch "^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$" $stack -}}
    {{- $_ := set $standard "app.kubernetes.io/version" $stack -}}
  {{- end -}}
  {{- toJson (mergeOverwrite $standard (deepCopy (.root.Values.commonLabels | default dict)) (deepCopy (.labels | default dict))) -}}
{{- end -}}

{{/*
A pod template; templates/_canonical.tpl completes it. Arguments: podTemplate (or nothing), path (of the pod template in
values).
*/}}
{{- define "eck-mesh.podTemplate" -}}
  {{- if not (or (kindIs "map" .podTemplate) (kindIs "invalid" .podTemplate)) -}}
    {{- fail (printf "%s: must be a mapping, not %v. Write it as ECK's podTemplate." .path .podTemplate) -}}
  {{- end -}}
  {{- toJson (.podTemplate | default dict) -}}
{{- end -}}

{{/*
A pod template whose main container has the given resources. Arguments: podTemplate, container (its name), resources (or
nothing), path (of the pod template in values). ECK has a field of its own for them since 3.5.0, which does the same: it
sets these amounts on the container of the pod template, and adds the container at the end if it is not there
(pkg/controller/common/defaults/pod_template.go of ECK). Every ECK reads the pod template. An empty map would turn ECK's
defaults off, so nothing empty is written.
*/}}
{{- define "eck-mesh.withResources" -}}
  {{- $template := .podTemplate -}}
  {{- $given := dict -}}
  {{- range $part, $amounts := include "eck-mesh.withoutNulls" (.resources | default dict) | fromJson -}}
    {{- if $amounts -}}
      {{- $_ := set $given $part $amounts -}}
    {{- end -}}
  {{- end -}}
  {{- if $given -}}
    {{- $spec := $template.spec | default dict -}}
    {{- $containers := $spec.containers | default list -}}
    {{- if not (and (kindIs "map" $spec) (kindIs "slice" $containers)) -}}
      {{- fail (printf "%s.spec.containers: must be a list. Write it as ECK's podTemplate." .path) -}}
    {{- end -}}
    {{- $main := dict "name" .container -}}
    {{- $there := false -}}
    {{- range $containers -}}
      {{- if and (not $there) (kindIs "map" .) (eq (toString .name) $.container) -}}
        {{- $main = . -}}
        {{- $there = true -}}
      {{- end -}}
    {{- end -}}
    {{- $_ := set $main "resources" (mergeOverwrite (deepCopy ($main.resources | default dict)) $given) -}}
    {{- $_ := set $spec "containers" ($there | ternary $containers (append $containers $main)) -}}
    {{- $_ := set $template "spec" $spec -}}
  {{- end -}}
  {{- toJson $template -}}
{{- end -}}

{{/* An entry of values without the resources of its containers. Argument: the entry. */}}
{{- define "eck-mesh.withoutResources" -}}
  {{- $entry := omit . "resources" -}}
  {{- if kindIs "map" $entry.nodeSets -}}
    {{- $nodeSets := dict -}}
    {{- range $name, $nodeSet := $entry.nodeSets -}}
      {{- $_ := set $nodeSets $name (kindIs "map" $nodeSet | ternary (omit (kindIs "map" $nodeSet | ternary $nodeSet dict) "resources") $nodeSet) -}}
    {{- end -}}
    {{- $_ := set $entry "nodeSets" $nodeSets -}}
  {{- else if kindIs "slice" $entry.nodeSets -}}
    {{- $nodeSets := list -}}
    {{- range $nodeSet := $entry.nodeSets -}}
      {{- $nodeSets = append $nodeSets (kindIs "map" $nodeSet | ternary (omit (kindIs "map" $nodeSet | ternary $nodeSet dict) "resources") $nodeSet) -}}
    {{- end -}}
    {{- $_ := set $entry "nodeSets" $nodeSets -}}
  {{- end -}}
  {{- toJson $entry -}}
{{- end -}}
