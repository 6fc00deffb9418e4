{{/* The outputs and the policies of Fleet that the chart writes: parts of templates/_within_fleet.tpl. */}}

{{/* The Elasticsearches of the Fleet Servers, each once, as a JSON list of {name, namespace}. Arguments: as of eck-mesh.fleet, with agents. */}}
{{- define "eck-mesh.fleet.storages" -}}
  {{- $found := list -}}
  {{- range $agent := .agents -}}
    {{- range $agent.storages -}}
      {{- if .secretName -}}
        {{- fail (printf "%s: the address of the Elasticsearch of agent.%s is in the Secret %s, which the chart does not see. Write xpack.fleet.outputs in %s.%s.config." $.path $agent.key .secretName $.in.section $.in.key) -}}
      {{- end -}}
      {{- $found = append $found (dict "name" .name "namespace" .namespace) -}}
    {{- end -}}
  {{- end -}}
  {{- toJson (uniq $found) -}}
{{- end -}}

{{/*
The outputs as Kibana takes them, as a JSON list: that of the Fleet Servers, which is the default, and those of `outputs`.
Arguments: as of eck-mesh.fleet, with servers (the Elasticsearches of the Fleet Servers).
*/}}
{{- define "eck-mesh.fleet.outputs" -}}
  {{- $found := dict -}}
  {{- range $index, $storage := .servers -}}
    {{- $id := eq $index 0 | ternary "default" (printf "%s.%s" $storage.name $storage.namespace) -}}
    {{- $output := dict "id" $id "name" $id "type" "elasticsearch" -}}
    {{- if eq $index 0 -}}
      {{- /* The id that Kibana gives to the output of xpack.fleet.agents.elasticsearch.hosts, so that an older one is not left. */ -}}
      {{- $_ := set (set (set $output "id" "fleet-default-output") "is_default" true) "is_default_monitoring" true -}}
    {{- end -}}
    {{- $_ := set $found $id (mergeOverwrite $output (include "eck-mesh.fleet.elasticsearch" (set $ "storage" $storage) | fromJson)) -}}
  {{- end -}}
  {{- range $id, $asked := .asked.outputs -}}
    {{- $path := printf "%s.outputs.%s" $.path $id -}}
    {{- $output := get $found $id | default (dict "id" $id "name" $id) -}}
    {{- $to := dict "targets" $.in.targets "path" $path -}}
    {{- $at := $.in.identity.namespace -}}
    {{- if $asked.elasticsearchRef -}}
      {{- $storage := include "eck-mesh.reference" (set (set $to "section" "elasticsearch") "key" $asked.elasticsearchRef) | fromJson -}}
      {{- $storage = set $storage "namespace" ($storage.namespace | default $at) -}}
      {{- $of := include "eck-mesh.fleet.elasticsearch" (set $ "storage" $storage) | fromJson -}}
      {{- $output = mergeOverwrite $output (dict "type" "elasticsearch" "hosts" $of.hosts) -}}
    {{- else if $asked.logstashRef -}}
      {{- $target := include "eck-mesh.reference" (set (set $to "section" "logstash") "key" $asked.logstashRef) | fromJson -}}
      {{- $in := dict "target" $target "namespace" ($target.namespace | default $at) "service" $asked.service "path" $path -}}
      {{- $host := include "eck-mesh.fleet.logstash" (set $in "entries" $.entries) -}}
      {{- $output = mergeOverwrite $output (dict "type" "logstash" "hosts" (list $host)) -}}
    {{- end -}}
    {{- $output = mergeOverwrite $output (omit $asked "elasticsearchRef" "logstashRef" "service") -}}
    {{- if empty $output.hosts -}}
      {{- fail (printf "%s: leads nowhere. Set elasticsearchRef or logstashRef to a key of this release, or type and hosts in Kibana's own form." $path) -}}
    {{- end -}}
    {{- $_ := set $found $id $output -}}
  {{- end -}}
  {{- $outputs := list -}}
  {{- range $id := keys $found | sortAlpha -}}
    {{- $outputs = append $outputs (get $found $id) -}}
  {{- end -}}
  {{- if not $outputs -}}
    {{- fail (printf "%s: no Fleet Server of this release that refers to this Kibana has elasticsearchRefs. Set them, or write xpack.fleet.outputs in %s.%s.config." .path .in.section .in.key) -}}
  {{- end -}}
  {{- toJson $outputs -}}
{{- end -}}

{{/*
The address of an Elasticsearch for Agents, and where its CA is in their pods: {"hosts": […], "ssl": {…}}, in JSON. ECK mounts the
CA of a Fleet Server's Elasticsearch there, if it has one: its own, and not always a user's (pkg/controller/agent/pod.go,
applyRelatedEsAssoc). Arguments: storage (name, namespace), entries.
*/}}
{{- define "eck-mesh.fleet.elasticsearch" -}}
  {{- $url := printf "https://%s-es-http.%s.svc:9200" .storage.name .storage.namespace -}}
  {{- $own := true -}}
  {{- range .entries.elasticsearch -}}
    {{- if and (eq .name $.storage.name) (eq .identity.namespace $.storage.namespace) -}}
      {{- $url = include "eck-mesh.fleet.url" . -}}
      {{- $own = empty (include "eck-mesh.servedCertificate" .object) -}}
    {{- end -}}
  {{- end -}}
  {{- $to := dict "hosts" (list $url) -}}
  {{- if and $own (hasPrefix "https:" $url) -}}
    {{- $ca := printf "/mnt/elastic-internal/elasticsearch-association/%s/%s/certs/ca.crt" .storage.namespace .storage.name -}}
    {{- $_ := set $to "ssl" (dict "certificate_authorities" (list $ca)) -}}
  {{- end -}}
  {{- toJson $to -}}
{{- end -}}

{{/* HOST:PORT of a Service that a Logstash declares. Arguments: target (name), namespace, service (its name, or nothing if there is one), path, entries. */}}
{{- define "eck-mesh.fleet.logstash" -}}
  {{- $hosts := dict -}}
  {{- range $in := .entries.logstash -}}
    {{- if and (eq .name $.target.name) (eq .identity.namespace $.namespace) -}}
      {{- range .object.spec.services -}}
        {{- $ports := dig "service" "spec" "ports" list . -}}
        {{- if $ports -}}
          {{- $_ := set $hosts .name (printf "%s-%s-%s.%s.svc:%v" $in.name $in.kind.short .name $.namespace (first $ports).port) -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $name := .service | default (eq (len $hosts) 1 | ternary (first (keys $hosts)) "") -}}
  {{- if not (hasKey $hosts $name) -}}
    {{- fail (printf "%s.service: is %s, and the Logstash has these Services with ports: %s. Set it to one of them." .path (.service | default "missing") (keys $hosts | sortAlpha | join ", " | default "none")) -}}
  {{- end -}}
  {{- get $hosts $name -}}
{{- end -}}

{{/* The policies of the Agents, and those of `policies`, as a JSON list in Kibana's form. Arguments: as of eck-mesh.fleet, with agents. */}}
{{- define "eck-mesh.fleet.policies" -}}
  {{- $ids := keys (.asked.policies | default dict) -}}
  {{- range .agents -}}
    {{- $ids = append $ids (toString .policy) -}}
  {{- end -}}
  {{- $spaces := semverCompare ">=9.1.0-0" (toString .row.object.spec.version) -}}
  {{- $found := list -}}
  {{- range $id := $ids | uniq | sortAlpha -}}
    {{- $asked := get ($.asked.policies | default dict) $id | default dict -}}
    {{- $packages := dict -}}
    {{- $policy := dict "id" $id "name" $id "namespace" "default" "is_managed" true "unenroll_timeout" 900 -}}
    {{- $_ := set $policy "monitoring_enabled" (list "logs" "metrics") -}}
    {{- range $.agents -}}
      {{- if eq (toString .policy) $id -}}
        {{- $_ := set $packages (.server | ternary "fleet_server" "system") true -}}
        {{- if and $spaces (ne .space "default") -}}
          {{- $_ := set $policy "space_id" .space -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
    {{- $integrations := list -}}
    {{- range $asked.packages | default (keys $packages | sortAlpha) -}}
      {{- $name := printf "%s-%s" . $id -}}
      {{- $integrations = append $integrations (dict "id" $name "name" $name "package" (dict "name" .)) -}}
    {{- end -}}
    {{- $_ := set $policy "package_policies" $integrations -}}
    {{- $found = append $found (mergeOverwrite $policy (omit $asked "packages")) -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}
