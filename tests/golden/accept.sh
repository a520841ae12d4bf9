#!/bin/sh
# SPDX-License-Identifier: MIT
# accept.sh [CASE...]: takes what was drawn last (ctest -L golden) as the reference of these cases, or of
# all. Look at the pictures first; say in the commit why they changed. BUILD=folder, default build.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-$here/../../build}
[ $# -gt 0 ] || set -- $(ls "$here/cases")
for name in "$@"; do
    for kind in txt png; do
        cp "$build/golden/$name/actual.$kind" "$here/cases/$name/expected.$kind"
    done
    echo "accepted $name"
done
