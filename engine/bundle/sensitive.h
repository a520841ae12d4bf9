// SPDX-License-Identifier: MIT
#ifndef SITU_BUNDLE_SENSITIVE_H
#define SITU_BUNDLE_SENSITIVE_H

// What a public map may not show (domain.md B4, 公开地图不得表示), as SQL on a row's text columns.
// The lists name kinds of sites, not single characters: 将军镇 and 露营区 are no military sites.

#define SITU_SQL_HAS(column, word) "instr(coalesce(" column ",''),'" word "')>0"

// Military sites and arms: absent from the public edition.
#define SITU_SQL_MILITARY(column)                                                                              \
    "(" SITU_SQL_HAS(column, "军事") " OR " SITU_SQL_HAS(column, "军分区") " OR " SITU_SQL_HAS(column, "驻军")     \
    " OR " SITU_SQL_HAS(column, "部队") " OR " SITU_SQL_HAS(column, "军械") " OR " SITU_SQL_HAS(column, "军火")    \
    " OR " SITU_SQL_HAS(column, "军用") " OR " SITU_SQL_HAS(column, "弹药") " OR " SITU_SQL_HAS(column, "导弹")    \
    " OR " SITU_SQL_HAS(column, "枪支") " OR " SITU_SQL_HAS(column, "靶场") ")"

// Sites whose exact place is not public: prisons, explosives, oil stores, armed police.
#define SITU_SQL_SENSITIVE(column)                                                                             \
    "(" SITU_SQL_HAS(column, "监狱") " OR " SITU_SQL_HAS(column, "看守所") " OR " SITU_SQL_HAS(column, "戒毒")     \
    " OR " SITU_SQL_HAS(column, "拘留所") " OR " SITU_SQL_HAS(column, "民爆") " OR " SITU_SQL_HAS(column, "民用爆炸") \
    " OR " SITU_SQL_HAS(column, "炸药") " OR " SITU_SQL_HAS(column, "雷管") " OR " SITU_SQL_HAS(column, "爆破器材") \
    " OR " SITU_SQL_HAS(column, "爆炸物品") " OR " SITU_SQL_HAS(column, "油库") " OR " SITU_SQL_HAS(column, "储油") \
    " OR " SITU_SQL_HAS(column, "武警") " OR " SITU_SQL_HAS(column, "人武部") " OR " SITU_SQL_HAS(column, "剧毒")  \
    " OR (" SITU_SQL_HAS(column, "烟花") " AND (" SITU_SQL_HAS(column, "库") " OR " SITU_SQL_HAS(column, "储存") \
    " OR " SITU_SQL_HAS(column, "仓储") ")))"

// Goods that are not listed in public: explosives, fireworks, arms, poisons, loose fuel. Words for
// machines that only run on fuel (柴油发电机, 汽油机动泵) do not end so.
#define SITU_SQL_DANGEROUS_GOODS(column)                                                                       \
    "(" SITU_SQL_MILITARY(column) " OR " SITU_SQL_HAS(column, "炸药") " OR " SITU_SQL_HAS(column, "雷管")          \
    " OR " SITU_SQL_HAS(column, "导爆") " OR " SITU_SQL_HAS(column, "导火索") " OR " SITU_SQL_HAS(column, "爆破器材") \
    " OR " SITU_SQL_HAS(column, "烟花") " OR " SITU_SQL_HAS(column, "爆竹") " OR " SITU_SQL_HAS(column, "催泪")    \
    " OR " SITU_SQL_HAS(column, "剧毒") " OR " SITU_SQL_HAS(column, "氰化") " OR " SITU_SQL_HAS(column, "液氯")    \
    " OR " SITU_SQL_HAS(column, "液氨") " OR " SITU_SQL_HAS(column, "硝酸铵") " OR " SITU_SQL_HAS(column, "黑火药") \
    " OR coalesce(" column ",'') GLOB '*[汽柴煤]油' OR coalesce(" column ",'') GLOB '*[汽柴煤]油[(0-9]*')"

#endif
