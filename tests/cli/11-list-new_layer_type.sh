# SPDX-License-Identifier: MIT
# A layer type is one new file and no other edit: a copy of the tree with layers/echo_test.c lists it.
. "$(dirname "$0")/lib.sh"
need_tool cmake ninja

tree=$work/tree
mkdir "$tree"
(cd "$source" && cp -R engine layers styles cli CMakeLists.txt LICENSE "$tree/") || fail "the tree cannot be copied"
rm -rf "$tree/engine/serve/web/node_modules"
# The example of layers/README.md, so that what it teaches is what compiles.
awk '/^```c$/ { on = 1; next } /^```$/ { on = 0 } on' "$source/layers/README.md" >"$tree/layers/echo_test.c"
present "$tree/layers/echo_test.c"
cmake -S "$tree" -B "$work/b" -G Ninja -DBUILD_TESTING=OFF -DCMAKE_C_COMPILER="${CC:-cc}" \
    -DCMAKE_BUILD_TYPE="$(sed -n 's/^CMAKE_BUILD_TYPE:[A-Z]*=//p' "$build/CMakeCache.txt")" >.out 2>.err || fail "cmake"
ninja -C "$work/b" situ_layers >.out 2>.err || fail "the layers do not compile"
# All other modules are as they were, so link the library from their archives and the new layers.
link=$(ninja -C "$build" -t commands libsitu.so | grep -e '-shared' | tail -n 1)
case $link in
*libsitu_layers.a*) ;;
*) fail "no link command found for libsitu.so" ;;
esac
link=$(printf '%s\n' "$link" | sed "s|[^ ,]*libsitu_layers\.a|$work/b/libsitu_layers.a|g; s| -o [^ ]*| -o $work/libsitu.so.0|")
(cd "$build" && sh -c "$link") >.out 2>.err || fail "the library does not link"
run list layers
before=$(cat .out)
case $before in
*echo_test*) fail "echo_test is listed already" ;;
esac
case $(sed -n 's/^CMAKE_BUILD_TYPE:[A-Z]*=//p' "$build/CMakeCache.txt") in
Asan) skip "a preloaded library does not go with the sanitizers" ;;
esac
LD_PRELOAD=$work/libsitu.so.0
export LD_PRELOAD
run list layers
unset LD_PRELOAD
expect 0
grep -q '^echo_test' .out || fail "echo_test is not listed"
[ "$(grep -v '^echo_test' .out)" = "$before" ] || fail "other layer types changed"
