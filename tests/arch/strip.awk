# SPDX-License-Identifier: MIT
# Prints C source with comments blanked, line for line; with -v strings=0 the texts of string and
# character literals too.
{
    out = ""
    n = length($0)
    for (i = 1; i <= n; i++) {
        c = substr($0, i, 1)
        two = substr($0, i, 2)
        if (comment) {
            if (two == "*/") {
                comment = 0
                i++
            }
        } else if (quote != "") {
            if (c == "\\") {
                if (strings)
                    out = out two
                i++
            } else {
                if (strings || c == quote)
                    out = out c
                if (c == quote)
                    quote = ""
            }
        } else if (two == "//") {
            break
        } else if (two == "/*") {
            comment = 1
            i++
        } else {
            if (c == "\"" || c == "'")
                quote = c
            out = out c
        }
    }
    quote = ""
    print out
}
