{{/*
The BackendTLSPolicy by which gateways connect to a Service by TLS: one for a Service, since the Gateway API allows no second.
ECK publishes its CA in a Secret, which not all gateways read here (Envoy Gateway, Traefik and Kong do; for others
caCertificateRefs names a ConfigMap with a copy). Istio reads no Secret, and makes of each policy a DestinationRule for all
sidecars too, which then would encrypt ECK's TLS again (pilot/pkg/config/kube/gateway/backend_policies.go): in a release with
a mesh it is told to ignore the policy. Arguments: as of eck-mesh.expose.HTTPRoute.
*/}}
{{- define "eck-mesh.backendTLSPolicy" -}}
{{- $own := .way.backendTLSPolicy | default dict }}
{{- $target := printf "%s/%s" .identity.namespace .service }}
{{- $before := get .policies $target }}
{{- if and $before (ne (toJson $before.policy) (toJson $own)) }}
{{- fail (printf "%s.backendTLSPolicy: differs from %s.backendTLSPolicy, and there can be one for a Service. Write the same in both." .path $before.path) }}
{{- else if not $before }}
{{- $_ := set .policies $target (dict "policy" $own "path" .path) }}
{{- $annotations := dict }}
{{- if not (hasKey .policies "hasMesh") }}
{{- $_ := set .policies "hasMesh" (include "eck-mesh.hasMesh" .root) }}
{{- end }}
{{- if eq .policies.hasMesh "true" }}
{{- $_ := set $annotations "istio.io/ignore-policy-attachment" "true" }}
{{- end }}
{{- $validation := deepCopy ($own.validation | default dict) }}
{{- $_ := set $validation "hostname" ($validation.hostname | default (printf "%s.%s.svc" .service .identity.namespace)) }}
{{- if not (or $validation.caCertificateRefs $validation.wellKnownCACertificates) }}
{{- $_ := set $validation "caCertificateRefs" (list (dict "group" "" "kind" "Secret" "name" (printf "%s-certs-public" .service))) }}
{{- end -}}
- apiVersion: gateway.networking.k8s.io/{{ $own.version | default "v1" }}
  kind: BackendTLSPolicy
  metadata:
    {{- include "eck-mesh.wayMetadata" (set (set . "way" $own) "annotations" $annotations) | nindent 4 }}
  spec:
    targetRefs:
      - group: ""
        kind: Service
        name: {{ .service }}
    validation:
      {{- toYaml $validation | nindent 6 }}
{{- end }}
{{- end -}}

{{/* Whether any resource of the release has another mode than disabled: "true" or "false". Argument: the root context. */}}
{{- define "eck-mesh.hasMesh" -}}
  {{- $blocks := list dict -}}
  {{- range $section, $kind := include "eck-mesh.kinds" . | fromJson -}}
    {{- range $key, $_ := index $.Values $section -}}
      {{- $in := dict "root" $ "kind" $kind "section" $section "key" $key -}}
      {{- $blocks = append $blocks (include "eck-mesh.entry" $in | fromJson).mesh -}}
    {{- end -}}
  {{- end -}}
  {{- $has := false -}}
  {{- range $blocks -}}
    {{- $mesh := include "eck-mesh.mesh" (dict "root" $ "mesh" .) | fromJson -}}
    {{- $has = or $has (ne $mesh.mode "disabled") -}}
  {{- end -}}
  {{- $has -}}
{{- end -}}
