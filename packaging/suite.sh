#!/usr/bin/env bash
# Runs the whole suite, and ends with what failed: among thousands of lines nobody finds it.
#
#   packaging/suite.sh [options of swift test]
#
# All that it printed stays in .build/suite.log.
set -uo pipefail
cd "$(dirname "$0")/.."

log=.build/suite.log
swift test --disable-xctest --parallel "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
[ "$status" -eq 0 ] && exit 0

echo
echo "What failed (everything that was printed: $log):"
# An issue is one line, and below it the values that were compared; a crash has neither, so its last words are shown.
awk '{ gsub(/\033\[[0-9;]*m/, "") }
     /^✘ Test .* recorded an issue/ { found = 1; shown = 40 }
     /^(✔|◇|✘|↻|➜)/ && !/recorded an issue/ { shown = 0 }
     shown > 0 { print "  " substr($0, 1, 600); shown-- }
     /unexpected signal|Fatal error/ { found = 1; print "  " $0 }
     END { exit !found }' "$log" || tail -n 20 "$log"
exit "$status"
