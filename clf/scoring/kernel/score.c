/* Raw text to label scores: TF-IDF over word n-grams and padded character n-grams, and a linear function per label.
 *
 *   split     the text into chunks, 64 bytes at a time                                  take_text
 *   look up   each chunk in a cache of analysed ones; analyse those not in it            take_section, analyse
 *   pair      neighbouring words into longer n-grams                                     take_word_ngrams
 *   count     each feature                                                               drain, count
 *   weigh     (1 + ln tf) · idf, unit length per block, weighted sum in double precision  finish_block
 *
 * Scores equal scikit-learn's; tests hold them together. A Model is read-only and may be shared by threads, a Scratch
 * belongs to one. Nothing here trusts a text or a vocabulary; lengths given by the caller are trusted. */
#include "table.h"

#include <math.h>

/* ---- the model ------------------------------------------------------------------------------------------------ */

#define BEGINS 0x80000000u /* of a word: a longer n-gram begins with it */
#define GOES_ON 0x40000000u /*           … has it in second or a later place */
#define WORD_ID 0x3FFFFFFFu

typedef struct {
    int32_t word_low, word_high, char_low, char_high; /* lengths of n-grams */
    int32_t n_labels, strict;                         /* strict: give back texts with unknown characters */
    int64_t n_words, n_chars;                         /* n-grams of either block */
    int64_t words_size, chars_size;                   /* bytes of either vocabulary, n-grams separated by line ends */
    const uint8_t *words, *chars;
    const int32_t *document_frequencies; /* all words first, then all characters */
    const double *idf, *bias;
    const float *weights; /* a row of n_labels for each n-gram */
} Source;

/* Features are numbered from 1: words by falling document frequency, then characters likewise, so that what is often
 * counted lies together. 0 is no feature. A row holds the weights and then idf as two floats, whose sum is exact to
 * 2^-48 of it: one or two cache lines are all that a feature costs. */
typedef struct {
    Names words, chars; /* ids; a character n-gram's is its feature less n_word_features */
    Pairs pairs;
    uint32_t *word_feature, *word_role; /* by word id */
    uint8_t *text;
    float *rows;
    void *rows_memory;
    double *bias;
    int32_t *column; /* of a feature, in the caller's order */
    uint32_t n_word_features, n_features;
    int stride, n_labels, word_low, word_high, char_low, char_high, strict;
} Model;

API const char *clf_unicode(void) { return UNICODE_VERSION; }

API void clf_model_free(Model *m) {
    if (!m) return;
    names_free(&m->words), names_free(&m->chars), pairs_free(&m->pairs), free(m->word_feature), free(m->word_role);
    free(m->text), free(m->rows_memory), free(m->bias), free(m->column), free(m);
}

/* Number the columns [first, last) by falling document frequency; beyond 4,095 the order no longer matters. */
static void number_features(const int32_t *frequencies, int64_t first, int64_t last, uint32_t *feature) {
    uint32_t place[4097] = {0};
#define RANK(i) (frequencies[i] > 4095 ? 0 : frequencies[i] < 0 ? 4095 : 4095 - frequencies[i])
    for (int64_t i = first; i < last; i++) place[RANK(i) + 1]++;
    for (int i = 0; i < 4096; i++) place[i + 1] += place[i];
    for (int64_t i = first; i < last; i++) feature[i] = (uint32_t)first + 1 + place[RANK(i)]++;
#undef RANK
}

static int fill_rows(Model *m, const Source *from, const uint32_t *feature) {
    int L = m->n_labels;
    m->stride = (L + 2 + 7) / 8 * 8;
    size_t size = (size_t)m->stride * sizeof(float);
    m->rows_memory = zeros(m->n_features + 2, size);
    m->column = malloc((m->n_features + 1) * sizeof(int32_t));
    m->bias = malloc((size_t)L * sizeof(double));
    if (!m->rows_memory || !m->column || !m->bias) return NO_MEMORY;
    m->rows = (float *)(((uintptr_t)m->rows_memory + 31) & ~(uintptr_t)31);
    memcpy(m->bias, from->bias, (size_t)L * sizeof(double));
    for (int64_t i = 0; i < m->n_features; i++) {
        float *row = m->rows + (size_t)feature[i] * m->stride;
        memcpy(row, from->weights + (size_t)i * L, (size_t)L * sizeof(float));
        row[L] = (float)from->idf[i];
        row[L + 1] = (float)(from->idf[i] - row[L]);
        m->column[feature[i]] = (int32_t)i;
    }
    return OK;
}

static inline double idf_of(const Model *m, const float *row) {
    return (double)row[m->n_labels] + row[m->n_labels + 1];
}

/* The id of the string [start, end) of the table's text; a new one gets `id`, and with `renew` a known one too. 0 where
 * that cannot be. */
static uint32_t names_add(Names *t, uint64_t start, uint64_t end, uint32_t id, int renew) {
    Key key = key_of(t->text + start, (uint32_t)(end - start));
    Slot *slot = names_find(t, key, t->text + start, (uint32_t)(end - start));
    if (!slot) return 0;
    if (slot->id && !renew) return slot->id;
    *slot = (Slot){key.low, key.high, id};
    t->pieces[id] = (Piece){start, (uint32_t)(end - start)};
    t->n++;
    return id;
}

/* Enter one word n-gram: its words, the pairs that lead to it, and at the end its feature. */
static int add_word_ngram(Model *m, uint64_t start, uint64_t end, uint32_t feature, uint32_t *next_node) {
    uint32_t node = 0;
    Pair *pair = NULL;
    int length = 0;
    for (uint64_t from = start, to; from <= end; from = to + 1, length++) {
        for (to = from; to < end && m->text[to] != ' ';) to++;
        uint32_t word = names_add(&m->words, from, to, m->words.n + 1, 0);
        if (!word) return REFUSED;
        if (!length) { node = word; continue; }
        m->word_role[word] |= GOES_ON;
        if (!pair) m->word_role[node] |= BEGINS;
        uint64_t key = pair_key(node, word), hash = pair_hash(key);
        pair = pairs_find(&m->pairs, key, hash);
        if (!pair) return REFUSED;
        if (!pair->key) *pair = (Pair){key, (*next_node)++, 0};
        *filter_at(&m->pairs, hash) |= filter_bit(hash);
        node = pair->node;
    }
    if (length < m->word_low || length > m->word_high) return OK; /* never looked for */
    if (pair) pair->feature = feature; else m->word_feature[node] = feature;
    return OK;
}

/* The end of the n-gram that begins at `start` of a vocabulary of n-grams separated by line ends. */
static uint64_t ngram_end(const uint8_t *text, uint64_t start, uint64_t size) {
    const uint8_t *end = start < size ? memchr(text + start, '\n', size - start) : NULL;
    return end ? (uint64_t)(end - text) : size;
}

static int add_words(Model *m, const Source *from, const uint32_t *feature) {
    uint64_t pieces = (uint64_t)from->n_words, size = (uint64_t)from->words_size;
    for (uint64_t i = 0; i < size; i++) pieces += m->text[i] == ' ';
    if (pieces >= WORD_ID / 2) return NO_MEMORY;
    m->word_feature = calloc(pieces + 1, sizeof(uint32_t));
    m->word_role = calloc(pieces + 1, sizeof(uint32_t));
    if (!m->word_feature || !m->word_role) return NO_MEMORY;
    int error = names_init(&m->words, m->text, pieces);
    if (!error) error = pairs_init(&m->pairs, pieces - (uint64_t)from->n_words);
    uint32_t next_node = (uint32_t)pieces + 1;
    uint64_t start = 0;
    for (int64_t i = 0; i < from->n_words && !error; i++) {
        uint64_t end = ngram_end(m->text, start, size);
        error = start > size ? REFUSED : add_word_ngram(m, start, end, feature[i], &next_node);
        start = end + 1;
    }
    return error ? error : from->n_words && start != size + 1 ? REFUSED : OK;
}

static int add_chars(Model *m, const Source *from, const uint32_t *feature) {
    uint64_t size = (uint64_t)from->chars_size, start = 0;
    const uint8_t *text = m->text + from->words_size;
    if (names_init(&m->chars, text, (uint64_t)from->n_chars)) return NO_MEMORY;
    for (int64_t i = 0; i < from->n_chars; i++) {
        uint64_t end = ngram_end(text, start, size);
        uint32_t id = feature[from->n_words + i] - m->n_word_features;
        if (start > size || names_add(&m->chars, start, end, id, 1) != id) return REFUSED;
        start = end + 1;
    }
    return from->n_chars && start != size + 1 ? REFUSED : OK;
}

/* Build the tables of a model; NULL where memory is short or the vocabulary is none (a line end in an n-gram). Of an n-gram that is there twice the last one counts, as in a dict. */
API Model *clf_model_new(const Source *from) {
    int64_t n = from->n_words + from->n_chars;
    Model *m = n < (int64_t)WORD_ID / 2 ? calloc(1, sizeof *m) : NULL;
    if (!m) return NULL;
    m->n_labels = from->n_labels, m->strict = from->strict;
    m->word_low = from->word_low, m->word_high = from->word_high;
    m->char_low = from->char_low, m->char_high = from->n_chars ? from->char_high : 0;
    m->n_word_features = (uint32_t)from->n_words, m->n_features = (uint32_t)n;
    m->text = calloc((size_t)(from->words_size + from->chars_size + SLACK), 1);
    uint32_t *feature = malloc((size_t)(n + 1) * sizeof *feature);
    int error = m->text && feature ? OK : NO_MEMORY;
    if (!error) {
        memcpy(m->text, from->words, (size_t)from->words_size);
        memcpy(m->text + from->words_size, from->chars, (size_t)from->chars_size);
        number_features(from->document_frequencies, 0, from->n_words, feature);
        number_features(from->document_frequencies, from->n_words, n, feature);
        error = fill_rows(m, from, feature);
    }
    if (!error) error = add_words(m, from, feature);
    if (!error) error = add_chars(m, from, feature);
    free(feature);
    if (error) clf_model_free(m), m = NULL;
    return m;
}

/* ---- what a thread works with --------------------------------------------------------------------------------- */

#define SECTION 256                   /* chunks looked up together, so that their cache misses overlap */
#define LONGEST 48                    /* bytes of a chunk worth remembering */
#define WAYS 8                        /* chunks that share a cache line of tags and places */
#ifndef SETS                          /* the fuzzer has a smaller cache */
#define SETS (1 << 13)
#define ARENA (1 << 22)               /* words of 4 bytes; when it is full, the cache starts again */
#endif
#define LOGS 1024

typedef struct { uint32_t tag[WAYS], entry[WAYS]; } Set; /* entry 0: empty */

/* An analysed chunk, in the arena: this, its other bytes, its words (with roles), its features (words, then characters).
 * An entry begins at an even word. */
typedef struct { uint64_t first; uint32_t text, count; uint16_t n_char_features; uint8_t size, n_words, n_word_features; } Entry;

typedef struct { const uint8_t *start; uint64_t first, hash; uint32_t size, entry; } Chunk; /* first: its first 8 bytes */
typedef struct { uint32_t feature; uint64_t start, end; } Place;

typedef struct {
    Set *sets;
    uint32_t *arena;
    uint32_t arena_used, age;     /* age: how often the cache was emptied */
    uint32_t text;                /* number of the present one; an entry counted in another is not counted yet */
    List open;                    /* entries with a count in this text */
    List words, nodes;            /* of this text, in order */
    List found_words, found_features, found_chars; /* of one chunk */
    Lowered lowered;
    uint32_t *counts;             /* by feature */
    uint32_t *touched[2];         /* features counted, in either block */
    int64_t n_touched[2];
    double logs[LOGS];
    /* only for explanations */
    int is_locating;
    Place *places;
    int64_t n_places, places_room;
    uint64_t *word_spans;         /* start and end of each word */
    int64_t word_spans_room;
    int32_t *columns;
    double *values;
    int64_t n_values;
} Scratch;

API void clf_scratch_free(Scratch *s) {
    if (!s) return;
    List *lists[] = {&s->open, &s->words, &s->nodes, &s->found_words, &s->found_features, &s->found_chars};
    for (int i = 0; i < 6; i++) free(lists[i]->values);
    lowered_free(&s->lowered);
    free(s->sets), free(s->arena), free(s->counts), free(s->touched[0]), free(s->touched[1]);
    free(s->places), free(s->word_spans), free(s->columns), free(s->values), free(s);
}

API Scratch *clf_scratch_new(const Model *m) {
    Scratch *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->sets = zeros(SETS, sizeof(Set));
    s->arena = roomy(ARENA * sizeof(uint32_t));
    s->counts = zeros(m->n_features + 1, sizeof(uint32_t));
    s->touched[0] = malloc((m->n_features + 1) * sizeof(uint32_t));
    s->touched[1] = malloc((m->n_features + 1) * sizeof(uint32_t));
    if (!s->sets || !s->arena || !s->counts || !s->touched[0] || !s->touched[1]) return clf_scratch_free(s), NULL;
    s->arena_used = 2;
    for (int i = 1; i < LOGS; i++) s->logs[i] = 1.0 + log(i);
    return s;
}

/* ---- counting ------------------------------------------------------------------------------------------------- */

static inline void count(Scratch *s, int block, uint32_t feature, uint32_t times) {
    uint32_t before = s->counts[feature];
    s->touched[block][s->n_touched[block]] = feature; /* overwritten next time unless it is new */
    s->n_touched[block] += before == 0;
    s->counts[feature] = before + times;
}

static inline uint32_t *entry_words(Entry *e) { return (uint32_t *)(e + 1) + (e->size > 8 ? (e->size - 5) / 4 : 0); }

/* Hand the counts of this text's chunks on to their features: a chunk that occurs nine times is handled once. */
static void drain(Scratch *s) {
    for (int64_t i = 0; i < s->open.n; i++) {
        if (i + 4 < s->open.n) PREFETCH(s->arena + s->open.values[i + 4]);
        Entry *e = (Entry *)(s->arena + s->open.values[i]);
        const uint32_t *f = entry_words(e) + e->n_words;
        for (int k = 0; k < e->n_word_features; k++) count(s, 0, *f++, e->count);
        for (int k = 0; k < e->n_char_features; k++) count(s, 1, *f++, e->count);
        e->text = 0;
    }
    s->open.n = 0;
}

static void forget_chunks(Scratch *s) {
    drain(s);
    memset(s->sets, 0, SETS * sizeof(Set));
    s->arena_used = 2;
    s->age++;
}

/* ---- analysing a chunk that is not in the cache ------------------------------------------------------------------ */

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

/* Words are runs of two or more word characters; one alone is dropped, and its neighbours become neighbours. */
static int analyse_words(const Model *m, Scratch *s, uint64_t before) {
    const Lowered *l = &s->lowered;
    for (int64_t i = 1, first; i < l->n; i++) {
        if (!l->is_word[i]) continue;
        for (first = i; l->is_word[i]; i++) {} /* the pad ends it */
        if (i - first < 2) continue;
        const uint8_t *word = l->bytes + l->at[first];
        uint32_t size = l->at[i] - l->at[first], id = names_id(&m->words, key_of(word, size), word, size);
        uint32_t feature = id ? m->word_feature[id] : 0;
        if (list_reserve(&s->found_words, 1) || list_reserve(&s->found_features, 1)) return NO_MEMORY;
        if (s->is_locating) {
            uint64_t start = before + l->origin[first], end = before + l->origin[i - 1] + 1;
            if (word_span_push(s, s->words.n + s->found_words.n, start, end)) return NO_MEMORY;
            if (feature && place_push(s, feature, start, end)) return NO_MEMORY;
        }
        s->found_words.values[s->found_words.n++] = id ? id | m->word_role[id] : 0;
        if (feature) s->found_features.values[s->found_features.n++] = feature;
    }
    return OK;
}

#define AHEAD 64 /* character n-grams looked up together */

typedef struct { Key keys[AHEAD]; int64_t first[AHEAD], end[AHEAD]; int n; } Batch;

static int take_char_ngrams(const Model *m, Scratch *s, const Batch *b, uint64_t before) {
    const Lowered *l = &s->lowered;
    if (list_reserve(&s->found_chars, b->n)) return NO_MEMORY;
    for (int k = 0; k < b->n; k++) {
        uint32_t at = l->at[b->first[k]], size = l->at[b->end[k]] - at;
        uint32_t id = names_id(&m->chars, b->keys[k], l->bytes + at, size);
        if (!id) continue;
        uint32_t feature = id + m->n_word_features;
        s->found_chars.values[s->found_chars.n++] = feature;
        int64_t first = b->first[k] ? b->first[k] : 1, last = b->end[k] < l->n ? b->end[k] - 1 : l->n - 2; /* no pads */
        if (s->is_locating && first <= last &&
            place_push(s, feature, before + l->origin[first], before + l->origin[last] + 1)) return NO_MEMORY;
    }
    return OK;
}

/* All character n-grams, by where they begin; a padded chunk shorter than every n counts once, as a whole. */
static int analyse_chars(const Model *m, Scratch *s, uint64_t before) {
    const Lowered *l = &s->lowered;
    int64_t low = m->char_low < l->n ? m->char_low : l->n;
    Batch batch;
    batch.n = 0;
    for (int64_t i = 0; i + low <= l->n; i++) {
        int64_t last = i + m->char_high < l->n ? i + m->char_high : l->n;
        for (int64_t end = i + low; end <= (last > i + low ? last : i + low); end++) {
            if (batch.n == AHEAD) {
                if (take_char_ngrams(m, s, &batch, before)) return NO_MEMORY;
                batch.n = 0;
            }
            Key key = key_of(l->bytes + l->at[i], l->at[end] - l->at[i]);
            PREFETCH(names_at(&m->chars, key));
            batch.keys[batch.n] = key, batch.first[batch.n] = i, batch.end[batch.n++] = end;
        }
    }
    return take_char_ngrams(m, s, &batch, before);
}

/* Find the words and features of a chunk; `before`: characters of the text before it. */
static NEVER_INLINE int analyse(const Model *m, Scratch *s, const uint8_t *p, uint32_t size, uint64_t before) {
    s->found_words.n = s->found_features.n = s->found_chars.n = 0;
    int error = lower_chunk(&s->lowered, p, size);
    if (error) return error;
    if (m->strict && s->lowered.has_unknown) return UNKNOWN_CHARACTER;
    if (analyse_words(m, s, before) || (m->char_high && analyse_chars(m, s, before))) return NO_MEMORY;
    return OK;
}

static int words_push(Scratch *s, const uint32_t *words, int64_t n) {
    if (list_reserve(&s->words, n)) return NO_MEMORY;
    for (int64_t i = 0; i < n; i++) s->words.values[s->words.n++] = words[i]; /* mostly one */
    return OK;
}

/* Count what `analyse` found without remembering it. */
static int count_found(Scratch *s) {
    for (int64_t i = 0; i < s->found_features.n; i++) count(s, 0, s->found_features.values[i], 1);
    for (int64_t i = 0; i < s->found_chars.n; i++) count(s, 1, s->found_chars.values[i], 1);
    return words_push(s, s->found_words.values, s->found_words.n);
}

/* ---- the cache of chunks ---------------------------------------------------------------------------------------- */

static inline Set *set_of(Scratch *s, uint64_t hash) { return s->sets + (hash >> 32) % SETS; }

static uint32_t remember(Scratch *s, const Chunk *c) {
    int64_t bytes = c->size > 8 ? (c->size - 5) / 4 : 0, lists = s->found_words.n + s->found_features.n + s->found_chars.n;
    int64_t size = ((int64_t)(sizeof(Entry) / 4) + bytes + lists + 1) / 2 * 2;
    if (size > ARENA / 8) return 0;
    if (s->arena_used + size > ARENA) forget_chunks(s);
    uint32_t at = s->arena_used;
    s->arena_used += (uint32_t)size;
    Entry *e = (Entry *)(s->arena + at);
    *e = (Entry){c->first, 0, 0, (uint16_t)s->found_chars.n, (uint8_t)c->size, (uint8_t)s->found_words.n,
                 (uint8_t)s->found_features.n};
    if (c->size > 8) memcpy(e + 1, c->start + 8, c->size - 8);
    uint32_t *to = entry_words(e);
    const List *from[] = {&s->found_words, &s->found_features, &s->found_chars};
    for (int i = 0; i < 3; i++) {
        if (from[i]->n) memcpy(to, from[i]->values, (size_t)from[i]->n * sizeof *to);
        to += from[i]->n;
    }
    Set *set = set_of(s, c->hash);
    int way = 0;
    while (way < WAYS && set->entry[way]) way++;
    if (way == WAYS) way = (int)(s->arena_used % WAYS); /* any will do */
    set->tag[way] = (uint32_t)c->hash, set->entry[way] = at;
    return at;
}

static inline uint32_t recall(Scratch *s, uint64_t hash) {
    const Set *set = set_of(s, hash);
    for (int i = 0; i < WAYS; i++)
        if (set->tag[i] == (uint32_t)hash) return set->entry[i];
    return 0;
}

static inline int is_of(const Entry *e, const Chunk *c) {
    return e->first == c->first && e->size == c->size && (c->size <= 8 || !memcmp(e + 1, c->start + 8, c->size - 8));
}

static inline int take_entry(Scratch *s, uint32_t at) {
    Entry *e = (Entry *)(s->arena + at);
    if (e->text != s->text) {
        if (list_reserve(&s->open, 1)) return NO_MEMORY;
        s->open.values[s->open.n++] = at;
        e->text = s->text, e->count = 0;
    }
    e->count++;
    return words_push(s, entry_words(e), e->n_words);
}

static int take_new_chunk(const Model *m, Scratch *s, const Chunk *c) {
    int error = analyse(m, s, c->start, c->size, 0);
    if (error) return error;
    uint32_t at = c->size <= LONGEST ? remember(s, c) : 0;
    return at ? take_entry(s, at) : count_found(s);
}

static int take_section(const Model *m, Scratch *s, Chunk *chunks, int n) {
    uint32_t age = s->age;
    for (int i = 0; i < n; i++) {
        chunks[i].entry = chunks[i].size <= LONGEST ? recall(s, chunks[i].hash) : 0;
        PREFETCH(s->arena + chunks[i].entry);
    }
    for (int i = 0; i < n; i++) {
        Chunk *c = chunks + i;
        /* Looked up again where it was not there, for an earlier chunk of the section may have brought it in, and where
         * the cache was emptied since. */
        uint32_t at = c->entry;
        if ((!at || age != s->age) && c->size <= LONGEST) at = recall(s, c->hash);
        int error = at && is_of((Entry *)(s->arena + at), c) ? take_entry(s, at) : take_new_chunk(m, s, c);
        if (error) return error;
    }
    return OK;
}

/* ---- splitting ---------------------------------------------------------------------------------------------------- */

typedef struct { Chunk chunks[SECTION]; int n; } Section;

static inline int take_chunk(const Model *m, Scratch *s, Section *to, const uint8_t *start, const uint8_t *end,
                             const uint8_t *limit) {
    uint32_t size = (uint32_t)(end - start);
    uint64_t first = 0, hash = 0;
    if (size <= LONGEST) {
        if (limit - start >= 8) first = load_bytes(start, size < 8 ? size : 8);
        else memcpy(&first, start, size); /* of the last bytes of all */
        hash = size <= 8 ? mix(mix(first ^ size)) : hash_bytes(start, size, limit);
        PREFETCH(set_of(s, hash));
    }
    to->chunks[to->n++] = (Chunk){start, first, hash, size, 0};
    if (to->n < SECTION) return OK;
    to->n = 0;
    return take_section(m, s, to->chunks, SECTION);
}

/* Split [p, end) at white space; bytes up to `limit` may be read. */
static int take_text(const Model *m, Scratch *s, const uint8_t *p, const uint8_t *end, const uint8_t *limit) {
    Section section;
    section.n = 0;
    const uint8_t *start = p; /* of the present chunk */
    int error = OK;
    for (const uint8_t *block = p; block < end && !error; block += 64) {
        uint64_t bits;
        if (end - block >= 64) {
            bits = maybe_space(block);
        } else {
            uint8_t last[64] = {0};
            memcpy(last, block, (size_t)(end - block));
            bits = maybe_space(last) & ((1ull << (end - block)) - 1);
        }
        for (; bits && !error; bits &= bits - 1) {
            const uint8_t *at = block + LOWEST_BIT(bits);
            int size = *at == ' ' ? 1 : space_size(at, end);
            if (!size) continue;
            if (at > start) error = take_chunk(m, s, &section, start, at, limit);
            start = at + size;
        }
    }
    if (!error && start < end) error = take_chunk(m, s, &section, start, end, limit);
    return error ? error : take_section(m, s, section.chunks, section.n);
}

/* ---- longer word n-grams ------------------------------------------------------------------------------------------ */

/* Level by level: nodes[i] is the n-gram of `length` words that begins at word i, 0 where the vocabulary has none. */
static int take_word_ngrams(const Model *m, Scratch *s) {
    const uint32_t *words = s->words.values;
    int64_t n = s->words.n, kept = 0;
    s->nodes.n = 0;
    if (m->word_high < 2 || n < 2) return OK;
    if (list_reserve(&s->nodes, 2 * n)) return NO_MEMORY;
    uint32_t *nodes = s->nodes.values, *where = nodes + n; /* the n-grams that can go on, and where they begin */
    for (int64_t i = 0; i + 1 < n; i++) {
        where[kept] = (uint32_t)i, nodes[kept] = words[i] & WORD_ID;
        int goes_on = words[i] & BEGINS && words[i + 1] & GOES_ON;
        if (goes_on) PREFETCH(filter_at(&m->pairs, pair_hash(pair_key(nodes[kept], words[i + 1] & WORD_ID))));
        kept += goes_on;
    }
    int64_t likely = 0;
    for (int64_t k = 0; k < kept; k++) {
        uint64_t hash = pair_hash(pair_key(nodes[k], words[where[k] + 1] & WORD_ID));
        nodes[likely] = nodes[k], where[likely] = where[k];
        int is_likely = (*filter_at(&m->pairs, hash) & filter_bit(hash)) != 0;
        if (is_likely) PREFETCH(pairs_at(&m->pairs, hash));
        likely += is_likely;
    }
    kept = likely;
    for (int64_t length = 2; length <= m->word_high && kept; length++) {
        int64_t still = 0;
        for (int64_t k = 0; k < kept; k++) {
            int64_t last = (int64_t)where[k] + length - 1;
            if (last >= n || !(words[last] & GOES_ON)) continue;
            uint64_t key = pair_key(nodes[k], words[last] & WORD_ID);
            const Pair *pair = pairs_find(&m->pairs, key, pair_hash(key));
            if (!pair || !pair->key) continue;
            if (pair->feature) {
                count(s, 0, pair->feature, 1);
                if (s->is_locating && place_push(s, pair->feature, s->word_spans[2 * where[k]],
                                                 s->word_spans[2 * last + 1])) return NO_MEMORY;
            }
            where[still] = where[k], nodes[still++] = pair->node;
        }
        kept = still;
    }
    return OK;
}

/* ---- weighing ------------------------------------------------------------------------------------------------------ */

#define BATCH 64 /* features weighed together: their rows stay in the nearest cache */

/* sums[0…4·lanes) += Σ value · weight. Each label is summed by itself in the order of the features, with a rounding
 * after each step, so that narrow and wide vectors give the same bits. */
#if defined(__GNUC__)
typedef double Four __attribute__((vector_size(32), aligned(8)));
typedef float FourFloats __attribute__((vector_size(16), aligned(4)));
#define WIDE(p) __builtin_convertvector(*(const FourFloats *)(p), Four)
#define SUM(k) if (lanes > k) a##k += x * WIDE(row + 4 * k)
static inline __attribute__((always_inline)) void add_lanes(const float *const *rows, const double *values, int n,
                                                            double *sums, const int lanes) {
    Four *to = (Four *)sums, a0 = {0}, a1 = {0}, a2 = {0}, a3 = {0}, a4 = {0}, a5 = {0};
    a0 = to[0];
    if (lanes > 1) a1 = to[1];
    if (lanes > 2) a2 = to[2];
    if (lanes > 3) a3 = to[3];
    if (lanes > 4) a4 = to[4];
    if (lanes > 5) a5 = to[5];
    for (int i = 0; i < n; i++) {
        const float *row = rows[i];
        double v = values[i];
        Four x = {v, v, v, v};
        SUM(0); SUM(1); SUM(2); SUM(3); SUM(4); SUM(5);
    }
    to[0] = a0;
    if (lanes > 1) to[1] = a1;
    if (lanes > 2) to[2] = a2;
    if (lanes > 3) to[3] = a3;
    if (lanes > 4) to[4] = a4;
    if (lanes > 5) to[5] = a5;
}
#define ADD_ROWS(name)                                                                                              \
    static void name(const float **rows, const double *values, int n, double *sums, int lanes) {                   \
        for (; lanes > 6; lanes -= 6, sums += 24) {                                                                 \
            add_lanes(rows, values, n, sums, 6);                                                                    \
            for (int i = 0; i < n; i++) rows[i] += 24;                                                              \
        }                                                                                                           \
        switch (lanes) {                                                                                            \
        case 1: add_lanes(rows, values, n, sums, 1); break;                                                         \
        case 2: add_lanes(rows, values, n, sums, 2); break;                                                         \
        case 3: add_lanes(rows, values, n, sums, 3); break;                                                         \
        case 4: add_lanes(rows, values, n, sums, 4); break;                                                         \
        case 5: add_lanes(rows, values, n, sums, 5); break;                                                         \
        case 6: add_lanes(rows, values, n, sums, 6); break;                                                         \
        }                                                                                                           \
    }
ADD_ROWS(add_rows_plain)
#if defined(__x86_64__)
__attribute__((target("avx2"))) ADD_ROWS(add_rows_avx2)
#define add_rows (__builtin_cpu_supports("avx2") ? add_rows_avx2 : add_rows_plain)
#else
#define add_rows add_rows_plain
#endif
#else
static void add_rows(const float **rows, const double *values, int n, double *sums, int lanes) {
    for (int i = 0; i < n; i++)
        for (int j = 0; j < 4 * lanes; j++) sums[j] += values[i] * rows[i][j];
}
#endif

static inline double term_frequency(const Scratch *s, uint32_t n) { return n < LOGS ? s->logs[n] : 1.0 + log(n); }

/* Weigh the features counted in a block, forget the counts, and add the block's share to `scores`. */
static void finish_block(const Model *m, Scratch *s, int block, double *scores, double *sums) {
    const uint32_t *touched = s->touched[block];
    int64_t n = s->n_touched[block];
    int lanes = (m->n_labels + 3) / 4;
    double norm = 0;
    memset(sums, 0, (size_t)lanes * 4 * sizeof *sums);
    for (int64_t first = 0; first < n; first += BATCH) {
        const float *rows[BATCH];
        double values[BATCH];
        int size = n - first < BATCH ? (int)(n - first) : BATCH;
        for (int64_t i = first + BATCH; i < first + 2 * BATCH && i < n; i++)
            for (int k = 0; k < m->stride; k += 16) PREFETCH(m->rows + (size_t)touched[i] * m->stride + k);
        for (int i = 0; i < size; i++) {
            uint32_t feature = touched[first + i];
            rows[i] = m->rows + (size_t)feature * m->stride;
            values[i] = term_frequency(s, s->counts[feature]) * idf_of(m, rows[i]);
            norm += values[i] * values[i];
            s->counts[feature] = 0;
        }
        add_rows(rows, values, size, sums, lanes);
    }
    s->n_touched[block] = 0;
    double scale = norm > 0 ? 1 / sqrt(norm) : 0;
    for (int j = 0; j < m->n_labels; j++) scores[j] += sums[j] * scale;
}

static void forget_text(Scratch *s) {
    drain(s);
    for (int block = 0; block < 2; block++) {
        for (int64_t i = 0; i < s->n_touched[block]; i++) s->counts[s->touched[block][i]] = 0;
        s->n_touched[block] = 0;
    }
}

static int begin_text(Scratch *s, int64_t size) {
    s->words.n = 0;
    if (size > INT32_MAX) return NO_MEMORY; /* places inside a text are 32 bits wide */
    if (++s->text == 0) forget_chunks(s), s->text = 1;
    return OK;
}

/* Score n texts, text i being the bytes [offsets[i], offsets[i + 1]); `scores` has n rows of n_labels. A text that
 * cannot be scored gets a status other than 0 and zeros. */
API void clf_score(const Model *m, Scratch *s, const uint8_t *texts, const int64_t *offsets, int64_t n, double *scores,
                   int8_t *status) {
    double *sums = malloc(((size_t)m->n_labels + 4) * sizeof *sums);
    for (int64_t i = 0; i < n; i++) {
        double *row = scores + i * m->n_labels;
        int error = sums ? begin_text(s, offsets[i + 1] - offsets[i]) : NO_MEMORY;
        if (!error) error = take_text(m, s, texts + offsets[i], texts + offsets[i + 1], texts + offsets[n]);
        if (!error) drain(s);
        if (!error) error = take_word_ngrams(m, s);
        memset(row, 0, (size_t)m->n_labels * sizeof *row);
        status[i] = (int8_t)error;
        if (error) {
            forget_text(s);
            continue;
        }
        memcpy(row, m->bias, (size_t)m->n_labels * sizeof *row);
        finish_block(m, s, 0, row, sums);
        finish_block(m, s, 1, row, sums);
    }
    free(sums);
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
        int error = analyse(m, s, start, (uint32_t)(p - start), before);
        if (!error) error = count_found(s);
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
        double value = term_frequency(s, s->counts[f]) * idf_of(m, m->rows + (size_t)f * m->stride);
        s->columns[s->n_values] = m->column[f], s->values[s->n_values++] = value;
        s->counts[f] = 0;
        norm += value * value;
    }
    s->n_touched[block] = 0;
    for (int64_t i = first; i < s->n_values; i++) s->values[i] /= sqrt(norm);
}

/* Take one text apart; what `out` points to lives until the next call with this scratch. */
API int clf_explain(const Model *m, Scratch *s, const uint8_t *text, int64_t size, Explanation *out) {
    if (!s->columns) s->columns = malloc((m->n_features + 1) * sizeof *s->columns);
    if (!s->values) s->values = malloc((m->n_features + 1) * sizeof *s->values);
    int error = s->columns && s->values ? begin_text(s, size) : NO_MEMORY;
    s->n_places = s->n_values = 0;
    s->is_locating = 1;
    if (!error) error = take_text_slowly(m, s, text, text + size);
    if (!error) error = take_word_ngrams(m, s);
    s->is_locating = 0;
    if (error) return forget_text(s), error;
    explain_block(m, s, 0);
    explain_block(m, s, 1);
    for (int64_t i = 0; i < s->n_places; i++) s->places[i].feature = (uint32_t)m->column[s->places[i].feature];
    *out = (Explanation){s->n_values, s->n_places, s->columns, s->values, s->places};
    return OK;
}
