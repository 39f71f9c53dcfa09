#include "lanes.h"

#define total(v) (((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])))

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
