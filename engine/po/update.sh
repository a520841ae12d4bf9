#!/bin/sh
# SPDX-License-Identifier: MIT
# Brings zh_CN.po up to date with the sources and lists what still has to be translated.
set -eu
cd "$(dirname "$0")"
pot=$(mktemp)
trap 'rm -f "$pot" "$pot.mo"' EXIT
sh extract.sh "$pot"
# No fuzzy guesses: a wrong translation reads like a right one.
msgmerge --quiet --no-fuzzy-matching --no-wrap --sort-by-file --add-location=file --backup=none --update zh_CN.po "$pot"
msgattrib --no-obsolete --no-wrap --add-location=file -o zh_CN.po zh_CN.po
msgfmt --check --statistics -o "$pot.mo" zh_CN.po
msgattrib --untranslated --no-wrap zh_CN.po
