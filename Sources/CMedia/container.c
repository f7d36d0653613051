#include "internal.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// MARK: Virtual input

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

/// Refuses all other files that a demuxer wants to open: a clip is one file.
static int refuse_to_open(AVFormatContext *format, AVIOContext **io, const char *url, int flags, AVDictionary **options) {
  (void)format, (void)io, (void)url, (void)flags, (void)options;
  return AVERROR(EPERM);
}

static int is_interrupted(void *opaque) { return cmedia_is_past(((cmedia_container *)opaque)->deadline); }

/// Makes FFmpeg read through the container's input. Returns false if out of memory.
static bool connect_input(cmedia_container *container) {
  uint8_t *buffer = av_malloc(IO_BUFFER);
  if (!buffer) return false;
  container->io = avio_alloc_context(buffer, IO_BUFFER, 0, container, read_bytes, NULL, seek_bytes);
  if (!container->io) av_free(buffer);
  return container->io != NULL;
}

/// Gives a demuxer the container's input and deadline, and refuses it other files.
static void attach(cmedia_container *container, AVFormatContext *format) {
  format->pb = container->io;
  format->io_open = refuse_to_open;
  format->interrupt_callback = (AVIOInterruptCB){.callback = is_interrupted, .opaque = container};
}

// MARK: Probing

/// Refused demuxers: those that refer to other files or hosts, or run scripts; text; subtitles; numbered image files;
/// and raw streams, which do not state their sample format.
static const char *const refused[] = {
    "avisynth", "concat", "dash", "dvdvideo", "hls", "imf", "lavfi", "rtp", "rtsp", "sap", "sdp", "smil",
    "vapoursynth", "webm_dash_manifest",
    "adf", "bin", "idf", "tty", "xbin", "ffmetadata", "svg_pipe",
    "aqtitle", "ass", "jacosub", "lrc", "microdvd", "mpl2", "mpsub", "pjs", "realtext", "sami", "scc", "srt", "stl",
    "subviewer", "subviewer1", "sup", "tedcaptions", "vobsub", "vplayer", "webvtt", "dvbsub", "dvbtxt", "mcc",
    "image2", "image2pipe", "alias_pix", "brender_pix",
    "alaw", "aptx", "aptx_hd", "bitpacked", "codec2raw", "daud", "data", "f32be", "f32le", "f64be", "f64le", "g722",
    "g726", "g726le", "ingenient", "mulaw", "rawvideo", "s16be", "s16le", "s24be", "s24le", "s32be", "s32le", "s8",
    "sbg", "sln", "u16be", "u16le", "u24be", "u24le", "u32be", "u32le", "u8", "v210", "v210x", "vidc"};

static bool is_refused(const AVInputFormat *format) {
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
    if (strcmp(format->name, refused[i]) == 0) return true;
  return false;
}

static const AVInputFormat *probe_with(AVIOContext *io, const char *hint, int *score) {
  const AVInputFormat *format = NULL;
  *score = av_probe_input_buffer2(io, &format, hint, NULL, 0, 0);
  return *score < 0 ? NULL : format;
}

/// Returns the demuxer for the input's content, or NULL with the reason in `*status`. `*is_certain` is false if the
/// match rests on little more than the extension.
static const AVInputFormat *probe(AVIOContext *io, const char *hint, bool *is_certain, cmedia_status *status) {
  int score;
  const AVInputFormat *format = probe_with(io, hint, &score);
  if (format && strcmp(format->name, "image2") == 0) {
    // FFmpeg trusts an image's extension over its content; probe again by content alone.
    if (avio_seek(io, 0, SEEK_SET) < 0) return NULL;
    format = probe_with(io, "", &score);
  }
  *is_certain = score >= AVPROBE_SCORE_RETRY;
  *status = CMEDIA_UNKNOWN_FORMAT;
  if (!format) return NULL;
  if (is_refused(format)) {
    *status = CMEDIA_REFUSED_FORMAT;
    return NULL;
  }
  *status = CMEDIA_OK;
  return format;
}

// MARK: Opening and closing

/// Returns whether the input is HEIF or AVIF, the image variants of MP4, which only much newer demuxers read.
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

/// Decodes a little to find what the header does not state, on one thread and without oversized images.
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
  if (!connect_input(container)) return CMEDIA_NO_MEMORY;
  bool is_certain = false;
  cmedia_status status = CMEDIA_UNKNOWN_FORMAT;
  const AVInputFormat *demuxer = probe(container->io, hint, &is_certain, &status);
  if (cmedia_is_past(container->deadline)) return CMEDIA_TIMEOUT;
  if (!demuxer) return status;
  AVFormatContext *format = avformat_alloc_context();
  if (!format) return CMEDIA_NO_MEMORY;
  attach(container, format);
  format->protocol_whitelist = av_strdup("file");
  int error = avformat_open_input(&format, hint, demuxer, NULL);
  if (error < 0) return is_certain ? status_of_open(container, error) : CMEDIA_UNKNOWN_FORMAT;
  container->format = format;
  container->is_still = ends_with(demuxer->name, "_pipe");
  // A still's decoder reports everything; probing here would decode the image twice.
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
