#!/usr/bin/env bash
# The smallest continuous job: it says that it lives, and ends when it is asked to.
trap 'echo "asked to stop"; exit 0' TERM

count=0
while true; do
    count=$((count + 1))
    echo "beat $count of $WEBJOBS_NAME (version ${WEBJOBS_VERSION:0:10})"
    # In the background, so that the signal does not wait for the sleep.
    sleep 5 &
    wait $!
done
