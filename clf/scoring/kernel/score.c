/* Raw text to label scores: TF-IDF over word n-grams and padded character n-grams, and a linear function per label.
 *
 *   split     the text into chunks at white space, 64 bytes at a time              take_text
 *   find      each chunk among those known from earlier texts                      find_chunks
 *   analyse   the others: lower case, words, character n-grams                     analyse_chunks
 *   pair      neighbouring words into longer n-grams                               take_word_ngrams
 *   count     the features of each distinct chunk                                  count_chunks
 *   weigh     (1 + ln tf) · idf, unit length per block, weighted sum               finish_words, finish_chars
 *
 * Every stage runs over many items before the next begins, and fetches what that one will need: a miss of the caches
 * costs as much as all that is computed for a word, unless several are under way at once.
 *
 * Scores equal scikit-learn's; tests hold them together. A Model is read-only and may be shared by threads, a Scratch
 * belongs to one. Nothing here trusts a text or a vocabulary; lengths given by the caller are trusted. */
#include "rows.h"

#include <math.h>

API const char *clf_unicode(void) { return UNICODE_VERSION; }

/* ---- what a thread works with --------------------------------------------------------------------------------- */

#define SECTION 256    /* chunks handled together */
#define LONGEST 48     /* bytes of a chunk worth remembering */
#ifndef SETS           /* the fuzzer has fewer */
#define SETS (1 << 15) /* pairs of known chunks */
#define ARENA (1 << 19) /* units of memory for what does not fit into a Known; those used are touched, no others */
#endif
#define LARGE (1 << 17) /* n-grams of a model that gets twice as much of both: its rows take more memory still */
#define UNIT 64
#define MOST_UNITS 255u
#define LOGS 1024

/* A chunk of earlier texts, half a cache line: its first 15 bytes and its size, in which text it was last and how often
 * there, its word, and where the rest lies: number of a unit · 256 + how many units, 0 for nowhere. */
typedef struct { uint64_t first, second; uint32_t text, count, word, block; } Known;

/* Instead of a word (with its roles): */
#define NO_WORD 0xFFFFFFFFu
#define SOME_WORDS 0xFFFFFFFEu /* they are in the block */
#define ALONE 0xFFFFFFFDu      /* the chunk could not be remembered and is analysed wherever it stands */

/* The rest, in the arena: this; where there are character features, Σ idf² and Σ idf · weights of them all; those
 * features; the words, where there is more than one; the 16th and later bytes of the chunk. */
typedef struct { uint32_t n_words, n_chars; } Block;

typedef struct { const uint8_t *start; uint64_t first, second; uint32_t size, set, known; } Chunk;
typedef struct { Key key; uint64_t hash; uint32_t first, end, node; } Wanted; /* an n-gram: characters of `lowered` */
typedef struct { Wanted *of; int64_t n, room; } Wants;
typedef struct { const Chunk *chunk; int64_t words_end, chars_end; } Pending; /* its n-grams end there in the lists */
typedef struct { uint32_t feature; uint64_t start, end; } Place;

typedef struct {
    uint32_t n_sets, n_units;     /* SETS and ARENA, or twice as many */
    Known *known;                 /* n_sets pairs, and at last one that stands for chunks without a place */
    uint8_t *arena;
    uint32_t arena_used, unused[MOST_UNITS + 1]; /* blocks given back, by size */
    int is_full;                  /* a block was refused: begin anew with the next text */
    uint32_t text;                /* number of the present one */
    int is_short;                 /* see `SHORT_TEXT` */
    List open;                    /* known chunks of this text */
    List words, nodes;            /* of this text, in order */
    Lowered lowered;
    Wants wanted_words, wanted_chars;
    Pending pending[SECTION];
    int n_pending;
    uint32_t *counts;             /* by feature */
    uint32_t *touched[2];         /* features counted, in either block */
    int64_t n_touched[2];
    double *sums, squares;        /* of the character features */
    double logs[LOGS];
    uint8_t *padded;              /* a copy of a text after which nothing may be read */
    int64_t padded_room;
    /* only for explanations */
    int is_locating;
    Place *places;
    int64_t n_places, places_room;
    uint64_t *word_spans;         /* start and end of each word */
    int64_t word_spans_room;
    int32_t *columns;             /* features, until they are handed on */
    double *values;
    int64_t n_values;
} Scratch;

API void clf_scratch_free(Scratch *s) {
    if (!s) return;
    List *lists[] = {&s->open, &s->words, &s->nodes};
    for (int i = 0; i < 3; i++) free(lists[i]->values);
    lowered_free(&s->lowered);
    release(s->known), release(s->arena), release(s->counts), free(s->touched[0]), free(s->touched[1]), free(s->sums);
    free(s->wanted_words.of), free(s->wanted_chars.of), free(s->padded);
    free(s->places), free(s->word_spans), free(s->columns), free(s->values), free(s);
}

static void forget_chunks(Scratch *s) {
    memset(s->known, 0, (2 * s->n_sets + 1) * sizeof(Known));
    memset(s->unused, 0, sizeof s->unused);
    s->known[2 * s->n_sets].word = ALONE;
    s->arena_used = 1; /* unit 0 is none */
    s->is_full = 0;
    s->text = 1;
}

API Scratch *clf_scratch_new(const Model *m) {
    Scratch *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    size_t n = (size_t)m->n_features + 1;
    uint32_t times = n > LARGE ? 2 : 1;
    s->n_sets = times * SETS, s->n_units = times * ARENA;
    s->known = roomy((2 * s->n_sets + 1) * sizeof(Known));
    s->arena = roomy((size_t)s->n_units * UNIT);
    s->counts = zeros(n, sizeof(uint32_t));
    s->touched[0] = malloc(n * sizeof(uint32_t));
    s->touched[1] = malloc(n * sizeof(uint32_t));
    s->sums = malloc((size_t)m->n_lanes * 4 * sizeof(double) * 2);
    if (!s->known || !s->arena || !s->counts || !s->touched[0] || !s->touched[1] || !s->sums)
        return clf_scratch_free(s), NULL;
    forget_chunks(s);
    for (int i = 1; i < LOGS; i++) s->logs[i] = 1.0 + log(i);
    return s;
}

/* ---- counting ------------------------------------------------------------------------------------------------- */

static inline void count_all(Scratch *s, int block, const uint32_t *features, uint32_t n, uint32_t times) {
    uint32_t *counts = s->counts, *touched = s->touched[block] + s->n_touched[block], *end = touched;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t feature = features[i], before = counts[feature];
        *end = feature; /* overwritten next time unless it is new */
        end += before == 0;
        counts[feature] = before + times;
    }
    s->n_touched[block] += end - touched;
}

/* Character n-grams are many, and two thirds of those in a text are there once. So each chunk remembers Σ idf · weights of
 * all of its own; the sums of a text's chunks are right for every feature that only one of them has, once. The others are
 * put right: a count has how often the feature was so summed in its upper half. Texts in which
 * a half would not do are counted without. */
#define SHORT_TEXT 0x7000
#define SUMMED 0x10000u

static inline Block *block_of(const Scratch *s, uint32_t block) { return (Block *)(s->arena + (size_t)(block >> 8) * UNIT); }
static inline double *sums_of(Block *b) { return (double *)(b + 1); }
static inline uint32_t *chars_of(const Model *m, Block *b) {
    return (uint32_t *)(b + 1) + (b->n_chars ? 2 + 8 * m->n_lanes : 0);
}
static inline uint32_t *words_of(const Model *m, Block *b) { return chars_of(m, b) + b->n_chars; }
static inline uint8_t *rest_of(const Model *m, Block *b) { return (uint8_t *)(words_of(m, b) + b->n_words); }

static void count_word(const Model *m, Scratch *s, uint32_t word, uint32_t times) {
    uint32_t node = word & NUMBER;
    if (!node || node > m->n_word_features) return;
    prefetch_row(m, node);
    count_all(s, 0, &node, 1, times);
}

static void count_block(const Model *m, Scratch *s, Block *b, uint32_t times) {
    const uint32_t *words = words_of(m, b), *chars = chars_of(m, b);
    for (uint32_t i = 0; i < b->n_words; i++) count_word(m, s, words[i], times);
    if (!b->n_chars) return;
    if (s->is_short) {
        const double *sums = sums_of(b);
        s->squares += sums[0];
        for (int j = 0; j < 4 * m->n_lanes; j++) s->sums[j] += sums[1 + j];
        times += SUMMED;
    }
    count_all(s, 1, chars, b->n_chars, times);
}

static void fetch_counts(const Model *m, const Scratch *s, uint32_t block) {
    if (!block) return;
    Block *b = block_of(s, block);
    const uint32_t *chars = chars_of(m, b);
    for (uint32_t k = 0; k < b->n_chars; k++) PREFETCH(s->counts + chars[k]);
}

/* Hand the counts of this text's chunks on to their features: a chunk that occurs nine times is handled once. */
static void count_chunks(const Model *m, Scratch *s) {
    for (int64_t i = 0; i < s->open.n; i++) {
        if (i + 8 < s->open.n) {
            const uint8_t *next = (const uint8_t *)block_of(s, s->known[s->open.values[i + 8]].block);
            for (int k = 0; k < 5; k++) PREFETCH(next + k * UNIT);
        }
        if (i + 2 < s->open.n) fetch_counts(m, s, s->known[s->open.values[i + 2]].block);
        const Known *k = s->known + s->open.values[i];
        if (k->word < ALONE) count_word(m, s, k->word, k->count);
        if (k->block) count_block(m, s, block_of(s, k->block), k->count);
    }
    s->open.n = 0;
}

/* ---- memory for blocks ---------------------------------------------------------------------------------------- */

/* A block of at least `units`, 0 where there is none. */
static uint32_t block_new(Scratch *s, size_t units) {
    if (units > MOST_UNITS) return 0;
    uint32_t size = (uint32_t)units;
    if (!s->unused[size] && size <= s->n_units - s->arena_used) {
        s->arena_used += size;
        return (s->arena_used - size) << 8 | size;
    }
    while (size <= MOST_UNITS && !s->unused[size]) size++;
    if (size > MOST_UNITS) return s->is_full = 1, 0;
    uint32_t block = s->unused[size];
    s->unused[size] = block_of(s, block)->n_chars; /* the one given back before it */
    return block;
}

static void block_free(Scratch *s, uint32_t block) {
    if (!block) return;
    block_of(s, block)->n_chars = s->unused[block & MOST_UNITS];
    s->unused[block & MOST_UNITS] = block;
}

/* ---- from a chunk to its n-grams ------------------------------------------------------------------------------- */

static int wants_reserve(Wants *w, int64_t more) {
    if (w->n + more <= w->room) return OK;
    int64_t room = 2 * (w->n + more) + 256;
    Wanted *of = realloc(w->of, (size_t)room * sizeof *of);
    if (!of) return NO_MEMORY;
    w->of = of, w->room = room;
    return OK;
}

static inline void want(Wants *w, const Index *index, Key key, int64_t first, int64_t end) {
    uint64_t hash = key_hash(key);
    PREFETCH(index_at(index, hash));
    w->of[w->n++] = (Wanted){key, hash, (uint32_t)first, (uint32_t)end, 0};
}

/* Words are runs of two or more word characters among [from, to); one alone is dropped, and its neighbours become
 * neighbours. */
static int want_words(const Model *m, Scratch *s, int64_t from, int64_t to) {
    const Lowered *l = &s->lowered;
    if (wants_reserve(&s->wanted_words, (to - from) / 2)) return NO_MEMORY;
    for (int64_t i = from, first; i < to; i++) {
        if (!l->is_word[i]) continue;
        for (first = i; l->is_word[i]; i++) {} /* the pad ends it */
        if (i - first < 2) continue;
        want(&s->wanted_words, &m->words, key_of(l->bytes + l->at[first], l->at[i] - l->at[first]), first, i);
    }
    return OK;
}

/* The character n-grams of the chunk [from, to) that begin in [first, last), by where they begin; a padded chunk shorter
 * than every n counts once, as a whole. */
static int want_chars(const Model *m, Scratch *s, int64_t from, int64_t to, int64_t first, int64_t last) {
    int64_t low = m->char_low < to - from ? m->char_low : to - from, high = m->char_high > low ? m->char_high : low;
    if (high > to - from) high = to - from;
    if (!m->char_high) return OK;
    if (wants_reserve(&s->wanted_chars, (last - first) * (high - low + 1))) return NO_MEMORY;
    const Lowered *l = &s->lowered;
    for (int64_t i = first; i < last && i + low <= to; i++) {
        const uint8_t *bytes = l->bytes + l->at[i];
        uint64_t eight = load_bytes(bytes, 8), next = load_bytes(bytes + 8, 8); /* of all that begin here */
        for (int64_t end = i + low; end <= i + high && end <= to; end++) {
            uint32_t size = l->at[end] - l->at[i];
            Key key;
            if (size <= 8) key = (Key){eight & ~0ull >> (64 - 8 * size), size << 24};
            else if (size <= SHORT) key = (Key){eight, (uint32_t)(next & ~0ull >> (128 - 8 * size)) | size << 24};
            else key = key_of(bytes, size);
            want(&s->wanted_chars, &m->chars, key, i, end);
        }
    }
    return OK;
}

/* Look up: what may be the node of each, while its row is fetched, and then whether it is. */
static void find_wanted(const Model *m, const Index *index, const Lowered *l, Wants *w) {
    for (int64_t i = 0; i < w->n; i++) {
        uint64_t slot = w->of[i].hash >> index->shift;
        w->of[i].node = index_next(m, index, w->of[i].hash, &slot);
        prefetch_row(m, w->of[i].node);
    }
    for (int64_t i = 0; i < w->n; i++) {
        Wanted *g = w->of + i;
        const uint8_t *bytes = l->bytes + l->at[g->first];
        if (g->node && !is_node(m, g->node, g->key, bytes)) g->node = index_find(m, index, g->key, g->hash, bytes);
    }
}

/* ---- chunks that are not known --------------------------------------------------------------------------------- */

/* Σ idf² and Σ idf · weights of some features. */
static void sum_features(const Model *m, const uint32_t *features, uint32_t n, double *sums) {
    const uint8_t *rows[BATCH];
    double values[BATCH];
    memset(sums, 0, (size_t)(1 + 4 * m->n_lanes) * sizeof *sums);
    for (uint32_t first = 0; first < n; first += BATCH) {
        int size = n - first < BATCH ? (int)(n - first) : BATCH;
        for (int i = 0; i < size; i++) {
            rows[i] = row_of(m, features[first + i]);
            values[i] = idf_of(m, rows[i]);
            sums[0] += values[i] * values[i];
        }
        add_rows(rows, values, size, sums + 1, m->n_lanes, m->is_half);
    }
}

/* Fill in what a new chunk's n-grams, [words, words_end) and [chars, chars_end) of the lists, were found to be. */
static void remember(const Model *m, Scratch *s, const Chunk *c, const Wanted *words, int64_t n_words,
                     const Wanted *chars, int64_t n_chars) {
    Known *k = s->known + c->known;
    uint32_t n_found = 0, rest = c->size > 15 ? c->size - 15 : 0, n_listed = n_words > 1 ? (uint32_t)n_words : 0;
    for (int64_t i = 0; i < n_chars; i++) n_found += chars[i].node != 0;
    k->block = 0;
    k->word = !n_words ? NO_WORD : n_words > 1 ? SOME_WORDS : words->node ? words->node | roles_of(m, words->node) : 0;
    if (!n_found && !rest && !n_listed) return;
    size_t bytes = sizeof(Block) + (n_found ? sizeof(double) * (size_t)(1 + 4 * m->n_lanes) : 0) + rest +
                   sizeof(uint32_t) * ((size_t)n_found + n_listed);
    k->block = block_new(s, (bytes + UNIT - 1) / UNIT);
    if (!k->block) {
        k->word = ALONE;
        return;
    }
    Block *b = block_of(s, k->block);
    b->n_words = n_listed, b->n_chars = n_found;
    uint32_t *to = chars_of(m, b);
    for (int64_t i = 0; i < n_chars; i++) if (chars[i].node) *to++ = chars[i].node;
    for (uint32_t i = 0; i < n_listed; i++) *to++ = words[i].node ? words[i].node | roles_of(m, words[i].node) : 0;
    memcpy(to, c->start + 15, rest);
    if (n_found) sum_features(m, chars_of(m, b), n_found, sums_of(b));
}

#define TOGETHER 256 /* n-grams looked up together: their rows stay in the nearest cache */

/* Analyse some of n new chunks together; `*done`: how many. */
static int analyse_some(const Model *m, Scratch *s, Pending *pending, int n, int *done) {
    int error = OK, i = 0;
    lowered_clear(&s->lowered);
    s->wanted_words.n = s->wanted_chars.n = 0;
    for (; i < n && !error && s->wanted_chars.n < TOGETHER; i++) {
        Pending *p = pending + i;
        int64_t from = s->lowered.n;
        error = lower_chunk(&s->lowered, p->chunk->start, p->chunk->size);
        if (!error && m->strict && s->lowered.has_unknown) error = UNKNOWN_CHARACTER;
        int64_t to = s->lowered.n;
        if (!error) error = want_words(m, s, from, to);
        if (!error) error = want_chars(m, s, from, to, from, to);
        p->words_end = s->wanted_words.n, p->chars_end = s->wanted_chars.n;
    }
    *done = n = i;
    if (error) return error;
    find_wanted(m, &m->words, &s->lowered, &s->wanted_words);
    find_wanted(m, &m->chars, &s->lowered, &s->wanted_chars);
    const Wanted *words = s->wanted_words.of, *chars = s->wanted_chars.of;
    int64_t word = 0, character = 0;
    for (i = 0; i < n; i++) {
        const Pending *p = pending + i;
        remember(m, s, p->chunk, words + word, p->words_end - word, chars + character, p->chars_end - character);
        word = p->words_end, character = p->chars_end;
    }
    return OK;
}

/* Analyse the new chunks of a section. After an error none of them is known. */
static NEVER_INLINE int analyse_chunks(const Model *m, Scratch *s) {
    int error = OK, n = s->n_pending;
    for (int i = 0, done; i < n && !error; i += done) error = analyse_some(m, s, s->pending + i, n - i, &done);
    for (int i = 0; error && i < n; i++) {
        Known *k = s->known + s->pending[i].chunk->known;
        block_free(s, k->block);
        *k = (Known){0};
    }
    return error;
}

/* ---- chunks that are not remembered ---------------------------------------------------------------------------- */

static int place_push(Scratch *s, uint32_t feature, uint64_t start, uint64_t end) {
    if (s->n_places == s->places_room) {
        int64_t room = 2 * s->n_places + 256;
        Place *places = realloc(s->places, (size_t)room * sizeof *places);
        if (!places) return NO_MEMORY;
        s->places = places, s->places_room = room;
    }
    s->places[s->n_places++] = (Place){feature, start, end};
    return OK;
}

static int word_span_push(Scratch *s, int64_t i, uint64_t start, uint64_t end) {
    if (i >= s->word_spans_room) {
        int64_t room = 2 * i + 256;
        uint64_t *spans = realloc(s->word_spans, (size_t)room * 2 * sizeof *spans);
        if (!spans) return NO_MEMORY;
        s->word_spans = spans, s->word_spans_room = room;
    }
    s->word_spans[2 * i] = start, s->word_spans[2 * i + 1] = end;
    return OK;
}

/* Count the wanted words; `before`: characters of the text before the chunk. */
static int take_words(const Model *m, Scratch *s, uint64_t before) {
    const Lowered *l = &s->lowered;
    find_wanted(m, &m->words, l, &s->wanted_words);
    if (list_reserve(&s->words, s->wanted_words.n)) return NO_MEMORY;
    for (int64_t i = 0; i < s->wanted_words.n; i++) {
        const Wanted *g = s->wanted_words.of + i;
        if (s->is_locating) {
            uint64_t start = before + l->origin[g->first], end = before + l->origin[g->end - 1] + 1;
            if (word_span_push(s, s->words.n, start, end)) return NO_MEMORY;
            if (g->node && g->node <= m->n_word_features && place_push(s, g->node, start, end)) return NO_MEMORY;
        }
        s->words.values[s->words.n++] = g->node ? g->node | roles_of(m, g->node) : 0;
        count_word(m, s, g->node, 1);
    }
    s->wanted_words.n = 0;
    return OK;
}

static int take_chars(const Model *m, Scratch *s, uint64_t before) {
    const Lowered *l = &s->lowered;
    find_wanted(m, &m->chars, l, &s->wanted_chars);
    for (int64_t i = 0; i < s->wanted_chars.n; i++) {
        const Wanted *g = s->wanted_chars.of + i;
        if (!g->node) continue;
        count_all(s, 1, &g->node, 1, 1);
        int64_t first = g->first ? g->first : 1, last = g->end < l->n ? g->end - 1 : l->n - 2; /* no pads */
        if (s->is_locating && first <= last &&
            place_push(s, g->node, before + l->origin[first], before + l->origin[last] + 1)) return NO_MEMORY;
    }
    s->wanted_chars.n = 0;
    return OK;
}

/* Analyse a chunk and count what is found; a long one in steps, so that its lists stay short. */
static NEVER_INLINE int take_alone(const Model *m, Scratch *s, const uint8_t *start, uint32_t size, uint64_t before) {
    lowered_clear(&s->lowered);
    s->wanted_words.n = s->wanted_chars.n = 0;
    int error = lower_chunk(&s->lowered, start, size);
    if (!error && m->strict && s->lowered.has_unknown) error = UNKNOWN_CHARACTER;
    int64_t n = s->lowered.n;
    if (!error) error = want_words(m, s, 0, n);
    if (!error) error = take_words(m, s, before);
    for (int64_t i = 0; i < n && !error; i += BATCH) {
        error = want_chars(m, s, 0, n, i, i + BATCH < n ? i + BATCH : n);
        if (!error) error = take_chars(m, s, before);
    }
    return error;
}

/* ---- finding chunks ---------------------------------------------------------------------------------------------- */

static inline int has_rest(const Model *m, const Scratch *s, const Known *k, const Chunk *c) {
    if (k->block) return !memcmp(rest_of(m, block_of(s, k->block)), c->start + 15, c->size - 15);
    for (int i = 0; i < s->n_pending; i++) /* not yet analysed */
        if (s->known + s->pending[i].chunk->known == k) return !memcmp(s->pending[i].chunk->start, c->start, c->size);
    return 0;
}

/* Which of a pair a chunk is, 2 for neither; without branches, which would be mispredicted, but for long ones. */
static inline uint32_t which_known(const Model *m, const Scratch *s, const Known *pair, const Chunk *c) {
    uint32_t is_0 = ((pair[0].first ^ c->first) | (pair[0].second ^ c->second)) == 0;
    uint32_t is_1 = ((pair[1].first ^ c->first) | (pair[1].second ^ c->second)) == 0;
    if (c->size > 15) {
        is_0 = is_0 && has_rest(m, s, pair, c);
        is_1 = is_1 && has_rest(m, s, pair + 1, c);
    }
    return is_0 ? 0 : 2 - is_1;
}

/* The place of a new chunk: that of its pair which was longer not seen, unless that is in this text too. For a text alone
 * decides which of its chunks have a place, its score has the same bits whatever came before (but for rounding where
 * the memory for n-grams of chunks is full). */
static NEVER_INLINE void add_chunk(Scratch *s, Chunk *c) {
    Known *k = s->known + 2 * c->set;
    k += k[1].text < k[0].text;
    c->known = 2 * s->n_sets;
    if (k->text == s->text) return;
    block_free(s, k->block);
    *k = (Known){c->first, c->second, 0, 0, 0, 0};
    c->known = (uint32_t)(k - s->known);
    s->pending[s->n_pending++].chunk = c;
}

static int find_chunks(const Model *m, Scratch *s, Chunk *chunks, int n) {
    if (list_reserve(&s->open, n)) return NO_MEMORY;
    uint32_t *open = s->open.values;
    for (int i = 0; i < n; i++) {
        Chunk *c = chunks + i;
        uint32_t which = which_known(m, s, s->known + 2 * c->set, c);
        c->known = 2 * c->set + which;
        if (which == 2) add_chunk(s, c);
        Known *k = s->known + c->known;
        open[s->open.n] = c->known;
        s->open.n += k->text != s->text;
        k->count = (k->text == s->text ? k->count : 0) + 1;
        k->text = s->text;
    }
    return OK;
}

/* The words of a section, in order; and its chunks without a place. */
static int list_words(const Model *m, Scratch *s, const Chunk *chunks, int n) {
    if (list_reserve(&s->words, n)) return NO_MEMORY;
    for (int i = 0; i < n; i++) {
        const Known *k = s->known + chunks[i].known;
        s->words.values[s->words.n] = k->word;
        s->words.n += k->word < ALONE;
        if (k->word < ALONE || k->word == NO_WORD) continue;
        if (k->word == ALONE) {
            int error = take_alone(m, s, chunks[i].start, chunks[i].size, 0);
            if (error) return error;
        } else {
            Block *b = block_of(s, k->block);
            if (list_reserve(&s->words, b->n_words)) return NO_MEMORY;
            memcpy(s->words.values + s->words.n, words_of(m, b), b->n_words * sizeof(uint32_t));
            s->words.n += b->n_words;
        }
        if (list_reserve(&s->words, n - i)) return NO_MEMORY;
    }
    return OK;
}

/* ---- splitting ---------------------------------------------------------------------------------------------------- */

typedef struct { Chunk chunks[SECTION]; int n; } Section;

static int take_section(const Model *m, Scratch *s, Section *section) {
    s->n_pending = 0;
    int n = section->n, error = find_chunks(m, s, section->chunks, n);
    section->n = 0;
    if (!error && s->n_pending) error = analyse_chunks(m, s);
    return error ? error : list_words(m, s, section->chunks, n);
}

static inline int take_chunk(const Model *m, Scratch *s, Section *to, const uint8_t *start, const uint8_t *end) {
    static const uint64_t masks[9] = {0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF,
                                      0xFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF};
    size_t size = (size_t)(end - start);
    if (size > LONGEST) {
        int error = take_section(m, s, to);
        return error ? error : take_alone(m, s, start, (uint32_t)size, 0);
    }
    uint64_t first = load_bytes(start, 8) & masks[size < 8 ? size : 8];
    uint64_t second = (load_bytes(start + 8, 8) & masks[size < 8 ? 0 : size < 15 ? size - 8 : 7]) | (uint64_t)size << 56;
    uint64_t hash = mix(first ^ second * 0x9E3779B97F4A7C15ull);
    if (size > 15) hash ^= hash_bytes(start + 15, (uint32_t)size - 15);
    uint32_t set = (uint32_t)(mix(hash) >> 32) & (s->n_sets - 1);
    PREFETCH(s->known + 2 * set);
    to->chunks[to->n++] = (Chunk){start, first, second, (uint32_t)size, set, 0};
    return to->n < SECTION ? OK : take_section(m, s, to);
}

#define READ_AHEAD 64 /* bytes after a text that may be read */

/* Split [p, end) at white space. */
static int take_text(const Model *m, Scratch *s, const uint8_t *p, const uint8_t *end) {
    Section section;
    section.n = 0;
    const uint8_t *start = p; /* of the present chunk */
    int error = OK;
    for (const uint8_t *block = p; block < end && !error; block += 64) {
        uint64_t bits = maybe_space(block);
        if (end - block < 64) bits &= (1ull << (end - block)) - 1;
        for (; bits && !error; bits &= bits - 1) {
            const uint8_t *at = block + LOWEST_BIT(bits);
            int size = *at == ' ' ? 1 : space_size(at, end);
            if (!size) continue;
            if (at > start) error = take_chunk(m, s, &section, start, at);
            start = at + size;
        }
    }
    if (!error && start < end) error = take_chunk(m, s, &section, start, end);
    return error ? error : take_section(m, s, &section);
}

/* ---- longer word n-grams ------------------------------------------------------------------------------------------ */

#define AHEAD 24 /* look-ups under way at once */

typedef struct { uint64_t key, hash; uint32_t first, node; } Step; /* node: at first of all words but the last */

/* Level by level: the n-grams of one word more, where both the n-gram so far and the next word may be part of one. */
static int take_word_ngrams(const Model *m, Scratch *s) {
    const uint32_t *words = s->words.values;
    int64_t n = s->words.n, kept = 0;
    s->nodes.n = 0;
    if (m->word_high < 2 || n < 2) return OK;
    if (list_reserve(&s->nodes, n * (int64_t)(sizeof(Step) / sizeof(uint32_t)) + 1)) return NO_MEMORY;
    Step *steps = (Step *)s->nodes.values;
    for (int64_t i = 0; i + 1 < n; i++) {
        steps[kept].first = (uint32_t)i, steps[kept].node = words[i] & NUMBER;
        kept += words[i] >> 31 & words[i + 1] >> 30;
    }
    for (int64_t length = 2; length <= m->word_high && kept; length++) {
        int64_t going = 0, still = 0;
        for (int64_t k = 0; k < kept; k++) {
            int64_t last = steps[k].first + length - 1;
            if (last >= n || !(words[last] & GOES_ON)) continue;
            uint64_t key = pair_key(steps[k].node, words[last] & NUMBER), hash = pair_hash(key);
            steps[going++] = (Step){key, hash, steps[k].first, 0};
        }
        for (int64_t k = 0; k < going && k < AHEAD; k++) PREFETCH(index_at(&m->pairs, steps[k].hash));
        for (int64_t k = 0; k < going; k++) {
            if (k + AHEAD < going) PREFETCH(index_at(&m->pairs, steps[k + AHEAD].hash));
            uint64_t slot = steps[k].hash >> m->pairs.shift;
            uint32_t node = index_next(m, &m->pairs, steps[k].hash, &slot);
            steps[still] = steps[k], steps[still].node = node;
            prefetch_row(m, node);
            PREFETCH(s->counts + (node <= m->n_features ? node : 0));
            still += node != 0;
        }
        kept = 0;
        for (int64_t k = 0; k < still; k++) {
            Key key = {steps[k].key, 0};
            uint32_t node = steps[k].node;
            if (!is_node(m, node, key, NULL)) node = index_find(m, &m->pairs, key, steps[k].hash, NULL);
            if (!node) continue;
            if (node <= m->n_word_features) {
                count_all(s, 0, &node, 1, 1);
                if (s->is_locating && place_push(s, node, s->word_spans[2 * steps[k].first],
                                                 s->word_spans[2 * (steps[k].first + length - 1) + 1])) return NO_MEMORY;
            }
            steps[kept].first = steps[k].first, steps[kept++].node = node;
        }
    }
    return OK;
}

/* ---- weighing ------------------------------------------------------------------------------------------------------ */

static inline double term_frequency(const Scratch *s, uint32_t n) { return n < LOGS ? s->logs[n] : 1.0 + log(n); }

static inline void fetch_ahead(const Model *m, const uint32_t *features, int64_t first, int64_t n) {
    for (int64_t i = first + BATCH; i < first + 2 * BATCH && i < n; i++)
        for (int k = 0; k < m->stride; k += 64) PREFETCH(row_of(m, features[i]) + k);
}

static void add_scores(const Model *m, const double *sums, double squares, double *scores) {
    double scale = squares > 0 ? 1 / sqrt(squares) : 0;
    for (int j = 0; j < m->n_labels; j++) scores[j] += sums[j] * scale;
}

/* Weigh the features counted in a block, forget the counts, and add the block's share to `scores`. */
static void finish_words(const Model *m, Scratch *s, double *scores) {
    const uint32_t *touched = s->touched[0];
    int64_t n = s->n_touched[0];
    double squares = 0, *sums = s->sums + 4 * m->n_lanes;
    memset(sums, 0, (size_t)m->n_lanes * 4 * sizeof *sums);
    for (int64_t first = 0; first < n; first += BATCH) {
        const uint8_t *rows[BATCH];
        double values[BATCH];
        int size = n - first < BATCH ? (int)(n - first) : BATCH;
        fetch_ahead(m, touched, first, n);
        for (int i = 0; i < size; i++) {
            uint32_t feature = touched[first + i];
            rows[i] = row_of(m, feature);
            values[i] = term_frequency(s, s->counts[feature]) * idf_of(m, rows[i]);
            squares += values[i] * values[i];
            s->counts[feature] = 0;
        }
        add_rows(rows, values, size, sums, m->n_lanes, m->is_half);
    }
    s->n_touched[0] = 0;
    add_scores(m, sums, squares, scores);
}

/* The same of character n-grams: those that are not as `count_block` summed them are put right. */
static void finish_chars(const Model *m, Scratch *s, double *scores) {
    uint32_t *touched = s->touched[1], *counts = s->counts;
    int64_t n = 0;
    double squares = s->squares;
    for (int64_t i = 0; i < s->n_touched[1]; i++) {
        uint32_t feature = touched[i], times = counts[feature], is_right = s->is_short && times == SUMMED + 1;
        touched[n] = feature;
        n += !is_right;
        counts[feature] = is_right ? 0 : times;
    }
    for (int64_t first = 0; first < n; first += BATCH) {
        const uint8_t *rows[BATCH];
        double values[BATCH];
        int size = n - first < BATCH ? (int)(n - first) : BATCH;
        fetch_ahead(m, touched, first, n);
        for (int i = 0; i < size; i++) {
            uint32_t feature = touched[first + i], times = counts[feature], summed = 0;
            if (s->is_short) summed = times / SUMMED, times %= SUMMED;
            rows[i] = row_of(m, feature);
            double idf = idf_of(m, rows[i]), frequency = term_frequency(s, times);
            values[i] = (frequency - summed) * idf;
            squares += (frequency * frequency - summed) * idf * idf;
            counts[feature] = 0;
        }
        add_rows(rows, values, size, s->sums, m->n_lanes, m->is_half);
    }
    s->n_touched[1] = 0;
    add_scores(m, s->sums, squares, scores);
}

/* What is wrong with a text: with its first chunk that has a fault, whatever the order in which chunks were analysed. */
static int first_fault(const Model *m, Scratch *s, const uint8_t *p, const uint8_t *end) {
    int error = OK;
    while (p < end && !error) {
        int size = space_size(p, end);
        const uint8_t *start = p += size;
        if (size) continue;
        while (p < end && !space_size(p, end)) p++;
        lowered_clear(&s->lowered);
        error = lower_chunk(&s->lowered, start, (uint32_t)(p - start));
        if (!error && m->strict && s->lowered.has_unknown) error = UNKNOWN_CHARACTER;
    }
    return error ? error : NO_MEMORY;
}

static void forget_text(Scratch *s) {
    s->open.n = 0;
    for (int block = 0; block < 2; block++) {
        for (int64_t i = 0; i < s->n_touched[block]; i++) s->counts[s->touched[block][i]] = 0;
        s->n_touched[block] = 0;
    }
}

static int begin_text(const Model *m, Scratch *s, int64_t size) {
    s->words.n = 0;
    if (size > INT32_MAX) return NO_MEMORY; /* places inside a text are 32 bits wide */
    s->is_short = size <= SHORT_TEXT;
    s->squares = 0;
    memset(s->sums, 0, (size_t)m->n_lanes * 4 * sizeof *s->sums);
    if (++s->text == 0 || s->is_full) forget_chunks(s);
    return OK;
}

/* `text`, or a copy after which may be read on. */
static const uint8_t *readable(Scratch *s, const uint8_t *text, int64_t size, int64_t after) {
    if (after >= READ_AHEAD) return text;
    if (size + READ_AHEAD > s->padded_room) {
        uint8_t *padded = realloc(s->padded, (size_t)size + READ_AHEAD);
        if (!padded) return NULL;
        s->padded = padded, s->padded_room = size + READ_AHEAD;
    }
    memset(s->padded + size, 0, READ_AHEAD);
    return memcpy(s->padded, text, (size_t)size);
}

/* Score n texts, text i being the bytes [offsets[i], offsets[i + 1]); `scores` has n rows of n_labels. A text that
 * cannot be scored gets a status other than 0 and zeros. */
API void clf_score(const Model *m, Scratch *s, const uint8_t *texts, const int64_t *offsets, int64_t n, double *scores,
                   int8_t *status) {
    for (int64_t i = 0; i < n; i++) {
        double *row = scores + i * m->n_labels;
        int64_t size = offsets[i + 1] - offsets[i];
        int error = begin_text(m, s, size);
        const uint8_t *text = error ? NULL : readable(s, texts + offsets[i], size, offsets[n] - offsets[i + 1]);
        if (!error) error = text ? take_text(m, s, text, text + size) : NO_MEMORY;
        if (error && text && error != NO_MEMORY) error = first_fault(m, s, text, text + size);
        if (!error) count_chunks(m, s);
        if (!error) error = take_word_ngrams(m, s);
        memset(row, 0, (size_t)m->n_labels * sizeof *row);
        status[i] = (int8_t)error;
        if (error) {
            forget_text(s);
            continue;
        }
        memcpy(row, m->bias, (size_t)m->n_labels * sizeof *row);
        finish_words(m, s, row);
        finish_chars(m, s, row);
    }
}

/* ---- explaining ---------------------------------------------------------------------------------------------------- */

/* What a text is made of: the columns of its n-grams with their values, and every place where one of them stands. */
typedef struct {
    int64_t n_values, n_places;
    const int32_t *columns; /* n_values */
    const double *values;   /* n_values */
    const Place *places;    /* n_places; `feature` is a column here, start and end are characters of the text */
} Explanation;

static int take_text_slowly(const Model *m, Scratch *s, const uint8_t *p, const uint8_t *end) {
    uint64_t before = 0;
    while (p < end) {
        int size = space_size(p, end);
        if (size) {
            p += size, before++;
            continue;
        }
        const uint8_t *start = p;
        while (p < end && !space_size(p, end)) p++;
        int error = take_alone(m, s, start, (uint32_t)(p - start), before);
        if (error) return error;
        before += (uint64_t)s->lowered.n_given;
    }
    return OK;
}

static void explain_block(const Model *m, Scratch *s, int block) {
    int64_t first = s->n_values;
    double norm = 0;
    for (int64_t i = 0; i < s->n_touched[block]; i++) {
        uint32_t f = s->touched[block][i];
        double value = term_frequency(s, s->counts[f]) * idf_of(m, row_of(m, f));
        s->columns[s->n_values] = (int32_t)f, s->values[s->n_values++] = value;
        s->counts[f] = 0;
        norm += value * value;
    }
    s->n_touched[block] = 0;
    for (int64_t i = first; i < s->n_values; i++) s->values[i] /= sqrt(norm);
}

/* Find the n-grams of a text with their values, and every place where one of them stands, by feature. */
static int take_apart(const Model *m, Scratch *s, const uint8_t *text, int64_t size) {
    if (!s->columns) s->columns = malloc((m->n_features + 1) * sizeof *s->columns);
    if (!s->values) s->values = malloc((m->n_features + 1) * sizeof *s->values);
    int error = s->columns && s->values ? begin_text(m, s, size) : NO_MEMORY;
    s->n_places = s->n_values = 0;
    s->is_locating = 1;
    if (!error) error = take_text_slowly(m, s, text, text + size);
    if (!error) error = take_word_ngrams(m, s);
    s->is_locating = 0;
    if (error) return forget_text(s), error;
    explain_block(m, s, 0);
    explain_block(m, s, 1);
    return OK;
}

/* Take one text apart; what `out` points to lives until the next call with this scratch. */
API int clf_explain(const Model *m, Scratch *s, const uint8_t *text, int64_t size, Explanation *out) {
    int error = take_apart(m, s, text, size);
    if (error) return error;
    for (int64_t i = 0; i < s->n_values; i++) s->columns[i] = m->column[s->columns[i]];
    for (int64_t i = 0; i < s->n_places; i++) s->places[i].feature = (uint32_t)m->column[s->places[i].feature];
    *out = (Explanation){s->n_values, s->n_places, s->columns, s->values, s->places};
    return OK;
}

/* How many of a text's characters before each, and before its end, are not white space. */
static void count_printed(const uint8_t *p, const uint8_t *end, uint32_t *before) {
    for (*before = 0; p < end; before++) {
        int size = space_size(p, end);
        before[1] = before[0] + !size;
        for (p += size ? size : 1; !size && p < end && (*p & 0xC0) == 0x80;) p++;
    }
}

/* What each of the n characters of a text adds to the decisions for some labels, a row of n for each label: an n-gram's
 * value · weight is shared by its places and, in one, by the characters that are not white space. The sums are those of
 * `clf.framing.contributions`, in the same order. */
API int clf_contributions(const Model *m, Scratch *s, const uint8_t *text, int64_t size, const int32_t *labels,
                          int64_t n_labels, int64_t n, double *added) {
    int error = take_apart(m, s, text, size);
    if (error) return error;
    uint32_t *printed = malloc((size_t)(n + 1) * sizeof *printed), *times = calloc((size_t)s->n_values + 1, sizeof *times);
    double *begun = malloc((size_t)(n + 1) * 2 * sizeof *begun), *ended = begun + n + 1;
    if (printed && times && begun) {
        count_printed(text, text + size, printed);
        for (int64_t i = 0; i < s->n_values; i++) s->counts[s->columns[i]] = (uint32_t)i; /* the place of its value */
        for (int64_t i = 0; i < s->n_places; i++) times[s->counts[s->places[i].feature]]++;
    } else n_labels = 0, error = NO_MEMORY;
    for (int64_t j = 0; j < n_labels; j++, added += n) {
        memset(begun, 0, (size_t)(n + 1) * 2 * sizeof *begun);
        for (int64_t i = 0; i < s->n_places; i++) {
            const Place *p = s->places + i;
            uint32_t at = s->counts[p->feature];
            double term = s->values[at] * weight_of(row_of(m, p->feature), labels[j], m->is_half);
            double share = term / (double)((int64_t)times[at] * (printed[p->end] - printed[p->start]));
            begun[p->start] += share, ended[p->end] += share;
        }
        double sum = 0;
        for (int64_t i = 0; i < n; i++) {
            sum += begun[i] - ended[i];
            added[i] = sum * (printed[i + 1] - printed[i]);
        }
    }
    for (int64_t i = 0; i < s->n_values; i++) s->counts[s->columns[i]] = 0;
    free(printed), free(times), free(begun);
    return error;
}
