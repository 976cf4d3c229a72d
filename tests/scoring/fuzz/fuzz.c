/* Fuzz the kernel: any bytes as vocabularies, lengths and texts, under the address and undefined-behaviour sanitizers.
 *
 *   cc -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -I clf/scoring/kernel tests/scoring/fuzz/fuzz.c -lm
 *   ./a.out SECONDS [SEED]                                  a driver of its own; fails where it found no feature
 *   clang -DLIBFUZZER -fsanitize=fuzzer,address,undefined … libFuzzer, which looks for new paths
 *
 * The kernel is built with a tiny cache, so that it fills up and starts again inside texts. */
#include <assert.h>
#include <stdio.h>
#include <time.h>

#define SETS 4
#define ARENA 4096
#include "score.c"
#include "fit.c"

#define TEXTS 4

static long models, features;

/* Vocabulary and matrix of some texts: its columns in order, each n-gram once, as many numbers as document frequencies say. */
static void fit_on(const uint8_t *choice, const uint8_t *texts, const int64_t *offsets) {
    int is_char = choice[2] & 1, low = 1 + choice[3] % 3, high = low + choice[4] % 3;
    Fit *f = clf_fit_new(is_char, low, high, choice[7] & 1);
    Found found;
    assert(f);
    if (!clf_fit_add(f, texts, offsets, TEXTS) && !clf_fit_count(f, &found)) {
        int64_t longest = is_char ? 1 : high, n_all = 1 + found.n_strings + found.n_longer, n = 0, n_values = 0;
        uint32_t *paths = malloc(n_all * longest * sizeof *paths), *columns = malloc(n_all * sizeof *columns);
        uint32_t *chosen = malloc(n_all * longest * sizeof *chosen);
        clf_fit_paths(f, longest, paths);
        for (int64_t i = 1; i < n_all; i++)
            if (found.in_texts[i]) columns[n++] = (uint32_t)i, n_values += found.in_texts[i];
        assert(!clf_fit_order(f, paths, longest, columns, n));
        int32_t *column = malloc(n_all * sizeof *column);
        memset(column, 0xFF, n_all * sizeof *column);
        for (int64_t i = 0; i < n; i++) {
            column[columns[i]] = (int32_t)i;
            memcpy(chosen + i * longest, paths + columns[i] * longest, longest * sizeof *chosen);
        }
        int64_t bytes = clf_fit_terms(f, chosen, n, longest, NULL);
        uint8_t *terms = malloc(bytes + 1);
        assert(clf_fit_terms(f, chosen, n, longest, terms) == bytes);
        for (int64_t i = 0, at = 0, before = -1; i < n; i++) {
            int64_t end = at;
            while (terms[end] != '\n') end++;
            terms[end] = 0;
            assert(before < 0 || strcmp((char *)terms + before, (char *)terms + at) < 0 || memchr(texts, 0, offsets[TEXTS]));
            before = at, at = end + 1;
        }
        int64_t starts[TEXTS + 1];
        int32_t *of = malloc((n_values + 1) * sizeof *of);
        double *counts = malloc((n_values + 1) * sizeof *counts);
        assert(!clf_fit_fill(f, column, n, starts, of, counts) && starts[TEXTS] == n_values);
        features += n;
        free(paths), free(columns), free(chosen), free(column), free(terms), free(of), free(counts);
    }
    clf_fit_free(f);
}

/* Of the bytes: 10 that choose, then three parts (words, characters, texts); the first four choose their sizes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 10) return 0;
    const uint8_t *choice = data + 2;
    size_t sizes[] = {data[0] | (size_t)data[1] << 8, data[2] | (size_t)data[3] << 8};
    data += 10, size -= 10;
    size_t n_words_bytes = sizes[0] % (size + 1), n_chars_bytes = sizes[1] % (size - n_words_bytes + 1);
    const uint8_t *words = data, *chars = words + n_words_bytes, *texts = chars + n_chars_bytes;
    size_t text_bytes = size - n_words_bytes - n_chars_bytes;
    int64_t n_words = n_words_bytes > 0, n_chars = n_chars_bytes > 0;
    for (size_t i = 0; i < n_words_bytes; i++) n_words += words[i] == '\n';
    for (size_t i = 0; i < n_chars_bytes; i++) n_chars += chars[i] == '\n';
    int64_t n = n_words + n_chars, labels = 1 + choice[2] % 30;
    int32_t *frequencies = malloc((n + 1) * sizeof *frequencies);
    double *idf = malloc((n + 1) * sizeof *idf), bias[32] = {0}, scores[2][TEXTS * 32];
    float *weights = malloc((n + 1) * labels * sizeof *weights);
    for (int64_t i = 0; i < n; i++) frequencies[i] = (int32_t)(i * 7919 % 5000), idf[i] = 1 + i % 5;
    for (int64_t i = 0; i < n * labels; i++) weights[i] = (float)(i % 11 - 5);
    Source source = {
        .word_low = 1 + choice[3] % 3, .word_high = 1 + choice[3] % 3 + choice[4] % 3, .char_low = 1 + choice[5] % 4,
        .char_high = 1 + choice[5] % 4 + choice[6] % 4, .n_labels = (int32_t)labels, .strict = choice[7] & 1,
        .n_words = n_words, .n_chars = n_chars, .words_size = (int64_t)n_words_bytes,
        .chars_size = (int64_t)n_chars_bytes, .words = words, .chars = chars, .document_frequencies = frequencies,
        .idf = idf, .bias = bias, .weights = weights};
    Model *m = clf_model_new(&source);
    if (m) {
        models++;
        Scratch *s = clf_scratch_new(m);
        int64_t offsets[TEXTS + 1];
        for (int i = 0; i <= TEXTS; i++) offsets[i] = (int64_t)(text_bytes * i / TEXTS);
        uint8_t *copy = malloc(text_bytes ? text_bytes : 1); /* of exactly that size: reading past it is seen */
        memcpy(copy, texts, text_bytes);
        int8_t status[2][TEXTS];
        fit_on(choice, copy, offsets);
        for (int k = 0; k < 2; k++) clf_score(m, s, copy, offsets, TEXTS, scores[k], status[k]);
        for (int i = 0; i < TEXTS; i++) {
            Explanation e;
            int error = clf_explain(m, s, copy + offsets[i], offsets[i + 1] - offsets[i], &e);
            features += error ? 0 : e.n_values;
            assert(error == status[0][i] && status[0][i] == status[1][i]); /* the same whatever came before */
            for (int64_t j = 0; j < labels; j++) {
                double sum = 0, first = scores[0][i * labels + j];
                if (!error) for (int64_t v = 0; v < e.n_values; v++) sum += e.values[v] * weights[e.columns[v] * labels + j];
                assert(fabs(first - scores[1][i * labels + j]) < 1e-9 && fabs(first - sum) < 1e-9);
            }
            for (int64_t p = 0; !error && p < e.n_places; p++)
                assert(e.places[p].start < e.places[p].end && (int64_t)e.places[p].end <= offsets[i + 1] - offsets[i]);
            if (error) continue;
            int64_t n = 0;
            for (int64_t b = offsets[i]; b < offsets[i + 1]; b++) n += (copy[b] & 0xC0) != 0x80;
            double *added = malloc((n + 1) * sizeof *added), sum = 0;
            assert(!clf_contributions(m, s, copy + offsets[i], offsets[i + 1] - offsets[i], (int32_t[]){0}, 1, n, added));
            for (int64_t c = 0; c < n; c++) sum += added[c];
            assert(source.char_low == 1 || fabs(scores[0][i * labels] - sum) < 1e-9); /* of length 1, pads have no place */
            free(added);
        }
        free(copy);
        clf_scratch_free(s);
    }
    clf_model_free(m);
    free(frequencies), free(idf), free(weights);
    return 0;
}

#ifndef LIBFUZZER
static uint64_t state;
static uint32_t draw(uint32_t below) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (uint32_t)(state >> 33) % below;
}

static const char *const PIECES[] = {
    "ab", "abc", "a", "b", " ", " ", " ", "  ", "\n", "cd", "zz", "0", "_", "\xC3\xA9", "\xCE\xA3", "\xC4\xB0", "\xCC\x88",
    "\xC2\xA0", "\xE3\x80\x80", "\xE4\xB8\xAD", "\xF0\x9F\x98\x80", "\xED\xA0\x80", "\xCD\xB8", "\xE2\x80\x99", "'", "-", ".",
    "\xC8\xBA", "\xC2\xAD", "AB", "Abc", "\xCE\x91", "\xE1\x9A\x80", " ab", "ab ",
    "abababababababababababababababababababababababababababababababababababab"};

/* Pieces that mean something, `wanted` bytes of them; in a vocabulary a few make an n-gram. */
static size_t make_part(uint8_t *data, size_t wanted, int is_vocabulary) {
    size_t size = 0;
    for (uint32_t left = 1 + draw(3);;) {
        const char *piece = is_vocabulary && !left ? "\n" : PIECES[draw(sizeof PIECES / sizeof *PIECES)];
        if (size + strlen(piece) > wanted) return size;
        memcpy(data + size, piece, strlen(piece));
        size += strlen(piece);
        left = left ? left - 1 : 1 + draw(3);
    }
}

static size_t make(uint8_t *data, size_t room) {
    size_t size = 10;
    for (int i = 4; i < 10; i++) data[i] = (uint8_t)draw(256);
    for (int part = 0; part < 3; part++) {
        size_t made = make_part(data + size, draw(draw(20) ? 500 : (uint32_t)room / 4), part < 2);
        if (part < 2) data[2 * part] = (uint8_t)made, data[2 * part + 1] = (uint8_t)(made >> 8);
        size += made;
    }
    for (uint32_t breaks = draw(4) ? 0 : draw(4); breaks && size > 10; breaks--)
        data[10 + draw((uint32_t)size - 10)] = (uint8_t)draw(256);
    return size;
}

int main(int argc, char **argv) {
    static uint8_t data[20000];
    time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 10);
    state = argc > 2 ? strtoull(argv[2], NULL, 10) * 2 + 1 : 1;
    long inputs = 0;
    for (; time(NULL) < end; inputs++) LLVMFuzzerTestOneInput(data, make(data, sizeof data));
    printf("%ld inputs, %ld models built, %ld features found: no fault\n", inputs, models, features);
    return features == 0;
}
#endif
