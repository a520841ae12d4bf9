# SPDX-License-Identifier: MIT
# A slip in a project file: file, line, column and what was meant; found before anything is written.
. "$(dirname "$0")/lib.sh"
printf 'cuonty: x\nas_of: 2026-06-30\n' >key.yaml
refused 1 'key.yaml:1:1' 'key.yaml:1:1' build key.yaml -o out1
err_has 'did you mean "county"?'
absent out1/county.situ
printf 'county: x\nas_of: 2026-06-30\nsheets: [{map: risk, papr: A3, out: x.pdf}]\n' >sheet.yaml
refused 1 'sheet.yaml:3:22' 'sheet.yaml:3:22' build sheet.yaml -o out2
err_has 'did you mean "paper"?'
absent out2/county.situ
printf 'county: x\n as_of: 2026-06-30\n' >indent.yaml
refused 1 'indent.yaml:2' 'mapping values are not allowed' build indent.yaml -o out3
printf 'county: x\ncounty: y\n' >twice.yaml
refused 1 写了两次 'stands twice' build twice.yaml -o out4
printf 'county: x\n' >lacks.yaml
refused 1 as_of as_of build lacks.yaml -o out5
refused 1 'nosuch.yaml' 'No such file' build nosuch.yaml -o out6
printf 'county: x\nas_of: 2026-06-30\nimport: [{file: nosuch.csv}]\n' >file.yaml
refused 1 nosuch.csv nosuch.csv build file.yaml -o out7
absent out3/county.situ out4/county.situ out5/county.situ out6/county.situ out7/county.situ
