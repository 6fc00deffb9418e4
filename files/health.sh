#!/bin/bash
# Exits with 0 as soon as a resource of ECK is healthy: a request for HEALTH gets the status 200. If ECK's TLS is on, curl checks
# the certificate. Where the request needs a user (USER_NAME), the script first connects without one, and sends the password only
# over TLS, or through this pod's own sidecar if MESH_ENCRYPTS is true (mode strict).
agent=http://127.0.0.1:15020
trap 'curl -s -m 5 -o /dev/null -X POST "$agent/quitquitquit"' EXIT  # otherwise a classic sidecar keeps the pod running
ca=$CERTIFICATES/ca.crt
[ -f "$ca" ] || ca=$CERTIFICATES/tls.crt
first=$HEALTH
[ -z "${USER_NAME:-}" ] || first=/
while [ "$SECONDS" -lt "$SECONDS_TO_WAIT" ]; do
  for url in "https://$SERVICE" "http://$SERVICE"; do
    ask=(curl -s -m 70 -o /dev/null -w '%{http_code}')
    [ ! -f "$ca" ] || ask+=(--cacert "$ca")
    code=$("${ask[@]}" "$url$first")
    case $code in
      200 | 401)
        if [ "$code" = 200 ] && [ -z "${USER_NAME:-}" ]; then
          echo "$url$HEALTH: $code"
          exit 0
        fi
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
        code=$("${ask[@]}" -u "$USER_NAME:$PASSWORD" "$url$HEALTH")
        echo "$url$HEALTH: $code"
        [ "$code" != 200 ] || exit 0
        ;;
    esac
  done
  echo "waiting: the last status code from $url was $code"
  sleep 5
done
exit 1
