{{/*
`fleet` of a Kibana: the settings xpack.fleet.* with which Fleet works, made of the Agents that refer to this Kibana. Nobody
writes an address: hosts of Fleet Server are the Services of the Fleet Servers, and the default output is the Elasticsearch that
they refer to. A setting that the user wrote in `config` stays as it is.

Addresses have https and ECK's CA unless values turn ECK's TLS off. Where the mode turns it off, the post-renderer changes them.
*/}}

{{/* Completes the Kibana, and gives Agents without a policyID their key as one. In place; renders nothing. Arguments: as of eck-mesh.within, with asked (the field, without nulls) and path (of the field in values). */}}
{{- define "eck-mesh.fleet" -}}
  {{- $config := .row.object.spec.config | default dict -}}
  {{- if semverCompare "<8.4.0-0" (toString .row.object.spec.version) -}}
    {{- fail (printf "%s: Kibana %s does not take the CA of an output. Use 8.4.0 or later, or write xpack.fleet.* in %s.%s.config and remove this field." .path .row.object.spec.version .in.section .in.key) -}}
  {{- end -}}
  {{- $agents := include "eck-mesh.fleet.agents" . | fromJsonArray -}}
  {{- $settings := dict -}}
  {{- $servers := list -}}
  {{- range $agents -}}
    {{- if .server -}}
      {{- $servers = append $servers .url -}}
    {{- end -}}
  {{- end -}}
  {{- $ownHosts := include "eck-mesh.hasSetting" (dict "config" $config "key" "xpack.fleet.fleetServerHosts") -}}
  {{- $ownHosts = or $ownHosts (include "eck-mesh.hasSetting" (dict "config" $config "key" "xpack.fleet.agents.fleet_server.hosts")) -}}
  {{- if not (or $servers $ownHosts) -}}
    {{- fail (printf "%s: no Fleet Server of this release refers to this Kibana. Set agent.KEY.kibanaRef: %s where agent.KEY.fleetServerEnabled is true, or write xpack.fleet.agents.fleet_server.hosts in %s.%s.config." .path .in.key .in.section .in.key) -}}
  {{- else if not $ownHosts -}}
    {{- $_ := set $settings "xpack.fleet.agents.fleet_server.hosts" $servers -}}
  {{- end -}}
  {{- $ownOutputs := include "eck-mesh.hasSetting" (dict "config" $config "key" "xpack.fleet.agents.elasticsearch") -}}
  {{- $ownOutputs = or $ownOutputs (include "eck-mesh.hasSetting" (dict "config" $config "key" "xpack.fleet.outputs")) -}}
  {{- if and $ownOutputs .asked.outputs -}}
    {{- fail (printf "%s.outputs: %s.%s.config has outputs too, and they would be all that Kibana knows. Remove one of the two." .path .in.section .in.key) -}}
  {{- else if not $ownOutputs -}}
    {{- $in := dict "servers" (include "eck-mesh.fleet.storages" (set . "agents" $agents) | fromJsonArray) -}}
    {{- $_ := set $settings "xpack.fleet.outputs" (include "eck-mesh.fleet.outputs" (merge $in .) | fromJsonArray) -}}
  {{- end -}}
  {{- $policies := include "eck-mesh.fleet.policies" (set . "agents" $agents) | fromJsonArray -}}
  {{- $packages := list "elastic_agent" -}}
  {{- range $policies -}}
    {{- range .package_policies -}}
      {{- $packages = append $packages .package.name -}}
    {{- end -}}
  {{- end -}}
  {{- $known := list -}}
  {{- range $packages | uniq | sortAlpha -}}
    {{- $known = append $known (dict "name" . "version" "latest") -}}
  {{- end -}}
  {{- $_ := set (set $settings "xpack.fleet.agentPolicies" $policies) "xpack.fleet.packages" $known -}}
  {{- include "eck-mesh.addSettings" (dict "row" .row "settings" $settings) -}}
{{- end -}}

{{/*
The Agents in Fleet mode that refer to this Kibana, by their keys, as a JSON list: key, policy, space, server (whether it is a Fleet
Server), url, and storages (its references to Elasticsearch, with namespaces). Gives each a policyID. Arguments: as of
eck-mesh.fleet.
*/}}
{{- define "eck-mesh.fleet.agents" -}}
  {{- $kibana := .in -}}
  {{- $found := list -}}
  {{- range $index, $in := .entries.agent -}}
    {{- $row := index $.objects.agent $index -}}
    {{- $spec := $row.object.spec -}}
    {{- $ref := $spec.kibanaRef | default dict -}}
    {{- $same := and (eq (toString $ref.name) $kibana.name) (eq ($ref.namespace | default $in.identity.namespace) $kibana.identity.namespace) -}}
    {{- if and $same (eq (toString $spec.mode) "fleet") -}}
      {{- range pick $row "object" "bare" -}}
        {{- $_ := set .spec "policyID" (.spec.policyID | default $in.key) -}}
      {{- end -}}
      {{- $agent := dict "key" $in.key "policy" $spec.policyID "space" ($spec.spaceID | default "default") -}}
      {{- $_ := set $agent "server" (eq (toString $spec.fleetServerEnabled) "true") -}}
      {{- if $agent.server -}}
        {{- $_ := set (set $agent "url" (include "eck-mesh.fleet.url" $in)) "storages" list -}}
        {{- range $spec.elasticsearchRefs -}}
          {{- $_ := set $agent "storages" (append $agent.storages (merge (dict "namespace" (.namespace | default $in.identity.namespace)) .)) -}}
        {{- end -}}
      {{- end -}}
      {{- $found = append $found $agent -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}

{{/* The address of a resource's Service. Arguments: an element of entries. */}}
{{- define "eck-mesh.fleet.url" -}}
  {{- $scheme := eq (include "eck-mesh.speaksTls" .) "true" | ternary "https" "http" -}}
  {{- $path := printf "%s.%s" .section .key -}}
  {{- $port := include "eck-mesh.exposedPort" (set (set (pick . "object" "kind" "section" "key") "way" dict) "path" $path) -}}
  {{- printf "%s://%s-%s.%s.svc:%s" $scheme .name .kind.http.service .identity.namespace $port -}}
{{- end -}}
