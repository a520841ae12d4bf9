// SPDX-License-Identifier: MIT
#ifndef SITU_LEDGER_CLEAN_H
#define SITU_LEDGER_CLEAN_H

// Cleaning rules used inside the ledger module, beside the public ones of ledger/ledger.h.

#include "ledger/ledger.h"

// One code point folded: full width to half width, all spaces to ' ', all brackets to ( or ), dashes
// to '-', ASCII capitals to small letters. 0 = dropped (zero width, byte order mark).
uint32_t situ_clean_fold_char(uint32_t c);

// Header keys: flat = folded, brackets gone, their content kept ("乡镇(街道)" -> "乡镇街道"); bare =
// content of brackets gone too ("数量(顶)" -> "数量"). Results in arena, NULL = no memory.
char *situ_clean_header_flat(situ_arena *arena, const char *text);
char *situ_clean_header_bare(situ_arena *arena, const char *text);
// Content of the first brackets of a header ("面积(亩)" -> "亩"), "" when none.
char *situ_clean_header_unit(situ_arena *arena, const char *text);

// True for texts that mean "nothing": empty, 无, /, -, —, 暂无, 不详, null ...
bool situ_clean_is_blank(const char *text);

// Canonical unit word (static), NULL when unknown. *to_base (may be NULL) converts into base_unit:
// m2, m3, kg, m, min, 元; 1 and the word itself for counted things.
const char *situ_clean_unit(const char *text, const char **base_unit, double *to_base);
// Converts value in unit `from` to unit `to` (both as in a cell, header or schema). false = not possible.
bool situ_clean_convert(double value, const char *from, const char *to, double *out);

// What a unit counts in: 万条, 万 -> 1e4, *rest 条 or ""; 1 and the unit itself for 条, 千克, 千瓦, 千米.
double situ_unit_multiplier(const char *unit, const char **rest);
bool situ_text_multiplies(const char *text); // 0.12万, 3千人: the text itself counts in 千, 万 or 亿

// Words for packages whose content differs: 箱 捆 袋 件. They need a factor.
bool situ_clean_is_package(const char *unit);
// Number in Chinese signs at c (folded, ended by 0): signs used, 0 = none. *about: 十几, 百余.
size_t situ_clean_numeral(const uint32_t *c, double *value, bool *about);
double situ_clean_multiplier(const uint32_t *c); // 十 百 千 万 亿; 1 = c is none of them
// The one number of text that is counted in `unit`: "3户12人" in 人 is 12. false = none or several.
bool situ_clean_number_part(const char *text, const char *unit, double *value);

// Phones of a cell joined by "、" in arena. *rule is set when something was repaired; NULL with
// *rule = "PHONE_SCIENTIFIC" or "PHONE" when there is no usable number in it.
char *situ_clean_phones(situ_arena *arena, const char *text, const char **rule);
// 18 signs with a check digit that fits (GB 32100). clean: also in small letters, full width, with
// spaces, and with O I Z S for 0 1 2 5, as long as the check digit then fits.
bool situ_credit_code_valid(const char *code);
bool situ_clean_credit_code(const char *text, char code[19], bool *repaired);
bool situ_text_is_rounded(const char *text); // "5.00235E+17": what a spreadsheet made of a long number
// The words of the ticked boxes of "☑是 □否", "室内(√)室外( )", joined by "、"; NULL = the text has no
// such boxes, none is ticked, or no memory.
char *situ_clean_ticked(situ_arena *arena, const char *text);
bool situ_clean_is_ditto(const char *text); // 同上 〃
// A name without line breaks; person: also without the blanks of "张 三". text itself when it is fine,
// NULL = no memory.
const char *situ_clean_name(situ_arena *arena, const char *text, bool person);
int situ_clean_bool(const char *text); // 1, 0, -1 = unknown word

// Vocabulary of a level column, decided over all its values (domain.md C1b).
typedef enum situ_level_scale {
    SITU_SCALE_PLAIN,  // as situ_clean_level
    SITU_SCALE_HIGH4,  // 极高 高 中 低 -> 1 2 3 4
    SITU_SCALE_HIGH5,  // 高 中高 中 中低 低 -> 1 2 3 4 4
    SITU_SCALE_ASK,    // 高 中 低 only: not decidable
    SITU_SCALE_EVENT,  // 事故 灾情 事件: 特别重大 .. 一般 of what happened; never a risk level
    SITU_SCALE_GRADE,  // 诚信 标准化 烟花: marks of other kinds; never a risk level
    // Scales of other trades, some inverted (sources in clean_level.c).
    SITU_SCALE_HOUSE,    // 危房 D C B A -> 1 2 3 4
    SITU_SCALE_FIRE,     // 火险 五 四 三 二 -> 1 2 3 4; 一 is no risk level
    SITU_SCALE_DAM,      // 大坝 三 二 一 -> 1 3 4
    SITU_SCALE_SLUICE,   // 水闸 四 三 二 一 -> 1 2 3 4
    SITU_SCALE_BRIDGE,   // 桥梁 五 四 三 二 一 -> 1 2 3 4 4
    SITU_SCALE_TAILINGS, // 尾矿库 危 险 病 正常 -> 1 2 3 4
    SITU_SCALE_SIZE,     // 险情 规模 特大 大 中 小 -> 1 2 3 4
    SITU_SCALE_FLOOD,    // 山洪 极高危险区 高危险区 危险区 -> 1 2 3
} situ_level_scale;
typedef struct situ_level_votes {
    bool very_high, high, mid_high, mid, mid_low, low, other;
} situ_level_votes;
void situ_level_vote(situ_level_votes *votes, const char *text);
situ_level_scale situ_level_scale_of(const situ_level_votes *votes);
// The same with the header's words: 事故等级, 危房等级, 火险等级 ... come before the vocabulary.
situ_level_scale situ_level_scale_in(const char *header, const situ_level_votes *votes);
bool situ_level_scale_is_trade(situ_level_scale scale);
// What one value says of the scale of its column.
typedef enum situ_level_mark {
    SITU_MARK_NONE,   // blank, 0, 未评估
    SITU_MARK_DIGIT,  // 1..4
    SITU_MARK_RANK,   // 一级..四级, Ⅰ..Ⅳ, A..D
    SITU_MARK_BEYOND, // 5, 五级, Ⅴ, E: a scale of more than four
    SITU_MARK_EVENT,  // 特别重大
    SITU_MARK_OWN,    // 低, 红 ..: words of the risk scale alone
    SITU_MARK_WORD,   // 重大, 较大, 一般 and all others
} situ_level_mark;
situ_level_mark situ_level_mark_of(const char *text);
bool situ_level_is_event(const char *text); // 特别重大, 一般事故: a word of the event scale
int situ_clean_level_in(const char *text, bool header_has_risk, situ_level_scale scale); // -1 = unknown

// The calendar, 1900..2100. false = no such day.
bool situ_date_put(char iso[11], int year, int month, int day);
int situ_month_days(int year, int month); // month 1..12
// iso plus months (the last day of a shorter month) and days. false = iso is none, or beyond 2100.
bool situ_date_add(const char *iso, int months, int days, char out[11]);
// How long something keeps: "3年", "18个月", "180天". false = no such text.
bool situ_clean_life(const char *text, int *months, int *days);
// Days since 1899-12-30 (1900 system) or 1904-01-01 to ISO; false outside 1900..9999.
bool situ_serial_to_iso(double serial, bool date1904, char iso[11]);
// True when an Excel number format shows a date; *time_only when it shows a time of day only.
bool situ_format_is_date(int id, const char *code, bool *time_only);

// Coordinates in a text, at most 2: value, whether it carried E or N, whether written as DMS.
typedef struct situ_coord_text {
    double deg;
    char hemisphere; // 'E', 'N', 'W', 'S' or 0
    int parts;       // 1 decimal, 2 DM, 3 DMS
    bool ok;         // minutes and seconds below 60
    bool integer;    // written without a decimal point
} situ_coord_text;
typedef struct situ_coord_marks {
    bool folded;        // full width signs
    bool pointed;       // 。 or · for the decimal point
    bool spaced;        // a space beside the decimal point
    bool comma_between; // a comma behind a number
    bool worded;        // labels, brackets, units beside the numbers
} situ_coord_marks;
size_t situ_coord_scan(const char *text, situ_coord_text out[2], situ_coord_marks *marks); // 0 = no coordinate

// As situ_clean_coordinate, of a column whose numbers are declared to be written as `form`:
// "ddmm.mmmm" (also "度分") or "ddmmss" (also "度分秒") run together; NULL or other words: as usual.
bool situ_clean_coordinate_in(const char *text, const char *form, double *deg, const char **rule);
// Why a text was refused as a coordinate, by the rule it was refused with (NULL = no special reason).
// Texts are in the user's language. Returns the rule to report: rule itself, or "COORDINATES".
const char *situ_clean_coordinate_fault(const char *rule, const char **cause, const char **cure);

#endif
