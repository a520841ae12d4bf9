# SPDX-License-Identifier: MIT
# An installed tree runs from anywhere: install, move it away, run it from another folder.
. "$(dirname "$0")/lib.sh"
need_tool cmake

cmake --install "$build" --prefix "$work/first" >.out 2>.err || fail "cmake --install"
mkdir -p "$work/else where"
mv "$work/first" "$work/else where/situ tree"
tree="$work/else where/situ tree"
present "$tree/bin/situ" "$tree/include/situ/situ.h" "$tree/share/situ/styles/maps/risk.yaml" \
    "$tree/share/situ/po/zh_CN/LC_MESSAGES/situ.mo" "$tree/lib/pkgconfig/situ.pc"
mkdir other
cd other || exit 1
code=0
env -i "$tree/bin/situ" list maps >"$work/.out" 2>"$work/.err" || code=$?
expect 0
out_has risk materials
# Its messages are Chinese, so it found its catalogue; nothing may point back to the build tree.
code=0
env -i "$tree/bin/situ" nonsense >"$work/.out" 2>"$work/.err" || code=$?
expect 2
err_has 没有命令
if command -v readelf >/dev/null 2>&1; then
    readelf -d "$tree/bin/situ" "$tree"/lib/libsitu.so.0 | grep -E 'R(UN)?PATH' >"$work/.out"
    if grep -qF "$build" "$work/.out"; then
        fail "an absolute path of the build tree is left"
    fi
fi
# A program of somebody else's builds against it.
if command -v pkg-config >/dev/null 2>&1; then
    cat >user.c <<'C'
#include <situ/situ.h>
#include <stdio.h>
int main(void)
{
    situ_error err = {.code = SITU_E_FORMAT};
    char text[256];
    situ_error_format(&err, text, sizeof text);
    puts(text);
    return text[0] ? 0 : 1;
}
C
    mv "$tree" "$work/tree" # pkg-config does not quote blanks
    PKG_CONFIG_PATH=$work/tree/lib/pkgconfig
    export PKG_CONFIG_PATH
    # shellcheck disable=SC2046 # flags
    case $(sed -n 's/^CMAKE_BUILD_TYPE:[A-Z]*=//p' "$build/CMakeCache.txt") in
    Asan | Coverage) ;;
    *)
        "${CC:-cc}" user.c -o user $(pkg-config --cflags --libs situ) "-Wl,-rpath,$work/tree/lib" >"$work/.out" 2>"$work/.err" ||
            fail "a user's program does not build"
        ./user >"$work/.out" 2>"$work/.err" || fail "a user's program does not run"
        out_has 'malformed data'
        ;;
    esac
fi
