{{/*
The account of the pods of a resource, which ECK leaves to be `default`, and what it may do in the Kubernetes API. ECK mounts no
token for it unless the pod template says so.
*/}}
{{- define "eck-mesh.serviceAccount" -}}
{{- $own := .entry.serviceAccount }}
{{- $account := include "eck-mesh.account" . | fromJson }}
{{- if $account.created }}
- apiVersion: v1
  kind: ServiceAccount
  metadata:
    name: {{ $account.name | quote }}
    {{- with $own.labels }}
    labels:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with $own.annotations }}
    annotations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  {{- if hasKey $own "automountServiceAccountToken" }}
  automountServiceAccountToken: {{ $own.automountServiceAccountToken }}
  {{- end }}
{{- else }}
[]
{{- end }}
{{- end -}}

{{/* Roles of the account, and their bindings. A name in the cluster contains the namespace, and no other name can be equal. */}}
{{- define "eck-mesh.rbac" -}}
{{- $account := include "eck-mesh.account" . | fromJson }}
{{- $name := printf "%s-%s" .name .kind.short }}
{{- $wide := printf "%s.%s" $name .identity.namespace }}
{{- if not (hasKey .entry "serviceAccount") }}
{{- include "eck-mesh.serviceAccount" (set (omit . "entry") "entry" (set (deepCopy .entry) "serviceAccount" dict)) }}
{{- end }}
{{- with .entry.rbac.clusterRules }}
- apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRole
  metadata:
    name: {{ $wide }}
  rules:
    {{- toYaml . | nindent 4 }}
{{ include "eck-mesh.binding" (dict "kind" "ClusterRole" "name" $wide "account" $account.name "identity" $.identity) }}
{{- end }}
{{- with .entry.rbac.rules }}
- apiVersion: rbac.authorization.k8s.io/v1
  kind: Role
  metadata:
    name: {{ $name }}
  rules:
    {{- toYaml . | nindent 4 }}
{{ include "eck-mesh.binding" (dict "kind" "Role" "name" $name "account" $account.name "identity" $.identity) }}
{{- end }}
{{- end -}}

{{/* The binding of a role to an account, both called by name. Arguments: kind (of the role), name, account, identity. */}}
{{- define "eck-mesh.binding" -}}
- apiVersion: rbac.authorization.k8s.io/v1
  kind: {{ .kind }}Binding
  metadata:
    name: {{ .name }}
  roleRef:
    apiGroup: rbac.authorization.k8s.io
    kind: {{ .kind }}
    name: {{ .name }}
  subjects:
    - kind: ServiceAccount
      name: {{ .account | quote }}
      namespace: {{ .identity.namespace | quote }}
{{- end -}}

{{/*
The account that an entry asks for: {"name": …, "created": …, "pods": {fields of its pods}}, or {}. Arguments: as of
eck-mesh.object.
*/}}
{{- define "eck-mesh.account" -}}
  {{- $entry := pick .entry "serviceAccount" "rbac" -}}
  {{- $account := dict -}}
  {{- if $entry -}}
    {{- $own := include "eck-mesh.withoutNulls" ($entry.serviceAccount | default dict) | fromJson -}}
    {{- $created := ne (toString $own.create) "false" -}}
    {{- $name := $own.name | default ($created | ternary (printf "%s-%s" .name .kind.short) "") -}}
    {{- if and $entry.rbac (not $name) -}}
      {{- $path := printf "%s.%s" .section .key -}}
      {{- fail (printf "%s.serviceAccount.create: is false, so that nobody would have the rules of %s.rbac. Set the name of an account in %s.serviceAccount.name, or remove one of them." $path $path $path) -}}
    {{- end -}}
    {{- if $name -}}
      {{- $pods := dict "serviceAccountName" $name -}}
      {{- if hasKey $own "automountServiceAccountToken" -}}
        {{- $_ := set $pods "automountServiceAccountToken" $own.automountServiceAccountToken -}}
      {{- else if or ($entry.rbac | default dict).rules ($entry.rbac | default dict).clusterRules -}}
        {{- $_ := set $pods "automountServiceAccountToken" true -}}
      {{- end -}}
      {{- $account = dict "name" $name "created" $created "pods" $pods -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $account -}}
{{- end -}}
