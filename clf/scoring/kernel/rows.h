/* Weighted sums of rows of weights, in double precision: the same bits on every machine. */
#ifndef CLF_ROWS_H
#define CLF_ROWS_H

#include "model.h"

#if defined(__GNUC__) && defined(__x86_64__)
#include <immintrin.h>
#endif

#define BATCH 64 /* rows summed together: they stay in the nearest cache */

/* A half (times 2^10, `HALF_SCALE`) is put where a float has its sign, exponent and first digits; what comes out is the
 * weight times 2^-102, exactly. The values are multiplied by 2^102 instead, exactly too. */
#define HALF_VALUE 0x1p102
#define HALF_SHIFT 13
#define HALF_MASK 0x8FFFFFFFu /* the extended sign, but for one bit, makes room for the exponent */

/* sums[0…4·lanes) += Σ value · weight. Each label is summed by itself in the order of the rows, with a rounding after
 * each step, so that narrow and wide vectors give the same bits. */
static void add_rows_plain(const uint8_t *const *rows, const double *values, int n, double *sums, int lanes, int is_half) {
    for (int i = 0; i < n && is_half; i++) {
        double value = values[i] * HALF_VALUE;
        for (int j = 0; j < 4 * lanes; j++) {
            float weight;
            uint32_t bits = ((uint32_t)((const int16_t *)rows[i])[j] << HALF_SHIFT) & HALF_MASK;
            memcpy(&weight, &bits, 4);
            sums[j] += value * weight;
        }
    }
    for (int i = 0; i < n && !is_half; i++)
        for (int j = 0; j < 4 * lanes; j++) sums[j] += values[i] * ((const float *)rows[i])[j];
}

/* One weight, in double precision as `add_rows` has it. */
static inline double weight_of(const uint8_t *row, int label, int is_half) {
    float weight;
    if (!is_half) return ((const float *)row)[label];
    uint32_t bits = ((uint32_t)((const int16_t *)row)[label] << HALF_SHIFT) & HALF_MASK;
    memcpy(&weight, &bits, 4);
    return weight * HALF_VALUE;
}

#if defined(__GNUC__) && defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))
#define AVX2_INLINE static inline __attribute__((target("avx2"), always_inline))

AVX2_INLINE __m256d four_weights(const uint8_t *row, int lane, const int is_half) {
    if (!is_half) return _mm256_cvtps_pd(_mm_loadu_ps((const float *)row + 4 * lane));
    __m128i half = _mm_cvtepi16_epi32(_mm_loadl_epi64((const __m128i *)(row + 8 * lane)));
    __m128i bits = _mm_and_si128(_mm_slli_epi32(half, HALF_SHIFT), _mm_set1_epi32((int)HALF_MASK));
    return _mm256_cvtps_pd(_mm_castsi128_ps(bits));
}

/* Up to six lanes of four labels, their sums in registers. */
AVX2_INLINE void add_lanes(const uint8_t *const *rows, size_t skipped, const double *values, int n, double *sums,
                           const int lanes, const int is_half) {
    __m256d total[6];
    for (int k = 0; k < lanes; k++) total[k] = _mm256_loadu_pd(sums + 4 * k);
    for (int i = 0; i < n; i++) {
        const uint8_t *row = rows[i] + skipped;
        __m256d value = _mm256_set1_pd(is_half ? values[i] * HALF_VALUE : values[i]);
#define ADD(k) if (k < lanes) total[k] = _mm256_add_pd(total[k], _mm256_mul_pd(value, four_weights(row, k, is_half)));
        ADD(0) ADD(1) ADD(2) ADD(3) ADD(4) ADD(5)
#undef ADD
    }
    for (int k = 0; k < lanes; k++) _mm256_storeu_pd(sums + 4 * k, total[k]);
}
AVX2_INLINE void add_all(const uint8_t *const *rows, const double *values, int n, double *sums, int lanes,
                         const int is_half) {
    size_t skipped = 0;
    for (; lanes > 6; lanes -= 6, sums += 24, skipped += is_half ? 48 : 96)
        add_lanes(rows, skipped, values, n, sums, 6, is_half);
#define LANES(k) case k: add_lanes(rows, skipped, values, n, sums, k, is_half); break;
    switch (lanes) { LANES(1) LANES(2) LANES(3) LANES(4) LANES(5) LANES(6) }
#undef LANES
}
AVX2 static void add_rows_avx2(const uint8_t *const *rows, const double *values, int n, double *sums, int lanes,
                               int is_half) {
    if (is_half) add_all(rows, values, n, sums, lanes, 1);
    else add_all(rows, values, n, sums, lanes, 0);
}
#define add_rows (__builtin_cpu_supports("avx2") ? add_rows_avx2 : add_rows_plain)
#else
#define add_rows add_rows_plain
#endif

#endif
