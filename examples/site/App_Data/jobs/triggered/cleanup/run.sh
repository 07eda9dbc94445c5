#!/usr/bin/env bash
# Removes reports that are older than 30 days; runs every quarter of an hour, see settings.job.
set -euo pipefail

reports=$(dirname "$WEBJOBS_DATA_PATH")/report/reports
[ -d "$reports" ] || { echo "nothing to clean up yet"; exit 0; }
find "$reports" -type f -mtime +30 -print -delete
echo "cleaned up $reports"
