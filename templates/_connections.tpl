{{/*
Who connects to whom in a release: by references, by selectors, and by addresses of Services in the resources themselves. The
resources among extraObjects count as clients and as targets. The facts are in the columns of the kinds (templates/_kinds.tpl).
Addresses in ConfigMaps and Secrets do not count, nor do resources of other releases and of other aliases of this chart.
*/}}

{{/*
The connections of the release, in JSON, made once and kept in `release`: {"to": {ID: […]}, "from": {ID: […]}}, where an ID is
Kind/namespace/name. Each has peer (the pods of the other side, as a NetworkPolicy selects them), ports, words (the name of the
other side), and host (whether it has pods on the host network). One that leads to an address in a Secret has secret and field.
Arguments: root, release (a mapping with objects, extra, kinds and entries).
*/}}
{{- define "eck-mesh.connections" -}}
  {{- if not (hasKey .release "connections") -}}
    {{- $resources := dict -}}
    {{- range $of := append (values .release.objects) .release.extra -}}
      {{- range $of -}}
        {{- $in := dict "object" .object "root" $.root "kinds" $.release.kinds -}}
        {{- with include "eck-mesh.endpoint" $in | fromJson -}}
          {{- $_ := set $resources .id . -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
    {{- $to := dict -}}
    {{- $from := dict -}}
    {{- $all := dict -}}
    {{- range $id, $client := $resources -}}
      {{- $in := dict "client" $client "resources" $resources "kinds" $.release.kinds -}}
      {{- $_ := set $all $id (include "eck-mesh.connectionsOf" $in | fromJsonArray) -}}
    {{- end -}}
    {{- range $entries := .release.entries -}}
      {{- range $entry := $entries -}}
        {{- range include "eck-mesh.namedPeers" (dict "in" $entry "resources" $resources "kinds" $.release.kinds) | fromJsonArray -}}
          {{- $_ := set $all .client (append (get $all .client) .connection) -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
    {{- range $id, $client := $resources -}}
      {{- range get $all $id -}}
        {{- $out := . -}}
        {{- if not .secret -}}
          {{- $target := get $resources .id | default (dict "kind" (get $.release.kinds .section) "name" .name "namespace" .namespace) -}}
          {{- $row := dict "ports" .ports "words" (printf "%s/%s" $client.kind.kind $client.name) "host" $client.host -}}
          {{- $_ := set $row "peer" (include "eck-mesh.podsOf" (dict "of" $client "seenFrom" $target.namespace) | fromJson) -}}
          {{- $_ := set $to .id (append (get $to .id | default list) $row) -}}
          {{- $out = dict "ports" .ports "words" (printf "%s/%s" $target.kind.kind $target.name) "host" $target.host -}}
          {{- $_ := set $out "peer" (include "eck-mesh.podsOf" (dict "of" $target "seenFrom" $client.namespace) | fromJson) -}}
        {{- end -}}
        {{- $_ := set $from $id (append (get $from $id | default list) $out) -}}
      {{- end -}}
    {{- end -}}
    {{- $_ := set .release "connections" (toJson (dict "to" $to "from" $from)) -}}
  {{- end -}}
  {{- .release.connections -}}
{{- end -}}

{{/*
The connections to a resource by keys in `from`, as a JSON list: client (its ID) and connection, as of eck-mesh.connectionsOf.
Arguments: in (as of eck-mesh.beside), resources (by ID), kinds.
*/}}
{{- define "eck-mesh.namedPeers" -}}
  {{- $in := .in -}}
  {{- $resources := .resources -}}
  {{- $found := list -}}
  {{- $id := printf "%s/%s/%s" $in.kind.kind $in.identity.namespace $in.name -}}
  {{- $target := get $resources $id -}}
  {{- if and $target (hasKey $in.entry "networkPolicy") -}}
    {{- $ports := include "eck-mesh.clientPorts" $target | fromJsonArray -}}
    {{- $connection := dict "id" $id "section" $in.section "name" $in.name "namespace" $in.identity.namespace "ports" $ports -}}
    {{- $peers := list -}}
    {{- range list $in.root.Values.networkPolicy $in.entry.networkPolicy -}}
      {{- $peers = concat $peers ((. | default dict).from | default list) -}}
    {{- end -}}
    {{- range $peer := $ports | empty | ternary list $peers -}}
      {{- if kindIs "string" $peer -}}
        {{- $path := printf "%s.%s.networkPolicy.from" $in.section $in.key -}}
        {{- $parts := splitList "." $peer -}}
        {{- $kind := get $.kinds (first $parts) | default dict -}}
        {{- if or (ne (len $parts) 2) (not $kind.selector) -}}
          {{- fail (printf "%s: %q is no resource with pods. Write SECTION.KEY, such as beat.default, or a peer in the words of Kubernetes." $path $peer) -}}
        {{- end -}}
        {{- $to := dict "targets" $in.targets "section" (first $parts) "key" (last $parts) "path" $path -}}
        {{- $client := include "eck-mesh.reference" $to | fromJson -}}
        {{- $client = printf "%s/%s/%s" $kind.kind ($client.namespace | default $in.identity.namespace) $client.name -}}
        {{- $found = append $found (dict "client" $client "connection" $connection) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}

{{/*
A resource of ECK that has pods, as JSON: id, section, kind (its row), name, namespace, object (its spec and labels), host; {} for
any other object. Among extraObjects a field may have any type. Arguments: object, root, kinds.
*/}}
{{- define "eck-mesh.endpoint" -}}
  {{- $found := dict -}}
  {{- range $section, $kind := .kinds -}}
    {{- if and .selector (eq .kind $.object.kind) (eq .apiVersion $.object.apiVersion) -}}
      {{- $namespace := $.object.metadata.namespace | default $.root.Release.Namespace -}}
      {{- $id := printf "%s/%s/%s" .kind $namespace $.object.metadata.name -}}
      {{- $host := include "eck-mesh.hostNetwork" (dict "object" $.object "kind" .) -}}
      {{- $found = dict "id" $id "section" $section "kind" . "name" $.object.metadata.name "namespace" $namespace "host" $host -}}
      {{- $metadata := dict "labels" (kindIs "map" $.object.metadata.labels | ternary $.object.metadata.labels dict) -}}
      {{- $_ := set $found "object" (dict "spec" (kindIs "map" $.object.spec | ternary $.object.spec dict) "metadata" $metadata) -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}
