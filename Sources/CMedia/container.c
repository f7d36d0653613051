#include "internal.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Pictures in the image variants of MP4, which only much newer demuxers know.
static bool is_heif(cmedia_input *input) {
  static const char *const brands[] = {"heic", "heix", "heim", "heis", "mif1", "msf1", "avif", "avis"};
  char bytes[12];
  if (cmedia_input_read(input, 0, bytes, 12) != 12 || memcmp(bytes + 4, "ftyp", 4) != 0) return false;
  for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
    if (memcmp(bytes + 8, brands[i], 4) == 0) return true;
  return false;
}

static cmedia_status status_of_open(const cmedia_container *container, int error) {
  if (error == AVERROR_EXIT || cmedia_is_past(container->deadline)) return CMEDIA_TIMEOUT;
  if (container->read_failed) return CMEDIA_NOT_READABLE;
  if (error == AVERROR(ENOMEM)) return CMEDIA_NO_MEMORY;
  if (error == AVERROR(EPERM)) return CMEDIA_REFUSED_FORMAT;
  if (error == AVERROR_PATCHWELCOME || error == AVERROR(ENOSYS) || is_heif(container->input)) return CMEDIA_NO_DECODER;
  return CMEDIA_DAMAGED;
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), size = strlen(end);
  return length >= size && strcmp(text + length - size, end) == 0;
}

/// Finds what the header does not say by decoding a little, with one thread and no giant pictures.
static int find_stream_info(AVFormatContext *format) {
  unsigned count = format->nb_streams;
  AVDictionary **options = calloc(count ? count : 1, sizeof *options);
  if (!options) return AVERROR(ENOMEM);
  for (unsigned i = 0; i < count; i++) av_dict_set_int(&options[i], "max_pixels", CMEDIA_MAX_PIXELS, 0);
  int error = avformat_find_stream_info(format, count ? options : NULL);
  for (unsigned i = 0; i < count; i++) av_dict_free(&options[i]);
  free(options);
  return error;
}

static cmedia_status open_format(cmedia_container *container, const char *extension) {
  char hint[32];
  snprintf(hint, sizeof hint, *extension ? "clip.%s" : "clip", extension);
  if (!cmedia_connect(container)) return CMEDIA_NO_MEMORY;
  bool is_certain = false;
  cmedia_status status = CMEDIA_UNKNOWN_FORMAT;
  const AVInputFormat *demuxer = cmedia_probe(container->io, hint, &is_certain, &status);
  if (cmedia_is_past(container->deadline)) return CMEDIA_TIMEOUT;
  if (!demuxer) return status;
  AVFormatContext *format = avformat_alloc_context();
  if (!format) return CMEDIA_NO_MEMORY;
  cmedia_attach(container, format);
  format->protocol_whitelist = av_strdup("file");
  int error = avformat_open_input(&format, hint, demuxer, NULL);
  if (error < 0) return is_certain ? status_of_open(container, error) : CMEDIA_UNKNOWN_FORMAT;
  container->format = format;
  container->is_still = ends_with(demuxer->name, "_pipe");
  // Of a still the decoder tells everything, and looking for it here would decode the picture twice.
  if (!container->is_still) error = find_stream_info(format);
  container->is_oversize = cmedia_log_take_oversize();
  if (cmedia_is_past(container->deadline)) return CMEDIA_TIMEOUT;
  if (error < 0) return status_of_open(container, error);
  return format->nb_streams == 0 && !is_certain ? CMEDIA_UNKNOWN_FORMAT : CMEDIA_OK;
}

cmedia_status cmedia_container_open(
    cmedia_input *input, const char *extension, int64_t deadline, cmedia_container **handle,
    cmedia_container_info *info) {
  cmedia_log_install();
  cmedia_log_take_oversize();
  *handle = NULL;
  cmedia_container *container = calloc(1, sizeof *container);
  if (!container) return CMEDIA_NO_MEMORY;
  container->input = input;
  container->deadline = deadline;
  container->active = -1;
  container->packet = av_packet_alloc();
  container->frame = av_frame_alloc();
  for (int i = 0; i < 2; i++) container->held[i] = av_packet_alloc();
  cmedia_status status = CMEDIA_NO_MEMORY;
  if (container->packet && container->frame && container->held[0] && container->held[1])
    status = open_format(container, extension);
  if (status == CMEDIA_OK) status = cmedia_describe(container, info);
  if (status != CMEDIA_OK) {
    cmedia_container_close(container);
    return status;
  }
  *handle = container;
  return CMEDIA_OK;
}

void cmedia_container_close(cmedia_container *container) {
  if (!container) return;
  for (int kind = 0; kind < 2; kind++) {
    avcodec_free_context(&container->decoders[kind].context);
    av_packet_free(&container->held[kind]);
  }
  av_packet_free(&container->packet);
  av_frame_free(&container->frame);
  avformat_close_input(&container->format);
  if (container->io) av_freep(&container->io->buffer);
  avio_context_free(&container->io);
  free(container);
}
