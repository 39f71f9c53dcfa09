#include "lanes.h"

// MARK: one sample, one trajectory

CLONES void vector_math_attend(long n, long m, double *z, double *u, double *offset, double *output) {
  double largest = z[0];
  long centre = 0;
  for (long a = 1; a < n; a++) {
    if (z[a] > largest) { largest = z[a]; centre = a; }
  }
  // Twenty tokens are two registers and a half: one register at a time, the rest of the last one masked.
  BY_MASKED_REGISTER
  for (long a = 0; a < n; a++) z[a] = vexp_difference(z[a], largest);
  double sum = 0;
  {
    ANY_ORDER
    for (long a = 0; a < n; a++) sum += z[a];
  }
  double scale = 1.0 / sum;
  BY_REGISTER
  for (long a = 0; a < n; a++) z[a] *= scale;
  for (long o = 0; o < m; o++) {
    double *value = u + o * n;
    double base = value[centre], mean = 0;
    {
    ANY_ORDER
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
  BY_REGISTER
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

// MARK: up to eight samples with one output, one trajectory

// A row's last register ends with the row and overlaps the one before: the lanes they share get the same values
// twice and are left out of sums.
CLONES void vector_math_attend_samples(long samples, long n, double *z, const double *u, double *centre,
                                       double *scale, double *offset, double *output) {
  const long whole = n - n % 8, last = n - 8;
  const masks order = {0, 1, 2, 3, 4, 5, 6, 7}, fresh = order >= (whole - last);
  // One vector a sample; eight of them are reduced together.
  lanes part[8] = {{0}}, other[8] = {{0}};
  double largest[8], total[8], base[8];
  for (long i = 0; i < samples; i++) {
    const double *row = z + i * n;
    lanes most = load(row + last);
    for (long a = 0; a < whole; a += 8) most = larger(load(row + a), most);
    part[i] = most;
  }
  REDUCE(part, larger);
  memcpy(largest, part, sizeof largest);
  for (long i = 0; i < samples; i++) {
    double *row = z + i * n;
    const double *value = u + i * n;
    double rest[8];
    vexp_difference_lanes(row + last, largest[i], rest);
    lanes lowest = every(-INFINITY);
    lanes e = load(rest), v = load(value + last);
    lanes sum = choose(fresh, e, (lanes){0}), most = choose(e == 1, v, lowest);
    for (long a = 0; a < whole; a += 8) {
      vexp_difference_lanes(row + a, largest[i], row + a);
      e = load(row + a);
      v = load(value + a);
      sum += e;
      v = choose(e == 1, v, lowest);
      most = larger(v, most);
    }
    memcpy(row + last, rest, sizeof rest);
    part[i] = sum;
    other[i] = most;
  }
  REDUCE(part, plus);
  REDUCE(other, larger);
  memcpy(total, part, sizeof total);
  memcpy(base, other, sizeof base);
  for (long i = 0; i < samples; i++) {
    const double *row = z + i * n, *value = u + i * n;
    lanes sum = choose(fresh, load(row + last), (lanes){0}) * (load(value + last) - base[i]);
    for (long a = 0; a < whole; a += 8) sum += load(row + a) * (load(value + a) - base[i]);
    part[i] = sum;
  }
  REDUCE(part, plus);
  for (long i = 0; i < samples; i++) {
    centre[i] = base[i];
    scale[i] = 1.0 / total[i];
    offset[i] = part[0][i] * scale[i];
    output[i] = base[i] + offset[i];
  }
}

CLONES void vector_math_attend_samples_gradient(long samples, long n, double *z, const double *u,
                                                double *gradient, const double *centre,
                                                const double *scale, const double *offset,
                                                const double *slope) {
  const long whole = n - n % 8, last = n - 8;
  for (long i = 0; i < samples; i++) {
    double *row = z + i * n, *target = gradient ? gradient + i * n : 0;
    const double *value = u + i * n;
    const double factor = slope[i] * scale[i], base = centre[i], mean = offset[i];
    // Read before anything is replaced.
    lanes weight = load(row + last) * factor, rest = weight * ((load(value + last) - base) - mean);
    for (long a = 0; a < whole; a += 8) {
      lanes scaled = load(row + a) * factor;
      store(row + a, scaled * ((load(value + a) - base) - mean));
      if (target) store(target + a, scaled);
    }
    store(row + last, rest);
    if (target) store(target + last, weight);
  }
}

// MARK: one sample, many trajectories side by side

// The first `count` doubles from `p`, in whole or in part of a register.
INLINE void load_part(lanes *v, const double *p, long count) {
  if (count == 8) {
    *v = load(p);
    return;
  }
  double part[8] = {0};
  BY_MASKED_REGISTER
  for (long j = 0; j < count; j++) part[j] = p[j];
  *v = load(part);
}

INLINE void store_part(double *p, const lanes *v, long count) {
  if (count == 8) {
    store(p, *v);
    return;
  }
  double part[8];
  store(part, *v);
  BY_MASKED_REGISTER
  for (long j = 0; j < count; j++) p[j] = part[j];
}

// Up to eight trajectories, from the b-th on: their sums stay in registers.
INLINE void attend_group(long b, long count, long n, long m, long batch, long stride, double *z,
                         const double *shared, double *centre, double *scale, double *offset,
                         double *output) {
  lanes largest, at = {0};
  load_part(&largest, z + b, count);
  for (long a = 1; a < n; a++) {
    lanes logit;
    load_part(&logit, z + a * stride + b, count);
    masks above = logit > largest;
    at = choose(above, every((double)a), at);
    largest = choose(above, logit, largest);
  }
  for (long o = 0; o < m; o++) {
    for (long j = 0; j < count; j++) {
      long a = (long)at[j];
      centre[o * batch + b + j] = shared ? shared[a * m + o] : z[a * stride + (o + 1) * batch + b + j];
    }
  }
  lanes sum = {0}, inverse = {0};
  for (long o = 0; o < m; o++) {
    lanes base, mean = {0};
    load_part(&base, centre + o * batch + b, count);
    for (long a = 0; a < n; a++) {
      double *row = z + a * stride + b;
      lanes e, value = {0};
      load_part(&e, row, count);
      if (o == 0) {
        double x[8], y[8];
        memcpy(x, &e, sizeof x);
        memcpy(y, &largest, sizeof y);
        BY_REGISTER
        for (int j = 0; j < 8; j++) x[j] = vexp_difference(x[j], y[j]);
        e = load(x);
        store_part(row, &e, count);
        sum += e;
      }
      if (shared) value += shared[a * m + o];
      else load_part(&value, row + (o + 1) * batch, count);
      mean += e * (value - base);
    }
    if (o == 0) {
      inverse = 1.0 / sum;
      store_part(scale + b, &inverse, count);
    }
    mean *= inverse;
    store_part(offset + o * batch + b, &mean, count);
    base += mean;
    store_part(output + o * batch + b, &base, count);
  }
}

CLONES void vector_math_attend_batch(long n, long m, long batch, long stride, double *z,
                                     const double *shared, double *centre, double *scale, double *offset,
                                     double *output) {
  long b = 0;
  for (; b + 8 <= batch; b += 8)
    attend_group(b, 8, n, m, batch, stride, z, shared, centre, scale, offset, output);
  if (b < batch)
    attend_group(b, batch - b, n, m, batch, stride, z, shared, centre, scale, offset, output);
}

CLONES void vector_math_attend_batch_gradient(long n, long m, long batch, long stride, double *z,
                                              const double *shared, const double *centre,
                                              const double *scale, const double *offset,
                                              const double *slope) {
  for (long a = 0; a < n; a++) {
    double *row = z + a * stride;
    if (m == 1) {
      double *values = row + batch;
      if (shared) {
        double value = shared[a];
        for (long b = 0; b < batch; b++)
          row[b] *= (slope[b] * scale[b]) * ((value - centre[b]) - offset[b]);
      } else {
        for (long b = 0; b < batch; b++) {
          double scaled = (slope[b] * scale[b]) * row[b];
          row[b] = scaled * ((values[b] - centre[b]) - offset[b]);
          values[b] = scaled;
        }
      }
      continue;
    }
    for (long b = 0; b < batch; b++) {
      double weight = row[b] * scale[b], sum = 0;
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
