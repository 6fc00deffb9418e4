{{/*
The plan as values, for where no program can run: `eck-mesh compile` writes mesh.compiled {digest, changes, created}, and
the chart does with it what the post-renderer would have done. The parts are a string and two lists, so
that a second values file replaces each whole: of a map it would mix two plans.
*/}}

{{/*
Of everything the plan was made from. In: root, objects (eck-mesh.objects). Build metadata is cut from the chart's
version, where Flux appends a digest; acceptOutage is for the guard alone; of the user's own objects those count that the
post-renderer reads (eck_mesh/manifests/reader.py).
*/}}
{{- define "eck-mesh.digest" -}}
{{- $objects := list -}}
{{- range $section, $of := .objects -}}
{{- range $of -}}
{{- $read := has .object.kind (list "PeerAuthentication" "DestinationRule" "ValidatingAdmissionPolicy" "ValidatingAdmissionPolicyBinding" "Ingress" "Route" "IngressRoute" "IngressRouteTCP" "TraefikService" "NetworkPolicy") -}}
{{- if eq .object.kind "Namespace" -}}
{{- $read = hasKey (.object.metadata.labels | default dict) "istio-injection" -}}
{{- else if eq .object.kind "StatefulSet" -}}
{{- $read = contains "--config=/conf/eck.yaml" (toJson .object) -}}
{{- else if eq .object.kind "Service" -}}
{{- $read = regexMatch "\\.k8s\\.elastic\\.co/|LoadBalancer|NodePort|externalIPs" (toJson .object) -}}
{{- end -}}
{{- if or .mesh $read -}}
{{- $objects = append $objects (dict "mesh" (omit (.mesh | default dict) "acceptOutage") "object" .object) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- sha256sum (toJson (dict
  "contract" 1
  "chart" .root.Chart.Name
  "version" (first (splitList "+" .root.Chart.Version))
  "release" .root.Release.Name
  "namespace" .root.Release.Namespace
  "objects" $objects)) -}}
{{- end -}}

{{/*
mesh.compiled, if it is for this very release; {} where there is none. In: root, objects. A stale one never renders, nor
one that lost a part: how many leaves and objects it has stands behind the digest. The digest `ignore` is the word of `eck-mesh compile` itself, for which an older plan in the chart's own values plays no part.
*/}}
{{- define "eck-mesh.compiled" -}}
{{- $compiled := (.root.Values.mesh | default dict).compiled | default dict -}}
{{- if eq (toString $compiled.digest) "ignore" -}}
{{- $compiled = dict -}}
{{- end -}}
{{- if $compiled -}}
{{- $meshed := false -}}
{{- range $section, $of := .objects -}}
{{- range $of -}}
{{- $meshed = or $meshed (and .mesh (ne .mesh.mode "disabled")) -}}
{{- end -}}
{{- end -}}
{{- if not $meshed -}}
{{- fail "mesh.compiled is set, but every mode is disabled: remove mesh.compiled, or set mesh.mode." -}}
{{- end -}}
{{- $leaves := 0 -}}
{{- range $compiled.changes -}}
{{- $leaves = add $leaves (len (.set | default list)) -}}
{{- end -}}
{{- $whole := printf "%s-%d-%d" (include "eck-mesh.digest" .) (int $leaves) (len ($compiled.created | default list)) -}}
{{- if ne $whole (toString $compiled.digest) -}}
{{- fail (printf "mesh.compiled is stale, or not whole: it was made from other values, another chart version, release name or namespace. Run eck-mesh compile again, for release %s in namespace %s and chart %s %s. (Nothing was rendered.)" .root.Release.Name .root.Release.Namespace .root.Chart.Name .root.Chart.Version) -}}
{{- end -}}
{{- end -}}
{{- toJson $compiled -}}
{{- end -}}

{{/*
One object with the plan's changes, leaf by leaf. In: object, changes. A string on the way through a list is the `name` of
one element, a number its place. Parents that are missing or null are made on the way.
*/}}
{{- define "eck-mesh.changed" -}}
{{- $object := .object -}}
{{- $parts := compact (list $object.kind ($object.metadata.namespace | default "") $object.metadata.name) -}}
{{- $id := join "/" $parts -}}
{{- range .changes -}}
{{- if eq .resource $id -}}
{{- range .set -}}
{{- $path := .path -}}
{{- $here := $object -}}
{{- range $step := initial $path -}}
{{- $next := "" -}}
{{- if kindIs "slice" $here -}}
{{- range $place, $element := $here -}}
{{- $name := kindIs "map" $element | ternary $element dict | dig "name" "" -}}
{{- if kindIs "string" $step | ternary (eq (toString $name) (toString $step)) (eq $place (int $step)) -}}
{{- $next = $element -}}
{{- end -}}
{{- end -}}
{{- else -}}
{{- if kindIs "invalid" (index $here $step) -}}
{{- $_ := set $here $step dict -}}
{{- end -}}
{{- $next = index $here $step -}}
{{- end -}}
{{- if not (or (kindIs "map" $next) (kindIs "slice" $next)) -}}
{{- fail (printf "mesh.compiled.changes: there is no %s in %s. Run eck-mesh compile again." (join "." $path) $id) -}}
{{- end -}}
{{- $here = $next -}}
{{- end -}}
{{- $_ := set $here (last $path) .value -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $object -}}
{{- end -}}
