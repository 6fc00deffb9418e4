{{/*
Where a way in leads: a Service of the resource, its port, and whether clients must connect to it by TLS.
*/}}

{{/*
The Service as JSON: {service, port, tls}. tls is null for an input of Logstash, of which only its pipeline knows. Arguments: as of
eck-mesh.expose, with way and path.
*/}}
{{- define "eck-mesh.exposedTarget" -}}
  {{- if .kind.services -}}
    {{- include "eck-mesh.exposedInput" . -}}
  {{- else -}}
    {{- $service := printf "%s-%s" .name .kind.http.service -}}
    {{- dict "service" $service "port" (include "eck-mesh.exposedPort" . | int) "tls" (eq (include "eck-mesh.speaksTls" .) "true") | toJson -}}
  {{- end -}}
{{- end -}}

{{/* Fails where a way in leads to nothing that its kind can lead to. Renders nothing. Arguments: as of eck-mesh.checkWay, with row. */}}
{{- define "eck-mesh.checkTarget" -}}
  {{- $of := printf "%s.%s" .in.section .in.key -}}
  {{- $serves := .row.serves | default "http" -}}
  {{- if .in.kind.services -}}
    {{- $kinds := list -}}
    {{- range $kind, $row := .table.kinds -}}
      {{- if eq ($row.serves | default "") "any" -}}
        {{- $kinds = append $kinds $kind -}}
      {{- end -}}
    {{- end -}}
    {{- if ne $serves "any" -}}
      {{- fail (printf "%s.kind: %s leads to no input of %s. Use %s." .path .way.kind $of (join ", " $kinds)) -}}
    {{- end -}}
  {{- else if or .way.service .way.protocol -}}
    {{- fail (printf "%s.%s: is for inputs of Logstash, and %s has one Service for HTTP. Remove it." .path (.way.service | empty | ternary "protocol" "service") $of) -}}
  {{- else if and (eq $serves "grpc") (not .in.kind.http.grpc) -}}
    {{- fail (printf "%s.kind: GRPCRoute leads to an APM Server, and %s serves no gRPC. Use HTTPRoute." .path $of) -}}
  {{- else -}}
    {{- with include "eck-mesh.missingForHttp" (dict "kind" .in.kind "spec" .in.object.spec) | fromJson -}}
      {{- fail (printf "%s: %s has no Service that serves HTTP unless %s is %v. Set it, or remove this key." $.path $of .field .value) -}}
    {{- end -}}
    {{- if and .row.passes (ne (include "eck-mesh.speaksTls" .in) "true") (eq .way.kind "TLSRoute") -}}
      {{- fail (printf "%s.kind: TLSRoute passes TLS through to %s, whose TLS is off. Use HTTPRoute, and end TLS at the Gateway." .path $of) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/*
The Service of an input of Logstash, as JSON: that called `service`, or the only one; its port `port`, or its only one. Arguments: as
of eck-mesh.exposedTarget.
*/}}
{{- define "eck-mesh.exposedInput" -}}
  {{- $in := . -}}
  {{- $names := list -}}
  {{- $found := list -}}
  {{- range .object.spec.services -}}
    {{- $names = append $names .name -}}
    {{- if or (not $in.way.service) (eq (toString $in.way.service) (toString .name)) -}}
      {{- $found = append $found . -}}
    {{- end -}}
  {{- end -}}
  {{- if ne (len $found) 1 -}}
    {{- $of := printf "%s.%s.services" .section .key -}}
    {{- fail (printf "%s.service: must be one of %s (%s). Set it to the input that clients are to reach." .path $of (join ", " $names | default "none")) -}}
  {{- end -}}
  {{- $of := first $found -}}
  {{- $ports := list -}}
  {{- range dig "service" "spec" "ports" list $of -}}
    {{- if and (ne (toString .protocol) "UDP") (or (not $in.way.port) (eq (int $in.way.port) (int .port))) -}}
      {{- $ports = append $ports . -}}
    {{- end -}}
  {{- end -}}
  {{- if ne (len $ports) 1 -}}
    {{- fail (printf "%s.port: must be one TCP port of %s.%s.services.%s. Set it." .path .section .key $of.name) -}}
  {{- end -}}
  {{- dict "service" (printf "%s-%s-%s" .name .kind.short $of.name) "port" (first $ports).port "tls" nil | toJson -}}
{{- end -}}

{{/* "true" if a way in leads by its port alone: TCP whose TLS nobody reads. Arguments: as of eck-mesh.expose.KIND. */}}
{{- define "eck-mesh.hostless" -}}
  {{- $byPort := and (eq .way.kind "VirtualService") (eq (include "eck-mesh.protocol" .) "tcp") (empty .way.tls) -}}
  {{- or $byPort (eq .way.kind "TCPRoute") -}}
{{- end -}}

{{/*
The port of the Service: `port`, or that of the Service as the resource configures it. Arguments: as of eck-mesh.expose.KIND.
*/}}
{{- define "eck-mesh.exposedPort" -}}
  {{- $http := include "eck-mesh.withoutNulls" (.object.spec.http | default dict) | fromJson -}}
  {{- $ports := dig "service" "spec" "ports" list $http -}}
  {{- $called := list -}}
  {{- range $ports -}}
    {{- if has .name (list "http" "https") -}}
      {{- $called = append $called . -}}
    {{- end -}}
  {{- end -}}
  {{- if .way.port -}}
    {{- .way.port -}}
  {{- else if not $ports -}}
    {{- .kind.http.port -}}
  {{- else if eq (len $ports) 1 -}}
    {{- (first $ports).port -}}
  {{- else if eq (len $called) 1 -}}
    {{- (first $called).port -}}
  {{- else -}}
    {{- fail (printf "%s: http.service.spec.ports of %s.%s has %d ports, and none of them alone is called http or https. Set %s.port." .path .section .key (len $ports) .path) -}}
  {{- end -}}
{{- end -}}

{{/*
Whether clients must connect to the Service by TLS: "true", unless values turn ECK's TLS off, in the resource or by mesh.tls.
Arguments: object, mesh.
*/}}
{{- define "eck-mesh.speaksTls" -}}
  {{- $byIstio := and (eq .mesh.tls "istio") (has .mesh.mode (list "permissive" "strict")) -}}
  {{- $byIstio = and $byIstio (empty (include "eck-mesh.servedCertificate" .object)) -}}
  {{- not (or $byIstio (eq (include "eck-mesh.tlsIsOff" .object) "true")) -}}
{{- end -}}
