// Counts the heap allocations of one thread, to prove that a loop makes none.
#ifndef SOFTMAXLAB_ALLOCATION_COUNTER_H
#define SOFTMAXLAB_ALLOCATION_COUNTER_H

#ifdef __cplusplus
extern "C" {
#endif

// Whether counting works here: glibc only.
int allocation_counter_is_available(void);

// Allocations of at least so many bytes are counted as large ones, too.
enum { allocation_counter_large = 2048 };

// The number of allocations and reallocations the calling thread has made so far; 0 where not available.
long allocation_counter_count(void);

// How many of them were large.
long allocation_counter_large_count(void);

#ifdef __cplusplus
}
#endif
#endif
