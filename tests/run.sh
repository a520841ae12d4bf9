#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh: installs what is missing, builds with gcc and clang, all warnings being errors, and with the
# sanitizers, and runs every test. Ends with ctest's summary. SITU_TEST_QUICK=1 leaves out the clang
# and the sanitizer builds. Exit status: 0 when everything passed.
set -eu
cd "$(dirname "$0")/.."
. cli/packages.sh

# shellcheck disable=SC2086 # lists of names
need_packages $build_packages libcmocka-dev
# shellcheck disable=SC2086
need_packages $test_packages || for package in $test_packages; do
    need_packages "$package" || say "没有 $package: 用到它的测试将跳过" "no $package: the tests that use it are skipped"
done
need_viewer
if [ -f tests/web/package-lock.json ] && [ ! -d tests/web/node_modules ] && command -v npm >/dev/null 2>&1; then
    (cd tests/web && npm ci --no-audit --no-fund --loglevel=error) ||
        say "npm 取不到网页测试所需的包,网页测试将跳过" "npm cannot fetch the packages of the web test, which will be skipped"
fi

jobs=$(nproc 2>/dev/null || echo 2)
launcher=
! command -v ccache >/dev/null 2>&1 || launcher=-DCMAKE_C_COMPILER_LAUNCHER=ccache
failed=

configure() { # configure FOLDER OPTIONS...
    folder=$1
    shift
    # shellcheck disable=SC2086 # empty when there is no ccache
    cmake -S . -B "$folder" -G Ninja -DSITU_WERROR=ON $launcher "$@" >"$folder.log" 2>&1 || {
        cat "$folder.log"
        return 1
    }
    rm -f "$folder.log"
}

if [ "${SITU_TEST_QUICK:-0}" != 1 ]; then
    say "== 用 clang 编译" "== building with clang"
    command -v clang >/dev/null 2>&1 && configure build-clang -DCMAKE_C_COMPILER=clang -DBUILD_TESTING=OFF && cmake --build build-clang -j "$jobs" ||
        failed="$failed clang"
    say "== 用地址与未定义行为检查器编译并运行单元测试和坏输入测试" "== unit and bad-input tests under the address and undefined behaviour sanitizers"
    # Instrumented code makes gcc see truncations and unset values that are none; the other builds hold -Werror.
    LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp print_suppressions=0"
    export LSAN_OPTIONS
    configure build-asan -DCMAKE_BUILD_TYPE=Asan -DBUILD_TESTING=ON -DSITU_WERROR=OFF && cmake --build build-asan -j "$jobs" &&
        ctest --test-dir build-asan --output-on-failure -j "$jobs" -L '^(unit|property)$' &&
        ctest --test-dir build-asan --output-on-failure -j "$jobs" -R '^cli\.(sample_built|10|2[0-9]|42|43)' ||
        failed="$failed sanitizers"
fi

say "== 编译并运行全部测试" "== building and running all tests"
configure build -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=ON
cmake --build build -j "$jobs"
[ -z "$failed" ] || say "先前失败的步骤:$failed" "steps that failed before:$failed"
code=0
ctest --test-dir build --output-on-failure -j "$jobs" || code=$?
[ -z "$failed" ] || [ "$code" != 0 ] || code=1
exit "$code"
