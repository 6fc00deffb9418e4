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
A resource of ECK that has pods, as JSON: id, section, kind (its row), name, namespace, object, host; {} for any other object.
Arguments: object, root, kinds.
*/}}
{{- define "eck-mesh.endpoint" -}}
  {{- $found := dict -}}
  {{- range $section, $kind := .kinds -}}
    {{- if and .selector (eq .kind $.object.kind) (eq .apiVersion $.object.apiVersion) -}}
      {{- $namespace := $.object.metadata.namespace | default $.root.Release.Namespace -}}
      {{- $id := printf "%s/%s/%s" .kind $namespace $.object.metadata.name -}}
      {{- $host := include "eck-mesh.hostNetwork" (dict "object" $.object "kind" .) -}}
      {{- $found = dict "id" $id "section" $section "kind" . "name" $.object.metadata.name "namespace" $namespace "host" $host -}}
      {{- $_ := set $found "object" $.object -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}

{{/*
The connections of one resource, as a JSON list: each has section, name, namespace and id of its target, and ports; or secret
and field. Arguments: client, resources (by id), kinds.
*/}}
{{- define "eck-mesh.connectionsOf" -}}
  {{- $client := .client -}}
  {{- $resources := .resources -}}
  {{- $found := list -}}
  {{- $texts := list (include "eck-mesh.ownSettings" $client) -}}
  {{- range $link := include "eck-mesh.links" (dict "of" $client "kinds" .kinds) | fromJsonArray -}}
    {{- $found = append $found $link -}}
    {{- $target := get $resources ($link.id | default "") -}}
    {{- $beyond := list -}}
    {{- if and $target $link.row.beyond -}}
      {{- $beyond = include "eck-mesh.links" (dict "of" $target "kinds" $.kinds) | fromJsonArray -}}
    {{- end -}}
    {{- range prepend $beyond $link -}}
      {{- if has .field ($link.row.beyond | default list) -}}
        {{- $found = append $found . -}}
      {{- end -}}
      {{- if and .row.settings (hasKey $resources (.id | default "")) -}}
        {{- $texts = append $texts (include "eck-mesh.settingsForOthers" (get $resources .id)) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $text := join " " $texts -}}
  {{- range $id, $target := $resources -}}
    {{- $ports := list -}}
    {{- if eq $id $client.id -}}
      {{- $ports = include "eck-mesh.portsAmong" $client | fromJsonArray -}}
    {{- else if contains (printf "%s-%s-" $target.name $target.kind.short) $text -}}
      {{- $in := dict "resource" $target "text" $text "namespace" $client.namespace -}}
      {{- $ports = include "eck-mesh.addressed" $in | fromJsonArray -}}
    {{- end -}}
    {{- range $field, $row := $client.kind.selectors -}}
      {{- if include "eck-mesh.selects" (dict "client" $client "field" $field "row" $row "target" $target) -}}
        {{- $ports = concat $ports (include "eck-mesh.clientPorts" $target | fromJsonArray) -}}
      {{- end -}}
    {{- end -}}
    {{- if $ports -}}
      {{- $to := dict "id" $id "section" $target.section "name" $target.name "namespace" $target.namespace -}}
      {{- $found = append $found (set $to "ports" $ports) -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}

{{/*
What a resource refers to, as a JSON list: section, name, namespace, id and ports, or a secret; each with field and row (of the
column references). Arguments: of (the resource), kinds.
*/}}
{{- define "eck-mesh.links" -}}
  {{- $of := .of -}}
  {{- $kinds := .kinds -}}
  {{- $spec := $of.object.spec | default dict -}}
  {{- $values := list -}}
  {{- range $path, $row := $of.kind.references -}}
    {{- range include "eck-mesh.at" (dict "here" $spec "steps" (splitList "." $path)) | fromJsonArray -}}
      {{- $values = append $values (dict "value" . "row" $row "field" $path "beside" dict) -}}
    {{- end -}}
  {{- end -}}
  {{- range $list, $map := $of.kind.maps -}}
    {{- range $element := include "eck-mesh.at" (dict "here" $spec "steps" (list $list)) | fromJsonArray -}}
      {{- range $path, $row := ($map.elements | default dict).references -}}
        {{- range include "eck-mesh.at" (dict "here" $element "steps" (splitList "." $path)) | fromJsonArray -}}
          {{- $values = append $values (dict "value" . "row" $row "field" (printf "%s.%s" $list $path) "beside" $element) -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $links := list -}}
  {{- range $one := $values -}}
    {{- $link := dict "field" .field "row" .row -}}
    {{- if and (kindIs "map" .value) .value.name -}}
      {{- $kind := get $kinds .row.to -}}
      {{- $namespace := .value.namespace | default $of.namespace -}}
      {{- $port := .row.port | default $kind.http.port -}}
      {{- range $field, $other := .row.portWith -}}
        {{- if hasKey $one.beside $field -}}
          {{- $port = $other -}}
        {{- end -}}
      {{- end -}}
      {{- $_ := set (set $link "section" .row.to) "name" .value.name -}}
      {{- $_ := set (set $link "namespace" $namespace) "id" (printf "%s/%s/%s" $kind.kind $namespace .value.name) -}}
      {{- $links = append $links (set $link "ports" (list (dict "port" $port "protocol" "TCP"))) -}}
    {{- else if and (kindIs "map" .value) .value.secretName -}}
      {{- $links = append $links (set $link "secret" .value.secretName) -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $links -}}
{{- end -}}

{{/* What is at a path, through lists, as a JSON list. Arguments: here, steps. */}}
{{- define "eck-mesh.at" -}}
  {{- $steps := .steps -}}
  {{- $found := list -}}
  {{- if kindIs "slice" .here -}}
    {{- range .here -}}
      {{- $found = concat $found (include "eck-mesh.at" (dict "here" . "steps" $steps) | fromJsonArray) -}}
    {{- end -}}
  {{- else if not $steps -}}
    {{- $found = list .here -}}
  {{- else if and (kindIs "map" .here) (hasKey .here (first $steps)) -}}
    {{- $found = include "eck-mesh.at" (dict "here" (get .here (first $steps)) "steps" (rest $steps)) | fromJsonArray -}}
  {{- end -}}
  {{- toJson $found -}}
{{- end -}}

{{/* The spec of a resource as text, without the settings in it that only others use. Argument: the resource. */}}
{{- define "eck-mesh.ownSettings" -}}
  {{- $spec := deepCopy (.object.spec | default dict) -}}
  {{- if and .kind.settingsForOthers (kindIs "map" $spec.config) -}}
    {{- range $key, $_ := $spec.config -}}
      {{- if hasPrefix $.kind.settingsForOthers $key -}}
        {{- $_ := unset $spec.config $key -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $spec -}}
{{- end -}}

{{/* The settings of a resource that others use, as text. Argument: the resource. */}}
{{- define "eck-mesh.settingsForOthers" -}}
  {{- $spec := .object.spec | default dict -}}
  {{- if and .kind.settingsForOthers (kindIs "map" $spec.config) -}}
    {{- $steps := splitList "." .kind.settingsForOthers -}}
    {{- range $key, $value := $spec.config -}}
      {{- if or (hasPrefix $.kind.settingsForOthers $key) (eq $key (first $steps)) -}}
        {{- toJson $value -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/*
The ports of a resource to which a text has addresses, as a JSON list: SERVICE, SERVICE.NAMESPACE… or POD.SERVICE.NAMESPACE…
Arguments: resource, text, namespace (of the client).
*/}}
{{- define "eck-mesh.addressed" -}}
  {{- $resource := .resource -}}
  {{- $prefix := printf "%s-%s-" $resource.name $resource.kind.short -}}
  {{- $ports := list -}}
  {{- range $word := regexFindAll "[a-z0-9][a-z0-9-]*(\\.[a-z0-9-]+)*" .text -1 | uniq -}}
    {{- if contains $prefix $word -}}
      {{- $labels := splitList "." $word -}}
      {{- $near := and (eq (len $labels) 1) (eq $.namespace $resource.namespace) -}}
      {{- range $label := $labels -}}
        {{- if and (hasPrefix $prefix $label) (or $near (has $resource.namespace $labels)) -}}
          {{- $service := trimPrefix (printf "%s-" $resource.name) $label -}}
          {{- if hasKey ($resource.kind.ports | default dict) $service -}}
            {{- $ports = append $ports (dict "port" (get $resource.kind.ports $service) "protocol" "TCP") -}}
          {{- else -}}
            {{- $in := set (omit $resource "service") "service" (trimPrefix $prefix $label) -}}
            {{- $ports = concat $ports (include "eck-mesh.clientPorts" $in | fromJsonArray) -}}
          {{- end -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $ports -}}
{{- end -}}

{{/*
The ports that clients connect to, as a JSON list of a NetworkPolicy's ports. Arguments: object, kind, and service: of those
that users declare (column `services`) only this one; all without it.
*/}}
{{- define "eck-mesh.clientPorts" -}}
  {{- $spec := .object.spec | default dict -}}
  {{- $ports := list -}}
  {{- $served := .kind.http -}}
  {{- range $field, $value := ($served | default dict).when -}}
    {{- if ne (toString (get $spec $field)) (toString $value) -}}
      {{- $served = dict -}}
    {{- end -}}
  {{- end -}}
  {{- if $served -}}
    {{- $ports = append $ports (dict "port" .kind.http.port "protocol" "TCP") -}}
  {{- end -}}
  {{- range include "eck-mesh.at" (dict "here" $spec "steps" (list (.kind.services | default "."))) | fromJsonArray -}}
    {{- if or (not $.service) (eq (toString .name) (toString $.service)) -}}
      {{- range include "eck-mesh.at" (dict "here" . "steps" (list "service" "spec" "ports")) | fromJsonArray -}}
        {{- $ports = append $ports (dict "port" (.targetPort | default .port) "protocol" (.protocol | default "TCP")) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $ports -}}
{{- end -}}

{{/* The ports by which the pods of a resource connect to each other, as a JSON list. Arguments: object, kind. */}}
{{- define "eck-mesh.portsAmong" -}}
  {{- $ports := list -}}
  {{- range .kind.among -}}
    {{- if eq (toString .) "http" -}}
      {{- $ports = concat $ports (include "eck-mesh.clientPorts" $ | fromJsonArray) -}}
    {{- else -}}
      {{- $ports = append $ports (dict "port" . "protocol" "TCP") -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $ports -}}
{{- end -}}

{{/*
"true" if a selector of a client may select a resource: of a namespace only its name is known. Arguments: client, field, row (of
the column selectors), target.
*/}}
{{- define "eck-mesh.selects" -}}
  {{- $selector := get .client.object.spec .field -}}
  {{- if and (has .target.section .row.to) (kindIs "map" $selector) -}}
    {{- $namespaces := deepCopy (get .client.object.spec (.row.namespaces | default "") | default dict) -}}
    {{- $name := "kubernetes.io/metadata.name" -}}
    {{- $_ := set $namespaces "matchLabels" (pick ($namespaces.matchLabels | default dict) $name) -}}
    {{- $known := list -}}
    {{- range $namespaces.matchExpressions -}}
      {{- if eq .key $name -}}
        {{- $known = append $known . -}}
      {{- end -}}
    {{- end -}}
    {{- $_ := set $namespaces "matchExpressions" $known -}}
    {{- $labels := .target.object.metadata.labels | default dict -}}
    {{- $missed := print (include "eck-mesh.mismatch" (dict "selector" $selector "labels" $labels)) (include "eck-mesh.mismatch" (dict "selector" $namespaces "labels" (dict $name .target.namespace))) -}}
    {{- empty $missed | ternary "true" "" -}}
  {{- end -}}
{{- end -}}

{{/* Text if a label selector does not select labels. Arguments: selector, labels. */}}
{{- define "eck-mesh.mismatch" -}}
  {{- $labels := .labels -}}
  {{- range $key, $value := .selector.matchLabels -}}
    {{- if or (not (hasKey $labels $key)) (ne (toString $value) (get $labels $key | toString)) -}}
no
    {{- end -}}
  {{- end -}}
  {{- range .selector.matchExpressions -}}
    {{- $there := hasKey $labels .key -}}
    {{- $in := and $there (has (get $labels .key | toString) (.values | default list)) -}}
    {{- $outcomes := dict "In" $in "NotIn" (not $in) "Exists" $there "DoesNotExist" (not $there) -}}
    {{- if not (get $outcomes .operator) -}}
no
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/* Whether pods of a resource are on the host network: "all", "some", or nothing. Arguments: object, kind. */}}
{{- define "eck-mesh.hostNetwork" -}}
  {{- $spec := .object.spec | default dict -}}
  {{- $on := 0 -}}
  {{- $off := 0 -}}
  {{- $paths := .kind.pods | default list -}}
  {{- range $list, $map := .kind.maps -}}
    {{- range ($map.elements | default dict).pods -}}
      {{- $paths = append $paths (printf "%s.%s" $list .) -}}
    {{- end -}}
  {{- end -}}
  {{- range $path := $paths -}}
    {{- range include "eck-mesh.at" (dict "here" $spec "steps" (splitList "." $path)) | fromJsonArray -}}
      {{- if dig "spec" "hostNetwork" false (kindIs "map" . | ternary . dict) -}}
        {{- $on = add1 $on -}}
      {{- else -}}
        {{- $off = add1 $off -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- if $on -}}
    {{- ternary "some" "all" (gt (int $off) 0) -}}
  {{- end -}}
{{- end -}}

{{/*
The pods of a resource as a NetworkPolicy selects them, in JSON. Arguments: of (kind, name and namespace), seenFrom (the
namespace of the policy).
*/}}
{{- define "eck-mesh.podsOf" -}}
  {{- $namespace := eq .of.namespace .seenFrom | ternary "" .of.namespace -}}
  {{- include "eck-mesh.pods" (dict "labels" (dict .of.kind.selector .of.name) "namespace" $namespace) -}}
{{- end -}}

{{/* Pods by their labels as a NetworkPolicy selects them, in JSON. Arguments: labels, namespace ("": that of the policy). */}}
{{- define "eck-mesh.pods" -}}
  {{- $peer := dict "podSelector" (dict "matchLabels" .labels) -}}
  {{- if .namespace -}}
    {{- $_ := set $peer "namespaceSelector" (dict "matchLabels" (dict "kubernetes.io/metadata.name" .namespace)) -}}
  {{- end -}}
  {{- toJson $peer -}}
{{- end -}}
