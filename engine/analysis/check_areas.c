// SPDX-License-Identifier: MIT

#include "analysis/check_areas.h"

#include "analysis/checking.h"
#include "base/alloc.h"

situ_status situ_check_areas_new(situ_check_areas *out, const situ_table *table, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_box *boxes = situ_malloc((table->row_count + 1) * sizeof *boxes);
    *out = (situ_check_areas){.table = table, .type = situ_table_find(table, "type")};
    SITU_TRY_ALLOC(boxes);
    for (size_t row = 0; row < table->row_count; row++) {
        const situ_geometry *g = situ_table_geometry(table, row);
        boxes[row] = g && g->kind == SITU_GEOM_POLYGON ? g->box : situ_box_empty();
    }
    SITU_TRY(situ_rtree_new(&out->tree, boxes, (uint32_t)table->row_count, err));
done:
    situ_free(boxes);
    return status;
}

void situ_check_areas_free(situ_check_areas *areas)
{
    situ_rtree_free(areas->tree);
    areas->tree = NULL;
}

situ_status situ_check_areas_find(size_t *row, const situ_check_areas *areas, const situ_yaml_node *types, situ_point p, double tolerance,
                                  size_t from, situ_error *err)
{
    uint32_t *ids = NULL, count = 0;
    situ_box box = situ_box_grow(situ_box_add(situ_box_empty(), p.x, p.y), tolerance);
    situ_status status = situ_rtree_collect(areas->tree, box, &ids, &count, err);
    *row = SIZE_MAX;
    for (uint32_t i = 0; status == SITU_OK && i < count && *row == SIZE_MAX; i++)
        if (ids[i] >= from && (!types || situ_check_in_list(types, situ_table_text(areas->table, ids[i], areas->type))) &&
            situ_geometry_distance_to_point(situ_table_geometry(areas->table, ids[i]), p.x, p.y) <= tolerance)
            *row = ids[i];
    situ_free(ids);
    return status;
}
