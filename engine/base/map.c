// SPDX-License-Identifier: MIT
// The text -> size_t map of base/hash.h: open addressing over an array in order of insertion.
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/hash.h"

typedef struct entry {
    const char *key;
    uint64_t hash;
    size_t value;
} entry;

struct situ_map {
    situ_arena *keys;
    entry *entries;
    size_t count, capacity;
    size_t *slots; // entry index + 1, 0 = free
    size_t slot_count; // power of two
};

situ_map *situ_map_new(void)
{
    situ_map *map = situ_calloc(1, sizeof *map);
    if (!map)
        return NULL;
    map->keys = situ_arena_new();
    if (!map->keys) {
        situ_free(map);
        return NULL;
    }
    return map;
}

void situ_map_free(situ_map *map)
{
    if (!map)
        return;
    situ_arena_free(map->keys);
    situ_free(map->entries);
    situ_free(map->slots);
    situ_free(map);
}

// The slot that holds key, or the free one where it belongs. Needs slots.
static size_t find_slot(const situ_map *map, const char *key, uint64_t hash)
{
    size_t at = (size_t)hash & (map->slot_count - 1);
    while (map->slots[at]) {
        const entry *e = &map->entries[map->slots[at] - 1];
        if (e->hash == hash && strcmp(e->key, key) == 0)
            break;
        at = (at + 1) & (map->slot_count - 1);
    }
    return at;
}

static bool rehash(situ_map *map, size_t slot_count)
{
    size_t *slots = situ_calloc(slot_count, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < map->count; i++) {
        size_t at = (size_t)map->entries[i].hash & (slot_count - 1);
        while (slots[at])
            at = (at + 1) & (slot_count - 1);
        slots[at] = i + 1;
    }
    situ_free(map->slots);
    map->slots = slots;
    map->slot_count = slot_count;
    return true;
}

int situ_map_set(situ_map *map, const char *key, size_t value)
{
    uint64_t hash = situ_hash64(key, strlen(key), 0);
    if ((map->count + 1) * 4 > map->slot_count * 3 &&
        !rehash(map, map->slot_count ? map->slot_count * 2 : 16))
        return -1;
    size_t at = find_slot(map, key, hash);
    if (map->slots[at]) {
        map->entries[map->slots[at] - 1].value = value;
        return 1;
    }
    if (situ_grow(&map->entries, &map->capacity, map->count + 1, sizeof(entry), NULL) != SITU_OK)
        return -1;
    const char *copy = situ_arena_strdup(map->keys, key);
    if (!copy)
        return -1;
    map->entries[map->count] = (entry){copy, hash, value};
    map->slots[at] = ++map->count;
    return 0;
}

size_t situ_map_get(const situ_map *map, const char *key)
{
    if (!map || !map->slot_count || !key)
        return SIZE_MAX;
    size_t slot = map->slots[find_slot(map, key, situ_hash64(key, strlen(key), 0))];
    return slot ? map->entries[slot - 1].value : SIZE_MAX;
}

size_t situ_map_count(const situ_map *map)
{
    return map ? map->count : 0;
}

const char *situ_map_key(const situ_map *map, size_t index)
{
    return map && index < map->count ? map->entries[index].key : NULL;
}

size_t situ_map_value(const situ_map *map, size_t index)
{
    return map && index < map->count ? map->entries[index].value : SIZE_MAX;
}
