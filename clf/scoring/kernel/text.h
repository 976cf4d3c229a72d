/* UTF-8, lower case and character classes, as Python's str has them.
 *
 * A text is read in chunks: what stands between white space. Everything but word n-grams can be said of a chunk alone,
 * for white space ends words, padded character n-grams and the context of a final sigma alike. */
#ifndef CLF_TEXT_H
#define CLF_TEXT_H

#if defined(__linux__)
#define _DEFAULT_SOURCE /* madvise */
#include <sys/mman.h>
#endif

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "unicode_table.h"

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#define CLF_SSE2 1
#endif

#if defined(_WIN32)
#define API __declspec(dllexport)
#else
#define API __attribute__((visibility("default")))
#endif

#if defined(__GNUC__)
#define PREFETCH(p) __builtin_prefetch(p)
#define LOWEST_BIT(x) __builtin_ctzll(x)
#define NEVER_INLINE __attribute__((noinline))
#else
#include <intrin.h>
#define PREFETCH(p) _mm_prefetch((const char *)(p), _MM_HINT_T0)
static inline int LOWEST_BIT(uint64_t x) { unsigned long i; _BitScanForward64(&i, x); return (int)i; }
#define NEVER_INLINE __declspec(noinline)
#endif

/* Memory for what is looked up at random, on cache lines of its own: in huge pages where the system has them, for a look-up
 * in small ones pays for the translation of its address too. What is not touched costs nothing. Where the block begins
 * stands before it, for `release`: aligned_alloc of glibc before 2.38 does not use again what was given back to it. */
static inline void *roomy(size_t bytes) {
    const size_t huge = 2u << 20, align = bytes >= huge / 4 ? huge : 64;
    bytes = (bytes + align - 1) / align * align;
    uint8_t *block = malloc(bytes + align + sizeof block), *p;
    if (!block) return NULL;
    p = block + sizeof block;
    p += -(uintptr_t)p & (align - 1);
    memcpy(p - sizeof block, &block, sizeof block);
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    if (align == huge) madvise(p, bytes, MADV_HUGEPAGE);
#endif
    return p;
}
static inline void release(void *p) {
    void *block = NULL;
    if (p) memcpy(&block, (uint8_t *)p - sizeof block, sizeof block);
    free(block);
}
static inline void *zeros(size_t n, size_t size) {
    void *p = roomy(n * size);
    return p ? memset(p, 0, n * size) : NULL;
}

enum { WORD = 1, SPACE = 2, CASED = 4, IGNORED = 8, UNASSIGNED = 16 };
enum { OK = 0, NOT_UTF8 = 1, UNKNOWN_CHARACTER = 2, NO_MEMORY = 3, REFUSED = 4 };

#define SIGMA 0x3A3
#define FINAL_SIGMA 0x3C2
#define DOTTED_I 0x130
#define DOT_ABOVE 0x307

static inline int class_of(uint32_t c) {
    return unicode_class[unicode_index[c / UNICODE_BLOCK] * UNICODE_BLOCK + c % UNICODE_BLOCK];
}
static inline uint32_t flags_of(uint32_t c) { return unicode_entry[class_of(c)].flags; }

/* The code point at p, or -1 where [p, end) does not begin with a whole one. Surrogates are let through: a Python str
 * may hold them alone, and "surrogatepass" writes them in three bytes. */
static inline int32_t decode(const uint8_t *p, const uint8_t *end, int *size) {
    uint32_t c = p[0];
    if (c < 0x80) return *size = 1, (int32_t)c;
    int n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    if (c < 0xC2 || c > 0xF4 || end - p < n) return -1;
    c &= 0x7Fu >> n;
    for (int i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80) return -1;
        c = c << 6 | (p[i] & 0x3F);
    }
    if ((n == 3 && c < 0x800) || (n == 4 && (c < 0x10000 || c > 0x10FFFF))) return -1;
    return *size = n, (int32_t)c;
}

static inline int encode(uint32_t c, uint8_t *p) {
    if (c < 0x80) return p[0] = (uint8_t)c, 1;
    if (c < 0x800) return p[0] = (uint8_t)(0xC0 | c >> 6), p[1] = (uint8_t)(0x80 | (c & 0x3F)), 2;
    int n = c < 0x10000 ? 3 : 4;
    p[0] = (uint8_t)((n == 3 ? 0xE0 : 0xF0) | c >> (6 * (n - 1)));
    for (int i = 1; i < n; i++) p[i] = (uint8_t)(0x80 | (c >> (6 * (n - 1 - i)) & 0x3F));
    return n;
}

/* ---- white space ---------------------------------------------------------------------------------------------- */

/* The bytes of the white space that begins at p, 0 where none does. */
static inline int space_size(const uint8_t *p, const uint8_t *end) {
    if (p[0] < 0x80) return (flags_of(p[0]) & SPACE) != 0;
    int size;
    int32_t c = decode(p, end, &size);
    return c >= 0 && flags_of((uint32_t)c) & SPACE ? size : 0;
}

/* One bit for each of 64 bytes that may begin white space: controls and blanks, and the bytes that begin all others
 * (U+0085 and U+00A0: C2; U+1680: E1; U+2000-205F: E2; U+3000: E3). A test holds this list against the table. */
static inline uint64_t maybe_space(const uint8_t *p) {
    uint64_t bits = 0;
#if defined(CLF_SSE2)
    const __m128i blank = _mm_set1_epi8(0x20), c2 = _mm_set1_epi8((char)0xC2), e3 = _mm_set1_epi8(2);
    for (int i = 0; i < 4; i++) {
        __m128i b = _mm_loadu_si128((const __m128i *)(p + 16 * i));
        __m128i low = _mm_cmpeq_epi8(_mm_max_epu8(b, blank), blank);
        __m128i from_e1 = _mm_sub_epi8(b, _mm_set1_epi8((char)0xE1));
        __m128i lead = _mm_or_si128(_mm_cmpeq_epi8(b, c2), _mm_cmpeq_epi8(_mm_max_epu8(from_e1, e3), e3));
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(low, lead)) << 16 * i;
    }
#else
    for (int i = 0; i < 64; i++) {
        uint8_t b = p[i];
        bits |= (uint64_t)(b <= 0x20 || b == 0xC2 || (uint8_t)(b - 0xE1) <= 2) << i;
    }
#endif
    return bits;
}

/* ---- chunks in lower case ------------------------------------------------------------------------------------- */

/* " chunk " in lower case, one after the other: `n` characters with the pads. Character i has the bytes [at[i], at[i + 1])
 * of `bytes`, where SLACK more may be read. */
typedef struct {
    uint32_t *at, *origin; /* origin: which character of its chunk as given it came from */
    uint8_t *is_word, *bytes;
    int32_t *given; /* the last chunk as it was */
    int64_t n, n_given, room;
    int has_unknown; /* a code point that the table does not know */
} Lowered;

static inline int lowered_reserve(Lowered *l, int64_t bytes) {
    /* Lower case never takes twice the bytes of a character (Ⱥ: two become three), a pad one. */
    int64_t needed = (l->n ? l->at[l->n] : 0) + 2 * bytes + 64;
    if (needed <= l->room) return OK;
    int64_t n = needed + needed / 2;
    void **fields[] = {(void **)&l->at, (void **)&l->origin, (void **)&l->given, (void **)&l->is_word,
                       (void **)&l->bytes};
    for (int i = 0; i < 5; i++) {
        void *p = realloc(*fields[i], (size_t)n * (i < 3 ? 4 : 1));
        if (!p) return NO_MEMORY;
        *fields[i] = p;
    }
    l->room = n;
    return OK;
}
static inline void lowered_free(Lowered *l) {
    free(l->at), free(l->origin), free(l->given), free(l->is_word), free(l->bytes);
}
static inline void lowered_clear(Lowered *l) { l->n = 0, l->has_unknown = 0; }

static inline void lowered_push(Lowered *l, uint32_t code, uint32_t flags, uint32_t origin) {
    l->is_word[l->n] = flags & WORD;
    l->origin[l->n] = origin;
    l->at[l->n + 1] = l->at[l->n] + (uint32_t)encode(code, l->bytes + l->at[l->n]);
    l->n++;
}

/* Whether Σ at given[i] is final: a cased letter before it and none after, whatever is case-ignorable passed over. */
static inline int is_final_sigma(const Lowered *l, int64_t i) {
    int64_t j = i - 1;
    while (j >= 0 && flags_of((uint32_t)l->given[j]) & IGNORED) j--;
    if (j < 0 || !(flags_of((uint32_t)l->given[j]) & CASED)) return 0;
    for (j = i + 1; j < l->n_given && flags_of((uint32_t)l->given[j]) & IGNORED;) j++;
    return j == l->n_given || !(flags_of((uint32_t)l->given[j]) & CASED);
}

static inline int is_ascii(const uint8_t *p, uint32_t size) {
    uint8_t all = 0;
    for (uint32_t i = 0; i < size; i++) all |= p[i];
    return all < 0x80;
}

static inline void lower_ascii(Lowered *l, const uint8_t *p, uint32_t size) {
    uint32_t *at = l->at + l->n, *origin = l->origin + l->n, first = at[0];
    uint8_t *bytes = l->bytes + first, *is_word = l->is_word + l->n;
    for (uint32_t i = 0; i < size; i++) {
        uint8_t c = p[i], lower = (uint8_t)(c | 32), is_letter = (uint8_t)(lower - 'a') < 26;
        bytes[i] = is_letter ? lower : c;
        is_word[i] = is_letter | ((uint8_t)(c - '0') < 10) | (c == '_');
        origin[i] = i, at[i + 1] = first + i + 1;
    }
    l->n += size, l->n_given = size;
}

/* Append a chunk. */
static inline int lower_chunk(Lowered *l, const uint8_t *p, uint32_t size) {
    if (lowered_reserve(l, size)) return NO_MEMORY;
    if (!l->n) l->at[0] = 0;
    l->n_given = 0;
    lowered_push(l, ' ', 0, 0);
    if (is_ascii(p, size)) {
        lower_ascii(l, p, size);
        lowered_push(l, ' ', 0, 0);
        return OK;
    }
    for (const uint8_t *end = p + size; p < end;) {
        int bytes;
        int32_t c = decode(p, end, &bytes);
        if (c < 0) return NOT_UTF8;
        l->given[l->n_given++] = c;
        p += bytes;
    }
    for (int64_t i = 0; i < l->n_given; i++) {
        uint32_t c = (uint32_t)l->given[i];
        int kind = class_of(c);
        uint32_t flags = unicode_entry[kind].flags, code = c + (uint32_t)unicode_entry[kind].distance;
        l->has_unknown |= (flags & UNASSIGNED) != 0;
        if (c == SIGMA && is_final_sigma(l, i)) code = FINAL_SIGMA;
        lowered_push(l, code, flags, (uint32_t)i);
        if (c == DOTTED_I) lowered_push(l, DOT_ABOVE, 0, (uint32_t)i);
    }
    lowered_push(l, ' ', 0, 0);
    return OK;
}

#endif
