# SPDX-License-Identifier: MIT
# The language: --lang, else LC_ALL, LC_MESSAGES, LANG; Chinese when they name none. It must work on
# a bare machine, which has no locale but C and C.UTF-8.
. "$(dirname "$0")/lib.sh"

speaks() { # speaks zh|en ENVIRONMENT... -- ARGS...
    language=$1
    shift
    settings=
    while [ "$1" != -- ]; do
        settings="$settings $1"
        shift
    done
    shift
    code=0
    # shellcheck disable=SC2086 # settings hold no blanks
    env -i $settings "$situ" nonsense "$@" >.out 2>.err || code=$?
    expect 2
    case $language in
    zh) err_has 没有命令 ;;
    en) err_has 'unknown command' ;;
    esac
}

speaks zh --
speaks zh LC_ALL=C --
speaks zh LC_ALL=POSIX --
speaks zh LANG=C.UTF-8 --
speaks zh LANG=zh_CN.UTF-8 --
speaks zh LANG=zh_CN --
speaks zh LANG=zh_CN.GB18030 --
speaks zh LANG=en_US.UTF-8 LC_MESSAGES=zh_CN.UTF-8 --
speaks en LANG=en_US.UTF-8 --
speaks en LANG=zh_CN.UTF-8 LC_ALL=en_GB.UTF-8 --
speaks en LANG=xx_YY.UTF-8 --
speaks zh LANG=en_US.UTF-8 -- --lang zh
speaks zh LANG=en_US.UTF-8 -- --lang=zh
speaks en LANG=zh_CN.UTF-8 LANGUAGE=zh_CN -- --lang en
# Numbers keep their point whatever the environment says.
code=0
env -i LC_ALL=de_DE.UTF-8 "$situ" render --dpi 72.5 --help >.out 2>.err || code=$?
expect 0
