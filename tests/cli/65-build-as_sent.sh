# SPDX-License-Identifier: MIT
# Forty files as towns and departments send them, two years running: each row's fate as the answers say.
. "$(dirname "$0")/lib.sh"
need_tool sqlite3

sent=$source/data-samples
run build "$sent/as-sent/project.yaml" -o out --quiet --lang en
expect 3
db=out/county.situ
present "$db" out/change-a3.png out/report.xlsx
sqlite3 answers.db ".import --csv '$sent/ANSWERS.csv' answer"
q() { # q SQL: one value of the store, with the answers beside it
    sqlite3 "$db" "ATTACH 'answers.db' AS a; $1"
}

# Every file was read, in its year, and gave the rows it should.
[ "$(q "SELECT count(*) FROM source WHERE what<>'region'")" = 40 ] || fail "not forty files"
bad=$(q "WITH want AS (SELECT substr(file, 9, 4) AS year, substr(file, 14) AS file, object,
  CAST(substr(expected, 6) AS INTEGER) AS rows FROM a.answer WHERE file LIKE 'as-sent/20%' AND expected LIKE 'rows=%'),
  got AS (SELECT CASE r.n WHEN 2 THEN '2025' ELSE '2026' END AS year, s.file,
  (SELECT sum(x.used + x.repaired) FROM source_sheet x WHERE x.revision=s.revision AND x.source=s.n AND x.\"table\"=
    coalesce((SELECT y.\"table\" FROM source_sheet y WHERE y.revision=s.revision AND y.source=s.n AND y.\"table\"='risk_point'), x.\"table\")) AS rows
  FROM source s JOIN revision r ON r.id=s.revision)
  SELECT want.file || ' ' || want.year || ': ' || coalesce(got.rows, 'none') || ' rows, not ' || want.rows
  FROM want LEFT JOIN got USING(year, file) WHERE coalesce(got.rows, 0) NOT BETWEEN want.rows AND want.rows + 2")
[ -z "$bad" ] || fail "$bad"

# What the answers promise beside the rows.
[ "$(q "SELECT count(*) FROM risk_point WHERE report_state='本次未报' AND src_file=(SELECT substr(file, 14) FROM a.answer WHERE expected LIKE '%not_reported=3')")" = 3 ] || fail "three rows should be 本次未报"
for frame in gcj02 bd09; do
    [ "$(q "SELECT count(*) FROM history_risk_point h JOIN a.answer w ON w.file='as-sent/2025/' || h.src_file
        WHERE w.expected LIKE '%crs=$frame' AND h.existed=1 AND h.crs_in<>'$frame'")" = 0 ] || fail "a file in $frame was read in another frame"
    [ "$(q "SELECT count(*)>100 FROM history_risk_point h JOIN a.answer w ON w.file='as-sent/2025/' || h.src_file
        WHERE w.expected LIKE '%crs=$frame' AND h.crs_in='$frame'")" = 1 ] || fail "the file in $frame was not inferred"
done
[ "$(q "SELECT count(*) FROM history_risk_point h JOIN a.answer w ON w.file='as-sent/2025/' || h.src_file WHERE w.expected LIKE '%village=12' AND h.loc_quality='village'")" = 12 ] ||
    fail "twelve rows without coordinates should lie at their villages"
[ "$(q "SELECT group_concat(status) FROM (SELECT status FROM submission s JOIN a.answer w ON w.object=s.town WHERE w.expected LIKE '%submission=零报告' AND s.status='零报告' LIMIT 1)")" = 零报告 ] ||
    fail "the empty report is not noted"
[ "$(q "SELECT count(*) FROM submission WHERE status='未报'")" = 1 ] || fail "one unit has not reported"
[ "$(q "SELECT count(*) FROM risk_point WHERE sources LIKE '%应急管理局%' OR (src_unit='县应急管理局' AND sources IS NOT NULL)")" = 5 ] || fail "five plants are reported twice"
[ "$(q "SELECT count(*) FROM risk_point WHERE other_names IS NOT NULL")" = 2 ] || fail "two firms have two plates"
[ "$(q "SELECT count(*) FROM team")" = 6 ] || fail "six teams: three below a table, three in a text file"
[ "$(q "SELECT count(*) FROM stock")" = 18 ] || fail "eighteen stocks from a wide sheet"

# The years compared.
q "SELECT expected FROM a.answer WHERE file='as-sent/project.yaml'" | tr ';' '\n' >want
up=$(sed -n 's/given_up=//p' want) down=$(sed -n 's/given_down=//p' want) added=$(sed -n 's/added=//p' want)
[ "$(q "SELECT sum(h.level_given>r.level_given) FROM history_risk_point h JOIN risk_point r USING(id) WHERE h.existed=1")" = "$up" ] || fail "levels that rose: not $up"
[ "$(q "SELECT sum(h.level_given<r.level_given) FROM history_risk_point h JOIN risk_point r USING(id) WHERE h.existed=1")" = "$down" ] || fail "levels that fell: not $down"
run diff -s "$db" 2 3 --lang zh --quiet
[ "$(grep -c '^新增 ' .out)" = "$added" ] || fail "not $added new risk points"
[ "$(grep -c '^销号 ' .out)" = 1 ] || fail "not one point closed"

# Back to the first year: its levels are there again, and nothing is lost.
before=$(q "SELECT count(*) FROM risk_point")
run rollback -s "$db" 2 --quiet
expect 0
[ "$(q "SELECT count(*) FROM risk_point WHERE src_file LIKE '%2026%' OR updated='2026-06-30'")" = 0 ] || fail "rows of the second year are left"
run rollback -s "$db" 3 --quiet
expect 0
[ "$(q "SELECT count(*) FROM risk_point")" = "$before" ] || fail "going forward again loses rows"
