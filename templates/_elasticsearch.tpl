{{/* The Elasticsearch of one entry, as a whole object. Arguments: root, key, entry, name. */}}
{{- define "eck-mesh.elasticsearch" -}}
{{- $path := printf "elasticsearch.%s" .key -}}
{{- if hasKey (.entry.spec | default dict) "nodeSets" -}}
{{- fail (printf "%s.spec.nodeSets: nodeSets are a mapping in this chart, so that a second values file can change one of them. Move each to %s.nodeSets.<name>, and fields that have no value of their own to %s.nodeSets.<name>.spec." $path $path $path) -}}
{{- end -}}
{{- if kindIs "slice" .entry.nodeSets -}}
{{- fail (printf "%s.nodeSets: nodeSets are a mapping in this chart, so that a second values file can change one of them. Instead of a list write %s.nodeSets.<name>: {…} for each, and fields that have no value of their own below %s.nodeSets.<name>.spec." $path $path $path) -}}
{{- end -}}
{{- $nodeSets := list -}}
{{- $problems := list -}}
{{- range $name, $nodeSet := .entry.nodeSets | default (dict "default" dict) -}}
{{- $bad := include "eck-mesh.badKey" $name -}}
{{- if $bad -}}
{{- $problems = append $problems (printf "%s.nodeSets.%s: %s" $path $name $bad) -}}
{{- else if gt (len $name) 23 -}}
{{- $problems = append $problems (printf "%s.nodeSets.%s: the key has %d characters, and ECK allows 23. Choose a shorter key." $path $name (len $name)) -}}
{{- else if kindIs "invalid" $nodeSet -}}
{{- $problems = append $problems (printf "%s.nodeSets.%s: is null, which Helm 3 and Helm 4 read differently. Write {} for the defaults, or {enabled: false} to leave it out." $path $name) -}}
{{- else if hasKey ($nodeSet.spec | default dict) "name" -}}
{{- $problems = append $problems (printf "%s.nodeSets.%s.spec.name: the key is the name of the nodeSet. Remove spec.name, or rename the key." $path $name) -}}
{{- else if ne (toString $nodeSet.enabled) "false" -}}
{{- $nodeSets = append $nodeSets (include "eck-mesh.nodeSet" (dict "name" $name "nodeSet" $nodeSet "path" (printf "%s.nodeSets.%s" $path $name)) | fromJson) -}}
{{- end -}}
{{- end -}}
{{- if $problems -}}
{{- fail (join "\n" $problems) -}}
{{- end -}}
{{- if not $nodeSets -}}
{{- fail (printf "%s.nodeSets: every nodeSet has enabled: false. Enable one, or set %s.enabled: false." $path $path) -}}
{{- end -}}
{{- include "eck-mesh.resource" (dict
  "root" .root "section" "elasticsearch" "key" .key "entry" .entry "name" .name
  "apiVersion" "elasticsearch.k8s.elastic.co/v1" "kind" "Elasticsearch" "app" "elasticsearch"
  "spec" (dict "nodeSets" $nodeSets)) -}}
{{- end -}}

{{/* One nodeSet of Elasticsearch. Arguments: name, nodeSet, path (in values). A missing count means 3; 0 stays 0. */}}
{{- define "eck-mesh.nodeSet" -}}
{{- $fields := include "eck-mesh.fields" (dict "entry" .nodeSet "fields" (list "count" "config" "podTemplate" "volumeClaimTemplates")) | fromJson -}}
{{- $storage := dict -}}
{{- with .nodeSet.storage -}}
{{- if and .size (not (hasKey $fields "volumeClaimTemplates")) -}}
{{- $claim := dict "accessModes" (list "ReadWriteOnce") "resources" (dict "requests" (dict "storage" .size)) -}}
{{- if .storageClassName -}}
{{- $_ := set $claim "storageClassName" .storageClassName -}}
{{- end -}}
{{- /* ECK mounts only the claim of this name as the data folder. */ -}}
{{- $_ := set $storage "volumeClaimTemplates" (list (dict "metadata" (dict "name" "elasticsearch-data") "spec" $claim)) -}}
{{- end -}}
{{- end -}}
{{- $out := mergeOverwrite (dict "name" .name "count" 3) $storage $fields (deepCopy (.nodeSet.spec | default dict)) -}}
{{- $path := printf "%s.podTemplate" .path -}}
{{- $template := include "eck-mesh.podTemplate" (dict "podTemplate" $out.podTemplate "path" $path) | fromJson -}}
{{- $in := dict "podTemplate" $template "container" "elasticsearch" "resources" .nodeSet.resources "path" $path -}}
{{- $_ := set $out "podTemplate" (include "eck-mesh.withResources" $in | fromJson) -}}
{{- toJson $out -}}
{{- end -}}
