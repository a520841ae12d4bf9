// SPDX-License-Identifier: MIT
// Table water (domain.md C1, C1b).
#include "bundle/schema.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "水系名称",
     .aliases = SITU_WORDS(
         "名称", "河流名称", "水库名称", "河名")},
    {.name = "kind", .kind = SITU_FIELD_ENUM, .label = "水系类型",
     .aliases = SITU_WORDS(
         "类型", "类别", "fclass", "waterway", "natural"),
     .words = SITU_WORDS(
         "河流=江河=河=江=river=riverbank=干流=支流", "水库=库=reservoir=水库水面",
         "湖泊=湖=lake=water=池塘=pond", "溪沟=溪=沟=stream=canal=ditch=drain=溪流=山洪沟")},
    {.name = "class", .kind = SITU_FIELD_INT, .label = "等级",
     .aliases = SITU_WORDS(
         "河流等级", "级别", "水系等级")},
    {.name = NULL},
};

const situ_schema situ_schema_water = {
    .name = "water",
    .label = "水系",
    .summary = N_("rivers, lakes and reservoirs"),
    .shape = SITU_SHAPE_ANY,
    .fields = fields,
    .signature = SITU_WORDS("kind", "class"),
};
