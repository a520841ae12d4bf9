# SPDX-License-Identifier: MIT
# A flow with a step that leads nowhere known, one without a start, and one with a dead end.
. "$(dirname "$0")/lib.sh"
head='灾种,响应级别,节点编号,责任主体,节点类型,内容,下一步'
printf '%s\n地灾,1,1,县局,开始,接报,2\n地灾,1,2,县局,处理,研判,9\n地灾,1,3,县局,结束,归档,\n' "$head" >leap.csv
run import -s leap.situ leap.csv --quiet
[ "$code" = 0 ] || expect 3
refused 1 '步骤 2 通向 9' 'step 2 leads to 9' render -s leap.situ flow:地灾@1 -o f.pdf
err_has leap.csv
absent f.pdf

complain() { # complain FILE CHINESE ENGLISH: refused, or drawn with a finding that is told
    run import -s "$1.situ" "$1.csv" --quiet
    [ "$code" = 0 ] || expect 3
    for lang in zh en; do
        run render -s "$1.situ" flow:地灾@1 -o "$1.pdf" --lang $lang --strict
        case $code in
        1 | 3) ;;
        *) fail "$1: exit $code, wanted 1 or 3" ;;
        esac
        if [ $lang = zh ]; then err_has "$2"; else err_has "$3"; fi
        err_has "$1.csv"
    done
}
printf '%s\n地灾,1,1,县局,处理,接报,2\n地灾,1,2,县局,处理,研判,1\n' "$head" >nostart.csv
complain nostart 没有开始 'has no start'
printf '%s\n地灾,1,1,县局,开始,接报,2\n地灾,1,2,县局,处理,研判,\n' "$head" >deadend.csv
complain deadend 断头 'dead end'
refused 2 '响应级别' 'response level' render -s "$store" flow:地灾@7 -o g.pdf
refused 1 '没有流程“无此流程”' 'no flow "无此流程"' render -s "$store" flow:无此流程@1 -o g.pdf
absent g.pdf
