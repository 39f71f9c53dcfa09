// Starting programs: what of posix_spawn Swift cannot call everywhere.
#ifndef SOFTMAXLAB_CHILD_PROCESS_H
#define SOFTMAXLAB_CHILD_PROCESS_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

// Starts a program in a process group of its own, with no signal blocked and SIGPIPE not ignored.
//
// arguments and environment end with a null pointer; environment and folder are this process's own where
// they are null. streams are descriptors for its standard input, output and errors, -1 for /dev/null; it
// gets no other (where glibc is older than 2.34: no other that was opened with FD_CLOEXEC). Returns 0 and
// its number in *process, or an error number.
int child_process_start(pid_t *process, const char *program, char *const arguments[],
                        char *const environment[], const char *folder, const int streams[3]);

// Waits until it has ended; *code is then its exit code, or minus the signal that killed it.
//
// Until child_process_forget nobody else is given its number. Returns 0 or an error number.
int child_process_wait(pid_t process, int *code);

// Lets go of the number of a process that has been waited for.
void child_process_forget(pid_t process);

// Opens a pipe whose ends no child has but as one of its streams. Returns 0 or an error number.
int child_process_pipe(int ends[2]);

#ifdef __cplusplus
}
#endif
#endif
