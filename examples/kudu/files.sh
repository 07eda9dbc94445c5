#!/bin/bash
# Files, settings, processes, hooks and logs of a site with nothing but curl, as clients of Kudu do it.
#
#   NYALA_URL=http://127.0.0.1:8080 NYALA_AUTH=admin:PASSWORD examples/kudu/files.sh
#
# It makes a folder data/recipes in the home, and removes it at the end. A token does as well: NYALA_AUTH=any:TOKEN.
set -euo pipefail
url=${NYALA_URL:-http://127.0.0.1:8080}
: "${NYALA_AUTH:?set NYALA_AUTH to ACCOUNT:PASSWORD}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# call METHOD PATH [curl options]: prints the body, and stops the script where the host refuses.
call() { curl --silent --show-error --fail --user "$NYALA_AUTH" --request "$1" "$url$2" "${@:3}"; }
# status METHOD PATH [curl options]: prints the number of the answer.
status() { curl --silent --output /dev/null --write-out '%{http_code}' --user "$NYALA_AUTH" --request "$1" "$url$2" "${@:3}"; }
# expect NUMBER METHOD PATH [curl options]
expect() {
    local got
    got=$(status "${@:2}")
    [ "$got" = "$1" ] || { echo "$2 $3: $got instead of $1" >&2; exit 1; }
    echo "$got $2 $3"
}

echo "== Files, one by one"
# A new file: 201. The folders above it are made.
expect 201 PUT /api/vfs/data/recipes/soup.txt --data-binary 'peas'
# One that exists changes for who names its version, or says that any will do.
expect 412 PUT /api/vfs/data/recipes/soup.txt --data-binary 'carrots'
etag=$(curl -sI --user "$NYALA_AUTH" "$url/api/vfs/data/recipes/soup.txt" | tr -d '\r' | sed -n 's/^etag: //Ip')
expect 204 PUT /api/vfs/data/recipes/soup.txt --data-binary 'carrots' --header "If-Match: $etag"
expect 204 PUT /api/vfs/data/recipes/soup.txt --data-binary 'carrots and peas' --header 'If-Match: *'
# Who has a version already need not fetch it again; who wants a part gets that part.
etag=$(curl -sI --user "$NYALA_AUTH" "$url/api/vfs/data/recipes/soup.txt" | tr -d '\r' | sed -n 's/^etag: //Ip')
expect 304 GET /api/vfs/data/recipes/soup.txt --header "If-None-Match: $etag"
[ "$(call GET /api/vfs/data/recipes/soup.txt --range 0-6)" = carrots ]
# Folders end in a slash.
expect 201 PUT /api/vfs/data/recipes/cakes/
call GET /api/vfs/data/recipes/
echo

echo "== Whole folders"
call GET /api/zip/data/recipes/ --output "$work/recipes.zip"
expect 200 PUT /api/zip/data/recipes/copy/ --data-binary "@$work/recipes.zip"
call GET /api/vfs/data/recipes/copy/soup.txt
echo

echo "== Settings"
expect 204 POST /api/settings --header 'Content-Type: application/json' --data '{"RECIPES": "many"}'
call GET /api/settings/RECIPES
echo
expect 204 DELETE /api/settings/RECIPES

echo "== The host"
call GET /api/environment
echo
call POST /api/command --header 'Content-Type: application/json' --data '{"command": "ls | wc -l", "dir": "data/recipes"}'
echo
call GET /api/processes
echo
call GET '/api/logs/recent?top=3'
echo
call GET /api/dump --output "$work/dump.zip"

echo "== Hooks"
# An address that wants to hear of the ends of runs. Asked for twice it is the same hook; with another event it is refused.
hook='{"url": "https://hooks.example/recipes", "event": "TriggeredJobFinished"}'
id=$(call POST /api/hooks --header 'Content-Type: application/json' --data "$hook" | sed -n 's/.*"id":"\([0-9]*\)".*/\1/p')
[ -n "$id" ]
expect 201 POST /api/hooks --header 'Content-Type: application/json' --data "$hook"
expect 409 POST /api/hooks --header 'Content-Type: application/json' --data '{"url": "https://hooks.example/recipes", "event": "PostDeployment"}'
call GET "/api/hooks/$id"
echo
# Anybody's own events go to the hooks for them; here there are none.
expect 200 POST /api/hooks/publish/soup-is-ready --header 'Content-Type: application/json' --data '{"plates": 4}'
expect 200 DELETE "/api/hooks/$id"
expect 404 GET "/api/hooks/$id"

echo "== Logs as they are written (for two seconds)"
curl --silent --no-buffer --max-time 2 --user "$NYALA_AUTH" "$url/api/logstream" || [ $? = 28 ]

echo "== Away with it"
# A folder that is not empty goes with all in it only when that is asked for.
expect 409 DELETE /api/vfs/data/recipes/
expect 200 DELETE '/api/vfs/data/recipes/?recursive=true'
echo "all done"
