#!/bin/sh
# SPDX-License-Identifier: MIT
# quickstart.sh [OUT]: installs what is missing, builds situ and draws the four maps of the sample
# county into OUT (default out/). A second run only does what is left to do.
set -eu

from=$PWD
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-out}
case $out in
-h | --help)
    sed -n '3,4s/^# //p' "$0"
    exit 0
    ;;
-*)
    echo "usage: sh cli/quickstart.sh [OUT]" >&2
    exit 2
    ;;
/*) ;;
*) [ "$from" = "$root" ] || out=$from/$out ;;
esac
cd "$root"
. cli/packages.sh

# shellcheck disable=SC2086 # lists of names
need_packages $build_packages
need_viewer

say "编译 situ(首次约两三分钟)" "building situ (two or three minutes the first time)"
tests=OFF
if grep -qs '^BUILD_TESTING:BOOL=ON' build/CMakeCache.txt; then
    tests=ON # keep what tests/run.sh made
fi
cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=$tests >/dev/null
cmake --build build

say "由示例县台账生成四图" "drawing the four maps of the sample county"
code=0
result=$(build/cli/situ build data-samples/project.yaml -o "$out") || code=$?
[ -z "$result" ] || printf '%s\n' "$result"
case $code in
0 | 3) ;;
*) exit "$code" ;;
esac

echo
say "生成的文件:" "What lies where:"
describe() { # describe PATH CHINESE ENGLISH, when it exists
    [ ! -e "$out/$1" ] || printf '  %-34s %s\n' "$out/$1" "$(say "$2" "$3")"
}
describe county.situ "数据库,QGIS 可直接打开" "the database; QGIS opens it"
describe report.xlsx "导入报告: 逐行问题、原因与改法" "the import report: every finding, its cause and cure"
for file in "$out"/*.pdf "$out"/*.png; do
    name=${file##*/}
    case $name in
    org-*) describe "$name" "组织架构图" "the organisation chart" ;;
    risk-*) describe "$name" "安全风险分布图" "the risk map" ;;
    materials-*) describe "$name" "救援物资装备分布图" "the materials map" ;;
    flow-*) describe "$name" "应急处置流程图" "a response flow" ;;
    *) describe "$name" "图" "a sheet" ;;
    esac
done
describe tiles "网页瓦片 tiles/{图}/{z}/{x}/{y}.png" "web tiles, tiles/{map}/{z}/{x}/{y}.png"
if [ "$code" = 3 ]; then
    count=$(printf '%s\n' "$result" | tail -n 1 | LC_ALL=C sed 's/.*[^0-9]\([0-9][0-9]*\)[^0-9]*$/\1/')
    say "台账中有 $count 处问题需要人看一眼,都列在 $out/report.xlsx" \
        "$count findings in the ledgers want a person's eye; all stand in $out/report.xlsx"
fi
echo
say "在浏览器中查看: build/cli/situ serve -s $out/county.situ    然后打开 http://127.0.0.1:8080/" \
    "To look at it in a browser: build/cli/situ serve -s $out/county.situ    then open http://127.0.0.1:8080/"
