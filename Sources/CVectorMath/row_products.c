#include "lanes.h"

// Rows of up to four registers, where the right-hand sides fit in registers as well, are compiled for their
// width; `width` is a constant in each of these copies.
#define FOR_WIDTH(width, call)  \
  switch (width) {              \
  case 8: call(8); break;       \
  case 16: call(16); break;     \
  case 24: call(24); break;     \
  case 32: call(32); break;     \
  default: call(width); break;  \
  }

// Eight products at a time, which are added up together: four rows with both a and b, or eight with a.
INLINE void dot_rows(long rows, long width, const double *restrict x, const double *restrict a,
                     const double *restrict b, double *restrict za, double *restrict zb) {
  const long together = b ? 4 : 8;
  long i = 0;
  for (; i + together <= rows; i += together) {
    const double *row = x + i * width;
    lanes sum[8] = {{0}};
    for (long k = 0; k < width; k += 8) {
      lanes va = load(a + k);
      if (b) {
        lanes vb = load(b + k);
        for (int j = 0; j < 4; j++) {
          lanes r = load(row + j * width + k);
          sum[j] += r * va;
          sum[j + 4] += r * vb;
        }
      } else {
        for (int j = 0; j < 8; j++) sum[j] += load(row + j * width + k) * va;
      }
    }
    REDUCE(sum, plus);
    if (b) {
      memcpy(za + i, &sum[0], 4 * sizeof(double));
      memcpy(zb + i, (const double *)&sum[0] + 4, 4 * sizeof(double));
    } else {
      store(za + i, sum[0]);
    }
  }
  for (; i < rows; i++) {
    const double *row = x + i * width;
    lanes sum[8] = {{0}};
    for (long k = 0; k < width; k += 8) {
      sum[0] += load(row + k) * load(a + k);
      if (b) sum[1] += load(row + k) * load(b + k);
    }
    REDUCE(sum, plus);
    za[i] = sum[0][0];
    if (b) zb[i] = sum[0][1];
  }
}

CLONES void vector_math_dot_rows(long rows, long width, const double *x, const double *a, const double *b,
                                 double *za, double *zb) {
#define BOTH(w) dot_rows(rows, w, x, a, b, za, zb)
#define ONE(w) dot_rows(rows, w, x, a, 0, za, 0)
  if (b) FOR_WIDTH(width, BOTH)
  else FOR_WIDTH(width, ONE)
}

// Sums that stay in registers, for narrow rows.
INLINE void accumulate_narrow_rows(long rows, long width, const double *x, const double *ga,
                                   const double *gb, double *ra, double *rb) {
  lanes sa[4], sb[4];
  for (long k = 0; k < width; k += 8) {
    sa[k / 8] = load(ra + k);
    sb[k / 8] = gb ? load(rb + k) : sa[k / 8];
  }
  for (long i = rows - 1; i >= 0; i--) {
    const double *row = x + i * width;
    for (long k = 0; k < width; k += 8) {
      lanes r = load(row + k);
      sa[k / 8] += r * ga[i];
      if (gb) sb[k / 8] += r * gb[i];
    }
  }
  for (long k = 0; k < width; k += 8) {
    store(ra + k, sa[k / 8]);
    if (gb) store(rb + k, sb[k / 8]);
  }
}

// Four rows at a time: each load and store of the sums serves four rows.
INLINE void accumulate_wide_rows(long rows, long width, const double *x, const double *ga, const double *gb,
                                 double *ra, double *rb) {
  long i = rows;
  for (; i >= 4; i -= 4) {
    const double *x0 = x + (i - 4) * width, *x1 = x0 + width, *x2 = x1 + width, *x3 = x2 + width;
    const double *fa = ga + i - 4, *fb = gb ? gb + i - 4 : fa;
    for (long k = 0; k < width; k += 8) {
      lanes r0 = load(x0 + k), r1 = load(x1 + k), r2 = load(x2 + k), r3 = load(x3 + k);
      store(ra + k, load(ra + k) + ((r0 * fa[0] + r1 * fa[1]) + (r2 * fa[2] + r3 * fa[3])));
      if (gb) store(rb + k, load(rb + k) + ((r0 * fb[0] + r1 * fb[1]) + (r2 * fb[2] + r3 * fb[3])));
    }
  }
  for (i--; i >= 0; i--) {
    const double *row = x + i * width;
    for (long k = 0; k < width; k += 8) {
      store(ra + k, load(ra + k) + load(row + k) * ga[i]);
      if (gb) store(rb + k, load(rb + k) + load(row + k) * gb[i]);
    }
  }
}

INLINE void accumulate_rows(long rows, long width, const double *x, const double *ga, const double *gb,
                            double *ra, double *rb) {
  if (width <= 32) accumulate_narrow_rows(rows, width, x, ga, gb, ra, rb);
  else accumulate_wide_rows(rows, width, x, ga, gb, ra, rb);
}

CLONES void vector_math_accumulate_rows(long rows, long width, const double *x, const double *ga,
                                        const double *gb, double *ra, double *rb) {
#undef BOTH
#undef ONE
#define BOTH(w) accumulate_rows(rows, w, x, ga, gb, ra, rb)
#define ONE(w) accumulate_rows(rows, w, x, ga, 0, ra, 0)
  if (gb) FOR_WIDTH(width, BOTH)
  else FOR_WIDTH(width, ONE)
}
