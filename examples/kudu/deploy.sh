#!/bin/sh
# Deployments over the API that Kudu has: a whole site as a zip, follow it, read its log, go back. Runs unchanged against
# Azure App Service.
#
#   URL=http://127.0.0.1:8080 CREDENTIALS=admin:PASSWORD examples/kudu/deploy.sh
set -eu

kudu() { curl --fail-with-body --silent --show-error --user "$CREDENTIALS" "$@"; }
value() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

site() {
    mkdir -p "$folder/site/App_Data/jobs/triggered/kudu-report"
    printf 'echo "%s"\n' "$1" >"$folder/site/App_Data/jobs/triggered/kudu-report/run.sh"
    rm -f "$folder/site.zip"
    (cd "$folder/site" && zip -qr ../site.zip .)
}

echo '# a zip of the whole site; the answer comes when it is deployed'
site 'the first'
kudu -X POST -H 'Content-Type: application/zip' --data-binary @"$folder/site.zip" "$URL/api/zipdeploy?message=first"
first=$(kudu "$URL/api/deployments/latest" | value id)
echo "$first"

echo '# the next one, without waiting: Location says where to look'
site 'the second'
location=$(kudu -X POST -D - -o /dev/null -H 'Content-Type: application/zip' --data-binary @"$folder/site.zip" \
    "$URL/api/zipdeploy?isAsync=true&message=second" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
until [ "$(kudu -o /dev/null -w '%{http_code}' "$location")" = 200 ]; do sleep 0.2; done
kudu "$location"
echo

echo '# its log, and what belongs to its first step'
kudu "$URL/api/deployments/latest/log"
echo
kudu "$(kudu "$URL/api/deployments/latest/log" | tr '{' '\n' | value details_url | head -n 1)"
echo

echo '# all deployments'
kudu "$URL/api/deployments"
echo

echo '# back to the first'
kudu -X PUT -H 'Content-Type: application/json' -d '{}' "$URL/api/deployments/$first"
echo
kudu "$URL/api/vfs/site/wwwroot/App_Data/jobs/triggered/kudu-report/run.sh"

echo '# where to push'
kudu "$URL/api/scm/info"
echo
