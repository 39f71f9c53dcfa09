#include "vector_math.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

// `arch=` names miss newer cores; plain features do not.
#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

double *vector_math_allocate(size_t count) {
  void *memory = 0;
  size_t huge = (size_t)2 << 20;
  size_t bytes = (count ? count : 1) * sizeof(double);
  if (posix_memalign(&memory, bytes >= 2 * huge ? huge : 64, bytes) != 0) return 0;
#if defined(__linux__)
  if (bytes >= 2 * huge) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
  memset(memory, 0, bytes);
  return memory;
}

void vector_math_free(double *memory) { free(memory); }

// MARK: exp and expm1
//
// x = k ln 2 + r with |r| ≤ ln 2 / 2, the remainder in two parts; e^r − 1 by its Taylor polynomial of
// degree 13 (the first term left out is below 2^-57); no branches, so that the loops vectorise.

INLINE double from_bits(int64_t bits) { double value; memcpy(&value, &bits, sizeof value); return value; }
INLINE int64_t to_bits(double value) { int64_t bits; memcpy(&bits, &value, sizeof bits); return bits; }

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

// e^r − 1 − r
INLINE double exp_tail(double r) {
  double p = 0x1.6124613a86d09p-33;    // 1/13!
  p = p * r + 0x1.1eed8eff8d898p-29;   // 1/12!
  p = p * r + 0x1.ae64567f544e4p-26;   // 1/11!
  p = p * r + 0x1.27e4fb7789f5cp-22;   // 1/10!
  p = p * r + 0x1.71de3a556c734p-19;   // 1/9!
  p = p * r + 0x1.a01a01a01a01ap-16;   // 1/8!
  p = p * r + 0x1.a01a01a01a01ap-13;   // 1/7!
  p = p * r + 0x1.6c16c16c16c17p-10;   // 1/6!
  p = p * r + 0x1.1111111111111p-7;    // 1/5!
  p = p * r + 0x1.5555555555555p-5;    // 1/4!
  p = p * r + 0x1.5555555555555p-3;    // 1/3!
  p = p * r + 0x1p-1;
  return r * r * p;
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
  return value * from_bits((half + 1023) << 52) * from_bits((k - half + 1023) << 52);
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
  double first = from_bits((half + 1023) << 52), second = from_bits((k - half + 1023) << 52);
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

CLONES void vector_math_exp(long count, const double *x, double *y) {
  for (long i = 0; i < count; i++) y[i] = vexp(x[i]);
}

CLONES void vector_math_expm1(long count, const double *x, double *y) {
  for (long i = 0; i < count; i++) y[i] = vexpm1(x[i]);
}

// MARK: products with rows

typedef double lanes __attribute__((vector_size(64), aligned(8)));

// Macros, since passing a vector to a function depends on the version being compiled.
#define load(p) (*(const lanes *)(p))
#define store(p, v) (*(lanes *)(p) = (v))
#define total(v) (((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])))

// Four rows at a time: each load of a and b serves four rows.
INLINE void dot_rows(long rows, long width, const double *x, const double *a, const double *b, double *za,
                     double *zb, int two) {
  long i = 0;
  for (; i + 4 <= rows; i += 4) {
    const double *x0 = x + i * width, *x1 = x0 + width, *x2 = x1 + width, *x3 = x2 + width;
    lanes a0 = {0}, a1 = {0}, a2 = {0}, a3 = {0}, b0 = {0}, b1 = {0}, b2 = {0}, b3 = {0};
    for (long k = 0; k < width; k += 8) {
      lanes r0 = load(x0 + k), r1 = load(x1 + k), r2 = load(x2 + k), r3 = load(x3 + k);
      lanes va = load(a + k);
      a0 += r0 * va; a1 += r1 * va; a2 += r2 * va; a3 += r3 * va;
      if (two) {
        lanes vb = load(b + k);
        b0 += r0 * vb; b1 += r1 * vb; b2 += r2 * vb; b3 += r3 * vb;
      }
    }
    za[i] = total(a0); za[i + 1] = total(a1); za[i + 2] = total(a2); za[i + 3] = total(a3);
    if (two) { zb[i] = total(b0); zb[i + 1] = total(b1); zb[i + 2] = total(b2); zb[i + 3] = total(b3); }
  }
  for (; i < rows; i++) {
    const double *row = x + i * width;
    lanes sa = {0}, sb = {0};
    for (long k = 0; k < width; k += 8) {
      sa += load(row + k) * load(a + k);
      if (two) sb += load(row + k) * load(b + k);
    }
    za[i] = total(sa);
    if (two) zb[i] = total(sb);
  }
}

CLONES void vector_math_dot_rows(long rows, long width, const double *x, const double *a, const double *b,
                                 double *za, double *zb) {
  if (b) dot_rows(rows, width, x, a, b, za, zb, 1);
  else dot_rows(rows, width, x, a, a, za, za, 0);
}

INLINE void accumulate_rows(long rows, long width, const double *x, const double *ga, const double *gb,
                            double *ra, double *rb, int two) {
  long i = rows;
  for (; i >= 4; i -= 4) {
    const double *x0 = x + (i - 4) * width, *x1 = x0 + width, *x2 = x1 + width, *x3 = x2 + width;
    const double *fa = ga + i - 4, *fb = gb + i - 4;
    for (long k = 0; k < width; k += 8) {
      lanes r0 = load(x0 + k), r1 = load(x1 + k), r2 = load(x2 + k), r3 = load(x3 + k);
      store(ra + k, load(ra + k) + ((r0 * fa[0] + r1 * fa[1]) + (r2 * fa[2] + r3 * fa[3])));
      if (two) store(rb + k, load(rb + k) + ((r0 * fb[0] + r1 * fb[1]) + (r2 * fb[2] + r3 * fb[3])));
    }
  }
  for (i--; i >= 0; i--) {
    const double *row = x + i * width;
    for (long k = 0; k < width; k += 8) {
      store(ra + k, load(ra + k) + load(row + k) * ga[i]);
      if (two) store(rb + k, load(rb + k) + load(row + k) * gb[i]);
    }
  }
}

CLONES void vector_math_accumulate_rows(long rows, long width, const double *x, const double *ga,
                                        const double *gb, double *ra, double *rb) {
  if (gb) accumulate_rows(rows, width, x, ga, gb, ra, rb, 1);
  else accumulate_rows(rows, width, x, ga, ga, ra, ra, 0);
}

// MARK: attention of one sample

CLONES void vector_math_attend(long n, long m, double *z, double *u, double *offset, double *output) {
  double largest = z[0];
  long centre = 0;
  for (long a = 1; a < n; a++) {
    if (z[a] > largest) { largest = z[a]; centre = a; }
  }
  // Twenty tokens are two registers and a half: one register at a time, the rest of the last one masked.
#pragma clang loop vectorize_width(8) interleave_count(1) vectorize_predicate(enable)
  for (long a = 0; a < n; a++) z[a] = vexp_difference(z[a], largest);
  double sum = 0;
  {
#pragma clang fp reassociate(on)
    for (long a = 0; a < n; a++) sum += z[a];
  }
  double scale = 1.0 / sum;
#pragma clang loop vectorize_width(8) interleave_count(1)
  for (long a = 0; a < n; a++) z[a] *= scale;
  for (long o = 0; o < m; o++) {
    double *value = u + o * n;
    double base = value[centre], mean = 0;
    {
#pragma clang fp reassociate(on)
      for (long a = 0; a < n; a++) {
        value[a] -= base;
        mean += z[a] * value[a];
      }
    }
    offset[o] = mean;
    output[o] = base + mean;
  }
}

CLONES void vector_math_attend_gradient(long n, long m, double *s, double *u, const double *offset,
                                        const double *slope, int values) {
  if (m == 1) {
    double mean = offset[0], r = slope[0];
#pragma clang loop vectorize_width(8) interleave_count(1)
    for (long a = 0; a < n; a++) {
      double scaled = r * s[a];
      double centred = u[a] - mean;
      if (values) u[a] = scaled;
      s[a] = scaled * centred;
    }
    return;
  }
  for (long a = 0; a < n; a++) {
    double weight = s[a], sum = 0;
    for (long o = 0; o < m; o++) {
      sum += slope[o] * (u[o * n + a] - offset[o]);
      if (values) u[o * n + a] = slope[o] * weight;
    }
    s[a] = weight * sum;
  }
}

// MARK: attention of one sample, many trajectories side by side

CLONES void vector_math_attend_batch(long n, long m, long batch, long stride, double *z,
                                     const double *shared, double *centre, double *offset, double *output) {
  double *largest = output, *sum = offset; // both are overwritten below
  for (long b = 0; b < batch; b++) { largest[b] = z[b]; sum[b] = 0; }
  for (long o = 0; o < m; o++)
    for (long b = 0; b < batch; b++) centre[o * batch + b] = shared ? shared[o] : z[(o + 1) * batch + b];
  for (long a = 1; a < n; a++) {
    const double *row = z + a * stride;
    for (long o = 0; o < m; o++) {
      const double *values = row + (o + 1) * batch;
      double *base = centre + o * batch;
      if (shared) {
        double value = shared[a * m + o];
        for (long b = 0; b < batch; b++) base[b] = row[b] > largest[b] ? value : base[b];
      } else {
        for (long b = 0; b < batch; b++) base[b] = row[b] > largest[b] ? values[b] : base[b];
      }
    }
    for (long b = 0; b < batch; b++) largest[b] = row[b] > largest[b] ? row[b] : largest[b];
  }
  const long whole = batch - batch % vector_math_lane_count;
  for (long a = 0; a < n; a++) {
    double *row = z + a * stride;
    for (long b = 0; b < whole; b++) sum[b] += row[b] = vexp_difference(row[b], largest[b]);
    // Masked, so that no trajectory beyond the last whole register is computed alone.
#pragma clang loop vectorize_width(8) interleave_count(1) vectorize_predicate(enable)
    for (long b = whole; b < batch; b++) sum[b] += row[b] = vexp_difference(row[b], largest[b]);
  }
  for (long b = 0; b < batch; b++) sum[b] = 1.0 / sum[b];
  for (long a = 0; a < n; a++) {
    double *row = z + a * stride;
    for (long b = 0; b < batch; b++) row[b] *= sum[b];
  }
  for (long o = 0; o < m; o++) {
    double *mean = offset + o * batch, *base = centre + o * batch;
    for (long b = 0; b < batch; b++) mean[b] = 0;
    for (long a = 0; a < n; a++) {
      const double *row = z + a * stride, *values = row + (o + 1) * batch;
      if (shared) {
        double value = shared[a * m + o];
        for (long b = 0; b < batch; b++) mean[b] += row[b] * (value - base[b]);
      } else {
        for (long b = 0; b < batch; b++) mean[b] += row[b] * (values[b] - base[b]);
      }
    }
    for (long b = 0; b < batch; b++) output[o * batch + b] = base[b] + mean[b];
  }
}

CLONES void vector_math_attend_batch_gradient(long n, long m, long batch, long stride, double *z,
                                              const double *shared, const double *centre,
                                              const double *offset, const double *slope) {
  for (long a = 0; a < n; a++) {
    double *row = z + a * stride;
    if (m == 1) {
      double *values = row + batch;
      if (shared) {
        double value = shared[a];
        for (long b = 0; b < batch; b++) row[b] *= slope[b] * ((value - centre[b]) - offset[b]);
      } else {
        for (long b = 0; b < batch; b++) {
          double scaled = slope[b] * row[b];
          row[b] = scaled * ((values[b] - centre[b]) - offset[b]);
          values[b] = scaled;
        }
      }
      continue;
    }
    for (long b = 0; b < batch; b++) {
      double weight = row[b], sum = 0;
      for (long o = 0; o < m; o++) {
        long at = o * batch + b;
        double value = shared ? shared[a * m + o] : row[batch + at];
        sum += slope[at] * ((value - centre[at]) - offset[at]);
        if (!shared) row[batch + at] = slope[at] * weight;
      }
      row[b] = weight * sum;
    }
  }
}

// MARK: attention relative to a teacher

CLONES void vector_math_attend_relative(long n, long m, double *zeta, const double *weight,
                                        const double *log_weight, long dominant, const double *value,
                                        const double *change, double *difference, double *u,
                                        double *offset, double *residual) {
  // The softmax does not see a common shift: measured from the teacher's dominant token, Σ s* expm1(ζ)
  // holds no term that dwarfs the others, and it stays above s*_c − 1, clear of log1p's pole.
  double base = zeta[dominant], largest = 0, smallest = weight[dominant];
  for (long a = 0; a < n; a++) {
    zeta[a] -= base;
    largest = zeta[a] > largest ? zeta[a] : largest;
    smallest = weight[a] < smallest ? weight[a] : smallest;
  }
  // Products with s* are good while all of them are normal numbers; others are known by their logarithms only.
  const int normal = smallest >= DBL_MIN;
  double sum = 0, log_sum;
  if (largest < (normal ? 700 : 30)) {
    for (long a = 0; a < n; a++) difference[a] = weight[a] * vexpm1(zeta[a]);
    {
#pragma clang fp reassociate(on)
      for (long a = 0; a < n; a++) sum += difference[a];
    }
    log_sum = log1p(sum);
  } else {
    double peak = -INFINITY;
    for (long a = 0; a < n; a++) {
      double logit = log_weight[a] + zeta[a];
      peak = logit > peak ? logit : peak;
    }
    for (long a = 0; a < n; a++) sum += vexp(log_weight[a] + zeta[a] - peak);
    log_sum = peak + log(sum);
  }
  // s = s* e^w and not s* + (s − s*), which keeps nothing of a weight that became small.
  if (normal) {
    for (long a = 0; a < n; a++) {
      double growth, gain = vexpm1_and_exp(zeta[a] - log_sum, &growth);
      difference[a] = weight[a] * gain;
      zeta[a] = weight[a] * growth;
    }
  } else {
    for (long a = 0; a < n; a++) {
      double w = zeta[a] - log_sum, growth, gain = vexpm1_and_exp(w, &growth);
      zeta[a] = weight[a] < DBL_MIN ? vexp(log_weight[a] + w) : weight[a] * growth;
      difference[a] = w < 30 ? weight[a] * gain : zeta[a] - weight[a];
    }
  }
  // Offsets for the gradient are measured from the student's own largest weight.
  long centre = dominant;
  if (zeta[dominant] < 0.5)
    for (long a = 0; a < n; a++) centre = zeta[a] > zeta[centre] ? a : centre;
  for (long o = 0; o < m; o++) {
    const double *fixed = value + o * n, *moved = change ? change + o * n : 0;
    double *offsets = u + o * n;
    double fixed_base = fixed[dominant], fixed_centre = fixed[centre];
    double moved_base = moved ? moved[dominant] : 0, moved_centre = moved ? moved[centre] : 0;
    double first = 0, second = 0, mean = 0;
    {
#pragma clang fp reassociate(on)
      // Σ (s − s*) = 0: the dominant token, whose change is the others' sum, drops out of the first sum.
      for (long a = 0; a < n; a++) {
        first += difference[a] * (fixed[a] - fixed_base);
        second += moved ? zeta[a] * (moved[a] - moved_base) : 0;
        offsets[a] = (fixed[a] - fixed_centre) + (moved ? moved[a] - moved_centre : 0);
        mean += zeta[a] * offsets[a];
      }
    }
    offset[o] = mean;
    residual[o] = first + (moved_base + second);
  }
}

// MARK: the secular equation of the softmax Jacobian

CLONES void vector_math_secular_offsets(long first, long last, const double *log_weight, double pole,
                                        double *offset, double *scale) {
  for (long i = first; i < last; i++) {
    double distance = log_weight[i] - pole, exponential;
    offset[i] = vexpm1_and_exp(distance > 0 ? -distance : distance, &exponential);
    scale[i] = exponential;
  }
}

// Weights below the pole are x = scale·e^pole, those above it e^pole / scale: numerators and differences
// of either kind are formed from numbers that are at most 1.
CLONES void vector_math_secular_sums(long first, long last, int above, double t, const double *offset,
                                     const double *scale, double *sum, double *slope) {
  lanes sums = {0}, slopes = {0};
  double value = 0, derivative = 0;
  long i = first;
  if (above) {
    for (; i + 8 <= last; i += 8) {
      lanes inverse = 1.0 / (-load(offset + i) - t * load(scale + i));
      sums += inverse;
      slopes += load(scale + i) * inverse * inverse;
    }
    for (; i < last; i++) {
      double inverse = 1.0 / (-offset[i] - t * scale[i]);
      value += inverse;
      derivative += scale[i] * inverse * inverse;
    }
  } else {
    for (; i + 8 <= last; i += 8) {
      lanes inverse = 1.0 / (load(offset + i) - t);
      lanes term = load(scale + i) * inverse;
      sums += term;
      slopes += term * inverse;
    }
    for (; i < last; i++) {
      double inverse = 1.0 / (offset[i] - t), term = scale[i] * inverse;
      value += term;
      derivative += term * inverse;
    }
  }
  *sum = total(sums) + value;
  *slope = total(slopes) + derivative;
}
