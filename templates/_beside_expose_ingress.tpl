{{/* An Ingress. Arguments: as of eck-mesh.expose, with way, path, objectName, hosts, service, port, tls and table. */}}
{{- define "eck-mesh.expose.Ingress" -}}
{{- $path := .way.path | default "/" }}
- apiVersion: networking.k8s.io/v1
  kind: Ingress
  metadata:
    {{- include "eck-mesh.wayMetadata" (set . "annotations" (include "eck-mesh.backendAnnotations" . | fromJson)) | nindent 4 }}
  spec:
    {{- with .way.className }}
    ingressClassName: {{ . | quote }}
    {{- end }}
    {{- if hasKey .way "tls" }}
    tls:
      - hosts: {{ toJson .hosts }}
        {{- with .way.tls.secretName }}
        secretName: {{ . | quote }}
        {{- end }}
    {{- end }}
    rules:
      {{- range .hosts }}
      - host: {{ . | quote }}
        http:
          paths:
            - path: {{ $path | quote }}
              pathType: {{ $.way.pathType | default "Prefix" }}
              backend:
                service:
                  name: {{ $.service }}
                  port:
                    number: {{ $.port }}
      {{- end }}
{{- end -}}

{{/* The annotations by which the controller of an Ingress connects by TLS, as JSON; none where the Service has no TLS. Arguments: as of eck-mesh.expose.Ingress. */}}
{{- define "eck-mesh.backendAnnotations" -}}
  {{- $annotations := dict -}}
  {{- if .tls -}}
    {{- $controller := .way.controller | default .way.className | default "" -}}
    {{- if not (hasKey .table.controllers $controller) -}}
      {{- $known := omit .table.controllers "other" | keys | sortAlpha | join ", " -}}
      {{- fail (printf "%s.controller: %s.%s speaks TLS, and how the controller of class %q connects by TLS is not known. Set controller to %s; or to other, and write in annotations what makes it connect by TLS; or turn ECK's TLS off." .path .section .key $controller $known) -}}
    {{- end -}}
    {{- range $key, $value := get .table.controllers $controller -}}
      {{- $_ := set $annotations $key (replace "{service}" $.service $value) -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $annotations -}}
{{- end -}}
