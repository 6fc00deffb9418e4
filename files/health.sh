#!/bin/bash
# Exit 0 as soon as Elasticsearch says that it is yellow or green. Its certificate is checked where ECK's TLS is on. Where it
# is off, the password goes only through this pod's own sidecar, and only where the chart says that it encrypts (mode strict).
agent=http://127.0.0.1:15020
trap 'curl -s -m 5 -o /dev/null -X POST "$agent/quitquitquit"' EXIT  # or a classic sidecar keeps the pod
ca=$CERTIFICATES/ca.crt
[ -f "$ca" ] || ca=$CERTIFICATES/tls.crt
while [ "$SECONDS" -lt "$SECONDS_TO_WAIT" ]; do
  for url in "https://$SERVICE" "http://$SERVICE"; do
    ask=(curl -s -m 70 -o /dev/null -w '%{http_code}')
    [ ! -f "$ca" ] || ask+=(--cacert "$ca")
    code=$("${ask[@]}" "$url/")
    case $code in
      200 | 401)
        if [ -z "${PASSWORD:-}" ]; then
          echo "$url answers with $code; there is no password to ask for its health"
          exit 0
        fi
        if [ "${url%%:*}" = http ] && [ "$MESH_ENCRYPTS" != true ]; then
          echo "$url answers with $code; nothing encrypts for sure, so that no password is sent to ask for its health"
          exit 0
        fi
        if [ "${url%%:*}" = http ] && ! curl -s -m 5 -o /dev/null "$agent/healthz/ready"; then
          code="$code, and this pod has no sidecar to encrypt the password"
          continue
        fi
        code=$("${ask[@]}" -u "elastic:$PASSWORD" "$url/_cluster/health?wait_for_status=yellow&timeout=60s")
        echo "$url/_cluster/health: $code"
        [ "$code" != 200 ] || exit 0
        ;;
    esac
  done
  echo "waiting: the last answer of $url was $code"
  sleep 5
done
exit 1
