#!/usr/bin/env bash
# Below a systemd of its own: installs the unit, uses it as its first lines say, and tells what happened, a line each.
#
#   service.sh FOLDER     with nyala, nyala-hook, nyala-keeper and nyala.service in it
set -uo pipefail

install -m 755 "$1/nyala" "$1/nyala-hook" "$1/nyala-keeper" /usr/local/bin/
sed 's/127.0.0.1:8080/127.0.0.1:0/' "$1/nyala.service" > /etc/systemd/system/nyala.service
systemctl daemon-reload
home=/var/lib/nyala
job=$home/site/wwwroot/App_Data/jobs/continuous/steady
log=$home/data/jobs/continuous/steady/job_log.txt

main() { systemctl show nyala --property=MainPID --value; }
numbers() { grep -o 'INFO\] seq [0-9]*' "$log" | awk '{ print $3 }'; }
until_more() { # lines than there are now
    local now
    now=$(numbers | wc -l)
    for _ in $(seq 200); do [ "$(numbers | wc -l)" -gt "$now" ] && return; sleep 0.1; done
}
pid() { systemctl status nyala --no-pager --lines=0 --full | grep -o '[0-9]* [^ ]*bash .*run.sh' | head -n 1 | cut -d ' ' -f 1; }

systemctl start nyala && echo "started: $(systemctl is-active nyala)"
mkdir -p "$job"
printf '#!/bin/bash\nsetsid sleep 1000 &\nfor ((n = 0; ; n++)); do echo "seq $n"; sleep 0.05; done\n' > "$job/run.sh"
for _ in $(seq 200); do [ -s "$log" ] && grep -q 'seq 1$' "$log" && break; sleep 0.1; done
first=$(pid)
echo "job: ${first:+there}"
for step in reload restart restart; do
    before=$(main)
    systemctl $step nyala && [ "$(main)" != "$before" ] && echo "$step: another host"
    until_more
    [ "$(pid)" = "$first" ] && echo "$step: the same job"
done
before=$(main)
kill -KILL "$before"
for _ in $(seq 200); do [ "$(main)" != "$before" ] && [ "$(main)" != 0 ] && break; sleep 0.1; done
until_more
[ "$(pid)" = "$first" ] && echo "crash: the same job, $(systemctl is-active nyala)"
numbers | awk '$1 != NR - 1 { print "line " NR " says " $1 }'
systemctl stop nyala
echo "stopped: $(systemctl is-active nyala), $(systemctl show nyala --property=Result --value)"
echo "left: $(pgrep -c -f 'sleep 1000|steady|^/usr/local/bin/nyala')"
systemctl start nyala
until_more
[ "$(pid)" != "$first" ] && echo "started again: another job"
restarts() { systemctl show nyala --property=NRestarts --value; }
before=$(restarts)
kill -KILL "$(pgrep -o nyala-keeper)"
# Right after the kill the unit still stands as active: the restart is what counts.
for _ in $(seq 200); do [ "$(restarts)" != "$before" ] && systemctl -q is-active nyala && break; sleep 0.1; done
until_more
echo "keeper lost: $(systemctl is-active nyala)"
systemctl stop nyala
echo "left: $(pgrep -c -f 'sleep 1000|steady|^/usr/local/bin/nyala')"
