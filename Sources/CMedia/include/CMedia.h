/// libsndfile and FFmpeg behind one small header.
///
/// Ownership: every `_open`/`_new` hands out a handle that the caller gives back with the matching `_close`/`_free`
/// (both take NULL). A container and a sound file borrow their input and must be closed before it.
/// Threads: a handle may be used by one thread at a time; different handles are independent.
/// Times: `deadline` is in nanoseconds of `cmedia_now()`; 0 means none. Other times are seconds as double, and a time
/// that is not known is NaN.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a call came to. Anything but OK and END is a failure; its handle may only be closed.
typedef enum cmedia_status {
  CMEDIA_OK = 0,
  /// Nothing more comes.
  CMEDIA_END,
  CMEDIA_NOT_FOUND,
  /// The system refused; `system_error` is the errno.
  CMEDIA_NOT_READABLE,
  /// A directory.
  CMEDIA_DIRECTORY,
  /// A device, which has no end.
  CMEDIA_DEVICE,
  /// A FIFO or pipe into which nobody wrote within the wait.
  CMEDIA_NO_WRITER,
  /// A file or pipe without a byte.
  CMEDIA_EMPTY,
  /// A pipe held more than the spool file may, or than the disk has.
  CMEDIA_SPOOL_FULL,
  /// No spool file can be made; `system_error` is the errno.
  CMEDIA_NO_SPOOL,
  /// No demuxer knows the content.
  CMEDIA_UNKNOWN_FORMAT,
  /// A playlist, a text, a raw stream: understood and refused.
  CMEDIA_REFUSED_FORMAT,
  /// The content is of a known format but does not follow it.
  CMEDIA_DAMAGED,
  /// Neither a sound nor a video stream.
  CMEDIA_NO_STREAMS,
  /// The stream's codec or pixel format has no decoder here.
  CMEDIA_NO_DECODER,
  CMEDIA_TOO_MANY_CHANNELS,
  CMEDIA_TOO_MANY_PIXELS,
  CMEDIA_TIMEOUT,
  CMEDIA_INTERRUPTED,
  CMEDIA_NO_MEMORY,
  /// A call against the rules above: a buffer of the wrong size, a conversion that cannot be set up.
  CMEDIA_INTERNAL
} cmedia_status;

/// The most channels a sound stream may have.
#define CMEDIA_MAX_CHANNELS 64
/// The most pixels an image may have.
#define CMEDIA_MAX_PIXELS 100000000LL

/// Monotonic nanoseconds.
int64_t cmedia_now(void);

/// "FFmpeg 5.1.9, libsndfile 1.2.0" and the like, never freed.
const char *cmedia_ffmpeg_version(void);
const char *cmedia_sndfile_version(void);

// MARK: Input: the opened file

typedef struct cmedia_input cmedia_input;

/// Asked while a call waits for somebody else; once true, the call returns CMEDIA_INTERRUPTED.
typedef struct cmedia_interruption {
  bool (*is_requested)(void *context);
  void *context;
} cmedia_interruption;

/// Opens the file whose name is the bytes of `path`. What is no regular file is read to its end first, into a
/// nameless temporary file, so that everything after can seek. Waits at most `writer_wait_milliseconds` for the first
/// byte of a pipe. On failure `*input` is NULL and `*system_error` is the errno, or 0.
cmedia_status cmedia_input_open(
    const char *path, int64_t deadline, cmedia_interruption interruption, int writer_wait_milliseconds,
    cmedia_input **input, int *system_error);
void cmedia_input_close(cmedia_input *input);
/// Bytes there are to read.
int64_t cmedia_input_size(const cmedia_input *input);
/// Last change of the file, in seconds since 1970.
int64_t cmedia_input_modified(const cmedia_input *input);
/// Copies at most `size` bytes from `offset` and returns how many, −1 on a read error.
int64_t cmedia_input_read(cmedia_input *input, int64_t offset, void *buffer, size_t size);

// MARK: Sound: channel choice and resampling

typedef struct cmedia_sound cmedia_sound;

typedef enum cmedia_channels {
  /// The mean over the channels.
  CMEDIA_CHANNELS_MIX,
  CMEDIA_CHANNELS_ONE,
  CMEDIA_CHANNELS_EACH
} cmedia_channels;

/// A resampler to `rate` Hz with a queue behind it. `channel` counts from 0 and is read for ONE only;
/// `channel_count` is the number of arrays that come out for EACH and is 1 otherwise.
cmedia_status cmedia_sound_new(
    int rate, cmedia_channels choice, int channel, int channel_count, cmedia_sound **sound);
void cmedia_sound_free(cmedia_sound *sound);
/// Pushes `frames` interleaved sample frames; a change of rate or channel count is followed.
cmedia_status cmedia_sound_push_interleaved(
    cmedia_sound *sound, const float *samples, size_t sample_count, int channels, int rate);
/// Pushes out what the filter still holds.
cmedia_status cmedia_sound_flush(cmedia_sound *sound);
/// Samples a channel that can be taken now.
int64_t cmedia_sound_available(const cmedia_sound *sound);
/// Whether some of the samples so far were infinite or no numbers; they have become silence.
bool cmedia_sound_is_damaged(const cmedia_sound *sound);
/// Drops the next `count` samples from the queue, at most those there; returns how many.
int64_t cmedia_sound_skip(cmedia_sound *sound, int64_t count);
/// Moves `count` samples of channel `channel` into `samples`, which holds `capacity`, without removing them.
cmedia_status cmedia_sound_peek(
    const cmedia_sound *sound, int channel, int64_t count, float *samples, size_t capacity);

// MARK: Sound files read by libsndfile

typedef struct cmedia_soundfile cmedia_soundfile;

typedef struct cmedia_soundfile_info {
  char format[24];
  char codec[24];
  int channels;
  int rate;
  /// Sample frames the file promises, −1 when it does not say. May be more than there are.
  int64_t announced_frames;
} cmedia_soundfile_info;

/// Whether the first bytes are of a format that libsndfile is to read.
bool cmedia_soundfile_recognizes(cmedia_input *input);
/// CMEDIA_UNKNOWN_FORMAT when libsndfile cannot read it, which FFmpeg may still do.
cmedia_status cmedia_soundfile_open(
    cmedia_input *input, int64_t deadline, cmedia_soundfile **file, cmedia_soundfile_info *info);
void cmedia_soundfile_close(cmedia_soundfile *file);
void cmedia_soundfile_set_deadline(cmedia_soundfile *file, int64_t deadline);
/// Goes to sample frame `frame`; false when the file cannot, and then it stays usable from its beginning.
bool cmedia_soundfile_seek(cmedia_soundfile *file, int64_t frame);
/// Reads about a quarter of a second, pushes it into `sound` and says how many frames there were. CMEDIA_END at the
/// end; CMEDIA_DAMAGED when the rest cannot be decoded.
cmedia_status cmedia_soundfile_read(cmedia_soundfile *file, cmedia_sound *sound, int64_t *frames_read);

// MARK: Containers read by FFmpeg

typedef struct cmedia_container cmedia_container;

typedef enum cmedia_kind { CMEDIA_KIND_SOUND = 0, CMEDIA_KIND_VIDEO = 1 } cmedia_kind;

typedef struct cmedia_sound_stream {
  bool present;
  bool decodable;
  char codec[24];
  int channels;
  int rate;
  /// When it starts, and how long it claims to be, in seconds; NaN when not said.
  double start;
  double duration;
  /// Seconds a tick of its time stamps lasts.
  double tick;
  /// Samples that the encoder put before the first one heard.
  int padding;
} cmedia_sound_stream;

typedef struct cmedia_video_stream {
  bool present;
  bool decodable;
  char codec[24];
  /// Pixels as shown: sample aspect ratio and rotation applied. 0 when only decoding tells.
  int width;
  int height;
  double frame_rate;
  double start;
  double duration;
} cmedia_video_stream;

typedef struct cmedia_container_info {
  char format[24];
  /// As announced, NaN when unknown or merely guessed from the bit rate.
  double duration;
  /// Where the clip's clock begins, on the container's own clock.
  double start;
  int sound_streams;
  int video_streams;
  bool is_still;
  /// Whether a seek goes through an index rather than through all that comes before.
  bool is_indexed;
  cmedia_sound_stream sound;
  cmedia_video_stream video;
} cmedia_container_info;

/// Opens the container. `extension` (lower case, without dot, may be empty) helps the probing only.
cmedia_status cmedia_container_open(
    cmedia_input *input, const char *extension, int64_t deadline, cmedia_container **container,
    cmedia_container_info *info);
void cmedia_container_close(cmedia_container *container);
void cmedia_container_set_deadline(cmedia_container *container, int64_t deadline);
/// Opens the decoder of the stream of that kind. Streams that are not selected are discarded while demuxing.
cmedia_status cmedia_container_select(cmedia_container *container, cmedia_kind kind);
/// Goes to the last key frame at or before `seconds` of the clip's clock; false when the container cannot, and then
/// it stays where it was.
bool cmedia_container_seek(cmedia_container *container, double seconds);

typedef struct cmedia_frame {
  cmedia_kind kind;
  /// On the clip's clock; NaN when nothing is known.
  double seconds;
  /// Seconds it lasts; 0 when not known.
  double duration;
  /// Sound only.
  int samples;
  int channels;
  int rate;
  /// The decoder says that it is damaged.
  bool damaged;
} cmedia_frame;

/// Decodes the next frame of any selected stream, which stays in the container until the next call.
/// Packets that cannot be decoded are counted and passed over.
cmedia_status cmedia_container_next(cmedia_container *container, cmedia_frame *frame);
/// Nothing more of this kind is wanted.
void cmedia_container_stop(cmedia_container *container, cmedia_kind kind);
/// Pushes the current sound frame into `sound` from sample `skip` on.
cmedia_status cmedia_container_push_sound(cmedia_container *container, int skip, cmedia_sound *sound);

/// Pushes `frames` sample frames of silence into `sound`, in the format of the current sound frame.
cmedia_status cmedia_container_push_silence(cmedia_container *container, int frames, cmedia_sound *sound);

typedef struct cmedia_counts {
  int64_t packets;
  int64_t frames;
  int64_t errors;
} cmedia_counts;

cmedia_counts cmedia_container_counts(const cmedia_container *container, cmedia_kind kind);
/// Whether demuxing ended in an error and not at the end of the file.
bool cmedia_container_broke_off(const cmedia_container *container);

// MARK: Pictures: scaling, colour, rotation

typedef struct cmedia_image cmedia_image;

cmedia_status cmedia_image_new(cmedia_image **image);
void cmedia_image_free(cmedia_image *image);
/// Converts the container's current video frame to RGB, upright, its longest side at most `longest_side` (0: any).
/// `*width` × `*height` is the result's size, `*shown_width` × `*shown_height` the size before scaling.
cmedia_status cmedia_image_convert(
    cmedia_image *image, cmedia_container *container, int longest_side, int *width, int *height, int *shown_width,
    int *shown_height);
/// Copies the converted image as tight RGB24 rows; `capacity` must be width × height × 3.
cmedia_status cmedia_image_copy(const cmedia_image *image, uint8_t *rgb, size_t capacity);
