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

// Phones of a cell joined by "、" in arena. *rule is set when something was repaired; NULL with
// *rule = "PHONE_SCIENTIFIC" or "PHONE" when there is no usable number in it.
char *situ_clean_phones(situ_arena *arena, const char *text, const char **rule);
int situ_clean_bool(const char *text); // 1, 0, -1 = unknown word

// Vocabulary of a level column, decided over all its values (domain.md C1b).
typedef enum situ_level_scale {
    SITU_SCALE_PLAIN,  // as situ_clean_level
    SITU_SCALE_HIGH4,  // 极高 高 中 低 -> 1 2 3 4
    SITU_SCALE_HIGH5,  // 高 中高 中 中低 低 -> 1 2 3 4 4
    SITU_SCALE_ASK,    // 高 中 低 only: not decidable
} situ_level_scale;
typedef struct situ_level_votes {
    bool very_high, high, mid_high, mid, mid_low, low, other;
} situ_level_votes;
void situ_level_vote(situ_level_votes *votes, const char *text);
situ_level_scale situ_level_scale_of(const situ_level_votes *votes);
int situ_clean_level_in(const char *text, bool header_has_risk, situ_level_scale scale); // -1 = unknown

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
size_t situ_coord_scan(const char *text, situ_coord_text out[2], bool *folded, bool *comma_between);

#endif
