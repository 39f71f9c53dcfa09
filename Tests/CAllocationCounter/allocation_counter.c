#include "allocation_counter.h"

#include <stddef.h>
#include <stdlib.h>

// The address and thread sanitizers bring allocators of their own, which nothing may get round.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ALLOCATOR_IS_TAKEN
#endif
#endif

#if defined(__GLIBC__) && !defined(ALLOCATOR_IS_TAKEN)

#include <errno.h>

// The functions that glibc's malloc, calloc, … are other names of: a program may define the plain names itself.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

// Per thread, so that tests which run at the same time do not disturb each other.
static _Thread_local long count;
static _Thread_local long large_count;

static void note(size_t size) {
  count++;
  if (size >= allocation_counter_large) large_count++;
}

void *malloc(size_t size) {
  note(size);
  return __libc_malloc(size);
}

void *calloc(size_t elements, size_t size) {
  note(elements * size);
  return __libc_calloc(elements, size);
}

void *realloc(void *block, size_t size) {
  note(size);
  return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size) {
  note(size);
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  note(size);
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  note(size);
  void *found = __libc_memalign(alignment, size);
  if (!found) return ENOMEM;
  *block = found;
  return 0;
}

int allocation_counter_is_available(void) { return 1; }
long allocation_counter_count(void) { return count; }
long allocation_counter_large_count(void) { return large_count; }

#else

int allocation_counter_is_available(void) { return 0; }
long allocation_counter_count(void) { return 0; }
long allocation_counter_large_count(void) { return 0; }

#endif
