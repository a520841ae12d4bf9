# SPDX-License-Identifier: MIT
# The shell scripts are POSIX sh; packages are named once and installed only when missing.
. "$(dirname "$0")/lib.sh"

for script in cli/quickstart.sh cli/packages.sh tests/run.sh .ci/run engine/po/update.sh engine/po/check.sh engine/po/extract.sh; do
    sh -n "$source/$script" || fail "$script has a syntax error"
    if command -v dash >/dev/null 2>&1; then dash -n "$source/$script" || fail "$script is not POSIX"; fi
done
[ -x "$source/.ci/run" ] || fail ".ci/run cannot be executed"
grep -q 'tests/run.sh' "$source/.ci/run" || fail ".ci/run does not call tests/run.sh"

# With stand-ins for dpkg and apt: only what is missing is asked for, once, and lists are fetched only
# when the first try fails.
mkdir bin
cat >bin/dpkg-query <<'SH'
#!/bin/sh
for last; do :; done
case $last in have-*) echo installed ;; *) exit 1 ;; esac
SH
cat >bin/apt-get <<'SH'
#!/bin/sh
echo "$*" >>"$LOG"
case "$1 $FIRST" in "install fails") [ -e "$LOG.updated" ] || exit 100 ;; esac
[ "$1" != update ] || : >"$LOG.updated"
SH
printf '#!/bin/sh\necho 0\n' >bin/id
cat >bin/apt-cache <<'SH'
#!/bin/sh
for name; do case $name in new-*) exit 100 ;; esac; done
SH
chmod +x bin/*
try() { # try FIRST NAMES...
    rm -f log log.updated
    : >log
    first=$1
    shift
    PATH=$work/bin:$PATH LOG=$work/log FIRST=$first sh -c '. "$0"; need_packages "$@"' "$source/cli/packages.sh" "$@" >.out 2>.err ||
        fail "need_packages $*"
}
try works have-a have-b
[ ! -s log ] || fail "apt was called though nothing is missing: $(cat log)"
try works have-a lack-b lack-c
[ "$(wc -l <log)" = 1 ] || fail "apt was called more than once: $(cat log)"
grep -q 'install .*lack-b lack-c' log || fail "the missing packages were not asked for: $(cat log)"
if grep -q 'have-a' log; then fail "an installed package was asked for"; fi
out_has 'lack-b lack-c'
try works new-a
[ "$(head -n 1 log)" = update ] || fail "no package lists were fetched for a name apt does not know"
try fails lack-b
grep -q '^update' log || fail "no fresh lists after a failure"
[ "$(grep -c '^install' log)" = 2 ] || fail "no second try after fresh lists"

# Every package the build looks for is on the list.
. "$source/cli/packages.sh"
for package in gcc cmake ninja-build gettext libgdal-dev libspatialite-dev libxlsxwriter-dev fonts-noto-cjk; do
    case " $(echo $build_packages) " in
    *" $package "*) ;;
    *) fail "$package is not on the list" ;;
    esac
done
code=0
sh "$source/cli/quickstart.sh" --nonsense >.out 2>.err || code=$?
expect 2
