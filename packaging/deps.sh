#!/usr/bin/env bash
# Makes sure that the system has what Nyala needs; does nothing, in a moment, when it has.
#
#   packaging/deps.sh          what building and running need
#   packaging/deps.sh test     also what the tests need
#   packaging/deps.sh bench    also what the benchmarks need
#
# As root it installs Debian packages; as anyone else it prints the one command to run.
set -euo pipefail

packages=(git make pkg-config libgit2-dev libarchive-dev libsodium-dev libcurl4-openssl-dev libssl-dev zlib1g-dev tzdata)
case "${1:-}" in
    "") ;;
    test)
        # The dashboard is tested in a browser; with no window, it wants a font all the same.
        packages+=(chromium fonts-dejavu-core)
        packages+=(python3 python3-venv rsync zip curl openssl procps faketime strace util-linux)
        packages+=(openssh-client openssh-server)
        # Tests boot a systemd of their own, and a journald.
        packages+=(systemd)
        # Debuggers that jobs run under; that of node comes with it, and a JDK would be too large.
        packages+=(gdbserver python3-debugpy php-cli php-xdebug)
        # Some packages of Node.js bring npm along, and Debian's own npm would not go with them.
        command -v npm >/dev/null || packages+=(nodejs npm)
        ;;
    bench) packages+=(gcc musl-tools procps zip unzip libarchive-tools webhook nginx-light wrk) ;;
    *) echo "usage: $0 [test|bench]" >&2; exit 2 ;;
esac

if ! command -v swift >/dev/null; then
    echo "Nyala needs a Swift 6.3 toolchain and found no 'swift' on PATH: see https://www.swift.org/install/linux/" >&2
    exit 1
fi

# What is not the system's own is pinned, and lies beside what is built.
install_python_packages() {
    [ "${1:-}" = test ] || return 0
    local venv=.build/venv wanted=packaging/test-requirements.txt
    cmp -s "$wanted" "$venv/installed.txt" && return 0
    echo "installing $(grep -c '==' "$wanted") Python packages for the tests into $venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
    cp "$wanted" "$venv/installed.txt"
}
cd "$(dirname "$0")/.."

missing=()
for package in "${packages[@]}"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    install_python_packages "${1:-}"
    exit 0
fi

if ! command -v apt-get >/dev/null; then
    echo "These packages (by their Debian names) are missing: ${missing[*]}" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "These packages are missing: ${missing[*]}" >&2
    echo "Install them with:  sudo apt-get update && sudo apt-get install -y ${missing[*]}" >&2
    exit 1
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
# Tests and benchmarks start these themselves, on ports of their own; on a machine with services they must not run by themselves.
for service in nginx:nginx-light webhook:webhook ssh:openssh-server; do
    if [[ " ${missing[*]} " == *" ${service#*:} "* ]] && [ -d /run/systemd/system ]; then
        systemctl disable --quiet --now "${service%:*}"
    fi
done
install_python_packages "${1:-}"
