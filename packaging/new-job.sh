#!/usr/bin/env bash
# `make new-job`: a job folder from a template, by default into the running example home, where it starts at once.
#
#   packaging/new-job.sh BUILD-FOLDER NAME TYPE TEMPLATE DIR HOME
set -euo pipefail

build=$1 name=$2 type=$3 template=$4 directory=$5 home=$6
if [ -z "$name" ]; then
    echo "usage: make new-job NAME=mailer [TYPE=continuous|triggered] [TEMPLATE=bash|python|node|php|ruby|swift] [DIR=site folder]" >&2
    exit 2
fi
[ -x "$build/nyala" ] || make --no-print-directory build
exec "$build/nyala" new "$name" --type "$type" --template "$template" --site "${directory:-$home/site/wwwroot}"
