#pragma once

#include <sys/types.h>

/// What Swift cannot call or must not run by itself: GNU and variadic system calls, and a signal handler.

/// A request to stop, made by a signal or by a call. Owned by whoever created it; lives until the process ends when
/// it was handed to `process_catch_signals`. Every function below may be called from any thread.
typedef struct process_interruption process_interruption;

/// NULL when there is no memory or no descriptor left (errno says why).
process_interruption *process_interruption_create(void);

/// Must not be called after `process_catch_signals` with the same request.
void process_interruption_destroy(process_interruption *interruption);

/// Notes the first `signal` and makes the descriptor readable. Safe inside a signal handler.
void process_interruption_request(process_interruption *interruption, int signal);

/// The signal first noted, 0 while there is none.
int process_interruption_signal(const process_interruption *interruption);

/// A descriptor that is readable from the first request on, for poll(2). Never read from it.
int process_interruption_descriptor(const process_interruption *interruption);

/// From now on SIGINT and SIGTERM are noted in `interruption` instead of ending the process, also where they were
/// ignored or blocked. To be called before other threads are started. A signal that comes a second or more after the
/// first ends the process at once: the user insists. Returns 0, or errno.
int process_catch_signals(process_interruption *interruption);

/// Asks the kernel to kill this process when the thread that started it ends. Returns 0, or errno.
int process_die_with_parent(void);

/// A pipe that no other program inherits: `ends[0]` for reading, `ends[1]` for writing. Both are 3 or more, so that
/// they never sit where a started program's standard streams go. Returns 0, or errno.
int process_pipe(int ends[2]);

/// Starts the program at `executable` with the signal handling of a fresh process. `streams` become its standard input,
/// output and error; one below 0 stays this process's. `arguments` and `environment` end with NULL. Returns 0, or errno.
int process_start(
    const char *executable, char *const arguments[], char *const environment[], const int streams[3], pid_t *process);

/// The processors on which this process may run, at least 1.
int process_available_processors(void);
