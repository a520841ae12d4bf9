# SPDX-License-Identifier: MIT
# A layer type is one new file and no other edit: in a copy of the tree, the example of
# layers/README.md is listed, and the map of the README draws with it.
. "$(dirname "$0")/lib.sh"
need_tool cmake ninja

type=$(sed -n 's/^CMAKE_BUILD_TYPE:[A-Z]*=//p' "$build/CMakeCache.txt")
case $type in
Asan) skip "a preloaded library does not go with the sanitizers" ;;
esac
block() { # block LANGUAGE: the first block of that kind in the README
    awk -v fence='```'"$1" '$0 == fence && !done { on = 1; next } $0 == "```" { if (on) done = 1; on = 0 } on' "$source/layers/README.md"
}
tree=$work/tree
mkdir "$tree"
(cd "$source" && tar cf - --exclude node_modules engine layers styles cli CMakeLists.txt LICENSE) | tar xf - -C "$tree" ||
    fail "the tree cannot be copied"
block c >"$tree/layers/dot.c"
block yaml >"$tree/styles/maps/dots.yaml"
present "$tree/layers/dot.c" "$tree/styles/maps/dots.yaml"
cmake -S "$tree" -B "$work/b" -G Ninja -DBUILD_TESTING=OFF -DCMAKE_C_COMPILER="${CC:-cc}" -DCMAKE_BUILD_TYPE="$type" \
    >.out 2>.err || fail "cmake"
ninja -C "$work/b" situ_layers >.out 2>.err || fail "the layers do not compile"

# All other modules are as they were, so link the library from their archives and the new layers.
link=$(ninja -C "$build" -t commands libsitu.so | grep -e '-shared' | tail -n 1)
case $link in
*libsitu_layers.a*) ;;
*) fail "no link command found for libsitu.so" ;;
esac
link=$(printf '%s\n' "$link" | sed "s|libsitu_layers\.a|$work/b/libsitu_layers.a|g; s| -o [^ ]*| -o $work/libsitu.so.0|")
(cd "$build" && sh -c "$link") >.out 2>.err || fail "the library does not link"
run list layers
before=$(cat .out)
LD_PRELOAD=$work/libsitu.so.0
export LD_PRELOAD
run list layers
expect 0
grep -q '^dot ' .out || fail "dot is not listed"
[ "$(grep -v '^dot ' .out)" = "$before" ] || fail "other layer types changed"
run render -s "$store" dots -o dots.svg --styles "$tree/styles"
expect 0
present dots.svg
run dump --stage scene -s "$store" dots --styles "$tree/styles"
unset LD_PRELOAD
expect 0
grep -q marker .out || fail "the scene holds no dots"
