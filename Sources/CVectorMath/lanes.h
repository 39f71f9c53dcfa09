// What the kernels share: versions for several instruction sets, vectors of eight doubles, exponentials.
#ifndef SOFTMAXLAB_LANES_H
#define SOFTMAXLAB_LANES_H

#include "vector_math.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

// The thread sanitizer cannot have them: what chooses one calls it before it is there.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ONE_VERSION
#endif
#endif

// `arch=` names miss newer cores; plain features do not.
#if defined(__x86_64__) && !defined(ONE_VERSION)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

// One register at a time: the compiler's choice, four side by side, would leave most rows to the scalar rest.
#define BY_REGISTER _Pragma("clang loop vectorize_width(8) interleave_count(1)")
// The same with the rest of the row in one masked register: twenty tokens are two registers and a half.
#define BY_MASKED_REGISTER \
  _Pragma("clang loop vectorize_width(8) interleave_count(1) vectorize_predicate(enable)")
// In a block of its own: its sums may be taken in any order.
#define ANY_ORDER _Pragma("clang fp reassociate(on)")

typedef double lanes __attribute__((vector_size(64), aligned(8)));
typedef int64_t masks __attribute__((vector_size(64), aligned(8)));

// Macros, since passing a vector to a function depends on the version being compiled.
#define load(p) (*(const lanes *)(p))
#define store(p, v) (*(lanes *)(p) = (v))
#define every(x) ((lanes){0} + (x))
#define choose(mask, a, b) ((lanes)(((mask) & (masks)(a)) | (~(mask) & (masks)(b))))
#define larger(a, b) choose((a) > (b), a, b)
#define plus(a, b) ((a) + (b))

// Eight vectors to the vector of their totals (or largest lanes): three rounds, each of which halves their
// number. `v` is overwritten and the result left in v[0].
#define REDUCE(v, combine)                                                                               \
  do {                                                                                                   \
    for (int i_ = 0; i_ < 8; i_ += 2)                                                                    \
      v[i_] = combine(__builtin_shufflevector(v[i_], v[i_ + 1], 0, 9, 2, 11, 4, 13, 6, 15),              \
                      __builtin_shufflevector(v[i_], v[i_ + 1], 1, 8, 3, 10, 5, 12, 7, 14));             \
    for (int i_ = 0; i_ < 8; i_ += 4)                                                                    \
      v[i_] = combine(__builtin_shufflevector(v[i_], v[i_ + 2], 0, 1, 10, 11, 4, 5, 14, 15),             \
                      __builtin_shufflevector(v[i_], v[i_ + 2], 2, 3, 8, 9, 6, 7, 12, 13));              \
    v[0] = combine(__builtin_shufflevector(v[0], v[4], 0, 1, 2, 3, 12, 13, 14, 15),                      \
                   __builtin_shufflevector(v[0], v[4], 4, 5, 6, 7, 8, 9, 10, 11));                       \
  } while (0)

// exp and expm1.
//
// x = k ln 2 + r with |r| ≤ ln 2 / 2, the remainder in two parts; e^r − 1 by its Taylor polynomial of
// degree 13 (the first term left out is below 2^-57); no branches, so that the loops vectorise.

INLINE double from_bits(int64_t bits) { double value; memcpy(&value, &bits, sizeof value); return value; }
INLINE int64_t to_bits(double value) { int64_t bits; memcpy(&bits, &value, sizeof bits); return bits; }
// 2^exponent where that is a normal number. Unsigned: the exponent of e^NaN is anything, and its shift must be defined.
INLINE double power_of_two(int64_t exponent) {
  return from_bits((int64_t)((uint64_t)(exponent + 1023) << 52));
}

INLINE double reduce(double x, double *remainder, int64_t *exponent) {
  const double shift = 0x1.8p52;
  double shifted = x * 0x1.71547652b82fep+0 + shift;
  double k = shifted - shift;
  *exponent = to_bits(shifted) - to_bits(shift);
  double high = x - k * 0x1.62e42fee00000p-1; // ln 2 cut to 32 bits: the product is exact
  double low = k * 0x1.a39ef35793c76p-33;
  *remainder = high - low;
  return (high - *remainder) - low; // what the subtraction lost
}

// e^r − 1 − r, the polynomial by pairs (Estrin 1960): a third of Horner's latency, which is what counts when a
// row is two or three registers.
INLINE double exp_tail(double r) {
  double r2 = r * r, r4 = r2 * r2;
  double p0 = 0x1p-1 + r * 0x1.5555555555555p-3;                   // 1/2!, 1/3!
  double p1 = 0x1.5555555555555p-5 + r * 0x1.1111111111111p-7;     // 1/4!, 1/5!
  double p2 = 0x1.6c16c16c16c17p-10 + r * 0x1.a01a01a01a01ap-13;   // 1/6!, 1/7!
  double p3 = 0x1.a01a01a01a01ap-16 + r * 0x1.71de3a556c734p-19;   // 1/8!, 1/9!
  double p4 = 0x1.27e4fb7789f5cp-22 + r * 0x1.ae64567f544e4p-26;   // 1/10!, 1/11!
  double p5 = 0x1.1eed8eff8d898p-29 + r * 0x1.6124613a86d09p-33;   // 1/12!, 1/13!
  return r2 * ((p0 + r2 * p1) + r4 * ((p2 + r2 * p3) + r4 * (p4 + r2 * p5)));
}

// e^(x + correction) for a correction below an ulp of x.
INLINE double vexp_corrected(double x, double correction) {
  // Clamped where the result is 0 or infinite anyway; NaN passes through both comparisons.
  double clamped = x > 709.8 ? 709.8 : x;
  clamped = clamped < -746.0 ? -746.0 : clamped;
  double r, lost;
  int64_t k;
  lost = reduce(clamped, &r, &k);
  double tail = exp_tail(r);
  double value = 1.0 + (r + (tail + (lost + correction + correction * (r + tail))));
  // Two factors, so that subnormal results are rounded once and 2^1024 is not needed.
  int64_t half = k >> 1;
  return value * power_of_two(half) * power_of_two(k - half);
}

INLINE double vexp(double x) { return vexp_corrected(x, 0); }

// e^(a − b), with the rounding error of the difference (Knuth 1969) put back: at a distance of 700 it
// would be worth 256 ulp.
INLINE double vexp_difference(double a, double b) {
  double difference = a - b, other = difference - a;
  return vexp_corrected(difference, (a - (difference - other)) - (b + other));
}

// e^x − 1, and e^x for little more.
INLINE double vexpm1_and_exp(double x, double *exponential) {
  double clamped = x > 709.8 ? 709.8 : x;
  clamped = clamped < -746.0 ? -746.0 : clamped;
  double r, lost;
  int64_t k;
  lost = reduce(clamped, &r, &k);
  double tail = exp_tail(r) + lost;
  // 2^k (e^r − 1) + (2^k − 1): for k = 0 the second term is zero and nothing cancels. 2^k is split to reach 2^1024.
  int64_t half = k >> 1;
  double first = power_of_two(half), second = power_of_two(k - half);
  double power = first * second;
  double constant = power - 1.0, rest = power * r;
  // r dominates the tail, so r and the constant are added first and the rounding error is carried.
  double sum = constant + rest;
  double error = (constant - (sum - (sum - constant))) + (rest - (sum - constant));
  double small = sum + (error + power * tail);
  *exponential = (1.0 + (r + tail)) * first * second;
  double value = k > 60 ? *exponential - 1.0 : small;
  return x == 0 ? x : value;
}

INLINE double vexpm1(double x) {
  double exponential;
  return vexpm1_and_exp(x, &exponential);
}

// Eight logits to e^(x − largest).
INLINE void vexp_difference_lanes(const double *x, double largest, double *y) {
  double values[8];
  memcpy(values, x, sizeof values);
  BY_REGISTER
  for (int j = 0; j < 8; j++) values[j] = vexp_difference(values[j], largest);
  memcpy(y, values, sizeof values);
}

#endif
