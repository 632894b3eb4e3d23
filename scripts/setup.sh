#!/usr/bin/env bash
# Sourced by the other scripts: makes .venv hold what they need, once.
# It needs bash and a Python of 3.11 or newer with pip and venv, and nothing else.
#
#   set_up runtime   what the bot needs
#   set_up dev       that, and what testing and checking need
#
# The stamp in .venv names the lock file that was installed and its hash; the next run compares and goes on.
# What of the agreement is compiled has a stamp of its own (scripts/kernel.sh).

cd "$(dirname "${BASH_SOURCE[0]}")/.."
PYTHON=.venv/bin/python
PYTHON_CANDIDATES="python3.13 python3.12 python3.11 python3"
. scripts/kernel.sh

say() { printf '%s\n' "$*" >&2; }

set_up() {
    local wanted="$1"
    is_ready "$wanted" && return
    # The kernel gives this lock back however the script ends; the descriptor is bash's, Python only asks for it.
    exec 9<scripts/setup.sh
    local python
    python="$(find_python)"
    if ! "$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null; then
        say "Another set-up is running here; waiting for it."
        "$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
    fi
    if ! is_ready "$wanted"; then
        has_packages "$wanted" || install "$python" "$wanted"
        has_packages "$wanted" || return 1 # in a shell that an error does not end
        is_kernel_settled || settle_kernel
        say "Set up."
    fi
    exec 9<&-
}

is_ready() { has_packages "$1" && is_kernel_settled; }

has_packages() { # runtime or dev: what dev holds is enough for runtime
    [ -x "$PYTHON" ] && [ -f .venv/second-ear.stamp ] || return 1
    "$PYTHON" -I -S - "$1" <<'PYTHON'
import hashlib, pathlib, sys

stamp = pathlib.Path(".venv/second-ear.stamp").read_text().split()
enough = {"runtime": ("runtime", "dev"), "dev": ("dev",)}[sys.argv[1]]
current = hashlib.sha256(pathlib.Path(f"requirements/{stamp[0]}.lock").read_bytes()).hexdigest()
sys.exit(stamp[0] not in enough or stamp[1] != current)
PYTHON
}

find_python() {
    local name
    for name in $PYTHON_CANDIDATES; do
        # Names can be there and not run: shims of version switchers, the stub of an app store.
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    say "No Python of 3.11 or newer runs here. Install one (python.org, or your package manager) and try again."
    return 1
}

install() { # python, runtime or dev
    local python="$1" wanted="$2"
    # A set-up of dev stays one when only the bot is started after a change of the lock files.
    if [ -f .venv/second-ear.stamp ] && grep -q '^dev ' .venv/second-ear.stamp; then wanted=dev; fi
    rm -f .venv/second-ear.stamp
    make_venv "$python"
    say "Installing $(grep -c '==' "requirements/$wanted.lock") packages ($wanted), each checked by its hash." \
        "The first time takes about half a minute."
    if ! "$PYTHON" -m pip --disable-pip-version-check --no-input install -qq --progress-bar off \
        --require-hashes -r "requirements/$wanted.lock" >&2; then
        say "Installing failed: pip says why above. Nothing else was changed; run the same command again."
        return 1
    fi
    "$PYTHON" -I -S - "$wanted" <<'PYTHON'
import hashlib, pathlib, sys

lock = pathlib.Path(f"requirements/{sys.argv[1]}.lock").read_bytes()
pathlib.Path(".venv/second-ear.stamp").write_text(f"{sys.argv[1]} {hashlib.sha256(lock).hexdigest()}\n")
PYTHON
}

make_venv() { # python
    # An environment whose Python was removed or is too old cannot be mended.
    if [ -e .venv ] && "$PYTHON" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        return
    fi
    say "Making .venv with $("$1" --version)."
    if ! "$1" -m venv --clear .venv >&2; then
        say "Python could not make an environment. On Debian and Ubuntu: apt-get install python3-venv."
        return 1
    fi
}
