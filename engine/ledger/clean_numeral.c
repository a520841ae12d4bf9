// SPDX-License-Identifier: MIT
// Numbers in Chinese signs: 三千五百, 两百, 一百零五, 一万二, 二〇二四, 三点五, 百余.
#include "ledger/clean.h"

// 0..9 of a digit sign, -1 = none. Capital forms of bookkeeping count too.
static int digit_of(uint32_t c)
{
    switch (c) {
    case 0x96F6: case 0x3007: case 0x25CB: /*零 〇 ○*/
        return 0;
    case 0x4E00: case 0x58F9: case 0x5E7A: /*一 壹 幺*/
        return 1;
    case 0x4E8C: case 0x4E24: case 0x8D30: case 0x4FE9: /*二 两 贰 俩*/
        return 2;
    case 0x4E09: case 0x53C1: case 0x4EE8: /*三 叁 仨*/
        return 3;
    case 0x56DB: case 0x8086: /*四 肆*/
        return 4;
    case 0x4E94: case 0x4F0D: /*五 伍*/
        return 5;
    case 0x516D: case 0x9646: /*六 陆*/
        return 6;
    case 0x4E03: case 0x67D2: /*七 柒*/
        return 7;
    case 0x516B: case 0x634C: /*八 捌*/
        return 8;
    case 0x4E5D: case 0x7396: /*九 玖*/
        return 9;
    default:
        return -1;
    }
}

static bool more(uint32_t c)
{
    return c == 0x4F59 || c == 0x591A || c == 0x6765; // 余 多 来
}

double situ_clean_multiplier(const uint32_t *c)
{
    switch (c[0]) {
    case 0x5341: case 0x62FE: /*十 拾*/
        return 10;
    case 0x767E: case 0x4F70: /*百 佰; not 百叶箱, 百分*/
        return c[1] == 0x53F6 || c[1] == 0x5206 ? 1 : 100;
    case 0x5343: case 0x4EDF: /*千 仟; not 千克 千米 千瓦 千伏 千斤顶*/
        return c[1] == 0x514B || c[1] == 0x7C73 || c[1] == 0x74E6 || c[1] == 0x4F0F || (c[1] == 0x65A4 && c[2] == 0x9876) ? 1 : 1000;
    case 0x4E07: case 0x842C: /*万 萬*/
        return 1e4;
    case 0x4EBF: case 0x5104: /*亿 億*/
        return 1e8;
    default:
        return 1;
    }
}

// Digits one after the other: 二〇二四. Two signs without a zero (三五) mean "three to five".
static size_t positional(const uint32_t *c, double *v)
{
    size_t n = 0;
    bool zero = false;
    double sum = 0;
    for (; digit_of(c[n]) >= 0; n++) {
        zero = zero || digit_of(c[n]) == 0;
        sum = sum * 10 + digit_of(c[n]);
    }
    if (situ_clean_multiplier(c + n) > 1 || n > 12 || (n == 2 && !zero))
        return 0;
    *v = sum;
    return n;
}

size_t situ_clean_numeral(const uint32_t *c, double *v, bool *about)
{
    double total = 0, section = 0, last = 1, digit = -1;
    size_t i = 0;
    bool any = false, zero = false;
    *about = false;
    if (digit_of(c[0]) >= 0 && digit_of(c[1]) >= 0)
        if ((i = positional(c, v)) > 0)
            return i;
    if (c[0] == 0x5EFF || c[0] == 0x5345) { // 廿 卅
        section = c[0] == 0x5EFF ? 20 : 30;
        any = true;
        last = 10;
        i++;
    }
    for (;; i++) {
        int d = digit_of(c[i]);
        if (d >= 0) {
            if (digit > 0 || (digit == 0 && d == 0))
                return 0; // two digits in a row inside a number with 十, 百 ...
            zero = d == 0;
            digit = d;
            any = true;
            continue;
        }
        double m = situ_clean_multiplier(c + i);
        if (m <= 1)
            break;
        if (digit < 0 && section == 0 && m != 10 && !(total > 0 && m > 1e4) && !more(c[i + 1]))
            return 0; // 百叶, 千斤: no number
        if (m >= 1e4) {
            double part = section + (digit > 0 ? digit : 0);
            total = (part > 0 ? total + part * m : total > 0 ? total * m : m);
            section = 0;
        } else {
            if (digit <= 0 && section > 0 && m != 10)
                return 0;
            section += (digit > 0 ? digit : 1) * m;
        }
        last = m;
        digit = -1;
        any = true;
        zero = false;
    }
    if (!any)
        return 0;
    // 三千五 is 3500, 三千零五 is 3005.
    if (digit > 0)
        section += last >= 100 && i >= 2 && !zero && digit_of(c[i - 2]) != 0 ? digit * last / 10 : digit;
    *v = total + section;
    if (digit >= 0 && c[i] == 0x70B9 && digit_of(c[i + 1]) >= 0) { // 三点五
        double scale = 0.1;
        for (i++; digit_of(c[i]) >= 0; i++, scale /= 10)
            *v += digit_of(c[i]) * scale;
    }
    if (last == 10 && digit < 0 && c[i] == 0x51E0) { // 十几
        *about = true;
        i++;
    } else if (more(c[i])) { // 百余, 三十多
        *about = true;
        i++;
        double m = situ_clean_multiplier(c + i);
        if (m >= 1e4) { // 三十余万
            *v *= m;
            i++;
        }
    }
    return i;
}
