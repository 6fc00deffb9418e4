{{/*
`helm test`: a pod for each resource that clients connect to asks whether it is healthy (files/health.sh). The pod is in the
mesh if its resource is. The columns of a kind (`health`, `http`): templates/_kinds.tpl.
*/}}

{{/* The pods of all kinds. Argument: the root context. */}}
{{- define "eck-mesh.healthTests" -}}
  {{- $names := include "eck-mesh.names" . | fromJson -}}
  {{- $kinds := include "eck-mesh.kinds" . | fromJson -}}
  {{- range $section, $kind := $kinds -}}
    {{- range $key, $identity := ternary (get $names $section) dict (hasKey $kind "health") -}}
      {{- $in := dict "root" $ "kind" $kind "section" $section "key" $key "name" $identity.name "identity" $identity "kinds" $kinds -}}
      {{- $_ := set $in "targets" (dict "names" $names "namespace" $identity.namespace) -}}
      {{- $_ := set $in "entry" (include "eck-mesh.entry" $in | fromJson) -}}
      {{- $_ := set $in "spec" (include "eck-mesh.object" $in | fromJson).spec -}}
      {{- /* A test pod has no certificate of a client to show. */ -}}
      {{- $tls := ($in.spec.http | default dict).tls | default dict -}}
      {{- $missing := include "eck-mesh.missingForHttp" (pick $in "kind" "spec") | fromJson -}}
      {{- if not (or ($tls.client | default dict).authentication $missing) }}
---
{{ include "eck-mesh.healthTest" $in }}
      {{- end -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/* One pod. Arguments: as of eck-mesh.object, with spec (the resource's finished spec) and kinds (all). */}}
{{- define "eck-mesh.healthTest" -}}
{{- $mesh := include "eck-mesh.mesh" (dict "root" .root "mesh" .entry.mesh) | fromJson -}}
{{- $ambient := eq $mesh.dataPlane "ambient" -}}
{{- $inside := has $mesh.mode (list "permissive" "strict") -}}
{{- /* Without ECK's TLS this pod's sidecar encrypts: the DestinationRules are ISTIO_MUTUAL, and never fall back to plaintext. */ -}}
{{- $encrypts := and (eq $mesh.mode "strict") (not $ambient) (ne ($mesh.destinationRules | default "auto") "never") -}}
{{- $meshLabels := dict -}}
{{- if ne $mesh.mode "disabled" -}}
  {{- $_ := set $meshLabels "sidecar.istio.io/inject" (and $inside (not $ambient) | toString) -}}
  {{- $_ := set $meshLabels "istio.io/dataplane-mode" (and $inside $ambient | ternary "ambient" "none") -}}
  {{- if and $inside (not $ambient) $mesh.revision -}}
    {{- $_ := set $meshLabels "istio.io/rev" $mesh.revision -}}
  {{- end -}}
{{- end -}}
{{- $app := printf "%s-test" (kebabcase .section) -}}
{{- $labels := dict "root" .root "app" $app "component" (printf "%s.%s" $app .key) "labels" $meshLabels -}}
apiVersion: v1
kind: Pod
metadata:
  name: {{ .name }}-{{ .kind.short }}-test
  {{- if .identity.written }}
  namespace: {{ .identity.namespace | quote }}
  {{- end }}
  labels:
    {{- include "eck-mesh.labels" $labels | fromJson | toYaml | nindent 4 }}
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  restartPolicy: Never
  {{- with and $mesh.authorization (include "eck-mesh.healthAccount" .) }}
  serviceAccountName: {{ . | quote }}
  {{- end }}
  automountServiceAccountToken: {{ and $inside (not $ambient) ($mesh.serviceAccountToken | default false) }}
  {{- with (include "eck-mesh.podDefaults" .root | fromJson).imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: health
      image: {{ include "eck-mesh.healthImage" . | quote }}
      command: [bash, -c]
      args:
        - |
          {{- .root.Files.Get "files/health.sh" | trim | nindent 10 }}
      env:
        - {name: SERVICE, value: {{ printf "%s-%s.%s.svc:%v" .name .kind.http.service .identity.namespace .kind.http.port | quote }}}
        - {name: HEALTH, value: {{ printf "%s%s" (include "eck-mesh.healthPrefix" .) .kind.health.path | quote }}}
        - {name: MESH_ENCRYPTS, value: {{ $encrypts | quote }}}
        - {name: CERTIFICATES, value: /certificates}
        - {name: SECONDS_TO_WAIT, value: {{ .root.Values.helmTest.seconds | default 300 | quote }}}
        {{- with .kind.health.user }}
        - {name: USER_NAME, value: {{ .name | quote }}}
        - name: PASSWORD
          valueFrom: {secretKeyRef: {name: {{ $.name }}-{{ .secret }}, key: {{ .name | quote }}, optional: true}}
        {{- end }}
      volumeMounts: [{name: certificates, mountPath: /certificates, readOnly: true}]
      securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
  volumes:
    - name: certificates
      secret: {secretName: {{ .name }}-{{ .kind.short }}-http-certs-public, optional: true}
{{- end -}}

{{/*
The account of the resource's own pods, or nothing: with mesh.authorization they are among its clients. Arguments: as of
eck-mesh.healthTest.
*/}}
{{- define "eck-mesh.healthAccount" -}}
  {{- $accounts := list -}}
  {{- range concat (list .spec .spec.deployment .spec.daemonSet .spec.statefulSet) (.spec.nodeSets | default list) -}}
    {{- with ((((. | default dict).podTemplate | default dict).spec) | default dict).serviceAccountName -}}
      {{- $accounts = append $accounts . -}}
    {{- end -}}
  {{- end -}}
  {{- with $accounts -}}
    {{- first . -}}
  {{- end -}}
{{- end -}}

{{/*
An image with bash and curl: helmTest.image, or that of the resource if it has both, or else the image of Elasticsearch in the
version of the release. Arguments: as of eck-mesh.healthTest.
*/}}
{{- define "eck-mesh.healthImage" -}}
  {{- $own := .kind.health.ownImage -}}
  {{- $kind := ternary .kind .kinds.elasticsearch (eq $own true) -}}
  {{- $version := ternary .spec.version (.root.Values.version | default .root.Chart.AppVersion) (eq $own true) -}}
  {{- $inRegistry := include "eck-mesh.image" (dict "root" .root "kind" $kind "spec" (dict "version" $version)) -}}
  {{- $default := printf "docker.elastic.co/%s:%s" (first $kind.images).repository $version -}}
  {{- .root.Values.helmTest.image | default (ternary .spec.image "" (eq $own true)) | default $inRegistry | default $default -}}
{{- end -}}

{{/* What stands before the path in a resource's own settings, or nothing. Arguments: as of eck-mesh.healthTest. */}}
{{- define "eck-mesh.healthPrefix" -}}
  {{- with .kind.health.prefix -}}
    {{- if eq (include "eck-mesh.setting" (dict "config" $.spec.config "name" .when)) "true" -}}
      {{- include "eck-mesh.setting" (dict "config" $.spec.config "name" .from) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{/*
A setting in the configuration of a program, as text, or nothing. Its name may be one key or a key at each dot. Arguments:
config (or nothing), name.
*/}}
{{- define "eck-mesh.setting" -}}
  {{- $found := .config | default dict -}}
  {{- if hasKey $found .name -}}
    {{- $found = get $found .name -}}
  {{- else -}}
    {{- range $part := splitList "." .name -}}
      {{- $found = ternary (get (ternary $found dict (kindIs "map" $found)) $part) "" (kindIs "map" $found) -}}
    {{- end -}}
  {{- end -}}
  {{- if not (or (kindIs "map" $found) (kindIs "invalid" $found)) -}}
    {{- toString $found -}}
  {{- end -}}
{{- end -}}
