#!/bin/sh
# SPDX-License-Identifier: MIT
# county.sh SITU COUNTY WORK: builds the nine-township county of the golden tests into WORK.
set -eu
rm -rf "$3"
mkdir -p "$3"
status=0
"$1" build "$2/project.yaml" -o "$3" --quiet || status=$?
[ "$status" -eq 0 ] || [ "$status" -eq 3 ] # 3: there is something to read
[ -s "$3/county.situ" ]
