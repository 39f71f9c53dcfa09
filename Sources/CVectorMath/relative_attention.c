#include "lanes.h"

#include <float.h>

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
    ANY_ORDER
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
    ANY_ORDER
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
