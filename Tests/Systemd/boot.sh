#!/usr/bin/env bash
# Boots a systemd of its own and runs a command below it, in namespaces of processes, mounts and cgroups: it sees this
# machine's files, and what it changes of them is gone with it.
#
#   boot.sh FOLDER COMMAND [ARGUMENT...]
#
# FOLDER is shared between the two, at the same path. For root only. Ends with the command's exit code.
set -euo pipefail

folder=$1
shift
tree=$(findmnt --types cgroup2 --noheadings --output TARGET | head -n 1)
before=$tree$(sed -n 's/^0:://p' /proc/self/cgroup)
group=$(mktemp -d "$tree/nyala-systemd.XXXXXX")
place=$(mktemp -d)
echo $$ > "$group/cgroup.procs"

unshare --mount --pid --cgroup --uts --ipc --fork --kill-child bash -s "$place" "$folder" <<'INSIDE' &
set -euo pipefail
place=$1
folder=$2
mount --make-rprivate /
mount -t tmpfs tmpfs "$place"
mkdir "$place/upper" "$place/work" "$place/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" "$place/root"
mkdir -p "$place/shared"
mount --bind "$folder" "$place/shared"
cd "$place/root"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mount --rbind /dev dev
mkdir -p ".$folder"
mount --move "$place/shared" ".$folder"
# What would change the machine, or wait for parts of it.
for unit in systemd-sysctl systemd-binfmt systemd-modules-load systemd-udevd systemd-udev-trigger systemd-random-seed \
    systemd-remount-fs systemd-update-utmp systemd-journal-flush; do
    ln -sf /dev/null "etc/systemd/system/$unit.service"
done
: > etc/fstab
ln -sf /usr/lib/systemd/system/basic.target etc/systemd/system/default.target
pivot_root . mnt
umount -l /mnt
exec env -i container=nyala-test PATH="$PATH" /lib/systemd/systemd --system --show-status=no --log-target=null </dev/null
INSIDE
outside=$!

finish() {
    echo $$ > "$before/cgroup.procs"
    kill -KILL "$outside" 2>/dev/null || true
    wait "$outside" 2>/dev/null || true
    # What systemd made; the kernel may take a moment to let go of the last process.
    for _ in $(seq 100); do
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
        [ -d "$group" ] || break
        sleep 0.05
    done
    rmdir "$place" 2>/dev/null || true
}
trap finish EXIT

inside() {
    local first
    first=$(pgrep -P "$outside" | head -n 1)
    nsenter --target "$first" --mount --pid --cgroup --uts --ipc -- "$@"
}

for _ in $(seq 600); do
    state=$(inside systemctl is-system-running 2>/dev/null || true)
    [ "$state" = running ] || [ "$state" = degraded ] && break
    sleep 0.1
done
[ "$state" = running ] || [ "$state" = degraded ] || { echo "systemd does not come up: $state" >&2; exit 1; }
inside env -i PATH="$PATH" "$@"
