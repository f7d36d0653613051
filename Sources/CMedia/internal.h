/// Declarations private to this target.
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

/// One of the eight image orientations: transposed first, then flipped.
typedef struct cmedia_orientation {
  bool transpose;
  bool flip_x;
  bool flip_y;
} cmedia_orientation;

/// Returns the orientation nearest to a display matrix (nine 16.16 fixed-point numbers).
cmedia_orientation cmedia_orientation_of(const int32_t *matrix);

typedef struct cmedia_decoder {
  AVStream *stream;
  AVCodecContext *context;
  cmedia_counts counts;
  bool is_drained;
  /// The decoder can leave out frames that no other frame refers to, without effect on the others.
  bool can_skip;
} cmedia_decoder;

struct cmedia_container {
  cmedia_input *input;
  int64_t deadline;
  /// FFmpeg's read position, in bytes.
  int64_t offset;
  bool read_failed;
  AVIOContext *io;
  AVFormatContext *format;
  /// Zero of the clip's clock, in seconds of the container's clock.
  double start;
  /// By cmedia_kind; `stream` is NULL where the container has none.
  cmedia_decoder decoders[2];
  /// The kind whose decoder may still have frames of the last packet; −1 for none.
  int active;
  cmedia_frame_filter filter;
  bool at_end;
  bool broke_off;
  bool is_still;
  /// An image was refused for its size while reading the header.
  bool is_oversize;
  AVPacket *packet;
  AVFrame *frame;
  cmedia_kind frame_kind;
  /// Packets read ahead; [held_next, held_count) are still queued.
  AVPacket *held[2];
  int held_count;
  int held_next;
};

/// Chooses the streams and fills `info`.
cmedia_status cmedia_describe(cmedia_container *container, cmedia_container_info *info);

/// Silences FFmpeg's log, except for recording images refused for their size.
void cmedia_log_install(void);
/// Returns whether this thread saw an image refused for its size, and clears the flag.
bool cmedia_log_take_oversize(void);

/// Returns the display matrix of a stream, or NULL.
const int32_t *cmedia_stream_matrix(const AVStream *stream);
/// Computes the display size of an image: pixel aspect ratio and orientation applied.
void cmedia_shown_size(
    int width, int height, AVRational aspect, cmedia_orientation orientation, int *shown_width, int *shown_height);

/// Repairs samples that were cut off at a ceiling (clipping) before anything else is done to the sound.
///
/// Runs of equal samples at the highest value so far are replaced by the cubic through their neighbours. Holds back
/// 5 ms of sound. Only uncompressed and lossless sound has such runs.
typedef struct cmedia_declipper cmedia_declipper;

cmedia_declipper *cmedia_declipper_new(int channels, int rate);
void cmedia_declipper_free(cmedia_declipper *declipper);
/// Makes room for `more` samples per channel and sets `planes` to where they go. Returns false without memory.
bool cmedia_declipper_reserve(cmedia_declipper *declipper, int more, float **planes);
/// Takes `frames` samples written to the reserved room. Sets `planes` to the samples that are ready, valid until
/// `_drop`, and returns their number per channel. With `flushing` all are ready.
int cmedia_declipper_push(cmedia_declipper *declipper, int frames, bool flushing, const float **planes);
/// Drops the samples that were ready.
void cmedia_declipper_drop(cmedia_declipper *declipper);
/// Returns the number of samples repaired so far, over all channels.
int64_t cmedia_declipper_repaired(const cmedia_declipper *declipper);

/// Returns whether a sound rate in Hz is plausible.
bool cmedia_is_plausible_rate(int rate);
/// Pushes samples in any FFmpeg sample format.
cmedia_status cmedia_sound_push(
    cmedia_sound *sound, const uint8_t *const *planes, enum AVSampleFormat format, int channels, int rate, int frames);
cmedia_status cmedia_sound_push_silence(
    cmedia_sound *sound, enum AVSampleFormat format, int channels, int rate, int frames);
