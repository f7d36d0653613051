/// What the files of this target share and nobody else sees.
#pragma once

#include "CMedia.h"
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

struct cmedia_input {
  int fd;
  int64_t size;
  int64_t modified;
};

static inline bool cmedia_is_past(int64_t deadline) { return deadline != 0 && cmedia_now() >= deadline; }

/// One of the eight ways a picture can lie: transposed first, then mirrored.
typedef struct cmedia_orientation {
  bool transpose;
  bool flip_x;
  bool flip_y;
} cmedia_orientation;

/// The orientation a display matrix (nine 16.16 numbers) is nearest to.
cmedia_orientation cmedia_orientation_of(const int32_t *matrix);

typedef struct cmedia_decoder {
  AVStream *stream;
  AVCodecContext *context;
  cmedia_counts counts;
  bool is_drained;
} cmedia_decoder;

struct cmedia_container {
  cmedia_input *input;
  int64_t deadline;
  /// Where FFmpeg reads next.
  int64_t offset;
  bool read_failed;
  AVIOContext *io;
  AVFormatContext *format;
  /// Where the clip's clock begins, in seconds of the container's clock.
  double start;
  /// By cmedia_kind; `stream` is NULL where the container has none.
  cmedia_decoder decoders[2];
  /// The kind whose decoder may still have frames of the last packet, −1 for none.
  int active;
  bool at_end;
  bool broke_off;
  bool is_still;
  /// A picture was refused for its size while the header was read.
  bool is_oversize;
  AVPacket *packet;
  AVFrame *frame;
  cmedia_kind frame_kind;
  /// Packets read while looking ahead, of which [held_next, held_count) wait.
  AVPacket *held[2];
  int held_count;
  int held_next;
};

/// Chooses the streams and fills `info`.
cmedia_status cmedia_describe(cmedia_container *container, cmedia_container_info *info);

/// Makes FFmpeg silent; it only remembers pictures refused for their size.
void cmedia_log_install(void);
/// Forgets, and tells, whether this thread saw a picture refused for its size.
bool cmedia_log_take_oversize(void);

/// The display matrix of a stream, NULL when it has none.
const int32_t *cmedia_stream_matrix(const AVStream *stream);
/// The size of a picture as shown.
void cmedia_shown_size(
    int width, int height, AVRational aspect, cmedia_orientation orientation, int *shown_width, int *shown_height);

/// Whether sound may have this rate, in Hz.
bool cmedia_is_plausible_rate(int rate);
/// Pushes samples in any of FFmpeg's formats.
cmedia_status cmedia_sound_push(
    cmedia_sound *sound, const uint8_t *const *planes, enum AVSampleFormat format, int channels, int rate, int frames);
cmedia_status cmedia_sound_push_silence(
    cmedia_sound *sound, enum AVSampleFormat format, int channels, int rate, int frames);
