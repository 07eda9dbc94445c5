#!/usr/bin/env bash
# __NAME__: kept running by Nyala. Save this file and the job restarts with the change.
set -euo pipefail

# Nyala sends SIGTERM and waits (stopping_wait_time in settings.job) before it kills.
trap 'echo "stopping"; exit 0' TERM

while true; do
    echo "__NAME__ is working"
    # In the background, so that the signal does not wait for the sleep.
    sleep 10 &
    wait $!
done
