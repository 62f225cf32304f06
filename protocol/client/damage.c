/* SPDX-License-Identifier: MIT */
#include "internal.h"

static int32_t smaller(int32_t a, int32_t b) {
    return a < b ? a : b;
}

static int32_t larger(int32_t a, int32_t b) {
    return a > b ? a : b;
}

static struct kmsmirror_rect around(const struct kmsmirror_rect* a, const struct kmsmirror_rect* b) {
    return (struct kmsmirror_rect){smaller(a->x1, b->x1), smaller(a->y1, b->y1), larger(a->x2, b->x2),
                                   larger(a->y2, b->y2)};
}

static int64_t area(const struct kmsmirror_rect* r) {
    return (int64_t)(r->x2 - r->x1) * (r->y2 - r->y1);
}

/* The rectangle that wastes the fewest pixels when it takes `r` in. */
static struct kmsmirror_rect* find_nearest(struct kmsmirror_damage* damage, const struct kmsmirror_rect* r) {
    struct kmsmirror_rect* nearest = damage->rectangles;
    int64_t least = INT64_MAX;
    for (uint32_t i = 0; i < damage->count; ++i) {
        const struct kmsmirror_rect both = around(&damage->rectangles[i], r);
        const int64_t growth = area(&both) - area(&damage->rectangles[i]);
        if (growth < least) {
            least = growth;
            nearest = &damage->rectangles[i];
        }
    }
    return nearest;
}

/* As what a caller says again, because no buffer was free, often is. */
static bool has(const struct kmsmirror_damage* damage, const struct kmsmirror_rect* r) {
    for (uint32_t i = 0; i < damage->count; ++i) {
        const struct kmsmirror_rect* known = &damage->rectangles[i];
        if (known->x1 <= r->x1 && known->y1 <= r->y1 && known->x2 >= r->x2 && known->y2 >= r->y2)
            return true;
    }
    return false;
}

static void add(struct kmsmirror_damage* damage, const struct kmsmirror_rect* r) {
    if (has(damage, r))
        return;
    if (damage->count < KMSMIRROR_FRAME_MAX_RECTANGLES) {
        damage->rectangles[damage->count++] = *r;
        return;
    }
    struct kmsmirror_rect* nearest = find_nearest(damage, r);
    *nearest = around(nearest, r);
}

void kmsmirror_add_damage(struct kmsmirror_damage* damage, const struct kmsmirror_picture* picture,
                          const struct kmsmirror_rect* rectangles, size_t count) {
    if (rectangles == NULL)
        *damage = (struct kmsmirror_damage){.is_all = true};
    if (damage->is_all)
        return;
    for (size_t i = 0; i < count; ++i) {
        const struct kmsmirror_rect inside = {larger(rectangles[i].x1, 0), larger(rectangles[i].y1, 0),
                                              smaller(rectangles[i].x2, (int32_t)picture->width),
                                              smaller(rectangles[i].y2, (int32_t)picture->height)};
        if (inside.x1 < inside.x2 && inside.y1 < inside.y2)
            add(damage, &inside);
    }
}
