/* What the tables of score.c and fit.c share: hashes, growing lists, and keys of strings. A hash only says where to look;
 * what is found there is compared, so two n-grams never share a feature. */
#ifndef CLF_TABLE_H
#define CLF_TABLE_H

#include "text.h"

static inline uint64_t mix(uint64_t h) { h *= 0x9FB21C651E98DF25ull; return h ^ h >> 32; }

/* The first 1 to 8 bytes at p as a number, the first one lowest; 8 may be read. */
static inline uint64_t load_bytes(const uint8_t *p, uint32_t size) {
    uint64_t w;
    memcpy(&w, p, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    return w & ~0ull >> (64 - 8 * size);
}

/* Of 1 byte or more; up to 7 after the last may be read. */
static inline uint64_t hash_bytes(const uint8_t *p, uint32_t size) {
    uint64_t h = size;
    for (; size > 8; size -= 8, p += 8) h = mix(h ^ load_bytes(p, 8));
    return mix(mix(h ^ load_bytes(p, size)));
}

/* ---- lists --------------------------------------------------------------------------------------------------- */

typedef struct { uint32_t *values; int64_t n, room; } List;

static inline int list_reserve(List *l, int64_t more) {
    if (l->n + more <= l->room) return OK;
    int64_t room = 2 * (l->n + more) + 64;
    uint32_t *values = realloc(l->values, (size_t)room * sizeof *values);
    if (!values) return NO_MEMORY;
    l->values = values, l->room = room;
    return OK;
}
static inline int list_push(List *l, uint32_t value) {
    if (list_reserve(l, 1)) return NO_MEMORY;
    l->values[l->n++] = value;
    return OK;
}

/* ---- keys ----------------------------------------------------------------------------------------------------- */

/* A string of up to 11 bytes is its own key: five letters of most alphabets. The key of a longer one is its hash, and its
 * bytes are compared too. */
#define SHORT 11
#define LONG_KEY 0xFF000000u
#define SLACK 16 /* bytes that may be read after a string */

typedef struct { uint64_t low; uint32_t high; } Key;
typedef struct { uint64_t start; uint32_t size; } Piece;

static inline Key key_of(const uint8_t *s, uint32_t size) {
    if (size <= 8) return (Key){size ? load_bytes(s, size) : 0, size << 24};
    if (size <= SHORT) return (Key){load_bytes(s, 8), (uint32_t)load_bytes(s + 8, size - 8) | size << 24};
    return (Key){hash_bytes(s, size), (size & 0xFFFFFF) | LONG_KEY};
}
static inline uint64_t key_hash(Key key) {
    return mix(key.low ^ (uint64_t)key.high << 32) * 0x9E3779B97F4A7C15ull;
}

/* A word n-gram of two words and more is a pair: the number of all its words but the last, and that of the last. */
static inline uint64_t pair_key(uint32_t node, uint32_t word) { return (uint64_t)node << 32 | word; }
static inline uint64_t pair_hash(uint64_t key) { return (key ^ key >> 29) * 0x9E3779B97F4A7C15ull; }

#endif
