#include "internal.h"
#include <errno.h>
#include <stdio.h>

#define IO_BUFFER (64 << 10)

static int read_bytes(void *opaque, uint8_t *buffer, int size) {
  cmedia_container *container = opaque;
  if (cmedia_is_past(container->deadline)) return AVERROR_EXIT;
  int64_t count = cmedia_input_read(container->input, container->offset, buffer, (size_t)size);
  if (count < 0) container->read_failed = true;
  if (count <= 0) return count < 0 ? AVERROR(EIO) : AVERROR_EOF;
  container->offset += count;
  return (int)count;
}

static int64_t seek_bytes(void *opaque, int64_t offset, int whence) {
  cmedia_container *container = opaque;
  whence &= ~AVSEEK_FORCE;
  if (whence == AVSEEK_SIZE) return container->input->size;
  int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? container->offset : container->input->size;
  if (base + offset < 0) return AVERROR(EINVAL);
  return container->offset = base + offset;
}

/// A clip is one file: whatever else a demuxer wants to open is refused.
static int refuse_to_open(AVFormatContext *format, AVIOContext **io, const char *url, int flags, AVDictionary **options) {
  (void)format, (void)io, (void)url, (void)flags, (void)options;
  return AVERROR(EPERM);
}

static int is_interrupted(void *opaque) { return cmedia_is_past(((cmedia_container *)opaque)->deadline); }

bool cmedia_connect(cmedia_container *container) {
  uint8_t *buffer = av_malloc(IO_BUFFER);
  if (!buffer) return false;
  container->io = avio_alloc_context(buffer, IO_BUFFER, 0, container, read_bytes, NULL, seek_bytes);
  if (!container->io) av_free(buffer);
  return container->io != NULL;
}

void cmedia_attach(cmedia_container *container, AVFormatContext *format) {
  format->pb = container->io;
  format->io_open = refuse_to_open;
  format->interrupt_callback = (AVIOInterruptCB){.callback = is_interrupted, .opaque = container};
}
