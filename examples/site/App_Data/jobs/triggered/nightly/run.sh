#!/usr/bin/env bash
# Runs every night at half past two, Paris time, wherever the machine is; see settings.job.
set -euo pipefail

echo "planned for ${WEBJOBS_SCHEDULED_TIME:-now, by hand}, started $(date -u +%FT%TZ)"
