#!/usr/bin/env bash
# __NAME__: run it with: nyala run __NAME__ -- some arguments
# To run it by itself, add to settings.job: "schedule": "0 0 * * * *" (second minute hour day month weekday).
set -euo pipefail

echo "run $WEBJOBS_RUN_ID of __NAME__"
for argument in "$@"; do echo "argument: $argument"; done

# What the job keeps belongs here; it survives runs and deployments.
date -u >"$WEBJOBS_DATA_PATH/last-run"
