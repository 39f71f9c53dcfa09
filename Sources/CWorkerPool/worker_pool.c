#if defined(__linux__)
#define _GNU_SOURCE // sched_getaffinity
#endif

#include "worker_pool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__)
#define RELAX() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define RELAX() __asm__ volatile("yield")
#else
#define RELAX() ((void)0)
#endif

enum {
  maximum_threads = 256,
  cache_line = 128, // two lines of 64: adjacent ones are prefetched together
  // Longer than the serial part between two loops of a descent, short enough to leave an idle
  // process without load.
  spin_nanoseconds = 300000,
  // On Apple platforms a new thread has 512 KiB otherwise, less than the main one.
  stack_bytes = 8 << 20,
};

// A worker's mailbox. The caller moves it idle → posted and, if the worker was late, back;
// the worker moves it posted → taken → idle and reads the loop's description while taken only.
// So a loop never waits for a worker that has not begun.
enum { idle, posted, taken };

struct worker {
  _Alignas(cache_line) atomic_int state;
  atomic_int asleep;
  int signalled; // guarded by `lock`, as sleeping and waking are
  pthread_mutex_t lock;
  pthread_cond_t wake;
};

static struct worker workers[maximum_threads];
static int workers_started; // the caller is not counted; owned by the holder of `busy`

// One loop at a time. Only ever tried, never waited for, so that a loop inside a loop cannot block.
static atomic_int busy;
static atomic_int thread_count; // 0: not yet asked

// The loop's description: written while every worker is idle.
static worker_task current_task;
static void *current_context;
static long current_count;
static _Alignas(cache_line) atomic_long next_index; // the next index to hand out

// The caller sleeps here when a worker's last index takes long.
static _Alignas(cache_line) atomic_int caller_asleep;
static pthread_mutex_t done_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Processors this process may run on: fewer than the machine has under taskset or a batch system.
static int available_processors(void) {
  long available = 0;
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) available = CPU_COUNT(&set);
#endif
  if (available < 1) available = sysconf(_SC_NPROCESSORS_ONLN);
  return available < 1 ? 1 : available > maximum_threads ? maximum_threads : (int)available;
}

// Spins until `state` is `value`; returns 0 when it gives up.
static int spin_until(atomic_int *state, int value) {
  static atomic_int processors;
  int available = atomic_load_explicit(&processors, memory_order_relaxed);
  if (available == 0) {
    available = available_processors();
    atomic_store_explicit(&processors, available, memory_order_relaxed);
  }
  // With more threads than processors spinning holds up the very thread it waits for.
  int spins_worth = atomic_load_explicit(&thread_count, memory_order_relaxed) <= available;
  int64_t deadline = 0;
  for (unsigned turn = 0;; turn++) {
    if (atomic_load_explicit(state, memory_order_acquire) == value) return 1;
    if (!spins_worth) return 0;
    RELAX();
    if (turn % 64 != 63) continue;
    int64_t now = nanoseconds();
    if (deadline == 0) deadline = now + spin_nanoseconds;
    if (now > deadline) return 0;
  }
}

static void take_indices(void) {
  const long count = current_count;
  for (;;) {
    long index = atomic_fetch_add_explicit(&next_index, 1, memory_order_relaxed);
    if (index >= count) return;
    current_task(current_context, index);
  }
}

// The pairs (state, asleep) and (state, caller_asleep) are written by one side and read by the
// other in opposite orders; sequential consistency makes sure that one of them sees the other.

static void sleep_until_posted(struct worker *self) {
  pthread_mutex_lock(&self->lock);
  atomic_store(&self->asleep, 1);
  if (atomic_load(&self->state) != posted) {
    // Once woken, spin again even if the loop is over by now: the next one is near.
    while (!self->signalled) pthread_cond_wait(&self->wake, &self->lock);
  }
  self->signalled = 0;
  atomic_store(&self->asleep, 0);
  pthread_mutex_unlock(&self->lock);
}

static void *worker_main(void *argument) {
  struct worker *self = argument;
  for (;;) {
    if (!spin_until(&self->state, posted)) sleep_until_posted(self);
    int expected = posted;
    if (!atomic_compare_exchange_strong(&self->state, &expected, taken)) continue;
    take_indices();
    atomic_store(&self->state, idle);
    if (atomic_load(&caller_asleep)) {
      pthread_mutex_lock(&done_lock);
      pthread_cond_signal(&done);
      pthread_mutex_unlock(&done_lock);
    }
  }
  return 0;
}

static void post(struct worker *worker) {
  atomic_store(&worker->state, posted);
  if (!atomic_load(&worker->asleep)) return;
  pthread_mutex_lock(&worker->lock);
  if (!worker->signalled) {
    worker->signalled = 1;
    pthread_cond_signal(&worker->wake);
  }
  pthread_mutex_unlock(&worker->lock);
}

// Returns once the worker is idle: at once if it has not begun.
static void withdraw_or_wait(struct worker *worker) {
  int expected = posted;
  if (atomic_compare_exchange_strong(&worker->state, &expected, idle)) return;
  if (spin_until(&worker->state, idle)) return;
  pthread_mutex_lock(&done_lock);
  atomic_store(&caller_asleep, 1);
  while (atomic_load(&worker->state) != idle) pthread_cond_wait(&done, &done_lock);
  atomic_store(&caller_asleep, 0);
  pthread_mutex_unlock(&done_lock);
}

// A forked child has no workers: let it start its own. Forking from inside a task is not supported.
static void forget_workers(void) {
  workers_started = 0;
  atomic_store(&caller_asleep, 0);
  atomic_store(&busy, 0);
  pthread_mutex_init(&done_lock, 0);
  pthread_cond_init(&done, 0);
}

static void watch_forks(void) { pthread_atfork(0, 0, forget_workers); }

static int start_worker(struct worker *worker) {
  static pthread_once_t watched = PTHREAD_ONCE_INIT;
  pthread_once(&watched, watch_forks);
  atomic_store(&worker->state, idle);
  atomic_store(&worker->asleep, 0);
  worker->signalled = 0;
  pthread_mutex_init(&worker->lock, 0);
  pthread_cond_init(&worker->wake, 0);

  // A handler of Ctrl-C belongs to the caller's thread; faults stay where they happen.
  sigset_t blocked, previous;
  sigfillset(&blocked);
  const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
  for (unsigned i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&blocked, faults[i]);
  pthread_sigmask(SIG_SETMASK, &blocked, &previous);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  pthread_t thread;
  int started = pthread_create(&thread, &attributes, worker_main, worker) == 0;
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &previous, 0);
  return started;
}

void worker_pool_set_threads(int threads) {
  atomic_store(&thread_count, threads < 1 ? 1 : threads > maximum_threads ? maximum_threads : threads);
}

int worker_pool_threads(void) {
  int threads = atomic_load(&thread_count);
  if (threads > 0) return threads;
  int processors = available_processors();
  // Another thread may have set it meanwhile; then that holds.
  return atomic_compare_exchange_strong(&thread_count, &threads, processors) ? processors : threads;
}

static void run_alone(long count, worker_task task, void *context) {
  for (long index = 0; index < count; index++) task(context, index);
}

void worker_pool_run(long count, worker_task task, void *context) {
  int helpers = worker_pool_threads() - 1;
  if (helpers > count - 1) helpers = (int)(count - 1);
  int expected = 0;
  if (helpers <= 0 || !atomic_compare_exchange_strong(&busy, &expected, 1)) {
    run_alone(count, task, context);
    return;
  }
  while (workers_started < helpers && start_worker(&workers[workers_started])) workers_started++;
  if (helpers > workers_started) helpers = workers_started;
  current_task = task;
  current_context = context;
  current_count = count;
  atomic_store_explicit(&next_index, 0, memory_order_relaxed);
  for (int i = 0; i < helpers; i++) post(&workers[i]);
  take_indices();
  for (int i = 0; i < helpers; i++) withdraw_or_wait(&workers[i]);
  atomic_store(&busy, 0);
}
