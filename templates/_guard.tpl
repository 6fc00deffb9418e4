{{/*
Fails if the release would turn ECK's TLS off on a running Elasticsearch whose pods have sidecars: no rolling restart is
possible then. Renders nothing. Arguments: root, mesh (resolved), object (not locked), planned (whether the plan has
already changed the object; if not, the guard assumes that mode strict with `tls: auto` turns TLS off, except where users gave
a certificate, because of which the post-renderer keeps it). The guard needs a cluster, which `helm template` does not have, and
`helm rollback` renders no templates.
*/}}
{{- define "eck-mesh.guard" -}}
  {{- $namespace := .object.metadata.namespace | default .root.Release.Namespace -}}
  {{- $meshed := has .mesh.mode (list "permissive" "strict") -}}
  {{- $asked := or (eq .mesh.tls "istio") (and (eq .mesh.tls "auto") (eq .mesh.mode "strict")) -}}
  {{- $asked = and $asked (empty (include "eck-mesh.servedCertificate" .object)) -}}
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

{{/*
Fails if the release would take a running Elasticsearch into ambient mode strict at once: a node that is not in ambient yet
cannot connect to port 9300 of one that is, so no restarted node could join. Renders nothing. Arguments: root, mesh
(resolved), object. A cluster of one node has no other node to join; unmeshedClients opens 9300; and what is STRICT already
does not change. The guard does not look at pods, which a user of Helm may not be allowed to list.
*/}}
{{- define "eck-mesh.ambientGuard" -}}
  {{- $namespace := .object.metadata.namespace | default .root.Release.Namespace -}}
  {{- $name := .object.metadata.name -}}
  {{- $versions := .root.Capabilities.APIVersions -}}
  {{- $strict := and (eq .mesh.mode "strict") (eq .mesh.dataPlane "ambient") (not .mesh.acceptOutage) (not .mesh.unmeshedClients) -}}
  {{- if and $strict ($versions.Has "elasticsearch.k8s.elastic.co/v1/Elasticsearch") -}}
    {{- $live := lookup "elasticsearch.k8s.elastic.co/v1" "Elasticsearch" $namespace $name -}}
    {{- $nodes := max (int (include "eck-mesh.nodes" .object)) (int (include "eck-mesh.nodes" $live)) -}}
    {{- if and $live (gt $nodes 1) -}}
      {{- $problem := "" -}}
      {{- if ne (include "eck-mesh.isAmbient" (dict "live" $live "namespace" $namespace)) "true" -}}
        {{- $problem = "They are not in ambient mode" -}}
      {{- else -}}
        {{- $policy := dict -}}
        {{- if $versions.Has "security.istio.io/v1/PeerAuthentication" -}}
          {{- $policy = lookup "security.istio.io/v1" "PeerAuthentication" $namespace (printf "%s-es" $name) -}}
        {{- end -}}
        {{- $status := $live.status | default dict -}}
        {{- $behind := and $status.observedGeneration (ne (int $status.observedGeneration) (int $live.metadata.generation)) -}}
        {{- if and (ne (dig "spec" "mtls" "mode" "" $policy) "STRICT") (or $behind (eq (toString $status.phase) "ApplyingChanges")) -}}
          {{- $problem = "They are still being restarted" -}}
        {{- end -}}
      {{- end -}}
      {{- if $problem -}}
        {{- fail (printf (join "\n" (list
          "Elasticsearch/%s/%s: mesh.mode: this release would make a running Elasticsearch strict in ambient mode before all its nodes are in ambient mode."
          "%s. A node that is not in ambient mode cannot connect to port 9300 of one that is strict. Choose one:"
          "  first in ambient mode and open, until all nodes have restarted:  mesh.mode: permissive"
          "  accept the outage, and delete all pods by hand:                  mesh.acceptOutage: true"
          "[ambient-strict-on-live-cluster]")) $namespace $name $problem) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/* The number of nodes of an Elasticsearch. Argument: the object; 0 for none. */}}
{{- define "eck-mesh.nodes" -}}
  {{- $nodes := 0 -}}
  {{- range (. | default dict).spec | default dict | dig "nodeSets" list -}}
    {{- $nodes = add $nodes (int .count) -}}
  {{- end -}}
  {{- $nodes -}}
{{- end -}}

{{/*
Whether the pods of a live Elasticsearch are in ambient mode, or will be after a restart: by their own labels, or by the
Namespace's. Arguments: live, namespace.
*/}}
{{- define "eck-mesh.isAmbient" -}}
  {{- $all := true -}}
  {{- $ofNamespace := "" -}}
  {{- range .live.spec.nodeSets -}}
    {{- $labels := include "eck-mesh.withoutNulls" (.podTemplate | default dict) | fromJson | dig "metadata" "labels" dict -}}
    {{- $mode := get $labels "istio.io/dataplane-mode" -}}
    {{- if and (not $mode) (ne (get $labels "sidecar.istio.io/inject") "true") -}}
      {{- if not $ofNamespace -}}
        {{- $ofNamespace = lookup "v1" "Namespace" "" $.namespace | default dict | dig "metadata" "labels" "istio.io/dataplane-mode" "none" -}}
      {{- end -}}
      {{- $mode = $ofNamespace -}}
    {{- end -}}
    {{- $all = and $all (eq $mode "ambient") -}}
  {{- end -}}
  {{- $all -}}
{{- end -}}

{{/* ECK's own rule: TLS is off only if disabled is true and no certificate is given. Argument: an Elasticsearch. */}}
{{- define "eck-mesh.tlsIsOff" -}}
  {{- $http := include "eck-mesh.withoutNulls" ((.spec | default dict).http | default dict) | fromJson -}}
  {{- $disabled := dig "selfSignedCertificate" "disabled" false ($http.tls | default dict) -}}
  {{- and $disabled (empty (include "eck-mesh.servedCertificate" .)) -}}
{{- end -}}

{{/* The Secret with the certificate that users gave an Elasticsearch, or nothing. Argument: the Elasticsearch. */}}
{{- define "eck-mesh.servedCertificate" -}}
  {{- $http := include "eck-mesh.withoutNulls" ((.spec | default dict).http | default dict) | fromJson -}}
  {{- dig "certificate" "secretName" "" ($http.tls | default dict) -}}
{{- end -}}
