# SPDX-License-Identifier: MIT
# Sourced by cli/quickstart.sh and tests/run.sh: what situ needs of Debian 12 or Ubuntu, by name.

build_packages='gcc libc6-dev cmake ninja-build pkg-config gettext
libgdal-dev libproj-dev libgeos-dev libspatialite-dev libsqlite3-dev libcairo2-dev libpango1.0-dev libfontconfig-dev
libpng-dev libdeflate-dev zlib1g-dev libexpat1-dev libxml2-dev libyaml-dev libmicrohttpd-dev libxlsxwriter-dev
fonts-noto-cjk fonts-babelstone-han'
test_packages='libcmocka-dev clang poppler-utils gdal-bin sqlite3 zip curl chromium'

case ${LC_ALL:-${LC_MESSAGES:-${LANG:-C}}} in
zh* | C | C.* | POSIX) say_chinese=1 ;;
*) say_chinese=0 ;;
esac

say() { # say CHINESE ENGLISH
    if [ "$say_chinese" = 1 ]; then
        printf '%s\n' "$1"
    else
        printf '%s\n' "$2"
    fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        say "需要管理员权限,但没有 sudo。请以 root 运行: $*" "this needs root, and there is no sudo. Run as root: $*" >&2
        return 1
    fi
}

missing_packages() { # those of its arguments that are not installed
    for package; do
        case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
        installed) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

need_packages() { # need_packages NAME...: installs those that are missing
    if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
        say "本机没有 apt,请自行安装: $*" "no apt here; install these yourself: $*" >&2
        return 0
    fi
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    say "安装缺少的软件包: $missing" "installing what is missing: $missing"
    # A fresh machine has no package lists yet.
    # shellcheck disable=SC2086 # names without blanks
    if ! apt-cache show $missing >/dev/null 2>&1; then
        as_root apt-get update || true
    fi
    # shellcheck disable=SC2086
    if ! apt_install $missing; then
        say "更新软件包列表后重试" "trying again with fresh package lists"
        as_root apt-get update
        apt_install $missing
    fi
}

# The viewer of `situ serve` is bundled by npm packages while building (engine/serve/web). All the rest
# works without it, so a machine on which npm cannot be installed goes on.
need_viewer() {
    if command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1; then
        return 0
    fi
    need_packages nodejs npm ||
        say "没有 npm: 网页界面不会生成,其余不受影响" "no npm: the web viewer is not built, everything else is"
}
