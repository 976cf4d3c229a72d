/* Exact tables: n-grams by their bytes, and pairs of numbers. A hash only says where to look; what is found there is
 * compared, so two n-grams never share a feature. */
#ifndef CLF_TABLE_H
#define CLF_TABLE_H

#include "text.h"

/* A run of other entries this long does not happen by chance: the vocabulary was made to be slow, and is refused. */
#define MOST_PROBES 1000

static inline uint64_t mix(uint64_t h) { h *= 0x9FB21C651E98DF25ull; return h ^ h >> 32; }

/* The first 1 to 8 bytes at p as a number; 8 may be read. */
static inline uint64_t load_bytes(const uint8_t *p, uint32_t size) {
    uint64_t w;
    memcpy(&w, p, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return w >> (64 - 8 * size);
#else
    return w & ~0ull >> (64 - 8 * size);
#endif
}

/* Of 1 byte or more, of which up to 7 after the last may be read where these are below `limit`. */
static inline uint64_t hash_bytes(const uint8_t *p, uint32_t size, const uint8_t *limit) {
    uint64_t h = size;
    for (; size > 8; size -= 8, p += 8) h = mix(h ^ load_bytes(p, 8));
    if (limit - p >= 8) return mix(mix(h ^ load_bytes(p, size)));
    uint8_t last[8] = {0};
    memcpy(last, p, size);
    return mix(mix(h ^ load_bytes(last, size)));
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

/* ---- strings -------------------------------------------------------------------------------------------------- */

/* A string of up to 11 bytes is its own key, and a look-up costs one cache line: five letters of most alphabets. The key
 * of a longer one is its hash, and its bytes are compared. */
#define SHORT 11
#define LONG_KEY 0xFF000000u
#define SLACK 16 /* bytes that may be read after a string */

typedef struct { uint64_t low; uint32_t high; } Key;
typedef struct { uint64_t low; uint32_t high, id; } Slot; /* id 0: empty */
typedef struct { uint64_t start; uint32_t size; } Piece;
typedef struct {
    Slot *slots;
    int shift;
    uint64_t mask;
    const uint8_t *text; /* in which the pieces lie */
    Piece *pieces;       /* by id, from 1 */
    uint32_t n;
} Names;

static inline Key key_of(const uint8_t *s, uint32_t size) {
    if (size <= 8) return (Key){size ? load_bytes(s, size) : 0, size << 24};
    if (size <= SHORT) return (Key){load_bytes(s, 8), (uint32_t)load_bytes(s + 8, size - 8) | size << 24};
    return (Key){hash_bytes(s, size, s + size + SLACK), (size & 0xFFFFFF) | LONG_KEY};
}

static inline int names_init(Names *t, const uint8_t *text, uint64_t most) {
    int bits = 4;
    while ((1ull << bits) < most + most / 2 + 1) bits++; /* at most two thirds full */
    t->shift = 64 - bits;
    t->mask = (1ull << bits) - 1;
    t->text = text;
    t->n = 0;
    t->slots = zeros(1ull << bits, sizeof(Slot));
    t->pieces = malloc((most + 1) * sizeof(Piece));
    return t->slots && t->pieces ? OK : NO_MEMORY;
}
static inline void names_free(Names *t) { free(t->slots), free(t->pieces); }

static inline Slot *names_at(const Names *t, Key key) {
    return t->slots + (mix(key.low ^ (uint64_t)key.high << 32) * 0x9E3779B97F4A7C15ull >> t->shift);
}

/* The slot of a string, or the empty one where it would stand; NULL after too many probes. */
static inline Slot *names_find(const Names *t, Key key, const uint8_t *s, uint32_t size) {
    Slot *slot = names_at(t, key), *end = t->slots + t->mask + 1;
    for (int probes = 0; probes < MOST_PROBES; probes++) {
        if (!slot->id) return slot;
        if (slot->low == key.low && slot->high == key.high) {
            if (size <= SHORT) return slot;
            const Piece *piece = t->pieces + slot->id;
            if (piece->size == size && !memcmp(t->text + piece->start, s, size)) return slot;
        }
        if (++slot == end) slot = t->slots;
    }
    return NULL;
}
static inline uint32_t names_id(const Names *t, Key key, const uint8_t *s, uint32_t size) {
    Slot *slot = names_find(t, key, s, size);
    return slot ? slot->id : 0;
}

/* ---- pairs: how a word n-gram goes on ------------------------------------------------------------------------- */

/* Node 1…W is a word. A longer n-gram is the pair (node of all words but the last, last word), with a node of its own. */
typedef struct { uint64_t key; uint32_t node, feature; } Pair; /* key 0: empty; feature 0: only begins longer ones */
typedef struct {
    Pair *slots;
    int shift;
    uint64_t mask;
    uint64_t *filter; /* some 16 bits for each pair: most pairs of a text are none of the model's, and cost no more */
} Pairs;

static inline int pairs_init(Pairs *t, uint64_t most) {
    int bits = 6;
    while ((1ull << bits) < most + most / 2 + 1) bits++;
    t->shift = 64 - bits;
    t->mask = (1ull << bits) - 1;
    t->slots = zeros(1ull << bits, sizeof(Pair));
    t->filter = zeros(1ull << (bits - 2), sizeof(uint64_t));
    return t->slots && t->filter ? OK : NO_MEMORY;
}
static inline void pairs_free(Pairs *t) { free(t->slots), free(t->filter); }

static inline uint64_t pair_key(uint32_t node, uint32_t word) { return (uint64_t)node << 32 | word; }
static inline uint64_t pair_hash(uint64_t key) { return (key ^ key >> 29) * 0x9E3779B97F4A7C15ull; }
static inline Pair *pairs_at(const Pairs *t, uint64_t hash) { return t->slots + (hash >> t->shift); }
static inline uint64_t *filter_at(const Pairs *t, uint64_t hash) { return t->filter + (hash >> t->shift) / 4; }
static inline uint64_t filter_bit(uint64_t hash) { return 1ull << (hash & 63); }

/* The slot of a pair, or the empty one where it would stand; NULL after too many probes. */
static inline Pair *pairs_find(const Pairs *t, uint64_t key, uint64_t hash) {
    Pair *slot = pairs_at(t, hash);
    for (int probes = 0; probes < MOST_PROBES; probes++) {
        if (!slot->key || slot->key == key) return slot;
        if (++slot == t->slots + t->mask + 1) slot = t->slots;
    }
    return NULL;
}

#endif
