{{/* What the rules of a NetworkPolicy are made of, and whether an entry has one. */}}

{{/*
Rules, as a JSON list: one for all peers that have the same ports, then the user's own. Arguments: found (a list with peer and
ports), field (from or to), tunnel (whether the port of the mesh is added), own.
*/}}
{{- define "eck-mesh.rules" -}}
  {{- $mesh := dict "port" 15008 "protocol" "TCP" -}}
  {{- $portsOf := dict -}}
  {{- $order := list -}}
  {{- range .found -}}
    {{- $peer := toJson .peer -}}
    {{- if not (hasKey $portsOf $peer) -}}
      {{- $order = append $order $peer -}}
    {{- end -}}
    {{- range $port := .ports -}}
      {{- $_ := set $portsOf $peer (append (get $portsOf $peer | default list) (toJson $port) | uniq | sortAlpha) -}}
    {{- end -}}
    {{- if not .ports -}}
      {{- $_ := set $portsOf $peer (get $portsOf $peer | default list) -}}
    {{- end -}}
  {{- end -}}
  {{- $rules := list -}}
  {{- range $ports := values $portsOf | toJson | fromJsonArray -}}
    {{- $rules = append $rules (toJson $ports) -}}
  {{- end -}}
  {{- $made := list -}}
  {{- range $group := $rules | uniq | sortAlpha -}}
    {{- $peers := list -}}
    {{- range $peer := $order -}}
      {{- if eq (toJson (get $portsOf $peer)) $group -}}
        {{- $peers = append $peers (fromJson $peer) -}}
      {{- end -}}
    {{- end -}}
    {{- $ports := list -}}
    {{- range fromJsonArray $group -}}
      {{- $ports = append $ports (fromJson .) -}}
    {{- end -}}
    {{- if $.tunnel -}}
      {{- $ports = append $ports $mesh -}}
    {{- end -}}
    {{- $made = append $made (dict $.field $peers "ports" $ports) -}}
  {{- end -}}
  {{- range $rule := .own -}}
    {{- $rule = deepCopy $rule -}}
    {{- if and $.tunnel $rule.ports -}}
      {{- $_ := set $rule "ports" (append $rule.ports $mesh) -}}
    {{- end -}}
    {{- $made = append $made $rule -}}
  {{- end -}}
  {{- toJson $made -}}
{{- end -}}

{{/* "true" if a NetworkPolicy keeps whoever is not of the release from a resource that serves. Arguments: root, entry, kind, object. */}}
{{- define "eck-mesh.closed" -}}
  {{- $peers := list -}}
  {{- range list .root.Values.networkPolicy .entry.networkPolicy -}}
    {{- $own := . | default dict -}}
    {{- $peers = concat $peers ($own.from | default list) ($own.ingress | default list) -}}
  {{- end -}}
  {{- if and (hasKey .entry "networkPolicy") (not $peers) (include "eck-mesh.clientPorts" . | fromJsonArray) -}}
true
  {{- end -}}
{{- end -}}

{{/* Whether settings of users allow addresses, and so pods on the host network. Arguments: peers, rules, field (from or to). */}}
{{- define "eck-mesh.opensAddresses" -}}
  {{- $peers := .peers -}}
  {{- range .rules -}}
    {{- $peers = concat $peers (get . $.field | default (list (dict "ipBlock" dict))) -}}
  {{- end -}}
  {{- range $peers -}}
    {{- if and (kindIs "map" .) (hasKey . "ipBlock") -}}
true
    {{- end -}}
  {{- end -}}
{{- end -}}
