{{/* Routes of the Gateway API for what is not plain HTTP: gRPC, TLS that is passed through, and TCP. */}}

{{/* A GRPCRoute, and a BackendTLSPolicy as an HTTPRoute has one. Arguments: as of eck-mesh.expose.HTTPRoute. */}}
{{- define "eck-mesh.expose.GRPCRoute" -}}
{{ include "eck-mesh.apiRoute" (dict "in" . "version" "v1" "hosts" .hosts) }}
{{- include "eck-mesh.policyOfRoute" . }}
{{- end -}}

{{/* A TLSRoute, for a listener with tls.mode Passthrough. Arguments: as of eck-mesh.expose.Ingress. */}}
{{- define "eck-mesh.expose.TLSRoute" -}}
{{ include "eck-mesh.apiRoute" (dict "in" . "version" (.way.version | default "v1") "hosts" .hosts) }}
{{- end -}}

{{/* A TCPRoute: the port of the listener leads. Arguments: as of eck-mesh.expose.Ingress. */}}
{{- define "eck-mesh.expose.TCPRoute" -}}
{{ include "eck-mesh.apiRoute" (dict "in" . "version" (.way.version | default "v1") "hosts" list) }}
{{- end -}}

{{/* A route whose rule matches everything. Arguments: in (as of eck-mesh.expose.Ingress), version, hosts. */}}
{{- define "eck-mesh.apiRoute" -}}
- apiVersion: gateway.networking.k8s.io/{{ .version }}
  kind: {{ .in.way.kind }}
  metadata:
    {{- include "eck-mesh.wayMetadata" (set .in "annotations" dict) | nindent 4 }}
  spec:
    parentRefs:
      {{- toYaml .in.way.parentRefs | nindent 6 }}
    {{- with .hosts }}
    hostnames: {{ toJson . }}
    {{- end }}
    rules:
      - backendRefs:
          - name: {{ .in.service }}
            port: {{ .in.port }}
{{- end -}}

{{/*
The BackendTLSPolicy of a route by which gateways end TLS: where the Service speaks TLS, and the gateway is not Istio's own, to which
the post-renderer gives a DestinationRule. Arguments: as of eck-mesh.expose.HTTPRoute.
*/}}
{{- define "eck-mesh.policyOfRoute" -}}
{{- $byRule := and (ne .mesh.mode "disabled") (eq (include "eck-mesh.throughMesh" .) "true") }}
{{- if and .tls (not $byRule) (ne (include "eck-mesh.endsTls" .mesh) "true") }}
{{ include "eck-mesh.backendTLSPolicy" . }}
{{- end }}
{{- end -}}

{{/*
"true" if a way in leads through the pods of mesh.gateway: a VirtualService does, and a route of the Gateway API whose Gateways are in
their namespace, and have the name that their labels have. Arguments: mesh (resolved), way, identity.
*/}}
{{- define "eck-mesh.throughMesh" -}}
  {{- $gateway := .mesh.gateway | default dict -}}
  {{- $through := and (not (empty $gateway.namespace)) (has .way.kind (list "VirtualService" "HTTPRoute" "GRPCRoute" "TLSRoute" "TCPRoute")) -}}
  {{- $name := get ($gateway.selector | default dict) "gateway.networking.k8s.io/gateway-name" -}}
  {{- range .way.parentRefs -}}
    {{- $here := eq (.namespace | default $.identity.namespace) ($gateway.namespace | default "") -}}
    {{- $through = and $through $here (or (not $name) (eq $name .name)) -}}
  {{- end -}}
  {{- $through -}}
{{- end -}}

{{/* "true" if any way in of a resource leads through the pods of mesh.gateway. Arguments: entry, mesh (resolved), identity. */}}
{{- define "eck-mesh.reachedThroughMesh" -}}
  {{- $found := false -}}
  {{- range $way := .entry.expose -}}
    {{- if ne (toString $way.enabled) "false" -}}
      {{- $found = or $found (eq (include "eck-mesh.throughMesh" (dict "mesh" $.mesh "way" $way "identity" $.identity)) "true") -}}
    {{- end -}}
  {{- end -}}
  {{- $found -}}
{{- end -}}
