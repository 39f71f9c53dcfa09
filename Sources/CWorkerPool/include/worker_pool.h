// Persistent workers for loops of a few microseconds.
//
// A step of the attention loss at d = 20 lasts some 20 µs, too short for waking
// threads through the kernel each time: workers spin briefly before they sleep.
#ifndef SOFTMAXLAB_WORKER_POOL_H
#define SOFTMAXLAB_WORKER_POOL_H

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*worker_task)(void *context, long index);

// Sets how many threads (the caller's included) later loops use: 1 … 256. Also from inside a task.
void worker_pool_set_threads(int threads);

// How many threads loops use; the number of processors available to the process until set.
int worker_pool_threads(void);

// Calls task(context, i) once for each i in 0 ..< count and returns when all are done.
// Which thread runs which index is unspecified. A loop begun while another
// one runs (from a task, or from another thread) is done by its caller alone. The caller never
// waits for a worker that has not begun, so a loop is no slower than the caller alone by more
// than the waking. A child made by fork() starts workers of its own; forking from a task is not
// supported. Workers block signals, so that handlers run on the threads of the program.
void worker_pool_run(long count, worker_task task, void *context);

#ifdef __cplusplus
}
#endif
#endif
