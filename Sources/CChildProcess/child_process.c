#define _GNU_SOURCE  // pipe2 and the file actions with _np
#define _DARWIN_C_SOURCE
#include "child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __APPLE__
#include <crt_externs.h>
#define environ (*_NSGetEnviron())
#else
extern char **environ;
#endif

// Where a parent has set that ends of children are ignored, nobody could say how they ended.
static void take_note_of_ends(void) {
  struct sigaction action;
  if (sigaction(SIGCHLD, NULL, &action) != 0) return;
  if (action.sa_handler != SIG_IGN && !(action.sa_flags & SA_NOCLDWAIT)) return;
  if (action.sa_handler == SIG_IGN) action.sa_handler = SIG_DFL;
  action.sa_flags &= ~SA_NOCLDWAIT;
  sigaction(SIGCHLD, &action, NULL);
}

int child_process_start(pid_t *process, const char *program, char *const arguments[],
                        char *const environment[], const char *folder, const int streams[3]) {
  take_note_of_ends();
  int copies[3] = {-1, -1, -1};
  int error = 0;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, pipes;
  sigemptyset(&none);
  sigemptyset(&pipes);
  sigaddset(&pipes, SIGPIPE);
  if ((error = posix_spawn_file_actions_init(&actions)) != 0) return error;
  if ((error = posix_spawnattr_init(&attributes)) != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return error;
  }
  for (int stream = 0; stream < 3 && error == 0; stream++) {
    if (streams[stream] < 0) {
      error = posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
      continue;
    }
    // A copy above those it is copied to: none may be overwritten before its turn has come.
    copies[stream] = fcntl(streams[stream], F_DUPFD_CLOEXEC, 3);
    error = copies[stream] < 0 ? errno : posix_spawn_file_actions_adddup2(&actions, copies[stream], stream);
  }
  if (error == 0 && folder != NULL) error = posix_spawn_file_actions_addchdir_np(&actions, folder);
#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 34)
  // What was opened without FD_CLOEXEC, by a parent or a library.
  if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
#endif
#endif
  if (error == 0) error = posix_spawnattr_setsigmask(&attributes, &none);
  // A program that writes to a pipe nobody reads has to end, though this one may ignore it.
  if (error == 0) error = posix_spawnattr_setsigdefault(&attributes, &pipes);
  short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#ifdef POSIX_SPAWN_CLOEXEC_DEFAULT
  flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
  if (error == 0) error = posix_spawnattr_setflags(&attributes, flags);
  if (error == 0) error = posix_spawn(process, program, &actions, &attributes, arguments,
                                      environment != NULL ? environment : environ);
  for (int stream = 0; stream < 3; stream++) {
    if (copies[stream] >= 0) close(copies[stream]);
  }
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

int child_process_wait(pid_t process, int *code) {
  siginfo_t information = {0};
  while (waitid(P_PID, (id_t)process, &information, WEXITED | WNOWAIT) != 0) {
    if (errno != EINTR) return errno;
  }
  *code = information.si_code == CLD_EXITED ? information.si_status : -information.si_status;
  return 0;
}

void child_process_forget(pid_t process) {
  while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {
  }
}

int child_process_pipe(int ends[2]) {
#ifdef __linux__
  return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
#else
  if (pipe(ends) != 0) return errno;
  for (int end = 0; end < 2; end++) fcntl(ends[end], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}
