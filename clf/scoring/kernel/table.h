/* Exact tables: n-grams by their bytes, and pairs of numbers. A hash only says where to look; what is found there is
 * compared, so two n-grams never share a feature. */
#ifndef CLF_TABLE_H
#define CLF_TABLE_H

#include "text.h"

/* A run of equal probes this long does not happen by chance: the vocabulary was made to be slow, and is refused. */
#define MOST_PROBES 1000

static inline uint64_t hash_step(uint64_t h, uint32_t c) { return (h ^ c) * 0x9FB21C651E98DF25ull; }
static inline uint64_t hash_end(uint64_t h) { return (h ^ h >> 32) * 0x9E3779B97F4A7C15ull; }

/* ---- strings -------------------------------------------------------------------------------------------------- */

typedef struct { uint32_t tag, id; } Slot; /* id 0: empty */
typedef struct { uint64_t start; uint32_t size; } Piece;
typedef struct {
    Slot *slots;
    int shift; /* the place is the hash's upper bits, the tag its lower ones */
    uint64_t mask;
    const uint8_t *text; /* in which the pieces lie */
    Piece *pieces;       /* by id, from 1 */
    uint32_t n;
} Names;

static int names_init(Names *t, const uint8_t *text, uint64_t most) {
    int bits = 4;
    while ((1ull << bits) < most + most / 2 + 1) bits++; /* at most two thirds full */
    t->shift = 64 - bits;
    t->mask = (1ull << bits) - 1;
    t->text = text;
    t->n = 0;
    t->slots = calloc(1ull << bits, sizeof(Slot));
    t->pieces = malloc((most + 1) * sizeof(Piece));
    return t->slots && t->pieces ? OK : NO_MEMORY;
}
static void names_free(Names *t) { free(t->slots), free(t->pieces); }

static inline Slot *names_at(const Names *t, uint64_t hash) { return t->slots + (hash >> t->shift); }

/* The slot of a string, or the empty one where it would stand; NULL after too many probes. */
static inline Slot *names_find(const Names *t, uint64_t hash, const uint8_t *s, uint32_t size) {
    uint64_t i = hash >> t->shift;
    for (int probes = 0; probes < MOST_PROBES; probes++, i = (i + 1) & t->mask) {
        Slot *slot = t->slots + i;
        if (!slot->id) return slot;
        if (slot->tag != (uint32_t)hash) continue;
        Piece piece = t->pieces[slot->id];
        if (piece.size == size && !memcmp(t->text + piece.start, s, size)) return slot;
    }
    return NULL;
}
static inline uint32_t names_id(const Names *t, uint64_t hash, const uint8_t *s, uint32_t size) {
    Slot *slot = names_find(t, hash, s, size);
    return slot ? slot->id : 0;
}

/* ---- pairs: how a word n-gram goes on ------------------------------------------------------------------------- */

/* Node 1…W is a word. A longer n-gram is the pair (node of all words but the last, last word), with a node of its own. */
typedef struct { uint64_t key; uint32_t node, feature; } Pair; /* key 0: empty; feature 0: only begins longer ones */
typedef struct { Pair *slots; int shift; uint64_t mask; } Pairs;

static int pairs_init(Pairs *t, uint64_t most) {
    int bits = 4;
    while ((1ull << bits) < most + most / 2 + 1) bits++;
    t->shift = 64 - bits;
    t->mask = (1ull << bits) - 1;
    t->slots = calloc(1ull << bits, sizeof(Pair));
    return t->slots ? OK : NO_MEMORY;
}
static inline uint64_t pair_key(uint32_t node, uint32_t word) { return (uint64_t)node << 32 | word; }
static inline Pair *pairs_at(const Pairs *t, uint64_t key) {
    return t->slots + (((key ^ key >> 29) * 0x9E3779B97F4A7C15ull) >> t->shift);
}
/* The slot of a pair, or the empty one where it would stand; NULL after too many probes. */
static inline Pair *pairs_find(const Pairs *t, uint64_t key) {
    Pair *slot = pairs_at(t, key);
    for (int probes = 0; probes < MOST_PROBES; probes++) {
        if (!slot->key || slot->key == key) return slot;
        if (++slot == t->slots + t->mask + 1) slot = t->slots;
    }
    return NULL;
}

#endif
