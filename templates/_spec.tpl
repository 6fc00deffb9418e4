{{/*
The spec of a resource: the fields of its entry in values, in ECK's own words, over the kind's defaults, and its `spec` over
them. Mappings become the lists that ECK takes, and keys become references. The columns of a kind: templates/_kinds.tpl.
*/}}

{{/* The spec. Arguments: as of eck-mesh.object. A null in the entry's `spec` goes out as it is. */}}
{{- define "eck-mesh.spec" -}}
  {{- $path := printf "%s.%s" .section .key -}}
  {{- $kind := .kind -}}
  {{- $own := .entry.spec | default dict -}}
  {{- $fields := omit .entry "enabled" "name" "namespace" "version" "labels" "annotations" "mesh" "spec" -}}
  {{- range $part := $kind.beside -}}
    {{- $_ := unset $fields $part -}}
  {{- end -}}
  {{- $resources := dict -}}
  {{- if or $kind.container $kind.containerFrom -}}
    {{- $resources = $fields.resources | default dict -}}
    {{- $_ := unset $fields "resources" -}}
  {{- end -}}
  {{- /* A reference in `spec` replaces the entry's: merged, it could have both a name and a secretName, which ECK rejects. */ -}}
  {{- range $field, $_ := $kind.references -}}
    {{- if hasKey $own $field -}}
      {{- $_ := unset $fields $field -}}
    {{- end -}}
  {{- end -}}
  {{- $version := .entry.version | default $kind.version | default .root.Values.version | default .root.Chart.AppVersion -}}
  {{- $spec := dict -}}
  {{- if or $kind.version (not (hasKey $kind "version")) -}}
    {{- $_ := set $spec "version" $version -}}
  {{- end -}}
  {{- $defaults := deepCopy ($kind.defaults | default dict) -}}
  {{- range $field, $_ := $kind.maps -}}
    {{- if or (get $fields $field) (hasKey $own $field) -}}
      {{- $_ := unset $defaults $field -}}
    {{- else if hasKey $defaults $field -}}
      {{- $_ := unset $fields $field -}}
    {{- end -}}
  {{- end -}}
  {{- $spec = mergeOverwrite $spec $defaults (deepCopy $fields) (deepCopy $own) -}}
  {{- if and (hasKey $spec "version") (empty $spec.version) -}}
    {{- $_ := set $spec "version" $version -}}
  {{- end -}}
  {{- if not $spec.image -}}
    {{- with include "eck-mesh.image" (dict "root" .root "kind" $kind "spec" $spec) -}}
      {{- $_ := set $spec "image" . -}}
    {{- end -}}
  {{- end -}}
  {{- include "eck-mesh.checkFields" (dict "kind" $kind "spec" $spec "path" $path) -}}
  {{- if and (has "certificate" ($kind.beside | default list)) .entry.certificate -}}
    {{- $in := dict "spec" $spec "certificate" .entry.certificate "kind" $kind "name" .name "path" $path -}}
    {{- include "eck-mesh.withCertificate" $in -}}
  {{- end -}}
  {{- $account := include "eck-mesh.account" . | fromJson -}}
  {{- range $field, $map := $kind.maps -}}
    {{- if hasKey $spec $field -}}
      {{- $to := get ($kind.references | default dict) $field -}}
      {{- $in := dict "root" $.root "value" (get $spec $field) "map" $map "to" $to "targets" $.targets -}}
      {{- $_ := set (set (set $in "path" (printf "%s.%s" $path $field)) "entry" $path) "account" $account -}}
      {{- $_ := set $spec $field (get (include "eck-mesh.list" $in | fromJson) "list") -}}
    {{- end -}}
  {{- end -}}
  {{- range $reference, $row := $kind.references -}}
    {{- $in := dict "holder" $spec "steps" (splitList "." $reference) "row" $row "targets" $.targets -}}
    {{- include "eck-mesh.refer" (set $in "path" (printf "%s.%s" $path $reference)) -}}
  {{- end -}}
  {{- range $field, $row := $kind.selectors -}}
    {{- include "eck-mesh.select" (dict "root" $.root "spec" $spec "field" $field "row" $row "targets" $.targets "path" $path) -}}
  {{- end -}}
  {{- $container := $kind.container | default (get $spec ($kind.containerFrom | default "")) -}}
  {{- range $pod := $kind.pods -}}
    {{- $in := dict "root" $.root "holder" $spec "steps" (splitList "." $pod) "path" (printf "%s.%s" $path $pod) -}}
    {{- include "eck-mesh.pod" (set (set (set $in "container" $container) "resources" $resources) "account" $account) -}}
  {{- end -}}
  {{- toJson $spec -}}
{{- end -}}

{{/* Fails for a resource that ECK would reject, perhaps half-way through an install. Arguments: kind, spec, path (in values). */}}
{{- define "eck-mesh.checkFields" -}}
  {{- range $field := .kind.required -}}
    {{- if empty (get $.spec $field) -}}
      {{- fail (printf "%s.%s: is missing, and ECK requires it. Set %s.%s." $.path $field $.path $field) -}}
    {{- end -}}
  {{- end -}}
  {{- if .kind.oneOf -}}
    {{- $found := list -}}
    {{- range $field := .kind.oneOf -}}
      {{- if and (hasKey $.spec $field) (not (kindIs "invalid" (get $.spec $field))) -}}
        {{- $found = append $found $field -}}
      {{- end -}}
    {{- end -}}
    {{- if ne (len $found) 1 -}}
      {{- fail (printf "%s: has %s, and ECK wants exactly one of %s. {} is enough for ECK's defaults." .path (join " and " $found | default "none of them") (join ", " .kind.oneOf)) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/*
A list as ECK takes it, as {"list": …}: made of a mapping, a list already, or one text. A text is the key of a resource,
if the field refers to resources. Arguments: root, value, map (the column of the kind), to (the row of its reference, or ""),
targets, path, entry (the path of the entry), account (of eck-mesh.account).
*/}}
{{- define "eck-mesh.list" -}}
  {{- $given := .value -}}
  {{- if and .to (kindIs "string" .value) -}}
    {{- $given = list .value | compact -}}
  {{- end -}}
  {{- $list := $given -}}
  {{- if kindIs "map" .value -}}
    {{- $list = list -}}
    {{- $problems := list -}}
    {{- range $key, $element := .value -}}
      {{- $path := printf "%s.%s" $.path $key -}}
      {{- $named := dict $.map.key $key -}}
      {{- $bad := include "eck-mesh.badKey" $key -}}
      {{- if and $bad (or $.map.partOfNames (has $key (list "true" "false"))) -}}
        {{- $problems = append $problems (printf "%s: %s" $path $bad) -}}
      {{- else if and $.map.longest (gt (len $key) (int $.map.longest)) -}}
        {{- $problems = append $problems (printf "%s: the key has %d characters, and ECK allows %d. Choose a shorter key." $path (len $key) (int $.map.longest)) -}}
      {{- else if kindIs "invalid" $element -}}
        {{- $problems = append $problems (printf "%s: is null, which Helm 3 and Helm 4 read differently. Write {} for the defaults, or {enabled: false} to leave it out." $path) -}}
      {{- else if and (kindIs "string" $element) $.to -}}
        {{- if $element -}}
          {{- $in := dict "targets" $.targets "section" $.to.to "key" $element "path" $path -}}
          {{- $list = append $list (merge $named (include "eck-mesh.reference" $in | fromJson)) -}}
        {{- end -}}
      {{- else if not (kindIs "map" $element) -}}
        {{- $problems = append $problems (printf "%s: must be a mapping, not %v." $path $element) -}}
      {{- else if and (hasKey $element $.map.key) (ne (toString (get $element $.map.key)) $key) -}}
        {{- $problems = append $problems (printf "%s.%s: the key is the name. Remove this field, or rename the key." $path $.map.key) -}}
      {{- else if hasKey ($.map.elements | default dict | dig "pods" list | empty | ternary dict ($element.spec | default dict)) $.map.key -}}
        {{- $problems = append $problems (printf "%s.spec.%s: the key is the name. Remove this field, or rename the key." $path $.map.key) -}}
      {{- else if ne (toString $element.enabled) "false" -}}
        {{- $list = append $list (mergeOverwrite $named (omit $element "enabled")) -}}
      {{- end -}}
    {{- end -}}
    {{- if $problems -}}
      {{- fail (join "\n" $problems) -}}
    {{- end -}}
  {{- else if and .map.required (kindIs "slice" $given) -}}
    {{- $list = list -}}
    {{- range $given -}}
      {{- if and . (kindIs "string" .) $.to -}}
        {{- $in := dict "targets" $.targets "section" $.to.to "key" . "path" $.path -}}
        {{- $list = append $list (merge (dict $.map.key .) (include "eck-mesh.reference" $in | fromJson)) -}}
      {{- else -}}
        {{- $list = append $list . -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- if and .map.elements (kindIs "slice" $list) -}}
    {{- $finished := list -}}
    {{- range $element := $list -}}
      {{- if kindIs "map" $element -}}
        {{- $in := dict "root" $.root "element" $element "columns" $.map.elements "targets" $.targets "account" $.account -}}
        {{- $_ := set $in "path" (printf "%s.%v" $.path (get $element $.map.key)) -}}
        {{- $element = include "eck-mesh.element" $in | fromJson -}}
      {{- end -}}
      {{- if not (kindIs "map" $element) -}}
        {{- $finished = append $finished $element -}}
      {{- else if ne (toString $element.enabled) "false" -}}
        {{- $finished = append $finished (omit $element "enabled") -}}
      {{- end -}}
    {{- end -}}
    {{- $list = $finished -}}
  {{- end -}}
  {{- if and .value (not $list) .map.longest -}}
    {{- fail (printf "%s: all of them have enabled: false. Enable one, or set %s.enabled: false." .path .entry) -}}
  {{- end -}}
  {{- toJson (dict "list" $list) -}}
{{- end -}}

{{/*
An element of a list, completed. Arguments: root, element, columns (`elements` of the kind's map), targets, path (in values),
account.
*/}}
{{- define "eck-mesh.element" -}}
  {{- $columns := .columns -}}
  {{- $element := .element -}}
  {{- $resources := dict -}}
  {{- if $columns.pods -}}
    {{- $own := dict -}}
    {{- range $field, $value := $element.spec -}}
      {{- if not (kindIs "invalid" $value) -}}
        {{- $_ := set $own $field $value -}}
      {{- end -}}
    {{- end -}}
    {{- $resources = $element.resources | default dict -}}
    {{- $fields := dict -}}
    {{- range $field, $value := omit $element "spec" "resources" "storage" -}}
      {{- if not (kindIs "invalid" $value) -}}
        {{- $_ := set $fields $field $value -}}
      {{- end -}}
    {{- end -}}
    {{- $storage := $element.storage | default dict -}}
    {{- if and $storage.size (not (hasKey $fields "volumeClaimTemplates")) -}}
      {{- $claim := dict "accessModes" (list "ReadWriteOnce") "resources" (dict "requests" (dict "storage" $storage.size)) -}}
      {{- $global := .root.Values.global | default dict -}}
      {{- with $storage.storageClassName | default $global.storageClass | default $global.defaultStorageClass -}}
        {{- /* By convention - is the empty class, which turns dynamic volumes off. */ -}}
        {{- $_ := set $claim "storageClassName" (eq . "-" | ternary "" .) -}}
      {{- end -}}
      {{- $_ := set $fields "volumeClaimTemplates" (list (dict "metadata" (dict "name" $columns.claim) "spec" $claim)) -}}
    {{- end -}}
    {{- $element = mergeOverwrite (deepCopy ($columns.defaults | default dict)) (deepCopy $fields) (deepCopy $own) -}}
  {{- end -}}
  {{- range $reference, $row := $columns.references -}}
    {{- $in := dict "holder" $element "steps" (splitList "." $reference) "row" $row "targets" $.targets -}}
    {{- include "eck-mesh.refer" (set $in "path" (printf "%s.%s" $.path $reference)) -}}
  {{- end -}}
  {{- range $pod := $columns.pods -}}
    {{- $in := dict "root" $.root "holder" $element "steps" (splitList "." $pod) "path" (printf "%s.%s" $.path $pod) -}}
    {{- include "eck-mesh.pod" (set (set (set $in "container" $columns.container) "resources" $resources) "account" $.account) -}}
  {{- end -}}
  {{- toJson $element -}}
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
    {{- $labels := dict "app.kubernetes.io/instance" .root.Release.Name -}}
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
    {{- $defaults := include "eck-mesh.podDefaults" .root | fromJson -}}
    {{- if .account -}}
      {{- $own := $template.spec | default dict -}}
      {{- $other := $own.serviceAccountName | default $own.serviceAccount | default .account.name -}}
      {{- if ne $other .account.name -}}
        {{- fail (printf "%s.spec.serviceAccountName: is %s, but by serviceAccount or rbac of this resource the account of its pods is %s. Remove this field, or set serviceAccount.name to it; {create: false} if it exists." .path $other .account.name) -}}
      {{- end -}}
      {{- $defaults = mergeOverwrite (omit $defaults "serviceAccount") .account.pods -}}
    {{- end -}}
    {{- if $defaults -}}
      {{- $lists := .root.Files.Get "files/pod-lists.yaml" | fromYaml -}}
      {{- include "eck-mesh.overlay" (dict "below" $defaults "above" ($template.spec | default dict) "lists" $lists) -}}
      {{- $_ := set $template "spec" $defaults -}}
    {{- end -}}
    {{- $in := dict "podTemplate" $template "container" .container "resources" .resources "path" .path -}}
    {{- $_ := set .holder $field (include "eck-mesh.withResources" $in | fromJson) -}}
  {{- end -}}
{{- end -}}
