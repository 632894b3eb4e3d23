#!/usr/bin/env bash
# Sourced by scripts/setup.sh: compiles bot/agreement/kernel/ in place, where a C compiler with Python's headers runs.
# Elsewhere numpy does the same, so that a machine without one is told so once and is set up all the same.
#
#   is_kernel_settled   whether this was done or tried with the sources as they are
#   settle_kernel       does or tries it

KERNEL=bot/agreement/kernel
KERNEL_BUILD=build/kernel
KERNEL_LOG=build/kernel.log
# It lies in the tree, as what is compiled does, because several trees may share one .venv.
KERNEL_STAMP=build/kernel.stamp

is_kernel_settled() {
    [ -f "$KERNEL_STAMP" ] && [ "$(cat "$KERNEL_STAMP")" = "$(hash_of_kernel)" ]
}

hash_of_kernel() { # what is compiled fits one version of Python alone, which the suffix of its files names
    "$PYTHON" -I -S - "$KERNEL" <<'PYTHON'
import hashlib, importlib.machinery, pathlib, sys

kernel = pathlib.Path(sys.argv[1])
how = [path for path in map(pathlib.Path, ("setup.py", "requirements/build.lock")) if path.exists()]
digest = hashlib.sha256(importlib.machinery.EXTENSION_SUFFIXES[0].encode())
for path in [*how, *sorted(kernel.glob("*.pxd")), *sorted(kernel.glob("*.pyx"))]:
    digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
print(digest.hexdigest())
PYTHON
}

settle_kernel() {
    local hash
    hash="$(hash_of_kernel)"
    forget_compiled
    mkdir -p "$(dirname "$KERNEL_STAMP")"
    if compgen -G "$KERNEL/*.pyx" >/dev/null; then compile_kernel; fi
    printf '%s\n' "$hash" >"$KERNEL_STAMP"
}

forget_compiled() { # also what was compiled of a source that is gone
    rm -rf "$KERNEL_BUILD" "$KERNEL"/*.so "$KERNEL"/*.c
}

compile_kernel() {
    local lack="so agreements take more than twice as long; nothing else changes."
    local again="rm $KERNEL_STAMP and run the same command again."
    if ! has_compiler >"$KERNEL_LOG" 2>&1; then
        say "No C compiler with Python's headers runs here ($KERNEL_LOG has what it said), $lack" \
            "On Debian and Ubuntu: apt-get install gcc python3-dev; on macOS: xcode-select --install. Then $again"
        return
    fi
    say "Compiling what of the agreement is compiled; it takes about a quarter of a minute."
    if { get_tools && build_kernel && import_kernel; } >"$KERNEL_LOG" 2>&1; then
        rm -rf "$KERNEL_BUILD"
        return
    fi
    forget_compiled
    say "It could not be compiled ($KERNEL_LOG says why), $lack To try once more: $again"
}

has_compiler() {
    "$PYTHON" -I - <<'PYTHON'
import os, subprocess, sys, sysconfig

compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()
headers = [f"-I{sysconfig.get_path(name)}" for name in ("include", "platinclude")]
command = [*compiler, *headers, "-E", "-x", "c", "-o", os.devnull, "-"]
print(*command, flush=True)
sys.exit(subprocess.run(command, input=b"#include <Python.h>\n").returncode)
PYTHON
}

get_tools() { # into a folder of their own: the bot needs neither, and an environment for developers has both
    "$PYTHON" -c 'import Cython, setuptools' 2>/dev/null && return
    "$PYTHON" -m pip --disable-pip-version-check --no-input install -qq --progress-bar off --only-binary=:all: \
        --target "$KERNEL_BUILD/tools" --require-hashes -r requirements/build.lock
}

build_kernel() {
    PYTHONPATH="$PWD/$KERNEL_BUILD/tools${PYTHONPATH:+:$PYTHONPATH}" \
        "$PYTHON" setup.py --quiet build_ext --inplace --build-temp "$KERNEL_BUILD" --build-lib "$KERNEL_BUILD"
}

import_kernel() { # what cannot be compiled is left out by setup.py, and what does not load is of no use
    "$PYTHON" - "$KERNEL" <<'PYTHON'
import importlib, pathlib, sys

for source in pathlib.Path(sys.argv[1]).glob("*.pyx"):
    importlib.import_module(".".join(source.with_suffix("").parts))
PYTHON
}
