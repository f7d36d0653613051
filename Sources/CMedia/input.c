#define _GNU_SOURCE
#include "internal.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// MARK: Pipes

/// Limits on waiting for a pipe.
struct patience {
  int64_t deadline;
  cmedia_interruption interruption;
  /// Nanoseconds to wait for the first byte.
  int64_t first_byte;
};

/// The most a pipe may deliver: 64 GiB.
#define SPOOL_LIMIT (64LL << 30)
#define SPOOL_CHUNK (256 << 10)

/// Opens an unnamed file in TMPDIR or /tmp. Returns −1 on failure.
static int open_spool_file(void) {
  const char *directory = getenv("TMPDIR");
  if (!directory || !*directory) directory = "/tmp";
  int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
  if (fd >= 0) return fd;
  // Some file systems (overlays, network shares) do not support O_TMPFILE.
  char name[4096];
  if (snprintf(name, sizeof name, "%s/emocli-XXXXXX", directory) >= (int)sizeof name) return -1;
  fd = mkostemp(name, O_CLOEXEC);
  if (fd >= 0) unlink(name);
  return fd;
}

/// Waits until `fd` is readable or its writers have closed it. Returns CMEDIA_NO_WRITER if the first byte does not
/// arrive.
static cmedia_status wait_for_bytes(int fd, struct patience patience, bool has_begun) {
  int64_t give_up = has_begun ? 0 : cmedia_now() + patience.first_byte;
  for (;;) {
    if (patience.interruption.is_requested(patience.interruption.context)) return CMEDIA_INTERRUPTED;
    struct pollfd request = {.fd = fd, .events = POLLIN};
    int count = poll(&request, 1, 50);
    if (count > 0) return CMEDIA_OK;
    if (count < 0 && errno != EINTR) return CMEDIA_NOT_READABLE;
    if (cmedia_is_past(patience.deadline)) return CMEDIA_TIMEOUT;
    if (cmedia_is_past(give_up)) return CMEDIA_NO_WRITER;
  }
}

static cmedia_status write_all(int fd, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(fd, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? CMEDIA_SPOOL_FULL : CMEDIA_NOT_READABLE;
    bytes += written;
    count -= (size_t)written;
  }
  return CMEDIA_OK;
}

/// Copies the pipe `from` into `to` until its end.
static cmedia_status copy_pipe(int from, int to, struct patience patience, int64_t *size) {
  char *chunk = malloc(SPOOL_CHUNK);
  if (!chunk) return CMEDIA_NO_MEMORY;
  cmedia_status status = CMEDIA_OK;
  *size = 0;
  while (status == CMEDIA_OK) {
    // read() returns 0 on a FIFO that no writer has opened yet; only poll() distinguishes that from the end.
    status = wait_for_bytes(from, patience, *size > 0);
    if (status != CMEDIA_OK) break;
    ssize_t count = read(from, chunk, SPOOL_CHUNK);
    if (count == 0) break;
    if (count < 0) {
      if (errno != EAGAIN && errno != EINTR) status = CMEDIA_NOT_READABLE;
      continue;
    }
    *size += count;
    status = *size > SPOOL_LIMIT ? CMEDIA_SPOOL_FULL : write_all(to, chunk, (size_t)count);
    if (status == CMEDIA_OK && cmedia_is_past(patience.deadline)) status = CMEDIA_TIMEOUT;
  }
  free(chunk);
  return status;
}

/// Replaces the pipe in `*fd` by an unnamed temporary file with its content, `*size` bytes.
static cmedia_status spool(int *fd, struct patience patience, int64_t *size) {
  int file = open_spool_file();
  if (file < 0) return CMEDIA_NO_SPOOL;
  cmedia_status status = copy_pipe(*fd, file, patience, size);
  int error = errno;
  close(*fd);
  *fd = file;
  errno = error;
  return status;
}

// MARK: Files

int64_t cmedia_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000LL + time.tv_nsec;
}

static cmedia_status status_of_errno(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG: return CMEDIA_NOT_FOUND;
    case ENOMEM: return CMEDIA_NO_MEMORY;
    default: return CMEDIA_NOT_READABLE;
  }
}

cmedia_status cmedia_input_open(
    const char *path, int64_t deadline, cmedia_interruption interruption, int writer_wait_milliseconds,
    cmedia_input **input, int *system_error) {
  *input = NULL;
  *system_error = 0;
  // Without O_NONBLOCK, opening a FIFO would block until there is a writer.
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) {
    *system_error = errno;
    return status_of_errno(errno);
  }
  cmedia_status status = CMEDIA_OK;
  struct stat facts;
  int64_t size = 0;
  if (fstat(fd, &facts) != 0) {
    *system_error = errno;
    status = CMEDIA_NOT_READABLE;
  } else if (S_ISREG(facts.st_mode)) {
    size = facts.st_size;
  } else if (S_ISDIR(facts.st_mode)) {
    status = CMEDIA_DIRECTORY;
  } else if (S_ISFIFO(facts.st_mode) || S_ISSOCK(facts.st_mode)) {
    errno = 0;
    struct patience patience = {
        .deadline = deadline, .interruption = interruption, .first_byte = writer_wait_milliseconds * 1000000LL};
    status = spool(&fd, patience, &size);
    if (status == CMEDIA_NOT_READABLE || status == CMEDIA_NO_SPOOL) *system_error = errno;
  } else {
    status = CMEDIA_DEVICE;
  }
  if (status == CMEDIA_OK && size == 0) status = CMEDIA_EMPTY;
  if (status == CMEDIA_OK && !(*input = malloc(sizeof **input))) status = CMEDIA_NO_MEMORY;
  if (status != CMEDIA_OK) {
    close(fd);
    return status;
  }
  **input = (cmedia_input){.fd = fd, .size = size, .modified = facts.st_mtim.tv_sec};
  return CMEDIA_OK;
}

void cmedia_input_close(cmedia_input *input) {
  if (!input) return;
  close(input->fd);
  free(input);
}

int64_t cmedia_input_size(const cmedia_input *input) { return input->size; }

int64_t cmedia_input_modified(const cmedia_input *input) { return input->modified; }

int64_t cmedia_input_read(cmedia_input *input, int64_t offset, void *buffer, size_t size) {
  ssize_t count;
  do {
    count = pread(input->fd, buffer, size, offset);
  } while (count < 0 && errno == EINTR);
  return count;
}
