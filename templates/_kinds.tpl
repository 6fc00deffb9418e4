{{/*
A kind of ECK is one file, files/kinds/SECTION.yaml, where SECTION is its section in values, and one line of template, in a
file of its own, whose name has dashes as Helm wants it. Columns of the kind's file:

apiVersion, kind
short          ECK's own infix in the names of what it creates for a resource; the chart's own names have it too
selector       the label of its pods whose value is the resource's name
version        the version of its resources without one of their own, in place of the release's; "" if the kind has none
http           the port that clients connect to:
                 service      its Service, behind the resource's name
                 port         of the Service
                 names        further names that clients use, for a certificate: {name} is the resource's, {nodeSet} each
                              nodeSet's, and * each pod
                 when         fields without whose values there is no such port
ports          ports of pods by their other Services, behind the resource's name
services       the list whose elements declare further Services for clients
among          ports by which the pods of one resource connect to each other; http stands for those of its clients
operator       ECK's operator connects to it
apiServer      its pods use the API of Kubernetes
secretAddresses  fields that name a Secret with addresses to which the pods connect
settingsForOthers  where keys of its `config` begin that send its clients to other resources, and that it does not use itself
health         what `helm test` asks for, at the port above; the answer 200 means healthy:
                 path         of the request, which needs no user unless there is `user`
                 user         who asks: its name, which is also the key of its password in the Secret behind the resource's name
                 prefix       a setting that stands before the path (from), if another is true (when)
                 ownImage     whether the resource's image has bash and curl
pods           paths of its pod templates, from `spec`; those whose parent is missing are left alone
container      name of the main container, which gets `resources`; containerFrom: the field that has this name
images         what ECK calls the image of the main container, in every registry. The first row counts that fits:
                 before       the row is for versions before this one
                 when         fields, each with the values that the row is for
                 repository   the path in the registry; {FIELD} is a field of the spec
                 tag          the tag, if it is not the version itself; {version} is the version
required       fields without which ECK rejects a resource
oneOf          fields of which ECK wants exactly one
maps           lists whose elements have a name. In values they may be a mapping by that name:
                 key          the field of an element that is its name
                 required     ECK requires the name, so that the key of the target is the name if nothing else is said
                 partOfNames  ECK makes names of Services from it
                 longest      the number of characters that ECK allows
                 elements     what `pods`, `container`, `references` and `defaults` are for each element, and `claim`, the name
                              of the volume claim that `storage` makes. An element with pods may have `spec`, merged last
references     fields that refer to another resource, or lists of them, by their path from `spec`:
                 to           the section of the target
                 default      the key that is used if the entry has no such field
                 local        ECK follows it in one namespace only
                 required     ECK rejects a resource without it
                 port         the port that is connected to, if not the target's http; portWith: another one, by the field
                              beside the reference that makes it so
                 beyond       references of the target that the resource follows too
                 settings     the target's settingsForOthers are for this resource
                 byOperator   the operator connects to the target for the resource, whose pods do not
selectors      label selectors that may be the key of a resource:
                 to           the sections of what is selected
                 settings     of these, only those for which the resource has settings, in a field named as the section
                 namespaces   the selector beside it, which would otherwise select in every namespace
beside         what the chart can create beside a resource, in the order of the manifests: fields of its entry, each with a
               helper of this name in templates/_beside_….tpl
within         fields of its entry that complete its spec from other resources, each with a helper of this name in
               templates/_within_….tpl
implied        fields that a resource has if it has another one, and none of its own:
                 value        what it is
                 by           the other fields: one of them is enough
defaults       fields of each resource, below those of its entry; a map is replaced by the entry's, and not merged

In values podDefaults are below each pod template, and defaults.SECTION below each entry of a section.
*/}}

{{/* All kinds by section. Argument: the root context. */}}
{{- define "eck-mesh.kinds" -}}
  {{- $kinds := dict -}}
  {{- range $file, $_ := .Files.Glob "files/kinds/*.yaml" -}}
    {{- $_ := set $kinds (trimSuffix ".yaml" (base $file)) ($.Files.Get $file | fromYaml) -}}
  {{- end -}}
  {{- toJson $kinds -}}
{{- end -}}

{{/*
An entry of values, over defaults.SECTION; a null is a field that is not set. Arguments: root, kind, section, key. A reference
replaces that of the defaults: merged, it could have both a name and a secretName, which ECK rejects. `enabled: false` leaves
out what the chart creates beside the resource; a field of this name at the top with `enabled: true` creates it for every entry.
*/}}
{{- define "eck-mesh.entry" -}}
  {{- $entry := dict -}}
  {{- range $field, $value := index .root.Values .section .key -}}
    {{- if not (kindIs "invalid" $value) -}}
      {{- $_ := set $entry $field $value -}}
    {{- end -}}
  {{- end -}}
  {{- $defaults := dict -}}
  {{- range $field, $value := get (.root.Values.defaults | default dict) .section | default dict -}}
    {{- $replaced := and (hasKey ($.kind.references | default dict) $field) (hasKey $entry $field) -}}
    {{- if not (or $replaced (kindIs "invalid" $value)) -}}
      {{- $_ := set $defaults $field $value -}}
    {{- end -}}
  {{- end -}}
  {{- $whole := mergeOverwrite (deepCopy $defaults) $entry -}}
  {{- range $field := concat (.kind.beside | default list) (.kind.within | default list) -}}
    {{- $asked := get $whole $field -}}
    {{- $asked = kindIs "map" $asked | ternary $asked dict -}}
    {{- if and (hasKey $asked "enabled") (not (kindIs "map" $asked.enabled)) -}}
      {{- $_ := set $whole $field (omit $asked "enabled") -}}
      {{- if eq (toString $asked.enabled) "false" -}}
        {{- $_ := unset $whole $field -}}
      {{- end -}}
    {{- else if and (eq (toString (get $.root.Values $field | default dict).enabled) "true") (not (get $whole $field)) -}}
      {{- $_ := set $whole $field dict -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $whole -}}
{{- end -}}

{{/*
The first field without whose value a resource has no port for HTTP (the column `when` of http), as {"field": …, "value": …}; {}
if it has the port, or its kind has none at all. Arguments: kind, spec.
*/}}
{{- define "eck-mesh.missingForHttp" -}}
  {{- $missing := dict -}}
  {{- range $field, $value := (.kind.http | default dict).when -}}
    {{- if and (not $missing) (ne (toString (get $.spec $field)) (toString $value)) -}}
      {{- $missing = dict "field" $field "value" $value -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $missing -}}
{{- end -}}
