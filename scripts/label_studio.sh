#!/usr/bin/env bash
# Sourced by scripts/demo and scripts/test: a Label Studio in an environment of its own, outside the tree, because it
# is a gigabyte. Its place is named after its lock file, so that no other checkout's is ever changed.
#
#   set_up_label_studio   installs it once and sets SECOND_EAR_LABEL_STUDIO to its program

LABEL_STUDIO_LOCK=requirements/label-studio.lock
LABEL_STUDIO_MEGABYTES=1500

set_up_label_studio() {
    local cache folder python
    cache="${SECOND_EAR_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/second-ear}"
    python="$(find_python)"
    folder="$cache/$(name_of_label_studio "$python")"
    export SECOND_EAR_LABEL_STUDIO="$folder/bin/label-studio"
    has_label_studio "$folder" && return
    mkdir -p "$cache"
    exec 8>>"$cache/label-studio.set-up"
    if ! "$python" -c 'import fcntl; fcntl.flock(8, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null; then
        say "Another script is installing Label Studio; waiting for it."
        "$python" -c 'import fcntl; fcntl.flock(8, fcntl.LOCK_EX)'
    fi
    has_label_studio "$folder" || install_label_studio "$python" "$folder"
    exec 8>&-
}

has_label_studio() { # folder; the stamp comes last, so an installation that broke off is begun anew
    [ -f "$1/second-ear.stamp" ] && [ -x "$1/bin/label-studio" ]
}

name_of_label_studio() { # python: version, Python, and the beginning of the lock file's hash
    "$1" -I -S - "$LABEL_STUDIO_LOCK" <<'PYTHON'
import hashlib, pathlib, re, sys

lock = pathlib.Path(sys.argv[1]).read_bytes()
version = re.search(rb"^label-studio==(\S+)", lock, re.MULTILINE)[1].decode()
digest = hashlib.sha256(lock).hexdigest()[:12]
print("label-studio-%s-python%d.%d-%s" % (version, *sys.version_info[:2], digest))
PYTHON
}

install_label_studio() { # python, folder
    local python="$1" folder="$2" log="$2.log" ticker status=0
    has_room_for_label_studio "$folder" || return 1
    say "Installing Label Studio into $folder, once: $(grep -c '^[a-z].*==' "$LABEL_STUDIO_LOCK") packages, each checked" \
        "by its hash, a gigabyte, two minutes."
    "$python" -m venv --clear "$folder" >&2
    tell_growth "$folder" "$log" &
    ticker=$!
    "$folder/bin/python" -m pip --disable-pip-version-check --no-input install --progress-bar off \
        --require-hashes -r "$LABEL_STUDIO_LOCK" >"$log" 2>&1 || status=$?
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    if [ "$status" -ne 0 ]; then
        grep '^ERROR' "$log" | tail -n 5 >&2 || true
        say "Label Studio could not be installed. All that pip says is in $log; run the same command again."
        return 1
    fi
    touch "$folder/second-ear.stamp"
    say "Label Studio is installed."
}

has_room_for_label_studio() { # folder
    local free
    free="$(df -Pm "$(dirname "$1")" | awk 'NR == 2 { print $4 }')"
    [ "$free" -ge "$LABEL_STUDIO_MEGABYTES" ] && return
    say "Label Studio needs $LABEL_STUDIO_MEGABYTES MB, and there are $free MB free at $(dirname "$1")." \
        "Make room, or set SECOND_EAR_CACHE to a folder on another disk."
    return 1
}

tell_growth() { # folder, log; it ends with the script, which a Ctrl-C does not tell it of
    local seconds=0
    while sleep 10 && kill -0 $$ 2>/dev/null; do
        seconds=$((seconds + 10))
        say "  … $seconds s: $(grep -c '^Collecting' "$2" || true) packages found, $(du -sm "$1" | cut -f 1) MB in place"
    done
}
