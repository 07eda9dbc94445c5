#!/bin/sh
# Jobs over the API that Kudu has: make, run, follow, stop, remove. Runs unchanged against Azure App Service.
#
#   URL=http://127.0.0.1:8080 CREDENTIALS=admin:PASSWORD examples/kudu/jobs.sh
set -eu

kudu() { curl --fail-with-body --silent --show-error --user "$CREDENTIALS" "$@"; }
value() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

echo '# a triggered job from one script'
printf 'echo "hello $*"\n' >"$folder/run.sh"
kudu -X PUT -T "$folder/run.sh" -H 'Content-Disposition: attachment; filename=run.sh' \
    "$URL/api/triggeredwebjobs/kudu-hello"
echo

echo '# run it; the answer says where its run can be followed'
run=$(kudu -X POST -D - -o /dev/null "$URL/api/triggeredwebjobs/kudu-hello/run?arguments=one%20%22two%20words%22" |
    tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
echo "$run"
until kudu "$run" | grep -q '"status":"\(Success\|Failed\|Aborted\)"'; do sleep 0.2; done
kudu "$run"
echo

echo '# what it said'
kudu "$(kudu "$run" | value output_url)"

echo '# all runs, newest first'
kudu "$URL/api/triggeredwebjobs/kudu-hello/history"
echo

echo '# its settings: a schedule'
kudu -X PUT -H 'Content-Type: application/json' -d '{"schedule": "0 30 2 * * *"}' \
    "$URL/api/triggeredwebjobs/kudu-hello/settings"
kudu "$URL/api/triggeredwebjobs/kudu-hello/settings"
echo

echo '# a continuous job from a zip'
printf 'while :; do echo working; sleep 5; done\n' >"$folder/run.sh"
(cd "$folder" && zip -q job.zip run.sh)
kudu -X PUT -T "$folder/job.zip" -H 'Content-Type: application/zip' \
    -H 'Content-Disposition: attachment; filename=job.zip' "$URL/api/continuouswebjobs/kudu-worker"
echo

echo '# stop and start it'
kudu -X POST "$URL/api/continuouswebjobs/kudu-worker/stop"
until kudu "$URL/api/continuouswebjobs/kudu-worker" | grep -q '"status":"Stopped"'; do sleep 0.2; done
kudu -X POST "$URL/api/continuouswebjobs/kudu-worker/start"
until kudu "$URL/api/continuouswebjobs/kudu-worker" | grep -q '"status":"Running"'; do sleep 0.2; done

echo '# its log'
kudu "$(kudu "$URL/api/continuouswebjobs/kudu-worker" | value log_url)"

echo '# all jobs, and whether anything has changed since'
tag=$(kudu -D - -o /dev/null "$URL/api/webjobs" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
kudu -o /dev/null -w '%{http_code}\n' -H "If-None-Match: $tag" "$URL/api/webjobs"

echo '# away with both'
kudu -X DELETE "$URL/api/triggeredwebjobs/kudu-hello"
kudu -X DELETE "$URL/api/continuouswebjobs/kudu-worker"
kudu "$URL/api/webjobs"
echo
