{{/*
What templates/_connections.tpl and templates/_beside_network_policy.tpl read of one resource: its settings, its addresses and
the ports that its clients use. Its pods: templates/_connections_pods.tpl.
*/}}

{{/* What is at a path, through lists, as a JSON list. Arguments: here, steps. */}}
{{- define "eck-mesh.at" -}}
  {{- $steps := .steps -}}
  {{- $found := list -}}
  {{- if kindIs "slice" .here -}}
    {{- range .here -}}
      {{- $found = concat $found (include "eck-mesh.at" (dict "here" . "steps" $steps) | fromJsonArray) -}}
    {{- end -}}
  {{- else if not $steps -}}
    {{- $found = list .here -}}
  {{- else if and (kindIs "map" .here) (hasKey .here (first $steps)) -}}
    {{- $found = include "eck-mesh.at" (dict "here" (get .here (first $steps)) "steps" (rest $steps)) | fromJsonArray -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}

{{/* The spec of a resource as text, without the settings in it that only others use. Argument: the resource. */}}
{{- define "eck-mesh.ownSettings" -}}
  {{- $spec := deepCopy (.object.spec | default dict) -}}
  {{- if and .kind.settingsForOthers (kindIs "map" $spec.config) -}}
    {{- range $key, $_ := $spec.config -}}
      {{- if hasPrefix $.kind.settingsForOthers $key -}}
        {{- $_ := unset $spec.config $key -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $spec -}}
{{- end -}}

{{/* The settings of a resource that others use, as text. Argument: the resource. */}}
{{- define "eck-mesh.settingsForOthers" -}}
  {{- $spec := .object.spec | default dict -}}
  {{- if and .kind.settingsForOthers (kindIs "map" $spec.config) -}}
    {{- $steps := splitList "." .kind.settingsForOthers -}}
    {{- range $key, $value := $spec.config -}}
      {{- if or (hasPrefix $.kind.settingsForOthers $key) (eq $key (first $steps)) -}}
        {{- toJson $value -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/*
The ports of a resource to which a text has addresses, as a JSON list: SERVICE, SERVICE.NAMESPACE… or POD.SERVICE.NAMESPACE…
Arguments: resource, text, namespace (of the client).
*/}}
{{- define "eck-mesh.addressed" -}}
  {{- $resource := .resource -}}
  {{- $prefix := printf "%s-%s-" $resource.name $resource.kind.short -}}
  {{- $ports := list -}}
  {{- range $word := regexFindAll "[a-z0-9][a-z0-9-]*(\\.[a-z0-9-]+)*" .text -1 | uniq -}}
    {{- if contains $prefix $word -}}
      {{- $labels := splitList "." $word -}}
      {{- $near := and (eq (len $labels) 1) (eq $.namespace $resource.namespace) -}}
      {{- range $label := $labels -}}
        {{- if and (hasPrefix $prefix $label) (or $near (has $resource.namespace $labels)) -}}
          {{- $service := trimPrefix (printf "%s-" $resource.name) $label -}}
          {{- $in := set (omit $resource "service") "service" (trimPrefix $prefix $label) -}}
          {{- $clients := include "eck-mesh.clientPorts" $in | fromJsonArray -}}
          {{- $other := get ($resource.kind.ports | default dict) $service -}}
          {{- /* A Service of Logstash that users declare comes first: ECK then makes none of that name. */ -}}
          {{- if and $other (or (not $resource.kind.services) (not $clients)) -}}
            {{- $clients = list (dict "port" $other "protocol" "TCP") -}}
          {{- end -}}
          {{- $ports = concat $ports $clients -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $ports -}}
{{- end -}}

{{/*
The ports that clients connect to, as a JSON list of a NetworkPolicy's ports. Arguments: object, kind, and service: of those
that users declare (column `services`) only this one; all without it.
*/}}
{{- define "eck-mesh.clientPorts" -}}
  {{- $spec := .object.spec | default dict -}}
  {{- $ports := list -}}
  {{- if and .kind.http (not (include "eck-mesh.missingForHttp" (dict "kind" .kind "spec" $spec) | fromJson)) -}}
    {{- $ports = append $ports (dict "port" .kind.http.port "protocol" "TCP") -}}
  {{- end -}}
  {{- range include "eck-mesh.at" (dict "here" $spec "steps" (list (.kind.services | default "."))) | fromJsonArray -}}
    {{- $name := include "eck-mesh.at" (dict "here" . "steps" (list "name")) | fromJsonArray | first -}}
    {{- if or (not $.service) (eq (toString $name) (toString $.service)) -}}
      {{- range include "eck-mesh.at" (dict "here" . "steps" (list "service" "spec" "ports")) | fromJsonArray -}}
        {{- if kindIs "map" . -}}
          {{- $ports = append $ports (dict "port" (.targetPort | default .port) "protocol" (.protocol | default "TCP")) -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $ports -}}
{{- end -}}
