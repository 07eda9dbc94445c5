#!/usr/bin/env bash
# `make screenshots`: pictures of the dashboard's pages, of a site made for it, into docs/screenshots.
#
#   packaging/screenshots.sh BUILD-FOLDER [ALL-FOLDER]
#
# The few that documents show; with ALL-FOLDER every page, in both themes and as wide as a phone, into that.
set -euo pipefail

build=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
folder=${2:-docs/screenshots}
home=$(mktemp -d /tmp/nyala.XXXXXX)
trap 'kill -TERM "${host:-}" 2>/dev/null || true; wait; rm -rf "$home"' EXIT
password=$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')
printf '%s\n' "$password" | "$build/nyala" init --home "$home/site-1" --user admin --password-file - >/dev/null
"$build/nyala" serve --home "$home/site-1" --listen 127.0.0.1:0 >"$home/out" 2>&1 &
host=$!
for _ in $(seq 200); do
    url=$(grep -o 'http://127.0.0.1:[0-9]*' "$home/out" | head -n 1 || true)
    [ -n "$url" ] && break
    sleep 0.1
done
mkdir -p "$folder"
arguments=("$url" admin "$password" "$home/site-1" "$build/nyala")
.build/venv/bin/python Tests/Browser/scene.py "${arguments[@]}"
if [ $# -gt 1 ]; then
    .build/venv/bin/python Tests/Browser/screenshots.py "${arguments[@]}" "$folder"
else
    .build/venv/bin/python Tests/Browser/screenshots.py "${arguments[@]}" "$folder" \
        overview-light overview-dark overview-phone job-failing-light
fi
ls -l "$folder"
