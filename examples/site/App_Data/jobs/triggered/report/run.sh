#!/usr/bin/env bash
# A job that runs when somebody asks for it: nyala run report -- monthly "two words"
set -euo pipefail

echo "run $WEBJOBS_RUN_ID, because of: $WEBJOBS_TRIGGER"
echo "$# arguments:"
for argument in "$@"; do echo "  <$argument>"; done

mkdir -p "$WEBJOBS_DATA_PATH/reports"
file="$WEBJOBS_DATA_PATH/reports/$(date -u +%Y-%m-%d).txt"
{
    echo "report ${1:-daily}"
    date -u
    df -h /
} >"$file"
echo "wrote $file"
