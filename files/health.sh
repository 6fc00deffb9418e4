#!/bin/bash
# Exit 0 as soon as Elasticsearch says that it is yellow or green. Its certificate is checked where ECK's TLS is on.
trap 'curl -s -m 5 -o /dev/null -X POST http://127.0.0.1:15020/quitquitquit' EXIT  # or a classic sidecar keeps the pod
ca=$CERTIFICATES/ca.crt
[ -f "$ca" ] || ca=$CERTIFICATES/tls.crt
user=()
[ -z "${PASSWORD:-}" ] || user=(-u "elastic:$PASSWORD")
while [ "$SECONDS" -lt "$SECONDS_TO_WAIT" ]; do
  for url in "https://$SERVICE" "http://$SERVICE"; do
    ask=(curl -s -m 70 -o /dev/null -w '%{http_code}' --cacert "$ca")
    [ -f "$ca" ] || ask=(curl -s -m 70 -o /dev/null -w '%{http_code}')
    code=$("${ask[@]}" "$url/")
    case $code in
      200 | 401)
        if [ "${#user[@]}" -eq 0 ]; then
          echo "$url answers with $code; there is no password to ask for its health"
          exit 0
        fi
        code=$("${ask[@]}" "${user[@]}" "$url/_cluster/health?wait_for_status=yellow&timeout=60s")
        echo "$url/_cluster/health: $code"
        [ "$code" != 200 ] || exit 0
        ;;
    esac
  done
  echo "waiting: the last answer of $url was $code"
  sleep 5
done
exit 1
