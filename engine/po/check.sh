#!/bin/sh
# SPDX-License-Identifier: MIT
# Fails when a message of the sources is missing from zh_CN.po, untranslated or fuzzy, or when a
# translation's formats differ from its message's.
set -eu
cd "$(dirname "$0")"
pot=$(mktemp)
trap 'rm -f "$pot" "$pot.mo"' EXIT
sh extract.sh "$pot"
msgfmt --check --check-format -o "$pot.mo" zh_CN.po
if ! msgcmp zh_CN.po "$pot"; then
    echo "run: sh engine/po/update.sh, then translate what it lists in engine/po/zh_CN.po"
    exit 1
fi
