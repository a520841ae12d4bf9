// SPDX-License-Identifier: MIT
// Phone cells: several numbers, names between them, trailing .0, country code, extensions (domain.md B5).
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/clean.h"

enum { ZHUAN = 0x8F6C /*转*/, LONGEST = 2000 };

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

// 1.38E+10: Excel showed too few digits and somebody pasted what was shown.
static bool scientific(const char *text)
{
    const char *e = strpbrk(text, "eE");
    if (!e || e == text || !is_digit((unsigned char)e[-1]) || !strchr("+0123456789", e[1]) || !e[1])
        return false;
    for (const char *p = e + 2; *p; p++)
        if (!is_digit((unsigned char)*p) && *p != ' ')
            return false;
    return true;
}

// One number while it is read: digits and dashes, and an extension.
typedef struct number {
    char digits[32], ext[12];
    size_t n, e;
    size_t dash;     // digits before the first dash, 0 = none
    size_t last;     // digits before the last dash
    bool plus, dashes;
} number;

typedef enum number_class { CLASS_NONE, CLASS_SHORT, CLASS_ODD, CLASS_FULL } number_class;

static size_t area_digits(const char *d)
{
    return d[1] == '1' || d[1] == '2' ? 3 : 4; // 010, 02x; 0xxx
}

static number_class class_of(const number *x)
{
    const char *d = x->digits;
    size_t n = x->n;
    if (n < 3)
        return CLASS_NONE;
    if (n == 11 && d[0] == '1')
        return d[1] >= '3' ? CLASS_FULL : CLASS_ODD;
    if (strspn(d, (char[]){d[0], 0}) == n && n > 3)
        return CLASS_ODD; // 00000000000 stands for nothing
    if (d[0] == '0')
        return n >= area_digits(d) + 7 && n <= area_digits(d) + 8 ? CLASS_FULL : CLASS_ODD;
    if (n == 10 && (strncmp(d, "400", 3) == 0 || strncmp(d, "800", 3) == 0))
        return CLASS_FULL;
    if (n == 7 || n == 8)
        return d[0] != '0' && d[0] != '1' ? CLASS_FULL : CLASS_ODD;
    if ((n == 3 && d[0] == '1') || n == 5 || n == 6)
        return d[0] != '0' ? CLASS_SHORT : CLASS_ODD; // 119, 12379, 96333, short numbers of an office
    return CLASS_ODD;
}

// Country codes go; what stands behind a last dash and is too much for a number is an extension.
static void settle(number *x)
{
    x->digits[x->n] = 0;
    size_t code = strncmp(x->digits, "0086", 4) == 0 ? 4 : strncmp(x->digits, "86", 2) == 0 && (x->plus || (x->n == 13 && x->digits[2] == '1')) ? 2 : 0;
    if (code > 0 && x->n > code + 6) {
        memmove(x->digits, x->digits + code, x->n - code + 1);
        x->n -= code;
        x->dash = x->dash > code ? x->dash - code : 0;
        x->last = x->last > code ? x->last - code : 0;
        if (x->digits[0] != '1' && x->digits[0] != '0' && x->n >= 9 && x->n <= 11 && x->n < sizeof x->digits - 2) {
            memmove(x->digits + 1, x->digits, x->n + 1); // +86 23 5512 8091
            x->digits[0] = '0';
            x->n++;
            x->dash += x->dash > 0;
            x->last += x->last > 0;
        }
        x->dash = x->dash > 0 ? x->dash : x->last;
    }
    if (x->last > 0 && x->last < x->n && x->n - x->last <= 5 && x->e == 0 && class_of(x) != CLASS_FULL) {
        number main = *x;
        main.n = x->last;
        main.digits[main.n] = 0;
        if (class_of(&main) == CLASS_FULL && main.n >= 7) {
            memcpy(x->ext, x->digits + x->last, x->n - x->last);
            x->e = x->n - x->last;
            x->n = x->last;
            x->digits[x->n] = 0;
        }
    }
}

static void write_number(situ_str *out, const number *x, bool *changed)
{
    if (out->length > 0)
        situ_str_add(out, "、");
    if (x->n == 11 && x->digits[0] == '1' && x->dash == 3 && x->last == 7 && x->dashes) { // 199-0000-1234 is as good
        situ_str_addf(out, "%.3s-%.4s-%s", x->digits, x->digits + 3, x->digits + 7);
        return;
    }
    size_t cut = x->dash > 0 && x->digits[0] != '1' ? x->dash : 0;
    *changed = *changed || (x->dashes && cut == 0);
    if (cut > 0 && cut < x->n) {
        situ_str_add_n(out, x->digits, cut);
        situ_str_add(out, "-");
    } else {
        cut = 0;
    }
    situ_str_add_n(out, x->digits + cut, x->n - cut);
    if (x->e > 0) {
        situ_str_add(out, "转");
        situ_str_add_n(out, x->ext, x->e);
    }
}

typedef struct phones {
    situ_str out;
    bool changed, odd;
} phones;

static void emit(phones *p, const number *raw)
{
    number x = *raw;
    settle(&x);
    p->changed = p->changed || x.n != raw->n || x.plus;
    if (x.n == 22 && x.digits[0] == '1' && x.digits[11] == '1' && x.digits[1] >= '3' && x.digits[12] >= '3') {
        number half = {.n = 11};
        for (int i = 0; i < 2; i++) { // two mobiles run together
            memcpy(half.digits, x.digits + 11 * i, 11);
            write_number(&p->out, &half, &p->changed);
        }
        p->changed = true;
        return;
    }
    switch (class_of(&x)) {
    case CLASS_NONE:
        p->changed = p->changed || x.n > 0;
        return; // one or two digits: no number
    case CLASS_ODD:
        p->odd = true;
        break;
    default:
        break;
    }
    write_number(&p->out, &x, &p->changed);
}

static bool full(const number *raw)
{
    number x = *raw;
    settle(&x);
    return class_of(&x) == CLASS_FULL;
}

// b behind a, as blanks may divide one number: 138 0013 8000, 023 55128091. false = too long.
static bool join(number *a, const number *b)
{
    if (a->e > 0 || a->n + b->n >= sizeof a->digits - 2)
        return false;
    if (a->dash == 0 && a->digits[0] == '0' && a->n >= 3 && a->n <= 4)
        a->dash = a->n;
    if (b->last > 0)
        a->last = a->n + b->last;
    memcpy(a->digits + a->n, b->digits, b->n);
    a->n += b->n;
    a->digits[a->n] = 0;
    memcpy(a->ext, b->ext, sizeof a->ext);
    a->e = b->e;
    return true;
}

// Numbers with only blanks between them: those that are whole stand alone, others belong together.
static void flush(phones *p, number *tokens, size_t *count)
{
    for (size_t i = 0; i < *count;) {
        number x = tokens[i];
        size_t used = 1;
        for (size_t j = i + 1; !full(&tokens[i]) && j < *count && j < i + 5; j++) {
            if (full(&tokens[j]) && !(x.digits[0] == '0' && x.n <= 4) && !x.plus)
                break; // the next stands alone
            if (!join(&x, &tokens[j]))
                break;
            if (full(&x))
                used = j - i + 1;
        }
        x = tokens[i];
        for (size_t j = 1; j < used; j++)
            if (join(&x, &tokens[i + j]))
                p->changed = true;
        emit(p, &x);
        i += used;
    }
    *count = 0;
}

// Plain mobiles: by far the most cells.
static bool plain_mobile(const char *text)
{
    if (text[0] != '1' || text[1] < '3' || text[1] > '9')
        return false;
    for (int i = 2; i < 11; i++)
        if (!is_digit((unsigned char)text[i]))
            return false;
    return text[11] == 0;
}

// Words that lead to an extension, from c on; signs used.
static size_t extension_word(const uint32_t *c)
{
    size_t n = c[0] == ZHUAN ? 1 : 0;
    if (c[n] == 0x5206 && c[n + 1] == 0x673A) // 分机
        n += 2;
    else if (n == 0 && c[0] == 'e' && c[1] == 'x' && c[2] == 't')
        n = 3;
    else if (n == 0 && c[0] == '#')
        n = 1;
    while (n > 0 && (c[n] == ':' || c[n] == '.' || c[n] == '-' || c[n] == ' ' || c[n] == ')'))
        n++;
    return n > 0 && is_digit(c[n]) ? n : 0;
}

static size_t fold_signs(uint32_t *c, const char *text)
{
    size_t n = 0;
    for (const char *p = text, *end = text + strlen(text); p < end && n < LONGEST;) {
        uint32_t f = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (f)
            c[n++] = f;
    }
    memset(c + n, 0, 8 * sizeof *c);
    return n;
}

// Something in the text makes the digits worthless: stars that hide some, letters in their place.
static const char *worthless(const uint32_t *c, size_t n)
{
    for (size_t i = 1; i + 1 < n; i++) {
        if (c[i] == '*' && c[i + 1] == '*' && is_digit(c[i - 1]))
            return "PHONE_MASKED";
        if ((c[i] == 'o' || c[i] == 'l' || c[i] == 'i' || c[i] == 'x') && is_digit(c[i - 1]) && (is_digit(c[i + 1]) || c[i + 1] == c[i]))
            return c[i] == 'x' && c[i + 1] == 'x' ? "PHONE_MASKED" : "PHONE";
    }
    return NULL;
}

// Reads the digits of one number from c[*i] on. behind: part of a number stands before it (5512 8091转8012).
static void read_number(const uint32_t *c, size_t n, size_t *i, bool behind, number *x, bool *changed)
{
    memset(x, 0, sizeof *x);
    while (*i < n) {
        uint32_t s = c[*i];
        size_t word = 0;
        if (is_digit(s)) {
            if (x->n < sizeof x->digits - 2)
                x->digits[x->n++] = (char)s;
            else
                *changed = true;
        } else if ((s == '-' || s == ')') && x->n > 0) {
            bool area = s == ')' ? x->n <= 4 && x->n >= 3 : true;
            if (!is_digit(c[*i + 1]) && !(c[*i + 1] == '-' || c[*i + 1] == ' '))
                return;
            if (area && x->dash == 0)
                x->dash = x->n;
            if (area)
                x->last = x->n;
            x->dashes = x->dashes || s == '-';
            while (c[*i + 1] == '-' || (c[*i + 1] == ' ' && is_digit(c[*i + 2])))
                (*i)++;
        } else if (s == ' ' && x->n > 0 && c[*i + 1] == '-' && (is_digit(c[*i + 2]) || c[*i + 2] == ' ')) {
            // 023 - 55128091: the dash decides
        } else if (x->n >= (behind ? 3 : 5) && (word = extension_word(c + *i + (s == ' '))) > 0) {
            word += s == ' ';
            for (*i += word; *i < n && is_digit(c[*i]); (*i)++)
                if (x->e < sizeof x->ext - 1)
                    x->ext[x->e++] = (char)c[*i];
            *changed = *changed || word > 1;
            break;
        } else if (s == '.' && c[*i + 1] == '0' && !is_digit(c[*i + 2]) && x->n >= 7) {
            *i += 2; // 13800138000.0
            *changed = true;
            break;
        } else {
            break;
        }
        (*i)++;
    }
    x->digits[x->n] = 0;
}

char *situ_clean_phones(situ_arena *arena, const char *text, const char **rule)
{
    enum { TOKENS = 16 };
    number tokens[TOKENS];
    size_t count = 0;
    char *result = NULL;
    phones p = {0};
    *rule = NULL;
    if (plain_mobile(text))
        return situ_arena_strndup(arena, text, 11);
    if (scientific(text)) {
        *rule = "PHONE_SCIENTIFIC";
        return NULL;
    }
    size_t length = strlen(text);
    uint32_t *c = situ_arena_alloc(arena, ((length < LONGEST ? length : LONGEST) + 8) * sizeof *c);
    if (!c)
        return NULL;
    size_t n = fold_signs(c, text);
    *rule = worthless(c, n);
    if (*rule)
        return NULL;
    situ_str_init(&p.out);
    bool plus = false;
    for (size_t i = 0; i < n;) {
        uint32_t s = c[i];
        if (is_digit(s)) {
            number x;
            read_number(c, n, &i, count > 0, &x, &p.changed);
            x.plus = plus;
            plus = false;
            if (count == TOKENS)
                flush(&p, tokens, &count);
            tokens[count++] = x;
            continue;
        }
        plus = s == '+';
        if (s != ' ' && s != '(' && s != '+')
            flush(&p, tokens, &count);
        if (s > 0x2E80 && s != 0x3001 && s != 0x3002 && s != 0x6216 /*或*/)
            p.changed = true; // a name or 手机: in the cell
        i++;
    }
    flush(&p, tokens, &count);
    if (situ_str_ok(&p.out) && p.out.length > 0) {
        result = situ_arena_strndup(arena, p.out.data, p.out.length);
        *rule = p.odd ? "PHONE_LENGTH" : p.changed ? "PHONE_FORM" : NULL;
    } else if (situ_str_ok(&p.out)) {
        *rule = "PHONE";
    }
    situ_str_free(&p.out);
    return result;
}
