#!/usr/bin/env bash
# Sourced by scripts/test: a Label Studio in an environment of its own, outside the tree, because it is a gigabyte.
#
#   set_up_label_studio   installs it once and sets SECOND_EAR_LABEL_STUDIO to its program

LABEL_STUDIO_VERSION=1.23.2

set_up_label_studio() {
    local cache folder python
    cache="${SECOND_EAR_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/second-ear}"
    python="$(find_python)"
    folder="$cache/label-studio-$LABEL_STUDIO_VERSION-python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
    export SECOND_EAR_LABEL_STUDIO="$folder/bin/label-studio"
    # The stamp comes last, so an installation that broke off is begun anew.
    if [ -f "$folder/second-ear.stamp" ] && [ -x "$SECOND_EAR_LABEL_STUDIO" ]; then return; fi
    say "Installing Label Studio $LABEL_STUDIO_VERSION into $folder, once: about 160 packages, a gigabyte, three minutes."
    mkdir -p "$cache"
    "$python" -m venv --clear "$folder" >&2
    if ! "$folder/bin/python" -m pip --disable-pip-version-check --no-input install -q --progress-bar off \
        "label-studio==$LABEL_STUDIO_VERSION" >&2; then
        say "Label Studio could not be installed: pip says why above."
        return 1
    fi
    touch "$folder/second-ear.stamp"
}
