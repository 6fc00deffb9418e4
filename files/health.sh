#!/bin/bash
# Exits with 0 as soon as the health of Elasticsearch is yellow or green. If ECK's TLS is on, curl checks the certificate. If
# it is off, the script sends the password only through this pod's own sidecar, and only if MESH_ENCRYPTS is true (mode strict).
agent=http://127.0.0.1:15020
trap 'curl -s -m 5 -o /dev/null -X POST "$agent/quitquitquit"' EXIT  # otherwise a classic sidecar keeps the pod running
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
          echo "$url answers with $code; its health is not checked, because there is no password"
          exit 0
        fi
        if [ "${url%%:*}" = http ] && [ "$MESH_ENCRYPTS" != true ]; then
          echo "$url answers with $code; its health is not checked, because the password might be sent as plaintext"
          exit 0
        fi
        if [ "${url%%:*}" = http ] && ! curl -s -m 5 -o /dev/null "$agent/healthz/ready"; then
          code="$code, and this pod has no sidecar that encrypts the password"
          continue
        fi
        code=$("${ask[@]}" -u "elastic:$PASSWORD" "$url/_cluster/health?wait_for_status=yellow&timeout=60s")
        echo "$url/_cluster/health: $code"
        [ "$code" != 200 ] || exit 0
        ;;
    esac
  done
  echo "waiting: the last status code from $url was $code"
  sleep 5
done
exit 1
