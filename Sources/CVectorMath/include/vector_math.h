// Row kernels of the attention loss, written so that the compiler vectorises them.
//
// The Swift compiler does not vectorise floating-point reductions and the C library's exp costs
// several nanoseconds a call; these few loops are where a training step spends its time outside
// BLAS. On x86-64 each public function exists in three versions, chosen when the program is loaded.
#ifndef SOFTMAXLAB_VECTOR_MATH_H
#define SOFTMAXLAB_VECTOR_MATH_H

#include <stddef.h>

// Rows are padded with zeros to a multiple of this many doubles: one AVX-512 register.
enum { vector_math_lane_count = 8 };

// Memory for `count` doubles, aligned to a cache line, zeroed, and backed by huge pages where the
// system offers them; NULL when there is none. Released by vector_math_free.
double *vector_math_allocate(size_t count);
void vector_math_free(double *memory);

// y[i] = exp(x[i]), to 1 ulp; 0 below the subnormal range, infinite above the largest double.
void vector_math_exp(long count, const double *x, double *y);

// y[i] = exp(x[i]) − 1, to 2 ulp, near zero as well.
void vector_math_expm1(long count, const double *x, double *y);

// For each of `rows` rows x of length `width` (a multiple of the lane count):
// za = x·a and zb = x·b. `b` and `zb` may both be NULL.
void vector_math_dot_rows(long rows, long width, const double *x, const double *a, const double *b,
                          double *za, double *zb);

// ra += Σ ga[i] x_i and rb += Σ gb[i] x_i over the rows, from the last one to the first: after
// dot_rows over the same rows, the last ones are still in cache. `gb` and `rb` may both be NULL.
void vector_math_accumulate_rows(long rows, long width, const double *x, const double *ga,
                                 const double *gb, double *ra, double *rb);

// Softmax and outputs of one sample, one trajectory.
//
// z[n]: finite logits in, weights s = softmax(z) out. u[m][n]: token values in; out, with c the token of
// the largest logit, the offsets u_a − u_c. offset[m]: Σ_a s_a (u_a − u_c); output[m]: f = u_c + offset.
void vector_math_attend(long n, long m, double *z, double *u, double *offset, double *output);

// The sample's gradient with respect to logits and token values.
//
// s[n] weights in, Σ_o slope_o s (u_o − f_o) out. u[m][n]: offsets as left by attend; slope_o s out
// when `values` is not 0.
void vector_math_attend_gradient(long n, long m, double *s, double *u, const double *offset,
                                 const double *slope, int values);

// The same for up to eight samples with one output each, row after row, n at least eight; sums of several samples
// are reduced together. z: weights before their division by their sum out, scale: 1 / sum. u stays as it is;
// centre[i]: u_c. slope[i] and the rest serve the gradient, which replaces z, and goes to `gradient` unless NULL.
void vector_math_attend_samples(long samples, long n, double *z, const double *u, double *centre,
                                double *scale, double *offset, double *output);
void vector_math_attend_samples_gradient(long samples, long n, double *z, const double *u, double *gradient,
                                         const double *centre, const double *scale, const double *offset,
                                         const double *slope);

// Attention of one sample for `batch` trajectories side by side. A token's row in `z` holds, at `stride` doubles from
// one token to the next, `batch` logits and then m groups of `batch` values. With `shared` (n × m, row
// by row) the values are the same for every trajectory and the rows hold logits only.
// Weights come out before their division by their sum; scale[batch] is 1 / sum. centre[m][batch] keeps u_c for the
// second pass; offset, output and slope are m × batch, row by row.
void vector_math_attend_batch(long n, long m, long batch, long stride, double *z, const double *shared,
                              double *centre, double *scale, double *offset, double *output);
void vector_math_attend_batch_gradient(long n, long m, long batch, long stride, double *z,
                                       const double *shared, const double *centre, const double *scale,
                                       const double *offset, const double *slope);

// Softmax and residual change of one sample relative to a teacher.
//
// zeta[n]: change of the logits in; weights s out. weight[n], logWeight[n]: the teacher's s* and log s*.
// dominant: the teacher's largest token, c. value[m][n]: the teacher's token values u*. change[m][n]: X δv,
// the change of the token values, or NULL when it is zero. difference[n]: scratch, s − s* out.
// u[m][n] out: the offsets u_a − u_b of the current values, b the largest weight now. offset[m]: Σ s_a (u_a − u_b).
// residual[m] out: f − f*, with relative accuracy however small it is.
void vector_math_attend_relative(long n, long m, double *zeta, const double *weight,
                                 const double *log_weight, long dominant, const double *value,
                                 const double *change, double *difference, double *u, double *offset,
                                 double *residual);

// The secular equation of diag(x) − x xᵀ, Σ x_i / (x_i − λ) = 0, around one of its poles.
//
// Offsets and scales of the weights i in first..<last: e^−|w_i − pole| − 1 and e^−|w_i − pole|.
void vector_math_secular_offsets(long first, long last, const double *log_weight, double pole,
                                 double *offset, double *scale);

// The sum of the terms i in first..<last at λ = (1 + t) e^pole, and its derivative by t; `above` says on which
// side of λ their weights are.
void vector_math_secular_sums(long first, long last, int above, double t, const double *offset,
                              const double *scale, double *sum, double *slope);

#endif
