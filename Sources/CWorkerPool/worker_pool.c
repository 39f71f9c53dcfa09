#include "worker_pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

#if defined(__x86_64__)
#define RELAX() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define RELAX() __asm__ volatile("yield")
#else
#define RELAX() ((void)0)
#endif

enum { maximum_threads = 256, spins_before_sleep = 20000 };

// One loop at a time; `busy` is held for its whole duration.
static pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t sleep_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

static int thread_count = 0;    // 0: not yet asked
static int workers_started = 0; // the caller is not counted

static worker_task current_task;
static void *current_context;
static long current_count;
static int current_workers;         // how many of the started workers take part
static atomic_long next_index;      // the next index to hand out
static atomic_int workers_finished; // of the current loop
static atomic_uint generation;      // counts the loops
static atomic_int sleepers;

static void take_indices(void) {
  for (;;) {
    long index = atomic_fetch_add_explicit(&next_index, 1, memory_order_relaxed);
    if (index >= current_count) return;
    current_task(current_context, index);
  }
}

// What a worker starts from: a late one must not take an old generation for a new loop.
static struct start { int identity; unsigned generation; } starts[maximum_threads];

static void *worker_main(void *argument) {
  const struct start *start = argument;
  const int identity = start->identity;
  unsigned seen = start->generation;
  for (;;) {
    int spins = 0;
    while (atomic_load_explicit(&generation, memory_order_acquire) == seen) {
      if (++spins < spins_before_sleep) {
        RELAX();
        continue;
      }
      pthread_mutex_lock(&sleep_lock);
      atomic_fetch_add(&sleepers, 1);
      while (atomic_load(&generation) == seen) pthread_cond_wait(&wake, &sleep_lock);
      atomic_fetch_sub(&sleepers, 1);
      pthread_mutex_unlock(&sleep_lock);
    }
    seen++;
    if (identity < current_workers) take_indices();
    // Every started worker reports, so that none can still be reading this
    // loop's description when the next one is written.
    atomic_fetch_add_explicit(&workers_finished, 1, memory_order_release);
  }
  return 0;
}

static int online_processors(void) {
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online < 1 ? 1 : online > maximum_threads ? maximum_threads : (int)online;
}

void worker_pool_set_threads(int threads) {
  pthread_mutex_lock(&busy);
  thread_count = threads < 1 ? 1 : threads > maximum_threads ? maximum_threads : threads;
  pthread_mutex_unlock(&busy);
}

int worker_pool_threads(void) {
  pthread_mutex_lock(&busy);
  if (thread_count == 0) thread_count = online_processors();
  int threads = thread_count;
  pthread_mutex_unlock(&busy);
  return threads;
}

void worker_pool_run(long count, worker_task task, void *context) {
  if (count <= 1 || pthread_mutex_trylock(&busy) != 0) {
    for (long index = 0; index < count; index++) task(context, index);
    return;
  }
  if (thread_count == 0) thread_count = online_processors();
  int workers = thread_count - 1;
  if (workers > count - 1) workers = (int)(count - 1);
  if (workers == 0) {
    for (long index = 0; index < count; index++) task(context, index);
    pthread_mutex_unlock(&busy);
    return;
  }
  while (workers_started < workers) {
    pthread_t thread;
    starts[workers_started] = (struct start){workers_started, atomic_load(&generation)};
    if (pthread_create(&thread, 0, worker_main, &starts[workers_started]) != 0) break;
    pthread_detach(thread);
    workers_started++;
  }
  current_task = task;
  current_context = context;
  current_count = count;
  current_workers = workers;
  atomic_store_explicit(&next_index, 0, memory_order_relaxed);
  atomic_store_explicit(&workers_finished, 0, memory_order_relaxed);
  atomic_fetch_add(&generation, 1);
  if (atomic_load(&sleepers) > 0) {
    pthread_mutex_lock(&sleep_lock);
    pthread_cond_broadcast(&wake);
    pthread_mutex_unlock(&sleep_lock);
  }
  take_indices();
  for (int spins = 0; atomic_load_explicit(&workers_finished, memory_order_acquire) < workers_started; spins++) {
    if (spins < spins_before_sleep) RELAX();
    else sched_yield(); // the worker may be waiting for this very processor
  }
  pthread_mutex_unlock(&busy);
}
