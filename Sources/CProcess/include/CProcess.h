#pragma once

#include <sys/types.h>

/// System calls that Swift cannot make (GNU and variadic ones), and a signal handler, which Swift must not run.

/// A request to stop, made by a signal or by a call. The creator owns it; once passed to `process_catch_signals` it
/// must live until the process ends. All functions below may be called from any thread.
typedef struct process_interruption process_interruption;

/// Returns NULL if out of memory or descriptors (see errno).
process_interruption *process_interruption_create(void);

/// Frees the request. Do not call it after `process_catch_signals` with the same request.
void process_interruption_destroy(process_interruption *interruption);

/// Records the first `signal` and makes the descriptor readable. Async-signal-safe.
void process_interruption_request(process_interruption *interruption, int signal);

/// Returns the first signal recorded, or 0.
int process_interruption_signal(const process_interruption *interruption);

/// Returns a descriptor for poll(2) that becomes readable with the first request. Never read from it.
int process_interruption_descriptor(const process_interruption *interruption);

/// Records SIGINT and SIGTERM in `interruption` from now on instead of ending the process, even if they were ignored or
/// blocked. Call it before starting other threads. A signal a second or more after the first ends the process at once:
/// the user insists. Returns 0 or errno.
int process_catch_signals(process_interruption *interruption);

/// Asks the kernel to kill this process when the thread that started it ends. Returns 0 or errno.
int process_die_with_parent(void);

/// Creates a close-on-exec pipe: `ends[0]` for reading, `ends[1]` for writing. Both are 3 or more, so that they cannot
/// collide with a child's standard streams. Returns 0 or errno.
int process_pipe(int ends[2]);

/// Starts the program at `executable` with default signal handling. `streams` become its standard input, output and
/// error; a negative one is inherited. `arguments` and `environment` end with NULL. Returns 0 or errno.
int process_start(
    const char *executable, char *const arguments[], char *const environment[], const int streams[3], pid_t *process);

/// Returns the number of processors that this process may run on, at least 1.
int process_available_processors(void);
