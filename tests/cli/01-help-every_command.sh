# SPDX-License-Identifier: MIT
# --help and --version: in both languages, from the tables, on stdout, with exit 0.
. "$(dirname "$0")/lib.sh"

run --help
expect 0
silent
commands=$(basename -s .c "$source"/cli/commands/*.c)
for command in $commands; do
    grep -q "^  $command " .out || fail "$command is not in situ --help"
done
for command in $commands; do
    for lang in zh en; do
        run "$command" --help --lang $lang
        expect 0
        silent
        out_has "situ $command" --threads --styles --cache --quiet --json --lang
        # What the table names, the help names.
        sed -n 's/.*\.name = "\([a-z-]*\)", \.kind.*/\1/p; s/^    OPTION("\([a-z-]*\)",.*/\1/p; s/^    \(OPTION\|TEXT\)(\([a-z]*\),.*/\2/p' \
            "$source/cli/commands/$command.c" | while read -r option; do
            grep -qe "--$option" .out || fail "$command --help lacks --$option"
        done || exit 1
    done
    run "$command" -h
    expect 0
done
run render --help --lang zh
out_has 用法 '默认 A3' '36 至 1200' 必填
run render --help --lang en
out_has 'usage: situ render' 'default A3' '36 to 1200' required
run --version
expect 0
grep -q '^situ [0-9]*\.[0-9]*\.[0-9]*$' .out || fail "malformed version"
