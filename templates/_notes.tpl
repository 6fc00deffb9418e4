{{/* What templates/NOTES.txt says of each resource. */}}

{{/*
The resources in the order of the notes, as a JSON list of {kind (its row), section, key, name, namespace, mesh (resolved), object
(as rendered), ways (from outside the cluster, in words)}. Argument: the root context.
*/}}
{{- define "eck-mesh.notes" -}}
  {{- include "eck-mesh.once" . -}}
  {{- $kinds := include "eck-mesh.kinds" . | fromJson -}}
  {{- $found := list -}}
  {{- $exposing := (.Files.Get "files/expose.yaml" | fromYaml).kinds -}}
  {{- $objects := dict -}}
  {{- $ways := dict -}}
  {{- range $section, $of := .eckMesh -}}
    {{- range $of -}}
      {{- $_ := set $objects (printf "%s/%s/%s" .kind (.metadata.namespace | default $.Release.Namespace) .metadata.name) . -}}
      {{- if hasKey $exposing .kind -}}
        {{- $hosts := .spec.hostnames | default .spec.hosts | default (compact (list .spec.host)) -}}
        {{- range .spec.rules -}}
          {{- $hosts = concat $hosts (compact (list .host)) -}}
        {{- end -}}
        {{- $component := printf "%s %s" $section (get (.metadata.labels | default dict) "app.kubernetes.io/component") -}}
        {{- $way := printf "%s (%s/%s)" (join ", " $hosts | default "by its port") .kind .metadata.name -}}
        {{- $_ := set $ways $component (append (get $ways $component | default list) $way) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- range $section, $of := include "eck-mesh.names" . | fromJson -}}
    {{- range $key, $identity := $of -}}
      {{- $kind := get $kinds $section -}}
      {{- $entry := include "eck-mesh.entry" (dict "root" $ "kind" $kind "section" $section "key" $key) | fromJson -}}
      {{- $row := dict "kind" $kind "section" $section "key" $key "name" $identity.name "namespace" $identity.namespace -}}
      {{- $_ := set $row "mesh" (include "eck-mesh.mesh" (dict "root" $ "mesh" $entry.mesh) | fromJson) -}}
      {{- $_ := set $row "object" (get $objects (printf "%s/%s/%s" $kind.kind $identity.namespace $identity.name)) -}}
      {{- with get $ways (printf "%s %s.%s" $section (kebabcase $section) $key) -}}
        {{- $_ := set $row "ways" . -}}
      {{- end -}}
      {{- $in := dict "root" $ "entry" $entry "kind" $kind "object" $row.object -}}
      {{- $found = append $found (set $row "closed" (include "eck-mesh.closed" $in)) -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}

{{/*
The Service for clients, as {"service": …, "port": …, "scheme": …}, or {} if the resource has none. Without a plan in values only
the post-renderer knows whether mode strict turns ECK's TLS off; the scheme is then "". Arguments: a row of eck-mesh.notes, with
compiled.
*/}}
{{- define "eck-mesh.address" -}}
  {{- $address := dict -}}
  {{- if and .kind.http (not (include "eck-mesh.missingForHttp" (dict "kind" .kind "spec" .object.spec) | fromJson)) -}}
    {{- $http := include "eck-mesh.withoutNulls" (.object.spec.http | default dict) | fromJson -}}
    {{- $ports := dig "service" "spec" "ports" list $http -}}
    {{- $port := empty $ports | ternary .kind.http.port (first (append $ports dict)).port -}}
    {{- $sidecar := and (eq .mesh.dataPlane "sidecar") (has .mesh.mode (list "permissive" "strict")) -}}
    {{- $scheme := eq (include "eck-mesh.tlsIsOff" .object) "true" | ternary "http" "https" -}}
    {{- if and $sidecar (not .compiled) (eq $scheme "https") -}}
      {{- $scheme = get (dict "eck" "https" "istio" "http") .mesh.tls | default (eq .mesh.mode "strict" | ternary "" "https") -}}
    {{- end -}}
    {{- $address = dict "service" (printf "%s-%s" .name .kind.http.service) "port" $port "scheme" $scheme -}}
  {{- end -}}
  {{- toJson $address -}}
{{- end -}}

{{/* What of an Elasticsearch is not for production, in words, as a JSON list. Argument: the object. */}}
{{- define "eck-mesh.notForProduction" -}}
  {{- $nodes := include "eck-mesh.nodes" . | int -}}
  {{- $found := list -}}
  {{- if lt $nodes 3 -}}
    {{- $found = append $found (eq $nodes 1 | ternary "one node, so that its restart is an outage and its disk the only copy" (printf "%d nodes, of which none may be lost" $nodes)) -}}
  {{- end -}}
  {{- $missing := dict -}}
  {{- range .spec.nodeSets -}}
    {{- $pod := dig "podTemplate" "spec" dict . | default dict -}}
    {{- $amounts := .resources -}}
    {{- range $pod.containers -}}
      {{- if eq .name "elasticsearch" -}}
        {{- $amounts = .resources | default $amounts -}}
      {{- end -}}
    {{- end -}}
    {{- if not (dig "limits" "memory" "" ($amounts | default dict)) -}}
      {{- $_ := set $missing "no resources, so that ECK gives each node 2Gi" true -}}
    {{- end -}}
    {{- $volumes := list -}}
    {{- range concat (.volumeClaimTemplates | default list) ($pod.volumes | default list) -}}
      {{- $volumes = append $volumes (.name | default (.metadata | default dict).name) -}}
    {{- end -}}
    {{- if not (has "elasticsearch-data" $volumes) -}}
      {{- $_ := set $missing "no storage.size, so that ECK claims 1Gi" true -}}
    {{- end -}}
    {{- if eq (toString (get (.config | default dict) "node.store.allow_mmap")) "false" -}}
      {{- $_ := set $missing "node.store.allow_mmap is false, which is slower" true -}}
    {{- end -}}
  {{- end -}}
  {{- toJson (concat $found (keys $missing | sortAlpha)) -}}
{{- end -}}
