#!/bin/sh
# SPDX-License-Identifier: MIT
# extract.sh OUT.pot: all messages of engine/, layers/ and cli/.
set -eu
out=$1
case $out in /*) ;; *) out=$PWD/$out ;; esac
cd "$(dirname "$0")/../.."
# XX: the texts of status codes. system-errors.txt: what the system says in messages of ours.
find engine layers cli -name '*.[ch]' -not -path '*/node_modules/*' | LC_ALL=C sort |
    xgettext --files-from=- --language=C --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=XX:2 \
        --flag=situ_fail:4:c-format --add-comments=i18n: --sort-by-file --no-wrap --add-location=file \
        --package-name=situ --output="$out.part"
grep -v '^"POT-Creation-Date' "$out.part" >"$out"
rm -f "$out.part"
while IFS= read -r text; do
    printf '\n#: errno\nmsgid "%s"\nmsgstr ""\n' "$text" >>"$out"
done <engine/po/system-errors.txt
