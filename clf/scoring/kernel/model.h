/* The model as the kernel keeps it: one row for each n-gram, and tables that lead from an n-gram to its row.
 *
 * What costs time is fetching from memory, so all that is asked of an n-gram lies in its row, mostly one cache line:
 * the weights, in half precision where they are such numbers, then its key, its idf and what words may follow. The
 * tables hold nothing but numbers of rows, four bytes each with a few bits of the hash. */
#ifndef CLF_MODEL_H
#define CLF_MODEL_H

#include "table.h"

#define BEGINS 0x80000000u  /* of a word: a longer n-gram begins with it */
#define GOES_ON 0x40000000u /*           … has it in second or a later place */
#define NUMBER 0x3FFFFFFFu

/* A run of other entries this long does not happen by chance: the vocabulary was made to be slow, and is refused. */
#define MOST_PROBES 1000

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

typedef struct { uint64_t low; uint32_t high, idf; } Tail; /* key; place of the idf, and BEGINS and GOES_ON */
typedef struct { uint32_t *slots; int shift; uint64_t mask; } Index;

/* Nodes are n-grams, numbered from 1. First those with weights, the features: words by falling document frequency, then
 * characters likewise, so that what is often needed lies together. Then what only leads to longer n-grams. */
typedef struct {
    Index words, pairs, chars;
    uint32_t number_mask; /* bits of a slot that are the node; the others are of the hash */
    uint32_t n_word_features, n_features, n_nodes;
    uint8_t *rows;
    int stride, tail_at, n_lanes, is_half;
    Tail *further; /* of the nodes that are no features */
    double *idf, *bias;
    int32_t *column; /* of a feature, in the caller's order */
    uint8_t *text;
    Piece *pieces; /* by node, where its bytes lie in `text` */
    int n_labels, word_low, word_high, char_low, char_high, strict;
} Model;

static inline const uint8_t *row_of(const Model *m, uint32_t node) { return m->rows + (size_t)node * (size_t)m->stride; }
static inline Tail *tail_of(const Model *m, uint32_t node) {
    return node <= m->n_features ? (Tail *)(row_of(m, node) + m->tail_at) : m->further + (node - m->n_features);
}
static inline double idf_of(const Model *m, const uint8_t *row) {
    return m->idf[((const Tail *)(row + m->tail_at))->idf & NUMBER];
}
static inline uint32_t roles_of(const Model *m, uint32_t node) { return tail_of(m, node)->idf & ~NUMBER; }
static inline void prefetch_row(const Model *m, uint32_t node) {
    const uint8_t *row = node <= m->n_features ? row_of(m, node) : (const uint8_t *)tail_of(m, node);
    PREFETCH(row);
    if (m->stride > 64) PREFETCH(row + m->stride - 1);
}

/* ---- tables ---------------------------------------------------------------------------------------------------- */

static inline int index_init(Index *t, uint64_t most) {
    int bits = 4;
    while ((1ull << bits) < most + most / 2 + 1) bits++; /* at most two thirds full */
    t->shift = 64 - bits;
    t->mask = (1ull << bits) - 1;
    t->slots = zeros(1ull << bits, sizeof(uint32_t));
    return t->slots ? OK : NO_MEMORY;
}

static inline uint32_t *index_at(const Index *t, uint64_t hash) { return t->slots + (hash >> t->shift); }

/* From slot `*slot` on, the next node that may have this hash, 0 where there is none; `*slot` is its place then. */
static inline uint32_t index_next(const Model *m, const Index *t, uint64_t hash, uint64_t *slot) {
    uint32_t mask = m->number_mask;
    for (int probes = 0; probes < MOST_PROBES; probes++) {
        uint32_t entry = t->slots[*slot];
        if (!entry || !((entry ^ (uint32_t)hash) & ~mask)) return entry & mask;
        *slot = (*slot + 1) & t->mask;
    }
    return 0;
}

static inline int is_node(const Model *m, uint32_t node, Key key, const uint8_t *s) {
    const Tail *tail = tail_of(m, node);
    if (tail->low != key.low || tail->high != key.high) return 0;
    if (key.high < LONG_KEY) return 1;
    Piece piece = m->pieces[node];
    return !memcmp(m->text + piece.start, s, piece.size); /* the key has 24 bits of the size */
}

/* The node with this key (and these bytes, where the key is a hash), from its first candidate on; 0 where none has it. */
static inline uint32_t index_find(const Model *m, const Index *t, Key key, uint64_t hash, const uint8_t *s) {
    for (uint64_t slot = hash >> t->shift;; slot = (slot + 1) & t->mask) {
        uint32_t node = index_next(m, t, hash, &slot);
        if (!node || is_node(m, node, key, s)) return node;
    }
}

/* ---- building -------------------------------------------------------------------------------------------------- */

/* Enter an n-gram that has the node `wanted`, or takes the next free one (0); one that is known gets the new node where
 * one is wanted. Returns the node, 0 where that cannot be. */
static uint32_t enter(Model *m, Index *t, Key key, uint64_t hash, Piece piece, uint32_t wanted) {
    uint64_t slot = hash >> t->shift;
    uint32_t node = 0;
    for (int probes = 0;; probes++, slot = (slot + 1) & t->mask) {
        if (probes == MOST_PROBES) return 0;
        uint32_t entry = t->slots[slot];
        if (!entry) break;
        if ((entry ^ (uint32_t)hash) & ~m->number_mask) continue;
        node = entry & m->number_mask;
        if (is_node(m, node, key, m->text + piece.start)) {
            if (!wanted) return node;
            break;
        }
    }
    node = wanted ? wanted : ++m->n_nodes;
    t->slots[slot] = ((uint32_t)hash & ~m->number_mask) | node;
    Tail *tail = tail_of(m, node);
    tail->low = key.low, tail->high = key.high;
    m->pieces[node] = piece;
    return node;
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

/* Halves are kept times 2^10, so that none is a subnormal number, which some processors are slow with. */
#define HALF_SCALE 1024.0f

/* The half-precision number that `weight` · 2^10 is, and whether it is one. */
static int to_half(float weight, uint16_t *half) {
    float scaled = weight * HALF_SCALE;
    uint32_t bits;
    memcpy(&bits, &scaled, 4);
    uint32_t exponent = bits >> 23 & 255;
    *half = (uint16_t)(bits >> 16 & 0x8000);
    if (!(bits << 1)) return 1;
    if (exponent < 127 - 14 || exponent > 127 + 15 || bits & 0x1FFF) return 0;
    *half |= (uint16_t)((exponent - 112) << 10 | (bits >> 13 & 0x3FF));
    return 1;
}

static int all_half(const float *weights, int64_t n) {
    uint16_t half;
    for (int64_t i = 0; i < n; i++) if (!to_half(weights[i], &half)) return 0;
    return 1;
}

static void fill_row(const Model *m, uint8_t *row, const float *weights) {
    if (!m->is_half) {
        memcpy(row, weights, (size_t)m->n_labels * sizeof(float));
        return;
    }
    for (int j = 0; j < m->n_labels; j++) {
        uint16_t half;
        to_half(weights[j], &half);
        memcpy(row + 2 * j, &half, 2);
    }
}

static int fill_rows(Model *m, const Source *from, const uint32_t *feature) {
    int64_t n = m->n_features, n_idf = 0;
    m->n_lanes = (m->n_labels + 3) / 4;
    m->is_half = all_half(from->weights, n * m->n_labels);
    size_t size = (size_t)m->n_lanes * 4 * (m->is_half ? sizeof(uint16_t) : sizeof(float)) + sizeof(Tail);
    m->stride = (int)(size <= 32 ? 32 : size <= 64 ? 64 : (size + 31) / 32 * 32);
    m->tail_at = m->stride - (int)sizeof(Tail);
    m->rows = zeros((size_t)n + 1, (size_t)m->stride);
    m->column = malloc(((size_t)n + 1) * sizeof(int32_t));
    m->bias = malloc((size_t)m->n_labels * sizeof(double));
    m->idf = malloc(((size_t)n + 1) * sizeof(double));
    if (!m->rows || !m->column || !m->bias || !m->idf) return NO_MEMORY;
    memcpy(m->bias, from->bias, (size_t)m->n_labels * sizeof(double));
    for (int64_t i = 0; i < n; i++) {
        fill_row(m, (uint8_t *)row_of(m, feature[i]), from->weights + i * m->n_labels);
        m->column[feature[i]] = (int32_t)i;
    }
    for (uint32_t f = 1; f <= n; f++) { /* features of one document frequency, and so of one idf, are neighbours */
        double idf = from->idf[m->column[f]];
        if (!n_idf || m->idf[n_idf - 1] != idf) m->idf[n_idf++] = idf;
        tail_of(m, f)->idf = (uint32_t)(n_idf - 1);
    }
    return OK;
}

/* Enter one word n-gram of `length` words: its words, the pairs that lead to it, and at the end its feature. */
static int enter_words(Model *m, uint64_t start, uint64_t end, int length, uint32_t feature) {
    uint32_t node = 0;
    int n = 0;
    for (uint64_t from = start, to; from <= end; from = to + 1) {
        for (to = from; to < end && m->text[to] != ' ';) to++;
        Piece piece = {from, (uint32_t)(to - from)};
        Key key = key_of(m->text + from, piece.size);
        uint32_t wanted = ++n == length ? feature : 0;
        uint32_t word = enter(m, &m->words, key, key_hash(key), piece, length == 1 ? wanted : 0);
        if (!word) return REFUSED;
        if (n == 1) { node = word; continue; }
        tail_of(m, word)->idf |= GOES_ON;
        if (n == 2) tail_of(m, node)->idf |= BEGINS;
        key = (Key){pair_key(node, word), 0};
        node = enter(m, &m->pairs, key, pair_hash(key.low), piece, wanted);
        if (!node) return REFUSED;
    }
    return OK;
}

/* The end of the n-gram that begins at `start` of a vocabulary of n-grams separated by line ends. */
static uint64_t ngram_end(const uint8_t *text, uint64_t start, uint64_t size) {
    const uint8_t *end = start < size ? memchr(text + start, '\n', size - start) : NULL;
    return end ? (uint64_t)(end - text) : size;
}

/* Shorter n-grams first, so that longer ones find the nodes they go on from. Other lengths are never looked for. */
static int add_words(Model *m, const Source *from, const uint32_t *feature) {
    uint64_t size = (uint64_t)from->words_size;
    for (int length = 1, longest = 1; length <= m->word_high && length <= longest; length++) {
        uint64_t start = 0;
        for (int64_t i = 0; i < from->n_words; i++) {
            uint64_t end = ngram_end(m->text, start, size);
            int n = 1;
            if (start > size) return REFUSED;
            for (uint64_t k = start; k < end; k++) n += m->text[k] == ' ';
            if (n > longest) longest = n;
            if (n == length && n >= m->word_low && enter_words(m, start, end, length, feature[i])) return REFUSED;
            start = end + 1;
        }
        if (from->n_words && start != size + 1) return REFUSED;
    }
    return OK;
}

static int add_chars(Model *m, const Source *from, const uint32_t *feature) {
    uint64_t first = (uint64_t)from->words_size, size = first + (uint64_t)from->chars_size, start = first;
    for (int64_t i = 0; i < from->n_chars; i++) {
        uint64_t end = ngram_end(m->text, start, size);
        Piece piece = {start, (uint32_t)(end - start)};
        if (start > size) return REFUSED;
        Key key = key_of(m->text + start, piece.size);
        if (!enter(m, &m->chars, key, key_hash(key), piece, feature[from->n_words + i])) return REFUSED;
        start = end + 1;
    }
    return from->n_chars && start != size + 1 ? REFUSED : OK;
}

/* Room for as many nodes as there may be: every word of every n-gram, and every pair that leads to one. */
static int make_tables(Model *m, const Source *from) {
    uint64_t n_words = (uint64_t)from->n_words, spaces = 0, words = 0, size = (uint64_t)from->words_size;
    for (uint64_t i = 0; i < size; i++) spaces += m->text[i] == ' ';
    words = n_words + spaces;
    uint64_t most = m->n_features + words + spaces + 1;
    if (most >= NUMBER / 2) return NO_MEMORY;
    m->number_mask = 1;
    while (m->number_mask < most) m->number_mask = 2 * m->number_mask + 1;
    m->n_nodes = m->n_features;
    m->further = roomy((most - m->n_features + 1) * sizeof(Tail));
    m->pieces = roomy((most + 1) * sizeof(Piece));
    if (!m->further || !m->pieces) return NO_MEMORY;
    memset(m->further, 0, (most - m->n_features + 1) * sizeof(Tail));
    return index_init(&m->words, words) || index_init(&m->pairs, spaces) || index_init(&m->chars, (uint64_t)from->n_chars)
               ? NO_MEMORY : OK;
}

API void clf_model_free(Model *m) {
    if (!m) return;
    release(m->words.slots), release(m->pairs.slots), release(m->chars.slots), release(m->further), release(m->pieces);
    release(m->rows), free(m->text), free(m->bias), free(m->idf), free(m->column), free(m);
}

/* Build the tables of a model; NULL where memory is short or the vocabulary is none (a line end in an n-gram). Of an
 * n-gram that is there twice the last one counts, as in a dict. */
API Model *clf_model_new(const Source *from) {
    int64_t n = from->n_words + from->n_chars;
    Model *m = n < (int64_t)NUMBER / 2 ? calloc(1, sizeof *m) : NULL;
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
    if (!error) error = make_tables(m, from);
    if (!error) error = add_words(m, from, feature);
    if (!error) error = add_chars(m, from, feature);
    free(feature);
    if (error) clf_model_free(m), m = NULL;
    return m;
}

#endif
