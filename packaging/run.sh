#!/usr/bin/env bash
# `make run`: a host in the foreground with the example site pushed through git, for a first look.
#
#   packaging/run.sh BUILD-FOLDER HOME LISTEN
set -euo pipefail

build=$(cd "$1" && pwd)
home=$2
listen=$3
root=$(cd "$(dirname "$0")/.." && pwd)
user=admin
password_file=$home/run/first-password
url=http://$listen

say() { printf '%s\n' "$*"; }

if [ ! -e "$home/site/accounts.json" ]; then
    mkdir -p "$home/run"
    chmod 700 "$home/run"
    (umask 077 && head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$password_file")
    "$build/nyala" init --home "$home" --user "$user" --password-file "$password_file" >/dev/null
fi

"$build/nyala" serve --home "$home" --listen "$listen" &
host=$!
trap 'kill -TERM "$host" 2>/dev/null || true; wait "$host" || true' EXIT
trap 'exit 0' INT TERM

for _ in $(seq 200); do
    kill -0 "$host" 2>/dev/null || { trap - EXIT; wait "$host"; }
    "$build/nyala" status --home "$home" >/dev/null 2>&1 && break
    sleep 0.1
done

if [ -z "$(git -C "$home/site/repository" for-each-ref --count=1)" ]; then
    site=$home/example-site
    rm -rf "$site"
    cp -R "$root/examples/site" "$site"
    git -C "$site" init -q -b main
    # A new machine may not know yet who commits.
    git -C "$site" config user.name >/dev/null || git -C "$site" config user.name "$(id -un)"
    git -C "$site" config user.email >/dev/null || git -C "$site" config user.email "$(id -un)@localhost"
    git -C "$site" add -A
    git -C "$site" commit -q -m "The example site"
    git -C "$site" remote add nyala "$home/site/repository"
    say
    say "\$ git push nyala main"
    git -C "$site" push -q nyala main
fi
if [ -d "$home/example-site" ]; then
    git -C "$home/example-site" remote set-url nyala "http://$user@$listen/site.git"
    if [ -e "$password_file" ]; then
        # So that the first push does not ask for the password printed below.
        (umask 077 && printf 'http://%s:%s@%s\n' "$user" "$(cat "$password_file")" "$listen" >"$home/run/example-credentials")
        git -C "$home/example-site" config credential.helper "store --file='$home/run/example-credentials'"
    fi
fi

say
"$build/nyala" jobs --home "$home"
say
say "Nyala is running. Press Ctrl-C to stop it and all its jobs."
say
say "  address    $url"
if [ -e "$password_file" ]; then
    say "  account    $user, password $(cat "$password_file")"
else
    say "  account    as given to 'nyala init'"
fi
say "  push URL   http://$user@$listen/site.git   (branch main)"
say "  jobs       $home/site/wwwroot/App_Data/jobs"
say
say "Try, in another terminal:"
say "  $build/nyala run report --home $home -- monthly     run a triggered job"
say "  $build/nyala logs heartbeat -f --home $home         follow a log"
say "  make new-job NAME=mine TYPE=continuous TEMPLATE=python   add a job, it starts at once"
if [ -d "$home/example-site" ]; then
    say "  cd $home/example-site    change a job, then: git commit -am 'A change' && git push nyala main"
fi
wait "$host"
