#include "lanes.h"

#include <stdlib.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

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

CLONES void vector_math_exp(long count, const double *x, double *y) {
  for (long i = 0; i < count; i++) y[i] = vexp(x[i]);
}

CLONES void vector_math_expm1(long count, const double *x, double *y) {
  for (long i = 0; i < count; i++) y[i] = vexpm1(x[i]);
}
