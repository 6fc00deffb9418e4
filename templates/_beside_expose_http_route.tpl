{{/*
An HTTPRoute of the Gateway API, and a BackendTLSPolicy for its Service where that speaks TLS. Arguments: as of
eck-mesh.expose.Ingress, with policies (the BackendTLSPolicies so far by Service, and hasMesh; eck-mesh.backendTLSPolicy
completes it).
*/}}
{{- define "eck-mesh.expose.HTTPRoute" -}}
- apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    {{- include "eck-mesh.wayMetadata" (set . "annotations" dict) | nindent 4 }}
  spec:
    parentRefs:
      {{- toYaml .way.parentRefs | nindent 6 }}
    hostnames: {{ toJson .hosts }}
    rules:
      - matches:
          - path:
              type: PathPrefix
              value: {{ .way.path | default "/" | quote }}
        backendRefs:
          - name: {{ .service }}
            port: {{ .port }}
{{- include "eck-mesh.policyOfRoute" . }}
{{- end -}}

{{/*
Whether the gateway is in the mesh in front of a resource whose TLS ends with mode strict: "true" where it then sends plain
HTTP inside mutual TLS, as Istio's own gateways do, which could not send TLS of another kind to a strict port. The
post-renderer turns ECK's TLS off then, or refuses the HTTPRoute where something needs it. Argument: mesh.
*/}}
{{- define "eck-mesh.endsTls" -}}
  {{- and (eq .mode "strict") (eq .tls "auto") (eq .dataPlane "sidecar") (eq (toString (dig "ingress" "meshed" false .)) "true") -}}
{{- end -}}
