{{/*
A VirtualService of Istio, and a Gateway for it unless `gateways` names some. `tls` is what the gateway does with the TLS of clients, in
Istio's words: it ends it (SIMPLE, MUTUAL) or passes it through (PASSTHROUGH). What the gateway then sends to the resource depends
on the mode, and is the post-renderer's to say. Arguments: as of eck-mesh.expose.Ingress.
*/}}
{{- define "eck-mesh.expose.VirtualService" -}}
{{- $protocol := include "eck-mesh.protocol" . }}
{{- include "eck-mesh.checkVirtualService" (set . "protocol" $protocol) }}
{{- $tls := .way.tls | default dict }}
{{- $port := .way.gatewayPort | default (empty .way.tls | ternary .port 443) }}
{{- $own := empty .way.gateways }}
{{- if $own }}
{{ include "eck-mesh.gateway" (dict "in" . "tls" $tls "port" $port) }}
{{- end }}
- apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    {{- include "eck-mesh.wayMetadata" (set . "annotations" dict) | nindent 4 }}
  spec:
    hosts: {{ .hosts | default (list "*") | toJson }}
    gateways: {{ .way.gateways | default (list .objectName) | toJson }}
    {{ $protocol }}:
      - {{ include "eck-mesh.virtualServiceMatch" (dict "in" . "port" (and (not $own) (empty .way.gatewayPort) | ternary "" $port)) | nindent 8 | trim }}
        route:
          - destination:
              host: {{ .service }}
              port: {number: {{ .port }}}
{{- end -}}

{{/* What a route of a VirtualService matches; nothing where it matches everything. Arguments: in (as of eck-mesh.expose.VirtualService, with protocol), port (of the gateway; "" for any). */}}
{{- define "eck-mesh.virtualServiceMatch" -}}
{{- $path := trimSuffix "/" (.in.way.path | default "/") }}
{{- $match := dict }}
{{- if eq .in.protocol "tls" }}
{{- $_ := set $match "sniHosts" .in.hosts }}
{{- end }}
{{- if and .port (ne .in.protocol "http") }}
{{- $_ := set $match "port" (int .port) }}
{{- end }}
{{- if $path }}
match: {{ list (dict "uri" (dict "exact" $path)) (dict "uri" (dict "prefix" (printf "%s/" $path))) | toJson }}
{{- else if $match }}
match: {{ list $match | toJson }}
{{- end }}
{{- end -}}

{{/* A Gateway for the pods that mesh.gateway selects. Arguments: in (as of eck-mesh.expose.VirtualService), tls, port. */}}
{{- define "eck-mesh.gateway" -}}
{{- $http := eq .in.protocol "http" }}
{{- $name := $http | ternary "https" (empty .tls | ternary "tcp" "tls") -}}
- apiVersion: networking.istio.io/v1
  kind: Gateway
  metadata:
    {{- include "eck-mesh.wayMetadata" (set .in "annotations" dict) | nindent 4 }}
  spec:
    selector:
      {{- toYaml .in.mesh.gateway.selector | nindent 6 }}
    servers:
      - port: {number: {{ .port }}, name: {{ $name }}, protocol: {{ upper $name }}}
        {{- with .tls }}
        tls:
          {{- toYaml (set (omit . "httpsRedirect") "mode" (.mode | default "SIMPLE")) | nindent 10 }}
        {{- end }}
        hosts: {{ .in.hosts | default (list "*") | toJson }}
      {{- if .tls.httpsRedirect }}
      - port: {number: 80, name: http, protocol: HTTP}
        tls: {httpsRedirect: true}
        hosts: {{ .in.hosts | toJson }}
      {{- end }}
{{- end -}}

{{/* The section of a VirtualService: http, tls or tcp. Arguments: as of eck-mesh.expose.VirtualService. */}}
{{- define "eck-mesh.protocol" -}}
  {{- if eq (toString (.way.tls | default dict).mode) "PASSTHROUGH" -}}
    tls
  {{- else -}}
    {{- .way.protocol | default (.kind.services | empty | ternary "http" "tcp") -}}
  {{- end -}}
{{- end -}}

{{/* Fails for a VirtualService that cannot work. Renders nothing. Arguments: as of eck-mesh.expose.VirtualService, with protocol. */}}
{{- define "eck-mesh.checkVirtualService" -}}
  {{- $of := printf "%s.%s" .section .key -}}
  {{- $tls := .way.tls | default dict -}}
  {{- $passes := eq .protocol "tls" -}}
  {{- range $field, $_ := $tls -}}
    {{- if not (has $field (list "mode" "credentialName" "minProtocolVersion" "httpsRedirect")) -}}
      {{- fail (printf "%s.tls.%s: is not a field of kind VirtualService, whose tls has mode, credentialName, minProtocolVersion and httpsRedirect. Remove it." $.path $field) -}}
    {{- else if and $.way.gateways (ne $field "mode") -}}
      {{- fail (printf "%s.tls.%s: belongs to the Gateway that gateways names. Remove it here, or remove gateways, and the chart makes a Gateway." $.path $field) -}}
    {{- else if and $passes (ne $field "mode") (ne $field "httpsRedirect") -}}
      {{- fail (printf "%s.tls.%s: the gateway passes TLS through, so that the certificate is that of %s. Remove it, or set tls.mode to SIMPLE." $.path $field $of) -}}
    {{- end -}}
  {{- end -}}
  {{- range $place, $name := .way.gateways -}}
    {{- if not (regexMatch "^(([a-z0-9.-]+|[.])/)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$" $name) -}}
      {{- fail (printf "%s.gateways[%d]: is %q. Write NAME of a Gateway in the namespace of %s, or NAMESPACE/NAME." $.path $place $name $of) -}}
    {{- else if eq $name "mesh" -}}
      {{- fail (printf "%s.gateways[%d]: mesh stands for the sidecars of all clients, and what leads from outside is a Gateway. Write its name." $.path $place) -}}
    {{- end -}}
  {{- end -}}
  {{- if not .way.gateways -}}
    {{- if not (dig "gateway" "selector" dict .mesh) -}}
      {{- fail (printf "%s.gateways: is missing, and mesh.gateway.selector is empty, so that no pods would serve a Gateway of its own. Set mesh.gateway.namespace and mesh.gateway.selector to those of your gateway's pods, or name a Gateway here." .path) -}}
    {{- else if and (not $passes) (not $tls.credentialName) (or $tls (eq .protocol "http")) -}}
      {{- fail (printf "%s.tls.credentialName: is missing, and the gateway has no certificate for these hosts. Name a Secret in the namespace of the gateway's pods, or set tls.mode to PASSTHROUGH, or name a Gateway in gateways." .path) -}}
    {{- end -}}
  {{- end -}}
  {{- if and .way.path (ne .protocol "http") -}}
    {{- fail (printf "%s.path: a gateway sees no path in %s. Remove it." .path ($passes | ternary "TLS that it passes through" "TCP")) -}}
  {{- else if and $passes (eq (toString .tls) "false") -}}
    {{- fail (printf "%s.tls.mode: PASSTHROUGH passes TLS through to %s, whose TLS is off. Use SIMPLE." .path $of) -}}
  {{- else if and (eq .protocol "http") .tls (eq .mesh.mode "disabled") -}}
    {{- fail (printf "%s: the gateway would send plain HTTP to %s, which speaks TLS. Set mesh.mode (excluded leaves the pods without a sidecar), or tls.mode PASSTHROUGH, or turn ECK's TLS off." .path $of) -}}
  {{- end -}}
{{- end -}}
