{{/* The connections of one client: by its references and selectors, and by addresses in its fields. */}}

{{/*
The connections of one resource, as a JSON list: each has section, name, namespace and id of its target, and ports; or secret
and field. Arguments: client, resources (by id), kinds.
*/}}
{{- define "eck-mesh.connectionsOf" -}}
  {{- $client := .client -}}
  {{- $resources := .resources -}}
  {{- $found := list -}}
  {{- $texts := list (include "eck-mesh.ownSettings" $client) -}}
  {{- range $link := include "eck-mesh.links" (dict "of" $client "kinds" .kinds) | fromJsonArray -}}
    {{- if not $link.row.byOperator -}}
      {{- $found = append $found $link -}}
    {{- end -}}
    {{- $target := get $resources ($link.id | default "") -}}
    {{- $beyond := list -}}
    {{- if and $target $link.row.beyond -}}
      {{- $beyond = include "eck-mesh.links" (dict "of" $target "kinds" $.kinds) | fromJsonArray -}}
    {{- end -}}
    {{- range prepend $beyond $link -}}
      {{- if has .field ($link.row.beyond | default list) -}}
        {{- $found = append $found . -}}
      {{- end -}}
      {{- if and .row.settings (hasKey $resources (.id | default "")) -}}
        {{- $texts = append $texts (include "eck-mesh.settingsForOthers" (get $resources .id)) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $text := join " " $texts -}}
  {{- range $id, $target := $resources -}}
    {{- $ports := list -}}
    {{- if eq $id $client.id -}}
      {{- $ports = include "eck-mesh.portsAmong" $client | fromJsonArray -}}
    {{- else if contains (printf "%s-%s-" $target.name $target.kind.short) $text -}}
      {{- $in := dict "resource" $target "text" $text "namespace" $client.namespace -}}
      {{- $ports = include "eck-mesh.addressed" $in | fromJsonArray -}}
    {{- end -}}
    {{- range $field, $row := $client.kind.selectors -}}
      {{- if include "eck-mesh.selects" (dict "client" $client "field" $field "row" $row "target" $target) -}}
        {{- $ports = concat $ports (include "eck-mesh.clientPorts" $target | fromJsonArray) -}}
      {{- end -}}
    {{- end -}}
    {{- if $ports -}}
      {{- $to := dict "id" $id "section" $target.section "name" $target.name "namespace" $target.namespace -}}
      {{- $found = append $found (set $to "ports" $ports) -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}

{{/*
What a resource refers to, as a JSON list: section, name, namespace, id and ports, or a secret; each with field and row (of the
column references). Arguments: of (the resource), kinds.
*/}}
{{- define "eck-mesh.links" -}}
  {{- $of := .of -}}
  {{- $kinds := .kinds -}}
  {{- $spec := $of.object.spec | default dict -}}
  {{- $values := list -}}
  {{- range $path, $row := $of.kind.references -}}
    {{- range include "eck-mesh.at" (dict "here" $spec "steps" (splitList "." $path)) | fromJsonArray -}}
      {{- $values = append $values (dict "value" . "row" $row "field" $path "beside" dict) -}}
    {{- end -}}
  {{- end -}}
  {{- range $path := $of.kind.secretAddresses -}}
    {{- range include "eck-mesh.at" (dict "here" $spec "steps" (splitList "." $path)) | fromJsonArray -}}
      {{- $values = append $values (dict "value" (pick . "secretName") "row" dict "field" $path) -}}
    {{- end -}}
  {{- end -}}
  {{- range $list, $map := $of.kind.maps -}}
    {{- range $element := include "eck-mesh.at" (dict "here" $spec "steps" (list $list)) | fromJsonArray -}}
      {{- range $path, $row := ($map.elements | default dict).references -}}
        {{- range include "eck-mesh.at" (dict "here" $element "steps" (splitList "." $path)) | fromJsonArray -}}
          {{- $values = append $values (dict "value" . "row" $row "field" (printf "%s.%s" $list $path) "beside" $element) -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $links := list -}}
  {{- range $one := $values -}}
    {{- $link := dict "field" .field "row" .row -}}
    {{- if and (kindIs "map" .value) .value.name -}}
      {{- $kind := get $kinds .row.to -}}
      {{- $namespace := .value.namespace | default $of.namespace -}}
      {{- $port := .row.port | default $kind.http.port -}}
      {{- range $field, $other := .row.portWith -}}
        {{- if and (hasKey $one.beside $field) (not (kindIs "invalid" (get $one.beside $field))) -}}
          {{- $port = $other -}}
        {{- end -}}
      {{- end -}}
      {{- $_ := set (set $link "section" .row.to) "name" .value.name -}}
      {{- $_ := set (set $link "namespace" $namespace) "id" (printf "%s/%s/%s" $kind.kind $namespace .value.name) -}}
      {{- $links = append $links (set $link "ports" (list (dict "port" $port "protocol" "TCP"))) -}}
    {{- else if and (kindIs "map" .value) .value.secretName -}}
      {{- $links = append $links (set $link "secret" .value.secretName) -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $links -}}
{{- end -}}
