{{/*
A NetworkPolicy for the pods of a resource, made of the references: whoever refers to the resource may connect to it, and
nobody else. Who connects to whom is in templates/_connections.tpl. Settings are those of the release (networkPolicy at the
top) and those of the entry; the lists of the two add up:

from      peers that may connect to the ports of the resource's clients, in Kubernetes' own words; a text is a resource of this
          release, as SECTION.KEY, and connects as if it referred to this one
ingress   further rules, in Kubernetes' own words
egress    the same for connections out. Written, if only as [], it limits these, to DNS, to what the resource refers to, and to
          what its sidecar and its kind need

What reaches a pod through ambient mode, or from a sidecar that tunnels as ambient does, arrives at port 15008, whatever port
the client means. So in the mesh each rule with ports has this one too.
*/}}
{{- define "eck-mesh.networkPolicy" -}}
  {{- $in := . -}}
  {{- $path := printf "%s.%s.networkPolicy" .section .key -}}
  {{- $own := .entry.networkPolicy | default dict -}}
  {{- $top := include "eck-mesh.withoutNulls" (.root.Values.networkPolicy | default dict) | fromJson -}}
  {{- $host := include "eck-mesh.hostNetwork" (dict "object" .object "kind" .kind) -}}
  {{- if and (eq $host "all") (ne (toString $top.enabled) "true") -}}
    {{- fail (printf "%s: the pods are on the host network, which no NetworkPolicy restricts. Remove hostNetwork, or this block." $path) -}}
  {{- end -}}
  {{- if ne $host "all" -}}
    {{- $in = set (omit $in "entry") "path" $path -}}
    {{- range $field := list "from" "ingress" "egress" -}}
      {{- $_ := set $in $field (without (concat (get $top $field | default list) (get $own $field | default list)) nil) -}}
    {{- end -}}
    {{- $_ := set $in "behindGateway" (include "eck-mesh.reachedThroughMesh" .) -}}
    {{- $_ := set $in "ownFrom" (without ($own.from | default list) nil) -}}
    {{- $_ := set $in "tunnel" (has $in.mesh.mode (list "permissive" "strict")) -}}
    {{- $_ := set $in "namespace" .identity.namespace -}}
    {{- $_ := set $in "id" (printf "%s/%s/%s" .kind.kind $in.namespace .name) -}}
    {{- $_ := set $in "connections" (include "eck-mesh.connections" $in | fromJson) -}}
    {{- $limited := or (hasKey $own "egress") (hasKey $top "egress") -}}
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata:
    name: {{ printf "%s-%s" .name .kind.short }}
  spec:
    podSelector:
      matchLabels:
        {{- include "eck-mesh.podLabels" . | nindent 8 }}
    policyTypes: {{ $limited | ternary (list "Ingress" "Egress") (list "Ingress") | toJson }}
    ingress:
      {{- include "eck-mesh.ingressRules" $in | fromJsonArray | toYaml | nindent 6 }}
    {{- if $limited }}
    egress:
      {{- include "eck-mesh.egressRules" $in | fromJsonArray | toYaml | nindent 6 }}
    {{- end }}
  {{- else -}}
[]
  {{- end -}}
{{- end -}}

{{/* The rules for connections in, as a JSON list. Arguments: as of eck-mesh.networkPolicy, with its settings. */}}
{{- define "eck-mesh.ingressRules" -}}
  {{- $in := . -}}
  {{- $served := include "eck-mesh.clientPorts" (dict "object" .object "kind" .kind) | fromJsonArray -}}
  {{- if and .ownFrom (not $served) -}}
    {{- fail (printf "%s.from: this resource has no port for clients that the chart knows. Name the ports in %s.ingress, in the words of Kubernetes." .path .path) -}}
  {{- end -}}
  {{- $peers := list -}}
  {{- range .from -}}
    {{- if kindIs "map" . -}}
      {{- $peers = append $peers . -}}
    {{- end -}}
  {{- end -}}
  {{- $found := get .connections.to .id | default list -}}
  {{- $open := include "eck-mesh.opensAddresses" (dict "peers" .from "rules" .ingress "field" "from") -}}
  {{- range $found -}}
    {{- if and .host (not $open) -}}
      {{- fail (printf "%s: %s connects to this resource from the host network, where no NetworkPolicy can select pods. Add the addresses of the nodes to %s.from, such as {ipBlock: {cidr: 10.0.0.0/16}}." $in.path .words $in.path) -}}
    {{- end -}}
  {{- end -}}
  {{- if and .kind.operator $served -}}
    {{- $operator := dig "operator" "namespace" "" .mesh | default "elastic-system" -}}
    {{- /* The first label is that of Elastic's operator.yaml, the second that of its chart. */ -}}
    {{- range $label := list "control-plane" "app.kubernetes.io/name" -}}
      {{- $peer := include "eck-mesh.pods" (dict "labels" (dict $label "elastic-operator") "namespace" $operator) | fromJson -}}
      {{- $found = append $found (dict "peer" $peer "ports" $served) -}}
    {{- end -}}
  {{- end -}}
  {{- if and (.root.Values.helmTest | default dict).enabled $served -}}
    {{- $app := printf "%s-test" (kebabcase .section) -}}
    {{- $labels := include "eck-mesh.labels" (dict "root" .root "app" $app "component" (printf "%s.%s" $app .key)) | fromJson -}}
    {{- $labels = pick $labels "app.kubernetes.io/component" "app.kubernetes.io/instance" -}}
    {{- $found = append $found (dict "peer" (dict "podSelector" (dict "matchLabels" $labels)) "ports" $served) -}}
  {{- end -}}
  {{- if and (eq .behindGateway "true") $served -}}
    {{- $peer := include "eck-mesh.pods" (dict "labels" (.mesh.gateway.selector | default dict) "namespace" .mesh.gateway.namespace) | fromJson -}}
    {{- $found = append $found (dict "peer" $peer "ports" $served) -}}
  {{- end -}}
  {{- range $peer := $served | empty | ternary list $peers -}}
    {{- $found = append $found (dict "peer" $peer "ports" $served) -}}
  {{- end -}}
  {{- $rules := include "eck-mesh.rules" (dict "found" $found "field" "from" "tunnel" .tunnel "own" .ingress) | fromJsonArray -}}
  {{- if and .tunnel (eq .mesh.dataPlane "ambient") -}}
    {{- /* From these addresses Istio's CNI agent lets the kubelet's probes come. */ -}}
    {{- $probes := list (dict "ipBlock" (dict "cidr" "169.254.7.127/32")) (dict "ipBlock" (dict "cidr" "fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128")) -}}
    {{- $rules = append $rules (dict "from" $probes) -}}
  {{- end -}}
  {{- toJson $rules -}}
{{- end -}}

{{/* The rules for connections out, as a JSON list. Arguments: as of eck-mesh.networkPolicy, with its settings. */}}
{{- define "eck-mesh.egressRules" -}}
  {{- $in := . -}}
  {{- $found := get .connections.from .id | default list -}}
  {{- $open := include "eck-mesh.opensAddresses" (dict "peers" list "rules" .egress "field" "to") -}}
  {{- range $found -}}
    {{- if and .secret (not $in.egress) -}}
      {{- fail (printf "%s.egress: %s leads to an address in the Secret %s, which the chart does not know. Add a rule for it here." $in.path .field .secret) -}}
    {{- else if and .host (not $open) -}}
      {{- fail (printf "%s.egress: %s is on the host network, where no NetworkPolicy can select pods. Add a rule with the addresses of the nodes, such as {to: [{ipBlock: {cidr: 10.0.0.0/16}}]}." $in.path .words) -}}
    {{- end -}}
  {{- end -}}
  {{- $ports := list -}}
  {{- range $port := list 53 5353 -}}
    {{- range $protocol := list "UDP" "TCP" -}}
      {{- $ports = append $ports (dict "port" $port "protocol" $protocol) -}}
    {{- end -}}
  {{- end -}}
  {{- /* OpenShift's DNS pods listen on 5353. A policy can select neither a node's DNS cache nor the API server. */ -}}
  {{- $rules := list (dict "ports" $ports) -}}
  {{- if .kind.apiServer -}}
    {{- $rules = append $rules (dict "ports" (list (dict "port" 443 "protocol" "TCP") (dict "port" 6443 "protocol" "TCP"))) -}}
  {{- end -}}
  {{- $known := list -}}
  {{- range $found -}}
    {{- if not .secret -}}
      {{- $known = append $known . -}}
    {{- end -}}
  {{- end -}}
  {{- if and .tunnel (eq .mesh.dataPlane "sidecar") -}}
    {{- $istiod := include "eck-mesh.pods" (dict "labels" (dict "app" "istiod") "namespace" "istio-system") | fromJson -}}
    {{- $rules = append $rules (dict "to" (list $istiod) "ports" (list (dict "port" 15012 "protocol" "TCP"))) -}}
  {{- else if and .tunnel (not $known) -}}
    {{- /* Whoever refers to nothing gets the port of the mesh to its own pods: without any, ambient mode would be blocked. */ -}}
    {{- $known = list (dict "peer" (include "eck-mesh.podsOf" (dict "of" $in "seenFrom" .namespace) | fromJson) "ports" list) -}}
  {{- end -}}
  {{- toJson (concat $rules (include "eck-mesh.rules" (dict "found" $known "field" "to" "tunnel" .tunnel "own" .egress) | fromJsonArray)) -}}
{{- end -}}
