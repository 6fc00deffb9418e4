{{/*
A Route of OpenShift. TLS of the Service is passed through, since the router would need its CA as a text, which nobody knows
before ECK makes it. Arguments: as of eck-mesh.expose.Ingress.
*/}}
{{- define "eck-mesh.expose.Route" -}}
{{- $tls := deepCopy (.way.tls | default dict) }}
{{- $termination := $tls.termination | default (.tls | ternary "passthrough" "edge") }}
{{- include "eck-mesh.checkRoute" (set . "termination" $termination) }}
{{- $_ := set $tls "termination" $termination }}
{{- $_ := set $tls "insecureEdgeTerminationPolicy" ($tls.insecureEdgeTerminationPolicy | default "Redirect") -}}
- apiVersion: route.openshift.io/v1
  kind: Route
  metadata:
    {{- include "eck-mesh.wayMetadata" (set . "annotations" dict) | nindent 4 }}
  spec:
    host: {{ first .hosts | quote }}
    {{- with .way.path }}
    path: {{ . | quote }}
    {{- end }}
    to:
      kind: Service
      name: {{ .service }}
      weight: 100
    port:
      targetPort: {{ .kind.http.port }}
    tls:
      {{- toYaml $tls | nindent 6 }}
{{- end -}}

{{/* Fails for a Route that cannot work. Renders nothing. Arguments: as of eck-mesh.expose.Route, with termination. */}}
{{- define "eck-mesh.checkRoute" -}}
  {{- $resource := printf "%s.%s" .section .key -}}
  {{- if gt (len .hosts) 1 -}}
    {{- fail (printf "%s.hosts: has %d hosts, and a Route has one. Write a key for each." .path (len .hosts)) -}}
  {{- else if hasPrefix "*" (first .hosts) -}}
    {{- fail (printf "%s.hosts: a Route takes no * in its host. Write a key for each host." .path) -}}
  {{- else if and .tls (eq .termination "edge") -}}
    {{- fail (printf "%s.tls.termination: edge sends plain HTTP to %s, which speaks TLS. Use passthrough, or reencrypt with destinationCACertificate, or turn ECK's TLS off." .path $resource) -}}
  {{- else if and (not .tls) (ne .termination "edge") -}}
    {{- fail (printf "%s.tls.termination: %s sends TLS to %s, whose TLS is off. Use edge." .path .termination $resource) -}}
  {{- else if and (eq .termination "passthrough") .way.path -}}
    {{- fail (printf "%s.path: the router sees no path in TLS that it passes through. Remove path, or use reencrypt with destinationCACertificate." .path) -}}
  {{- else if and (eq .termination "reencrypt") (not .way.tls.destinationCACertificate) (empty (include "eck-mesh.servedCertificate" .object)) -}}
    {{- fail (printf "%s.tls.destinationCACertificate: is missing, and the router rejects the certificate of %s without its CA. Write the CA (kubectl get secret %s-certs-public -o go-template='{{ index .data \"ca.crt\" | base64decode }}'), or use passthrough." .path $resource .service) -}}
  {{- end -}}
{{- end -}}
