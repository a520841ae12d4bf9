// SPDX-License-Identifier: MIT
// Table boundary (domain.md C1, C1b).
#include "bundle/schema.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "界线名称",
     .aliases = SITU_WORDS(
         "名称")},
    {.name = "level", .kind = SITU_FIELD_ENUM, .label = "界线级别",
     .aliases = SITU_WORDS(
         "级别", "等级", "类型", "界线类型"),
     .words = SITU_WORDS(
         "国界=national", "省界=省=省级=province", "市界=市=地市界=地级=city", "县界=县=区县界=县级=county",
         "乡界=乡镇界=乡镇=township")},
    {.name = NULL},
};

const situ_schema situ_schema_boundary = {
    .name = "boundary",
    .label = "界线",
    .summary = N_("boundary lines"),
    .shape = SITU_SHAPE_LINE,
    .fields = fields,
    .signature = SITU_WORDS("level"),
};
