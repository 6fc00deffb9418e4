{{/*
The ways from outside the cluster to a resource: one object for each key of `expose`, called NAME-SHORT-KEY, whose `kind` says
what it is. files/expose.yaml has the kinds and their fields; the manifest of each kind is a helper eck-mesh.expose.KIND in
templates/_beside_expose_….tpl. Service, port and TLS come from the resource.

Whether TLS goes on behind the way in is decided here, and the plan of the mesh agrees: where an object connects by TLS the
post-renderer keeps ECK's TLS while mesh.tls is auto, and it refuses mesh.tls: istio then.
*/}}
{{- define "eck-mesh.expose" -}}
  {{- $table := .root.Files.Get "files/expose.yaml" | fromYaml -}}
  {{- $in := omit . "entry" -}}
  {{- range $key, $way := .entry.expose -}}
    {{- $path := printf "%s.%s.expose.%s" $.section $.key $key -}}
    {{- $bad := include "eck-mesh.badKey" $key -}}
    {{- if $bad -}}
      {{- fail (printf "%s: %s" $path $bad) -}}
    {{- end -}}
    {{- if ne (toString $way.enabled) "false" -}}
      {{- include "eck-mesh.checkWay" (dict "way" $way "table" $table "path" $path "in" $) -}}
      {{- $name := printf "%s-%s-%s" $.name $.kind.short $key -}}
      {{- if gt (len $name) 63 -}}
        {{- fail (printf "%s: makes an object called %q, which has %d characters, and a label has 63 at most. Choose a shorter key." $path $name (len $name)) -}}
      {{- end -}}
      {{- $in = set (set (set $in "way" $way) "path" $path) "objectName" $name -}}
      {{- $in = set (set $in "table" $table) "target" (include "eck-mesh.exposedTarget" $in | fromJson) -}}
      {{- $in = set (set (set $in "service" $in.target.service) "port" (int $in.target.port)) "tls" $in.target.tls -}}
      {{- $in = set $in "hosts" (include "eck-mesh.hosts" $in | fromJsonArray) -}}
      {{- include (printf "eck-mesh.expose.%s" $way.kind) $in }}
{{ end -}}
  {{- end -}}
{{- end -}}

{{/* Fails for a way in that cannot be. Renders nothing. Arguments: way (its values), table, path (in values), in (as of eck-mesh.expose). */}}
{{- define "eck-mesh.checkWay" -}}
  {{- $kinds := keys .table.kinds | sortAlpha | join ", " -}}
  {{- $row := get .table.kinds (.way.kind | default "" | toString) -}}
  {{- if not $row -}}
    {{- fail (printf "%s.kind: is %s, and must be one of %s. What is of another kind goes into extraObjects." .path (.way.kind | default "missing") $kinds) -}}
  {{- end -}}
  {{- $known := concat (list "enabled" "kind" "hosts" "labels" "annotations") $row.fields -}}
  {{- range $field, $_ := .way -}}
    {{- if not (has $field $known) -}}
      {{- fail (printf "%s.%s: is not a field of kind %s, which has %s. Remove it, or set it to null if it comes from defaults or another values file." $.path $field $.way.kind (join ", " $known)) -}}
    {{- end -}}
  {{- end -}}
  {{- range $row.required -}}
    {{- if not (get $.way .) -}}
      {{- fail (printf "%s.%s: is missing, and kind %s requires it. Set it." $.path . $.way.kind) -}}
    {{- end -}}
  {{- end -}}
  {{- include "eck-mesh.checkTarget" (set . "row" $row) -}}
{{- end -}}

{{/*
The hosts of a way in, templated, as JSON. Fails for one that is no host name, and for one that another object of the release
has with the same path at the same controller or gateway. Arguments: as of eck-mesh.expose.KIND, with hostsTaken (what is
taken so far, and by which path in values, which this helper completes).
*/}}
{{- define "eck-mesh.hosts" -}}
  {{- $hosts := list -}}
  {{- $way := .way -}}
  {{- $at := list -}}
  {{- range $way.parentRefs -}}
    {{- $at = append $at (mergeOverwrite (dict "namespace" $.identity.namespace) .) -}}
  {{- end -}}
  {{- if eq $way.kind "VirtualService" -}}
    {{- $at = append ($way.gateways | default list) ($way.gatewayPort | default "") -}}
  {{- end -}}
  {{- range $place, $host := $way.hosts -}}
    {{- $found := tpl (toString $host) $.root -}}
    {{- if not (regexMatch "^([*][.])?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" $found) -}}
      {{- fail (printf "%s.hosts[%d]: is %q, which is not a host name: lower-case labels with dots between, without a scheme, port or path, and * as the first label only. Write one such as kibana.example.com." $.path $place $found) -}}
    {{- else if gt (len $found) 253 -}}
      {{- fail (printf "%s.hosts[%d]: has %d characters, and a host name has 253 at most. Write a shorter one." $.path $place (len $found)) -}}
    {{- else if regexMatch "^[0-9.]+$" $found -}}
      {{- fail (printf "%s.hosts[%d]: is the address %s, and only names can be routed. Write a host name." $.path $place $found) -}}
    {{- end -}}
    {{- $id := printf "%s %s %s%s" $way.kind ($at | default $way.className | toJson) $found ($way.path | default "/") -}}
    {{- with get $.hostsTaken $id -}}
      {{- fail (printf "%s.hosts[%d]: %s%s is taken by %s, which has the same kind and leads through the same controller or gateway. Choose another host or path, or remove one of the two." $.path $place $found ($way.path | default "/") .) -}}
    {{- end -}}
    {{- $_ := set $.hostsTaken $id $.path -}}
    {{- if and (eq $way.kind "VirtualService") (not $way.gateways) -}}
      {{- $server := printf "server %v %s" ($way.gatewayPort | default 443) $found -}}
      {{- with get $.hostsTaken $server -}}
        {{- fail (printf "%s.hosts[%d]: %s has a Gateway already, by %s, and Istio ignores a second one for the same host and port. Name that Gateway here: gateways: [%s]." $.path $place $found .path .name) -}}
      {{- end -}}
      {{- $_ := set $.hostsTaken $server (dict "path" $.path "name" $.objectName) -}}
    {{- end -}}
    {{- $hosts = append $hosts $found -}}
  {{- end -}}
  {{- $hostless := eq (include "eck-mesh.hostless" .) "true" -}}
  {{- if and $hostless $hosts -}}
    {{- fail (printf "%s.hosts: has a host, and nothing that leads to TCP without TLS knows a name. Remove it, or let the gateway end TLS or pass it through." .path) -}}
  {{- else if and (not $hosts) (not $hostless) -}}
    {{- fail (printf "%s.hosts: is empty, and then every host would lead to this resource. Write at least one host name." .path) -}}
  {{- end -}}
  {{- toJson $hosts -}}
{{- end -}}

{{/* Labels and annotations of a way in, as metadata; the values of annotations are templated. Arguments: root, objectName, way, annotations (the chart's own). */}}
{{- define "eck-mesh.wayMetadata" -}}
{{- $annotations := deepCopy .annotations }}
{{- range $key, $value := .way.annotations }}
{{- $_ := set $annotations $key (tpl (toString $value) $.root) }}
{{- end -}}
name: {{ .objectName }}
{{- with .way.labels }}
labels:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
