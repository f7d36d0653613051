#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

struct process_interruption {
  atomic_int signal;
  atomic_long second;  // monotonic time of the first signal
  int readable;
  int writable;
};

static _Atomic(process_interruption *) caught;

static long monotonic_second(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long)now.tv_sec;
}

process_interruption *process_interruption_create(void) {
  process_interruption *interruption = calloc(1, sizeof *interruption);
  if (!interruption) return NULL;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
    free(interruption);
    return NULL;
  }
  interruption->readable = ends[0];
  interruption->writable = ends[1];
  return interruption;
}

void process_interruption_destroy(process_interruption *interruption) {
  close(interruption->readable);
  close(interruption->writable);
  free(interruption);
}

void process_interruption_request(process_interruption *interruption, int signal) {
  int none = 0;
  if (atomic_load(&interruption->second) == 0) atomic_store(&interruption->second, monotonic_second());
  if (!atomic_compare_exchange_strong(&interruption->signal, &none, signal)) return;
  char byte = 1;
  ssize_t written = write(interruption->writable, &byte, 1);
  (void)written;
}

int process_interruption_signal(const process_interruption *interruption) {
  return atomic_load(&interruption->signal);
}

int process_interruption_descriptor(const process_interruption *interruption) {
  return interruption->readable;
}

static void note_signal(int number) {
  int saved = errno;
  process_interruption *interruption = atomic_load(&caught);
  if (!atomic_load(&interruption->signal)) {
    process_interruption_request(interruption, number);
  } else if (monotonic_second() - atomic_load(&interruption->second) >= 1) {
    // Ignore a second signal within a second: timeout(1), for one, signals both the process and its group.
    signal(number, SIG_DFL);
    raise(number);
  }
  errno = saved;
}

int process_catch_signals(process_interruption *interruption) {
  atomic_store(&caught, interruption);
  struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  if (sigaction(SIGINT, &action, NULL) != 0) return errno;
  if (sigaction(SIGTERM, &action, NULL) != 0) return errno;
  // The parent process may have left them blocked.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}

int process_die_with_parent(void) {
  return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 ? 0 : errno;
}

int process_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  for (int i = 0; i < 2; i++) {
    if (ends[i] > STDERR_FILENO) continue;
    int moved = fcntl(ends[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int code = errno;
    close(ends[i]);
    if (moved < 0) {
      close(ends[1 - i]);
      return code;
    }
    ends[i] = moved;
  }
  return 0;
}

int process_start(
    const char *executable, char *const arguments[], char *const environment[], const int streams[3], pid_t *process) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int code = posix_spawn_file_actions_init(&actions);
  if (code != 0) return code;
  code = posix_spawnattr_init(&attributes);
  if (code != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return code;
  }
  for (int i = 0; i < 3 && code == 0; i++)
    if (streams[i] >= 0) code = posix_spawn_file_actions_adddup2(&actions, streams[i], i);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigaddset(&signals, SIGPIPE);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  if (code == 0) code = posix_spawn(process, executable, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return code;
}

int process_available_processors(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (int)online : 1;
}
