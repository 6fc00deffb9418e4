{{/*
Fails if the release would turn ECK's TLS off on a running Elasticsearch whose pods have sidecars: no rolling restart is
possible then. Renders nothing. Arguments: root, mesh (resolved), object (not locked), planned (whether the plan has
already changed the object; if not, the guard assumes that mode strict with `tls: auto` turns TLS off). The guard needs a
cluster, which `helm template` does not have, and `helm rollback` renders no templates.
*/}}
{{- define "eck-mesh.guard" -}}
{{- $namespace := .object.metadata.namespace | default .root.Release.Namespace -}}
{{- $meshed := has .mesh.mode (list "permissive" "strict") -}}
{{- $asked := or (eq .mesh.tls "istio") (and (eq .mesh.tls "auto") (eq .mesh.mode "strict")) -}}
{{- $off := eq (include "eck-mesh.tlsIsOff" .object) "true" -}}
{{- $candidate := and $meshed (eq .mesh.dataPlane "sidecar") (or $off (and $asked (not .planned))) (not .mesh.acceptOutage) -}}
{{- if and $candidate (.root.Capabilities.APIVersions.Has "elasticsearch.k8s.elastic.co/v1/Elasticsearch") -}}
{{- $live := lookup "elasticsearch.k8s.elastic.co/v1" "Elasticsearch" $namespace .object.metadata.name -}}
{{- if and $live (ne (include "eck-mesh.tlsIsOff" $live) "true") -}}
{{- fail (printf (join "\n" (list
  "Elasticsearch/%s/%s: spec.http.tls: this release would turn ECK's TLS off on a running Elasticsearch with sidecars."
  "No rolling restart is possible then: ECK renames the Service ports to http at once, clients can no longer reach the old"
  "pods, which still serve TLS, and the operator, which is one of these clients, stops replacing pods. Choose one:"
  "  keep ECK's TLS inside Istio's mutual TLS:        mesh.tls: eck   (for this resource alone: in its own mesh block)"
  "  accept the outage, and delete all pods by hand:  mesh.acceptOutage: true"
  "[tls-off-on-live-cluster]")) $namespace .object.metadata.name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* ECK's own rule: TLS is off only if disabled is true and no certificate is given. Argument: an Elasticsearch. */}}
{{- define "eck-mesh.tlsIsOff" -}}
{{- $http := include "eck-mesh.withoutNulls" ((.spec | default dict).http | default dict) | fromJson -}}
{{- $tls := $http.tls | default dict -}}
{{- $certificate := dig "certificate" "secretName" "" $tls -}}
{{- and (dig "selfSignedCertificate" "disabled" false $tls) (empty $certificate) -}}
{{- end -}}
