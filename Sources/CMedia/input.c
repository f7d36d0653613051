#define _GNU_SOURCE
#include "internal.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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
  // Without O_NONBLOCK the open of a FIFO would wait for a writer for ever.
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
    cmedia_patience patience = {
        .deadline = deadline, .interruption = interruption, .first_byte = writer_wait_milliseconds * 1000000LL};
    status = cmedia_spool(&fd, patience, &size);
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
