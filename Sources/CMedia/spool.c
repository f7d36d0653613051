#define _GNU_SOURCE
#include "internal.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/// More than this a pipe may not hold: 64 GiB.
#define SPOOL_LIMIT (64LL << 30)
#define SPOOL_CHUNK (256 << 10)

/// A file without a name in TMPDIR or /tmp, −1 on failure.
static int open_spool_file(void) {
  const char *directory = getenv("TMPDIR");
  if (!directory || !*directory) directory = "/tmp";
  int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
  if (fd >= 0) return fd;
  // Some file systems (overlays, network shares) have no nameless files.
  char name[4096];
  if (snprintf(name, sizeof name, "%s/emocli-XXXXXX", directory) >= (int)sizeof name) return -1;
  fd = mkostemp(name, O_CLOEXEC);
  if (fd >= 0) unlink(name);
  return fd;
}

/// Waits until `fd` has bytes or its writers have gone. CMEDIA_NO_WRITER when the first byte does not come.
static cmedia_status wait_for_bytes(int fd, cmedia_patience patience, bool has_begun) {
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

/// Copies the pipe `from` to its end into `to`.
static cmedia_status copy_pipe(int from, int to, cmedia_patience patience, int64_t *size) {
  char *chunk = malloc(SPOOL_CHUNK);
  if (!chunk) return CMEDIA_NO_MEMORY;
  cmedia_status status = CMEDIA_OK;
  *size = 0;
  while (status == CMEDIA_OK) {
    // A FIFO without writers reads as ended, so only a poll tells "ended" from "not begun".
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

cmedia_status cmedia_spool(int *fd, cmedia_patience patience, int64_t *size) {
  int file = open_spool_file();
  if (file < 0) return CMEDIA_NO_SPOOL;
  cmedia_status status = copy_pipe(*fd, file, patience, size);
  int error = errno;
  close(*fd);
  *fd = file;
  errno = error;
  return status;
}
