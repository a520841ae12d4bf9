# SPDX-License-Identifier: MIT
# Sourced by every script here: SCRIPT PROGRAM SOURCE BUILD. Each runs in a fresh folder of its own.
set -u
if [ $# -ne 3 ]; then
    echo "usage: sh $0 PROGRAM SOURCE BUILD" >&2
    exit 2
fi
situ=$1
source=$2
build=$3
here=$source/tests/cli
sample=$build/tests/sample        # the sample county, built by sample_built.sh
store=$sample/out/county.situ
work=$(mktemp -d)
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
unset LC_ALL LC_MESSAGES LANGUAGE SITU_DATA XDG_CACHE_HOME SOURCE_DATE_EPOCH
LANG=C.UTF-8
HOME=$work/home
export LANG HOME
code=0

fail() {
    echo "FAILED: $*"
    echo "--- exit $code; stdout:"
    head -n 40 "$work/.out" 2>/dev/null
    echo "--- stderr:"
    head -n 40 "$work/.err" 2>/dev/null
    exit 1
}

skip() {
    echo "skipped: $*"
    exit 77
}

need_tool() {
    for tool; do
        command -v "$tool" >/dev/null 2>&1 || skip "$tool is not installed"
    done
}

run() { # run ARGS...: the program; leaves code, .out and .err
    code=0
    "$situ" "$@" >"$work/.out" 2>"$work/.err" </dev/null || code=$?
    [ "$code" -lt 128 ] || fail "situ $* was ended by signal $((code - 128))"
}

expect() { # expect CODE
    [ "$code" = "$1" ] || fail "exit status $code, wanted $1"
}

out_has() {
    for text; do
        grep -qF -e "$text" "$work/.out" || fail "stdout lacks: $text"
    done
}

err_has() {
    for text; do
        grep -qF -e "$text" "$work/.err" || fail "stderr lacks: $text"
    done
}

silent() { # nothing on stderr
    [ ! -s "$work/.err" ] || fail "stderr should be empty"
}

absent() {
    for path; do
        [ ! -e "$path" ] || fail "$path should not exist"
    done
}

present() {
    for path; do
        [ -s "$path" ] || fail "$path should exist and not be empty"
    done
}

no_leftovers() { # no temporary files below the folders named
    left=$(find "$@" -name '.*' -type f ! -name .out ! -name .err 2>/dev/null)
    [ -z "$left" ] || fail "left over: $left"
}

# refused CODE CHINESE ENGLISH ARGS...: fails with that code and says the text, in both languages,
# as one line that begins with "situ: " and ends in nothing half-written.
refused() {
    wanted=$1
    chinese=$2
    english=$3
    shift 3
    run "$@" --lang zh --quiet
    expect "$wanted"
    err_has "$chinese"
    grep -q '^situ: ' "$work/.err" || fail "no line begins with situ:"
    run "$@" --lang en --quiet
    expect "$wanted"
    err_has "$english"
    no_leftovers "$work"
}

sheet() { # sheet FILE SHEET ROW...: a workbook of one sheet; cells are parted by |
    file=$1
    name=$2
    shift 2
    rm -rf "$work/.xlsx"
    mkdir -p "$work/.xlsx/_rels" "$work/.xlsx/xl/_rels" "$work/.xlsx/xl/worksheets"
    (
        cd "$work/.xlsx" || exit 1
        head='<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        package=http://schemas.openxmlformats.org/package/2006
        office=http://schemas.openxmlformats.org/officeDocument/2006/relationships
        main=http://schemas.openxmlformats.org/spreadsheetml/2006/main
        types=application/vnd.openxmlformats-officedocument.spreadsheetml
        cat >'[Content_Types].xml' <<XML
$head
<Types xmlns="$package/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="$types.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="$types.worksheet+xml"/></Types>
XML
        cat >_rels/.rels <<XML
$head
<Relationships xmlns="$package/relationships"><Relationship Id="rId1" Type="$office/officeDocument" Target="xl/workbook.xml"/></Relationships>
XML
        cat >xl/workbook.xml <<XML
$head
<workbook xmlns="$main" xmlns:r="$office"><sheets><sheet name="$name" sheetId="1" r:id="rId1"/></sheets></workbook>
XML
        cat >xl/_rels/workbook.xml.rels <<XML
$head
<Relationships xmlns="$package/relationships"><Relationship Id="rId1" Type="$office/worksheet" Target="worksheets/sheet1.xml"/></Relationships>
XML
        {
            printf '%s\n<worksheet xmlns="%s"><sheetData>' "$head" "$main"
            row=0
            for line; do
                row=$((row + 1))
                printf '<row r="%d">' "$row"
                printf '%s\n' "$line" | LC_ALL=C awk -F'|' -v row="$row" '{
                    for (i = 1; i <= NF; i++) {
                        gsub(/&/, "\\&amp;", $i); gsub(/</, "\\&lt;", $i)
                        printf "<c r=\"%c%d\" t=\"inlineStr\"><is><t>%s</t></is></c>", 64 + i, row, $i
                    }
                }'
                printf '</row>'
            done
            printf '</sheetData></worksheet>'
        } >xl/worksheets/sheet1.xml
        rm -f "$file"
        zip -q -X -r "$work/.sheet.zip" . && mv "$work/.sheet.zip" "$work/.made"
    ) || skip "zip is not installed"
    mv "$work/.made" "$file"
    rm -rf "$work/.xlsx"
}
