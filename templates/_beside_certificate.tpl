{{/*
A Certificate of cert-manager for the HTTP port of a resource, with the names by which clients connect to it. ECK serves it
because http.tls.certificate of the resource names its Secret.
*/}}
{{- define "eck-mesh.certificate" -}}
{{- $own := .entry.certificate }}
{{- if not (($own.issuerRef | default dict).name) }}
{{- fail (printf "%s.%s.certificate.issuerRef.name: is missing. Set it to the name of an Issuer of cert-manager." .section .key) }}
{{- end }}
{{- $key := $own.privateKey | default dict }}
{{- if and (eq ($key.algorithm | default "") "ECDSA") (eq ($key.encoding | default "") "PKCS8") }}
{{- fail (printf "%s.%s.certificate.privateKey: ECK reads PKCS8 for RSA only. Remove the encoding, or choose RSA." .section .key) }}
{{- end }}
{{- $names := include "eck-mesh.certificateNames" . | fromJson }}
- apiVersion: cert-manager.io/v1
  kind: Certificate
  metadata:
    name: {{ printf "%s-%s" .name .kind.http.service }}
  spec:
    secretName: {{ .object.spec.http.tls.certificate.secretName | quote }}
    dnsNames:
      {{- toYaml (concat $names.dns ($own.dnsNames | default list) | uniq) | nindent 6 }}
    {{- with concat $names.ip ($own.ipAddresses | default list) | uniq }}
    ipAddresses:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- toYaml (omit $own "dnsNames" "ipAddresses" "secretName") | nindent 4 }}
{{- end -}}

{{/*
The names of the Services of a resource, from short to long, and of its pods behind headless ones, as {"dns": […], "ip": […]}.
What users have set for ECK's own certificate is valid for this one too. Arguments: as of eck-mesh.object, with object and mesh.
*/}}
{{- define "eck-mesh.certificateNames" -}}
  {{- $services := list (printf "%s-%s" .name .kind.http.service) -}}
  {{- range $pattern := .kind.http.names -}}
    {{- $pattern = replace "{name}" $.name $pattern -}}
    {{- if contains "{nodeSet}" $pattern -}}
      {{- range $.object.spec.nodeSets -}}
        {{- $services = append $services (replace "{nodeSet}" .name $pattern) -}}
      {{- end -}}
    {{- else -}}
      {{- $services = append $services $pattern -}}
    {{- end -}}
  {{- end -}}
  {{- $namespace := .identity.namespace -}}
  {{- $found := list -}}
  {{- range $service := $services -}}
    {{- if not (hasPrefix "*" $service) -}}
      {{- $found = concat $found (list $service (printf "%s.%s" $service $namespace)) -}}
    {{- end -}}
    {{- $full := printf "%s.%s.svc" $service $namespace -}}
    {{- $found = concat $found (list $full (printf "%s.%s" $full ($.mesh.clusterDomain | default "cluster.local"))) -}}
  {{- end -}}
  {{- $addresses := list -}}
  {{- range (.object.spec.http.tls.selfSignedCertificate | default dict).subjectAltNames -}}
    {{- $found = concat $found (compact (list .dns)) -}}
    {{- $addresses = concat $addresses (compact (list .ip)) -}}
  {{- end -}}
  {{- toJson (dict "dns" $found "ip" $addresses) -}}
{{- end -}}

{{/*
Lets a resource serve its Certificate, in place. Renders nothing. Arguments: spec, certificate (the field of the entry), kind,
name, path (of the entry in values).
*/}}
{{- define "eck-mesh.withCertificate" -}}
  {{- $http := .spec.http | default dict -}}
  {{- $tls := $http.tls | default dict -}}
  {{- $served := $tls.certificate | default dict -}}
  {{- if ($tls.selfSignedCertificate | default dict).disabled -}}
    {{- fail (printf "%s.certificate: needs ECK's TLS, which %s.http.tls.selfSignedCertificate.disabled turns off. Remove one of them." .path .path) -}}
  {{- end -}}
  {{- if and .certificate.secretName $served.secretName (ne .certificate.secretName $served.secretName) -}}
    {{- fail (printf "%s.certificate.secretName: is %s, but %s.http.tls.certificate.secretName is %s, so that nobody would serve the certificate. Remove one of them." .path .certificate.secretName .path $served.secretName) -}}
  {{- end -}}
  {{- with include "eck-mesh.missingForHttp" (pick . "kind" "spec") | fromJson -}}
    {{- fail (printf "%s.certificate: nothing would serve it, because the resource has an HTTP port only with %s: %v. Set this, or certificate.enabled: false." $.path .field .value) -}}
  {{- end -}}
  {{- $secret := $served.secretName | default .certificate.secretName | default (printf "%s-%s-tls" .name .kind.http.service) -}}
  {{- $_ := set .spec "http" (set $http "tls" (set $tls "certificate" (set $served "secretName" $secret))) -}}
{{- end -}}
