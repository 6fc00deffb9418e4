{{/*
Lists of ECK whose elements have a name. In values they may be mappings by that name, so that another values file can change one
element. The column `maps` of a kind: templates/_kinds.tpl.
*/}}

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
        {{- $bad := include "eck-mesh.badKey" (toString (get $element $.map.key)) -}}
        {{- if and $bad $.map.partOfNames (kindIs "slice" $.value) -}}
          {{- fail (printf "%s: %s" $in.path (replace "key" "name" $bad)) -}}
        {{- end -}}
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
    {{- $element = mergeOverwrite (deepCopy ($columns.defaults | default dict)) $fields $own -}}
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
