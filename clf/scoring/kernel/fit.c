/* The n-grams of many texts: vocabulary, document frequencies and counts, as scikit-learn's CountVectorizer has them.
 *
 *   add       each text: its chunks by number; a chunk that is new is taken apart once           clf_fit_add
 *   count     in how many texts each n-gram is, and how often                                    clf_fit_count
 *   order     the n-grams that are kept, and write their strings                  clf_fit_order, clf_fit_terms
 *   fill      the matrix of these, rows in order, columns sorted                                  clf_fit_fill
 *
 * Which n-grams are kept is decided behind the count (`vectorizer.py`). One block at a time: word n-grams, or padded
 * character n-grams. */
#include "table.h"

/* A growing table of strings, numbered from 1 as they come. */
typedef struct { uint64_t low; uint32_t high, id; } Slot; /* a key and its number; 0: empty */
typedef struct {
    Slot *slots;
    int shift;
    uint64_t mask;
    Piece *pieces; /* by number */
    uint8_t *bytes;
    uint32_t n;
    uint64_t used, room, pieces_room;
} Strings;

static int strings_init(Strings *t) {
    t->shift = 64 - 13, t->mask = (1 << 13) - 1;
    t->pieces_room = 1 << 12, t->room = 1 << 16;
    t->slots = zeros(t->mask + 1, sizeof(Slot));
    t->pieces = malloc(t->pieces_room * sizeof(Piece));
    t->bytes = malloc(t->room);
    return t->slots && t->pieces && t->bytes ? OK : NO_MEMORY;
}
static void strings_free(Strings *t) { release(t->slots), free(t->pieces), free(t->bytes); }

#define GROWTH 4 /* of a table: entries are moved once or twice in all */

static inline Slot *strings_at(const Strings *t, Key key) { return t->slots + (key_hash(key) >> t->shift); }

static int strings_grow(Strings *t) {
    if ((uint64_t)t->n * 3 > (t->mask + 1) * 2 - 6) {
        Slot *old = t->slots;
        uint64_t size = t->mask + 1;
        t->slots = zeros(GROWTH * size, sizeof(Slot));
        if (!t->slots) return t->slots = old, NO_MEMORY;
        t->mask = GROWTH * size - 1, t->shift -= 2;
        for (uint64_t i = 0; i < size; i++) {
            if (!old[i].id) continue;
            Slot *to = strings_at(t, (Key){old[i].low, old[i].high});
            while (to->id) to = to == t->slots + t->mask ? t->slots : to + 1;
            *to = old[i];
        }
        release(old);
    }
    if (t->n + 1 >= t->pieces_room) {
        Piece *pieces = realloc(t->pieces, (size_t)t->pieces_room * 2 * sizeof *pieces);
        if (!pieces) return NO_MEMORY;
        t->pieces = pieces, t->pieces_room *= 2;
    }
    return OK;
}

/* The number of a string, which gets one where it is new (`*is_new`); 0 where memory is short. `s` has SLACK after it. */
static uint32_t strings_number(Strings *t, Key key, const uint8_t *s, uint32_t size, int *is_new) {
    Slot *slot = strings_at(t, key);
    *is_new = 0;
    for (;; slot = slot == t->slots + t->mask ? t->slots : slot + 1) {
        if (!slot->id) break;
        if (slot->low != key.low || slot->high != key.high) continue;
        Piece piece = t->pieces[slot->id];
        if (size <= SHORT || (piece.size == size && !memcmp(t->bytes + piece.start, s, size))) return slot->id;
    }
    if (t->used + size + SLACK > t->room) {
        uint64_t room = 2 * (t->used + size + SLACK);
        uint8_t *bytes = realloc(t->bytes, room);
        if (!bytes) return 0;
        t->bytes = bytes, t->room = room;
    }
    *slot = (Slot){key.low, key.high, ++t->n};
    t->pieces[t->n] = (Piece){t->used, size};
    memcpy(t->bytes + t->used, s, size);
    t->used += size;
    *is_new = 1;
    uint32_t id = t->n;
    return strings_grow(t) ? 0 : id;
}

/* ---- adding texts --------------------------------------------------------------------------------------------------- */

typedef struct { uint64_t key; uint32_t node; } PairSlot; /* key 0: empty */
typedef struct { int64_t *values, n, room; } Offsets;

typedef struct {
    int32_t is_char, low, high, strict;
    Strings chunks, grams; /* grams: words, or character n-grams */
    List parts, parts_end; /* of each chunk its grams, and where they end */
    List texts;            /* the chunks of all texts, */
    Offsets text_end;      /* and where each text ends */
    List distinct, often;  /* the distinct chunks of all texts and how often each is there, */
    Offsets distinct_end;  /* and where each text's end */
    uint32_t *chunk_times; /* of one text */
    List longer;           /* the word n-grams of two words and more of all texts, */
    Offsets longer_end;    /* and where each text's end */
    PairSlot *pairs;       /* (n-gram, word) → longer n-gram */
    uint64_t pairs_mask;
    List first, last;      /* of each longer n-gram: what it goes on from, and its last word */
    List words, nodes;     /* of one text */
    uint32_t *in_texts, *times; /* by feature: document frequency, occurrences */
    Lowered lowered;
} Fit;

static int offsets_push(Offsets *o, int64_t value) {
    if (o->n == o->room) {
        int64_t room = 2 * o->n + 256, *values = realloc(o->values, (size_t)room * sizeof *values);
        if (!values) return NO_MEMORY;
        o->values = values, o->room = room;
    }
    o->values[o->n++] = value;
    return OK;
}

API void clf_fit_free(Fit *f) {
    if (!f) return;
    List *lists[] = {&f->parts, &f->parts_end, &f->texts, &f->longer, &f->first, &f->last, &f->words, &f->nodes,
                     &f->distinct, &f->often};
    for (int i = 0; i < 10; i++) free(lists[i]->values);
    strings_free(&f->chunks), strings_free(&f->grams), lowered_free(&f->lowered);
    free(f->text_end.values), free(f->longer_end.values), release(f->pairs);
    free(f->distinct_end.values), release(f->chunk_times), free(f->in_texts), free(f->times), free(f);
}

API Fit *clf_fit_new(int32_t is_char, int32_t low, int32_t high, int32_t strict) {
    Fit *f = calloc(1, sizeof *f);
    if (!f) return NULL;
    f->is_char = is_char, f->low = low, f->high = high, f->strict = strict;
    int error = strings_init(&f->chunks) || strings_init(&f->grams) || list_push(&f->parts_end, 0);
    if (error) clf_fit_free(f), f = NULL;
    return f;
}

#define AT_ONCE 64 /* n-grams looked up together, so that their cache misses overlap */

typedef struct { Key keys[AT_ONCE]; uint32_t at[AT_ONCE], size[AT_ONCE]; int n; } Grams;

static int take_grams(Fit *f, Grams *g) {
    int is_new, n = g->n;
    g->n = 0;
    if (list_reserve(&f->parts, n)) return NO_MEMORY;
    for (int i = 0; i < n; i++) {
        uint32_t id = strings_number(&f->grams, g->keys[i], f->lowered.bytes + g->at[i], g->size[i], &is_new);
        if (!id) return NO_MEMORY;
        f->parts.values[f->parts.n++] = id;
    }
    return OK;
}

static inline int add_gram(Fit *f, Grams *g, int64_t first, int64_t end) {
    uint32_t at = f->lowered.at[first], size = f->lowered.at[end] - at;
    g->keys[g->n] = key_of(f->lowered.bytes + at, size), g->at[g->n] = at, g->size[g->n] = size;
    PREFETCH(strings_at(&f->grams, g->keys[g->n]));
    return ++g->n < AT_ONCE ? OK : take_grams(f, g);
}

/* The words, or the character n-grams, of a chunk: as score.c finds them. */
static int number_grams(Fit *f) {
    const Lowered *l = &f->lowered;
    int64_t low = f->low < l->n ? f->low : l->n;
    Grams grams;
    grams.n = 0;
    for (int64_t i = 0; f->is_char && i + low <= l->n; i++)
        for (int64_t end = i + low; end <= l->n && (end - i <= f->high || end == i + low); end++)
            if (add_gram(f, &grams, i, end)) return NO_MEMORY;
    for (int64_t i = 1; !f->is_char && i < l->n; i++) {
        int64_t first = i;
        while (l->is_word[i]) i++;
        if (i - first >= 2 && add_gram(f, &grams, first, i)) return NO_MEMORY;
    }
    if (take_grams(f, &grams)) return NO_MEMORY;
    return list_push(&f->parts_end, (uint32_t)f->parts.n);
}

static int number_chunk(Fit *f, const uint8_t *start, uint32_t size, const uint8_t *limit) {
    uint8_t copy[64];
    if (limit - start < (int64_t)size + SLACK) { /* the last bytes of all: a key may read past them */
        if (size + SLACK > sizeof copy) {
            uint8_t *whole = malloc(size + SLACK);
            if (!whole) return NO_MEMORY;
            int error = number_chunk(f, memcpy(whole, start, size), size, whole + size + SLACK);
            return free(whole), error;
        }
        start = memcpy(copy, start, size);
    }
    int is_new;
    uint32_t id = strings_number(&f->chunks, key_of(start, size), start, size, &is_new);
    if (!id) return NO_MEMORY;
    if (is_new) {
        lowered_clear(&f->lowered);
        int error = lower_chunk(&f->lowered, start, size);
        if (error) return error;
        if (f->strict && f->lowered.has_unknown) return UNKNOWN_CHARACTER;
        if (number_grams(f) || f->parts.n > UINT32_MAX) return NO_MEMORY;
    }
    return list_push(&f->texts, id);
}

static int add_text(Fit *f, const uint8_t *p, const uint8_t *end, const uint8_t *limit) {
    if (end - p > INT32_MAX) return NO_MEMORY;
    while (p < end) {
        int size = space_size(p, end);
        const uint8_t *start = p += size;
        if (size) continue;
        while (p < end && ((*p > ' ' && *p < 0x80) || !space_size(p, end))) p++;
        int error = number_chunk(f, start, (uint32_t)(p - start), limit);
        if (error) return error;
    }
    return offsets_push(&f->text_end, f->texts.n);
}

/* Add n texts; after an error, which `clf_score` has too, this Fit is of no more use. */
API int clf_fit_add(Fit *f, const uint8_t *texts, const int64_t *offsets, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        int error = add_text(f, texts + offsets[i], texts + offsets[i + 1], texts + offsets[n]);
        if (error) return error;
    }
    return OK;
}

/* ---- counting ------------------------------------------------------------------------------------------------------- */

/* The number of a longer n-gram, from 1 on; 0 where memory is short. */
static uint32_t longer_number(Fit *f, uint32_t node, uint32_t word) {
    uint64_t key = pair_key(node, word);
    if ((uint64_t)f->first.n * 2 >= f->pairs_mask) {
        uint64_t mask = f->pairs_mask ? GROWTH * (f->pairs_mask + 1) - 1 : (1 << 12) - 1;
        PairSlot *slots = zeros(mask + 1, sizeof *slots);
        if (!slots) return 0;
        for (uint64_t i = 0; f->pairs && i <= f->pairs_mask; i++) {
            if (!f->pairs[i].key) continue;
            uint64_t at = pair_hash(f->pairs[i].key) >> 20 & mask;
            while (slots[at].key) at = (at + 1) & mask;
            slots[at] = f->pairs[i];
        }
        release(f->pairs);
        f->pairs = slots, f->pairs_mask = mask;
    }
    uint64_t at = pair_hash(key) >> 20 & f->pairs_mask;
    for (; f->pairs[at].key; at = (at + 1) & f->pairs_mask)
        if (f->pairs[at].key == key) return f->pairs[at].node;
    if (list_push(&f->first, node) || list_push(&f->last, word)) return 0;
    f->pairs[at] = (PairSlot){key, (uint32_t)f->first.n};
    return (uint32_t)f->first.n;
}

#define FETCHED 16 /* pairs ahead */

/* Find the word n-grams of two words and more of one text; n-gram k has the node W + k, W words before it. */
static int take_longer(Fit *f, const uint32_t *chunks, int64_t n) {
    f->words.n = f->nodes.n = 0;
    for (int64_t i = 0; i < n; i++)
        for (uint32_t k = f->parts_end.values[chunks[i] - 1]; k < f->parts_end.values[chunks[i]]; k++)
            if (list_push(&f->words, f->parts.values[k]) || list_push(&f->nodes, f->parts.values[k])) return NO_MEMORY;
    for (int length = 2; length <= f->high; length++) {
        for (int64_t i = 0; i + length <= f->words.n; i++) {
            if (i + length + FETCHED <= f->words.n && f->pairs) {
                uint64_t key = pair_key(f->nodes.values[i + FETCHED], f->words.values[i + FETCHED + length - 1]);
                PREFETCH(f->pairs + (pair_hash(key) >> 20 & f->pairs_mask));
            }
            uint32_t number = longer_number(f, f->nodes.values[i], f->words.values[i + length - 1]);
            if (!number) return NO_MEMORY;
            f->nodes.values[i] = f->grams.n + number;
            if (length >= f->low && list_push(&f->longer, f->nodes.values[i])) return NO_MEMORY;
        }
    }
    return OK;
}

/* The distinct chunks of the next text, with how often each is there: what a chunk has is looked at once. */
static int take_distinct(Fit *f, const uint32_t *chunks, int64_t n) {
    int64_t first = f->distinct.n;
    if (list_reserve(&f->distinct, n) || list_reserve(&f->often, n)) return NO_MEMORY;
    for (int64_t i = 0; i < n; i++) {
        f->distinct.values[f->distinct.n] = chunks[i];
        f->distinct.n += f->chunk_times[chunks[i]]++ == 0;
    }
    for (int64_t i = first; i < f->distinct.n; i++) {
        f->often.values[f->often.n++] = f->chunk_times[f->distinct.values[i]];
        f->chunk_times[f->distinct.values[i]] = 0;
    }
    return offsets_push(&f->distinct_end, f->distinct.n);
}

/* What is done with every feature of a text, which has it `n_times` more, words and character n-grams first. */
#define EACH_FEATURE(f, text, action)                                                                                \
    do {                                                                                                             \
        int64_t c_ = text ? f->distinct_end.values[text - 1] : 0;                                                    \
        for (; (f->is_char || f->low == 1) && c_ < f->distinct_end.values[text]; c_++) {                             \
            uint32_t chunk_ = f->distinct.values[c_], n_times = f->often.values[c_];                                 \
            for (uint32_t k_ = f->parts_end.values[chunk_ - 1]; k_ < f->parts_end.values[chunk_]; k_++) {            \
                uint32_t feature = f->parts.values[k_];                                                              \
                action;                                                                                              \
            }                                                                                                        \
        }                                                                                                            \
        for (int64_t k_ = text ? f->longer_end.values[text - 1] : 0; k_ < f->longer_end.values[text]; k_++) {        \
            uint32_t feature = f->longer.values[k_], n_times = 1;                                                    \
            action;                                                                                                  \
        }                                                                                                            \
    } while (0)

typedef struct {
    int64_t n_texts, n_strings, n_longer; /* features: strings are 1…n_strings, longer word n-grams follow */
    const uint32_t *in_texts, *times;     /* of feature i: entry i */
} Found;

typedef struct { uint64_t prefix; const uint8_t *s; uint32_t size, id; } Sorted;

static int by_bytes(const void *a, const void *b) {
    const Sorted *x = a, *y = b;
    if (x->prefix != y->prefix) return x->prefix < y->prefix ? -1 : 1;
    int order = memcmp(x->s, y->s, x->size < y->size ? x->size : y->size);
    return order ? order : x->size < y->size ? -1 : x->size > y->size;
}

/* Sort by the first eight bytes, eleven bits at a time; the result may lie in either array. */
static Sorted *sort_prefixes(Sorted *all, Sorted *space, uint32_t n) {
    for (int shift = 0; shift < 64; shift += 11) {
        uint32_t place[2049] = {0};
        for (uint32_t i = 0; i < n; i++) place[(all[i].prefix >> shift & 2047) + 1]++;
        for (int i = 0; i < 2048; i++) place[i + 1] += place[i];
        for (uint32_t i = 0; i < n; i++) space[place[all[i].prefix >> shift & 2047]++] = all[i];
        Sorted *swap = all;
        all = space, space = swap;
    }
    return all;
}

/* UTF-8 sorts as its code points do. */
static int sort_strings(const Strings *t, uint32_t *order) {
    uint32_t n = t->n;
    Sorted *all = malloc(2 * ((size_t)n + 1) * sizeof *all);
    if (!all) return NO_MEMORY;
    for (uint32_t i = 0; i < n; i++) {
        Piece piece = t->pieces[i + 1];
        all[i] = (Sorted){0, t->bytes + piece.start, piece.size, i + 1};
        for (uint32_t k = 0; k < 8; k++) all[i].prefix = all[i].prefix << 8 | (k < piece.size ? all[i].s[k] : 0);
    }
    Sorted *sorted = sort_prefixes(all, all + n, n);
    for (uint32_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && sorted[end].prefix == sorted[i].prefix;) end++;
        if (end - i > 1) qsort(sorted + i, end - i, sizeof *sorted, by_bytes);
    }
    for (uint32_t i = 0; i < n; i++) order[i] = sorted[i].id;
    free(all);
    return OK;
}

typedef struct { uint32_t times, in_texts, last; } Tally; /* last: the text after the last one that had the feature */

static int tally(Fit *f, size_t n) {
    Tally *tallies = zeros(n, sizeof *tallies);
    f->in_texts = malloc(n * sizeof(uint32_t)), f->times = malloc(n * sizeof(uint32_t));
    if (!tallies || !f->in_texts || !f->times) return release(tallies), NO_MEMORY;
    for (int64_t text = 0; text < f->text_end.n; text++)
        EACH_FEATURE(f, text, {
            Tally *t = tallies + feature;
            t->times += n_times;
            t->in_texts += t->last != (uint32_t)text + 1;
            t->last = (uint32_t)text + 1;
        });
    for (size_t i = 0; i < n; i++) f->in_texts[i] = tallies[i].in_texts, f->times[i] = tallies[i].times;
    release(tallies);
    return OK;
}

/* Count; what `found` points to lives as long as this Fit. */
API int clf_fit_count(Fit *f, Found *found) {
    f->chunk_times = zeros((size_t)f->chunks.n + 1, sizeof(uint32_t));
    if (!f->chunk_times) return NO_MEMORY;
    for (int64_t text = 0; text < f->text_end.n; text++) {
        int64_t start = text ? f->text_end.values[text - 1] : 0;
        const uint32_t *chunks = f->texts.values + start;
        int64_t n = f->text_end.values[text] - start;
        if (take_distinct(f, chunks, n) || (!f->is_char && f->high > 1 && take_longer(f, chunks, n))) return NO_MEMORY;
        if (offsets_push(&f->longer_end, f->longer.n)) return NO_MEMORY;
    }
    if (tally(f, (size_t)f->grams.n + (size_t)f->first.n + 1)) return NO_MEMORY;
    *found = (Found){f->text_end.n, f->grams.n, f->first.n, f->in_texts, f->times};
    return OK;
}

/* Write the numbers of the strings that make up each feature, `longest` for each feature, 0 after the last. */
API void clf_fit_paths(const Fit *f, int64_t longest, uint32_t *paths) {
    uint32_t *to = memset(paths, 0, (size_t)longest * sizeof *paths);
    for (uint32_t i = 1; i <= f->grams.n; i++) {
        memset(to += longest, 0, (size_t)longest * sizeof *to);
        *to = i;
    }
    for (int64_t i = 0; i < f->first.n; i++) { /* what it goes on from came before it */
        memcpy(to += longest, paths + f->first.values[i] * longest, (size_t)longest * sizeof *to);
        uint32_t *end = to;
        while (*end) end++;
        *end = f->last.values[i];
    }
}

/* Put n features in the order of their code points; each is given by the numbers of its `longest` strings, 0 after the
 * last. A space sorts before every word character, so word n-grams sort as the ranks of their words do, none before any:
 * counting sorts, from the last word to the first. */
API int clf_fit_order(const Fit *f, const uint32_t *paths, int64_t longest, uint32_t *features, int64_t n) {
    size_t n_ranks = (size_t)f->grams.n + 1;
    uint32_t *rank = malloc((2 * n_ranks + 1 + 2 * (size_t)n) * sizeof *rank);
    if (!rank) return NO_MEMORY;
    uint32_t *place = rank + n_ranks, *key = place + n_ranks + 1, *sorted = key + n;
    int error = sort_strings(&f->grams, place); /* for now: the strings in order */
    for (uint32_t i = 0; i < f->grams.n && !error; i++) rank[place[i]] = i + 1;
    rank[0] = 0;
    for (int64_t k = longest - 1; k >= 0 && !error; k--) {
        memset(place, 0, (n_ranks + 1) * sizeof *place);
        for (int64_t i = 0; i < n; i++) place[(key[i] = rank[paths[features[i] * longest + k]]) + 1]++;
        for (size_t i = 0; i < n_ranks; i++) place[i + 1] += place[i];
        for (int64_t i = 0; i < n; i++) sorted[place[key[i]]++] = features[i];
        memcpy(features, sorted, (size_t)n * sizeof *features);
    }
    free(rank);
    return error;
}

/* Write n-grams, each given by the numbers of its `longest` strings (0 after the last): a space between these, a line
 * end after each n-gram. Returns the bytes it takes, and only that where `to` is NULL. */
API int64_t clf_fit_terms(const Fit *f, const uint32_t *strings, int64_t n, int64_t longest, uint8_t *to) {
    int64_t size = 0;
    for (int64_t i = 0; i < n; i++, strings += longest) {
        for (int64_t k = 0; k < longest && strings[k]; k++) {
            Piece piece = f->grams.pieces[strings[k]];
            if (to) memcpy(to + size, f->grams.bytes + piece.start, piece.size), to[size + piece.size] = ' ';
            size += piece.size + 1;
        }
        if (to) to[size - 1] = '\n';
    }
    return size;
}

/* ---- the matrix ------------------------------------------------------------------------------------------------------ */

/* The columns of a row, as bits: read out, they are sorted. `groups` has a bit for each word of `bits` that is not 0. */
typedef struct { uint64_t *bits, *groups; int64_t n_groups; } Row;

static inline void row_add(Row *r, uint32_t column) {
    r->bits[column >> 6] |= 1ull << (column & 63);
    r->groups[column >> 12] |= 1ull << (column >> 6 & 63);
}

/* Move the columns of a row, with how often each is there, to the matrix; how many they were. */
static int64_t row_move(Row *r, uint32_t *times, int32_t *columns, double *counts) {
    int64_t n = 0;
    for (int64_t g = 0; g < r->n_groups; g++) {
        for (; r->groups[g]; r->groups[g] &= r->groups[g] - 1) {
            int64_t word = 64 * g + LOWEST_BIT(r->groups[g]);
            for (uint64_t left = r->bits[word]; left; left &= left - 1, n++) {
                int64_t column = 64 * word + LOWEST_BIT(left);
                columns[n] = (int32_t)column, counts[n] = times[column];
                times[column] = 0;
            }
            r->bits[word] = 0;
        }
    }
    return n;
}

/* Fill a matrix in compressed rows: `column` of each feature, -1 where it is dropped; `starts` has n_texts + 1 entries,
 * `columns` and `counts` one for each text and feature, which is the sum of the kept document frequencies. Once for a
 * Fit: what its chunks have is turned from features into columns, so that each text need not look them up. */
API int clf_fit_fill(Fit *f, const int32_t *column, int64_t n_columns, int64_t *starts, int32_t *columns,
                     double *counts) {
    uint32_t *times = zeros((size_t)n_columns + 1, sizeof *times);
    Row row = {NULL, NULL, n_columns / 4096 + 1};
    row.bits = zeros((size_t)row.n_groups * 64, sizeof(uint64_t));
    row.groups = zeros((size_t)row.n_groups, sizeof(uint64_t));
    int error = times && row.bits && row.groups ? OK : NO_MEMORY;
    for (int64_t i = 0; i < f->parts.n; i++) f->parts.values[i] = (uint32_t)column[f->parts.values[i]];
    for (int64_t i = 0; i < f->longer.n; i++) f->longer.values[i] = (uint32_t)column[f->longer.values[i]];
    int64_t at = starts[0] = 0;
    for (int64_t text = 0; text < f->text_end.n && !error; text++) {
        EACH_FEATURE(f, text, { /* which are columns now */
            if (feature == UINT32_MAX) continue;
            row_add(&row, feature);
            times[feature] += n_times;
        });
        at += row_move(&row, times, columns + at, counts + at);
        starts[text + 1] = at;
    }
    release(times), release(row.bits), release(row.groups);
    return error;
}
