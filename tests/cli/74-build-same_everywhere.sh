# SPDX-License-Identifier: MIT
# One county built and drawn twice, in two folders, time zones, locales (a real one with decimal commas)
# and numbers of threads: the same store, sheets, pictures and tiles.
. "$(dirname "$0")/lib.sh"
need_tool sha256sum sqlite3

SOURCE_DATE_EPOCH=1782777600
export SOURCE_DATE_EPOCH
cp -R "$source/tests/golden/county" county

everything() { # everything OUT THREADS: builds, draws, and prints hashes
    # Findings are told in the language of messages, so that is fixed; nothing else may follow the locale.
    run build "$1/county/project.yaml" -o "$1/out" --threads "$2" --lang zh --quiet
    [ "$code" = 0 ] || expect 3
    for map in risk materials org flow:地质灾害; do
        for kind in pdf svg png; do
            run render -s "$1/out/county.situ" $map -o "$1/out/$map.$kind" --dpi 100 --threads "$2" --quiet
            expect 0
        done
    done
    run tiles -s "$1/out/county.situ" risk -o "$1/out/tiles" --zoom 9-12 --threads "$2" --quiet
    expect 0
    # All rows of the store. SpatiaLite notes when it last touched its tables, and that is left out.
    sqlite3 "$1/out/county.situ" .dump | grep -vE '^INSERT INTO (geometry_columns_time|spatialite_history|data_licenses|audit)' >"$1/out/store.sql"
    (cd "$1/out" && find . -type f ! -name county.situ | LC_ALL=C sort | xargs sha256sum)
}
mkdir -p first "second folder/deep"
mv county first
cp -R first/county "second folder/deep"
everything "$work/first" 1 >first.txt || {
    cat first.txt
    exit 1
}
[ "$(wc -l <first.txt)" -gt 40 ] || fail "only $(wc -l <first.txt) files were made"
grep -q INSERT first/out/store.sql || fail "the store has no rows"

locale=C.UTF-8
if command -v localedef >/dev/null 2>&1 && mkdir locales && localedef -i de_DE -f UTF-8 "$work/locales/de_DE.UTF-8" >/dev/null 2>&1; then
    LOCPATH=$work/locales
    export LOCPATH
    locale=de_DE.UTF-8
fi
echo "the second time with LANG=$locale"
(
    cd "second folder" || exit 1
    TZ=Asia/Shanghai LANG=$locale LC_ALL=$locale
    export TZ LANG LC_ALL
    everything deep 2
) >second.txt || {
    cat second.txt
    exit 1
}
diff first.txt second.txt >.out || {
    diff first/out/store.sql "second folder/deep/out/store.sql" | head -n 6
    fail "not the same"
}
