{{/*
Stops the one change that cannot roll: ECK's TLS turned off on a live Elasticsearch whose pods have sidecars. Renders
nothing and only fails. In: root, mesh (resolved), object (not locked), planned (whether object is what the plan made of it;
before that it is taken that `auto` turns TLS off in strict). It has no cluster to ask in `helm template`, and `helm
rollback` renders nothing.
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
  "Elasticsearch/%s is running with ECK's own TLS, and this would turn it off under its sidecars."
  "That cannot roll: ECK renames the Service ports to http at once, the old pods still speak TLS and are refused, the operator"
  "loses Elasticsearch and replaces no pod any more. Either"
  "  keep its TLS, inside Istio's mutual TLS:      mesh.tls: eck   (for it alone: in its own mesh block)"
  "  or take the outage, and delete all its pods:  mesh.acceptOutage: true")) .object.metadata.name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* ECK's own rule: off only where disabled is true and no certificate is given. In: an Elasticsearch. */}}
{{- define "eck-mesh.tlsIsOff" -}}
{{- $http := include "eck-mesh.withoutNulls" ((.spec | default dict).http | default dict) | fromJson -}}
{{- $tls := $http.tls | default dict -}}
{{- $certificate := dig "certificate" "secretName" "" $tls -}}
{{- and (dig "selfSignedCertificate" "disabled" false $tls) (empty $certificate) -}}
{{- end -}}
