{{/* Pod templates: what values say of a pod, over podDefaults, with the account and the resources of the main container. */}}

{{/*
Completes a pod template, in place, over podDefaults and the resource's account. Renders nothing. Arguments: root, holder, steps
(the path from it; nothing happens if a parent is missing), container, resources, account, path (in values).
*/}}
{{- define "eck-mesh.pod" -}}
  {{- $field := first .steps -}}
  {{- if rest .steps -}}
    {{- if kindIs "map" (get .holder $field) -}}
      {{- $below := set (omit . "holder" "steps") "holder" (get .holder $field) -}}
      {{- include "eck-mesh.pod" (set $below "steps" (rest .steps)) -}}
    {{- end -}}
  {{- else -}}
    {{- $template := include "eck-mesh.podTemplate" (dict "podTemplate" (hasKey .holder $field | ternary (get .holder $field) nil) "path" .path) | fromJson -}}
    {{- $defaults := dict -}}
    {{- if or .root.Values.podDefaults (.root.Values.global | default dict).imagePullSecrets -}}
      {{- $defaults = include "eck-mesh.podDefaults" .root | fromJson -}}
    {{- end -}}
    {{- if .account -}}
      {{- $own := $template.spec | default dict -}}
      {{- $other := $own.serviceAccountName | default $own.serviceAccount | default .account.name -}}
      {{- if ne $other .account.name -}}
        {{- fail (printf "%s.spec.serviceAccountName: is %s, but by serviceAccount or rbac of this resource the account of its pods is %s. Remove this field, or set serviceAccount.name to %s, and serviceAccount.create to false if it exists." .path $other .account.name $other) -}}
      {{- end -}}
      {{- $defaults = mergeOverwrite (omit $defaults "serviceAccount") .account.pods -}}
    {{- end -}}
    {{- if $defaults -}}
      {{- $lists := .root.Files.Get "files/pod-lists.yaml" | fromYaml -}}
      {{- include "eck-mesh.overlay" (dict "below" $defaults "above" ($template.spec | default dict) "lists" $lists) -}}
      {{- if .account -}}
        {{- $_ := set $defaults "serviceAccountName" .account.name -}}
      {{- end -}}
      {{- $_ := set $template "spec" $defaults -}}
    {{- end -}}
    {{- $in := dict "podTemplate" $template "container" .container "resources" .resources "path" .path -}}
    {{- $_ := set .holder $field (include "eck-mesh.withResources" $in | fromJson) -}}
  {{- end -}}
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
  {{- with .resources -}}
    {{- range $part, $amounts := include "eck-mesh.withoutNulls" . | fromJson -}}
      {{- if $amounts -}}
        {{- $_ := set $given $part $amounts -}}
      {{- end -}}
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
