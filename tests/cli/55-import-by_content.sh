# SPDX-License-Identifier: MIT
# A table is read by what is in the file, not by its name: a web page and an XML spreadsheet called .xls.
. "$(dirname "$0")/lib.sh"
need_tool iconv
cat >page.html <<'HTML'
<html><head><meta http-equiv=Content-Type content="text/html; charset=gb2312"></head><body><h1>风险点台账</h1>
<table><tr><th rowspan=2>风险点名称<th rowspan=2>风险等级<th rowspan=2>行业<th colspan=2>位置
<tr><th>经度<th>纬度
<tr><td>鑫泰加油站<td>重大风险<td>危化<td>108.70&nbsp;<td>30.90
<tr><td>城南烟花库<td>较大风险<td>烟花爆竹<td><img src="a.png"><td>30.91</table></body></html>
HTML
iconv -f UTF-8 -t GB18030 page.html >风险点.xls || skip "iconv knows no GB18030"
run import --dry-run --lang en --crs cgcs2000 --report r.json 风险点.xls
[ "$code" = 0 ] || expect 3
grep -q 'CELL_PICTURE' r.json || fail "the picture in a coordinate cell is not told"
grep -q '鑫泰加油站' r.json || grep -q '"table": *"risk_point"' r.json || grep -q risk_point r.json || fail "the table is not recognised"

cat >xml.xls <<'XML'
<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="风险点"><Table>
<Row><Cell><Data ss:Type="String">风险点名称</Data></Cell><Cell><Data ss:Type="String">风险等级</Data></Cell><Cell><Data ss:Type="String">经度</Data></Cell><Cell><Data ss:Type="String">纬度</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">鑫泰加油站</Data></Cell><Cell><Data ss:Type="String">重大风险</Data></Cell><Cell><Data ss:Type="Number">108.7</Data></Cell><Cell><Data ss:Type="Number">30.9</Data></Cell></Row>
</Table></Worksheet></Workbook>
XML
run import --dry-run --lang en --crs cgcs2000 xml.xls
[ "$code" = 0 ] || expect 3

# What is not read comes back with an advice, never with a crash.
printf '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>' >a.csv
run import --dry-run --lang en --quiet a.csv
expect 1
err_has 'refers to other files'
printf 'PK\003\004' >a.et
for name in a.et; do
    run import --dry-run --lang en --quiet "$name"
    expect 1
done
printf '\377\330\377\340' >photo.xls
run import --dry-run --lang en --quiet photo.xls
expect 1
err_has 'a picture, not a table'
