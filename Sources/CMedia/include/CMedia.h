/// libsndfile and FFmpeg behind one small header.
///
/// Ownership: the caller releases every handle from `_open`/`_new` with the matching `_close`/`_free` (both accept
/// NULL). A container and a sound file borrow their input and must be closed before it.
/// Threads: a handle may be used by one thread at a time; different handles are independent.
/// Times: `deadline` is in nanoseconds of `cmedia_now()`; 0 means none. Other times are in seconds; NaN means unknown.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The result of a call. Anything but OK and END is a failure, after which the handle may only be closed.
typedef enum cmedia_status {
  CMEDIA_OK = 0,
  /// End of the clip.
  CMEDIA_END,
  CMEDIA_NOT_FOUND,
  /// A system call failed; `system_error` is the errno.
  CMEDIA_NOT_READABLE,
  CMEDIA_DIRECTORY,
  /// A device, which has no end.
  CMEDIA_DEVICE,
  /// A FIFO or pipe whose first byte did not arrive in time.
  CMEDIA_NO_WRITER,
  /// A file or pipe of zero bytes.
  CMEDIA_EMPTY,
  /// The pipe's data exceeds the spool file's limit or the disk.
  CMEDIA_SPOOL_FULL,
  /// The spool file could not be created; `system_error` is the errno.
  CMEDIA_NO_SPOOL,
  /// No demuxer recognizes the content.
  CMEDIA_UNKNOWN_FORMAT,
  /// A playlist, text or raw stream: recognized and refused.
  CMEDIA_REFUSED_FORMAT,
  /// The content violates its format.
  CMEDIA_DAMAGED,
  /// There is neither a sound nor a video stream.
  CMEDIA_NO_STREAMS,
  /// There is no decoder for the stream's codec, or no conversion for its pixel format.
  CMEDIA_NO_DECODER,
  CMEDIA_TOO_MANY_CHANNELS,
  CMEDIA_TOO_MANY_PIXELS,
  CMEDIA_TIMEOUT,
  CMEDIA_INTERRUPTED,
  CMEDIA_NO_MEMORY,
  /// The file could not be created; `system_error` is the errno.
  CMEDIA_NOT_WRITABLE,
  /// FFmpeg was built without the encoders or the MP4 muxer.
  CMEDIA_NO_ENCODER,
  /// Incorrect use: a buffer of the wrong size, or a conversion that cannot be set up.
  CMEDIA_INTERNAL
} cmedia_status;

/// Maximum number of channels of a sound stream.
#define CMEDIA_MAX_CHANNELS 64
/// Maximum number of pixels of an image.
#define CMEDIA_MAX_PIXELS 100000000LL

/// Returns the monotonic time in nanoseconds.
int64_t cmedia_now(void);

/// Version strings of the libraries, statically allocated.
const char *cmedia_ffmpeg_version(void);
const char *cmedia_sndfile_version(void);

// MARK: Input: an opened file

typedef struct cmedia_input cmedia_input;

/// Polled while a call waits for a pipe's writer; once true, the call returns CMEDIA_INTERRUPTED.
typedef struct cmedia_interruption {
  bool (*is_requested)(void *context);
  void *context;
} cmedia_interruption;

/// Opens the file named by the bytes of `path`. A pipe is first copied to its end into an unnamed temporary file, to
/// make it seekable. Waits at most `writer_wait_milliseconds` for the first byte of a pipe. On failure `*input` is NULL
/// and `*system_error` is the errno, or 0.
cmedia_status cmedia_input_open(
    const char *path, int64_t deadline, cmedia_interruption interruption, int writer_wait_milliseconds,
    cmedia_input **input, int *system_error);
void cmedia_input_close(cmedia_input *input);
/// Returns the size in bytes.
int64_t cmedia_input_size(const cmedia_input *input);
/// Returns the file's modification time, in seconds since 1970.
int64_t cmedia_input_modified(const cmedia_input *input);
/// Reads at most `size` bytes at `offset`. Returns the number of bytes read, or −1 on a read error.
int64_t cmedia_input_read(cmedia_input *input, int64_t offset, void *buffer, size_t size);

// MARK: Sound: channel choice and resampling

typedef struct cmedia_sound cmedia_sound;

typedef enum cmedia_channels {
  /// The mean of all channels.
  CMEDIA_CHANNELS_MIX,
  CMEDIA_CHANNELS_ONE,
  CMEDIA_CHANNELS_EACH
} cmedia_channels;

/// Creates a resampler to `rate` Hz with an output queue. It repairs clipped peaks and removes a constant offset. `channel` counts from 0 and is used by ONE only;
/// `channel_count` is the number of output channels of EACH, and 1 otherwise.
cmedia_status cmedia_sound_new(
    int rate, cmedia_channels choice, int channel, int channel_count, cmedia_sound **sound);
void cmedia_sound_free(cmedia_sound *sound);
/// Pushes `sample_count` interleaved samples. The rate and the channel count may change between calls.
cmedia_status cmedia_sound_push_interleaved(
    cmedia_sound *sound, const float *samples, size_t sample_count, int channels, int rate);
/// Flushes the resampling filter into the queue.
cmedia_status cmedia_sound_flush(cmedia_sound *sound);
/// Returns the number of samples per channel in the queue.
int64_t cmedia_sound_available(const cmedia_sound *sound);
/// Returns the share of all samples so far that were cut off at a ceiling and repaired.
double cmedia_sound_repaired_share(const cmedia_sound *sound);
/// Returns whether any sample so far was infinite or NaN; such samples are replaced by silence.
bool cmedia_sound_is_damaged(const cmedia_sound *sound);
/// Drops up to `count` samples from the queue. Returns the number dropped.
int64_t cmedia_sound_skip(cmedia_sound *sound, int64_t count);
/// Copies `count` samples of channel `channel` into `samples`, which has room for `capacity`, without removing them.
cmedia_status cmedia_sound_peek(
    const cmedia_sound *sound, int channel, int64_t count, float *samples, size_t capacity);

// MARK: Sound files read by libsndfile

typedef struct cmedia_soundfile cmedia_soundfile;

typedef struct cmedia_soundfile_info {
  char format[24];
  char codec[24];
  int channels;
  int rate;
  /// Sample frames that the header states, −1 if it does not. The file may have fewer.
  int64_t announced_frames;
} cmedia_soundfile_info;

/// Returns whether libsndfile should read the input, by its first bytes.
bool cmedia_soundfile_recognizes(cmedia_input *input);
/// Returns CMEDIA_UNKNOWN_FORMAT if libsndfile cannot read the input; FFmpeg may still be able to.
cmedia_status cmedia_soundfile_open(
    cmedia_input *input, int64_t deadline, cmedia_soundfile **file, cmedia_soundfile_info *info);
void cmedia_soundfile_close(cmedia_soundfile *file);
void cmedia_soundfile_set_deadline(cmedia_soundfile *file, int64_t deadline);
/// Seeks to sample frame `frame`. Returns false if it cannot; the file is then at its start.
bool cmedia_soundfile_seek(cmedia_soundfile *file, int64_t frame);
/// Reads about a quarter of a second, pushes it into `sound` and sets `*frames_read`. Returns CMEDIA_END at the end,
/// and CMEDIA_DAMAGED if the rest cannot be decoded.
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
  /// Stated start and duration, in seconds; NaN if unknown.
  double start;
  double duration;
  /// Time base of its time stamps, in seconds per tick.
  double tick;
  /// Samples of encoder padding before the content.
  int padding;
} cmedia_sound_stream;

typedef struct cmedia_video_stream {
  bool present;
  bool decodable;
  char codec[24];
  /// Display size in pixels: sample aspect ratio and rotation applied. 0 if unknown before decoding.
  int width;
  int height;
  double frame_rate;
  double start;
  double duration;
} cmedia_video_stream;

typedef struct cmedia_container_info {
  char format[24];
  /// Stated duration; NaN if unknown or only estimated from the bit rate.
  double duration;
  /// Zero of the clip's clock, on the container's clock.
  double start;
  int sound_streams;
  int video_streams;
  bool is_still;
  /// Whether the format has an index of key frames to seek by.
  bool is_indexed;
  cmedia_sound_stream sound;
  cmedia_video_stream video;
} cmedia_container_info;

/// Opens the container. `extension` (lower case, without dot, may be empty) is only a hint for probing.
cmedia_status cmedia_container_open(
    cmedia_input *input, const char *extension, int64_t deadline, cmedia_container **container,
    cmedia_container_info *info);
void cmedia_container_close(cmedia_container *container);
void cmedia_container_set_deadline(cmedia_container *container, int64_t deadline);
/// Opens the decoder of the stream of that kind. The demuxer discards streams that are not selected.
cmedia_status cmedia_container_select(cmedia_container *container, cmedia_kind kind);
/// Seeks to the last key frame at or before `seconds` of the clip's clock. Returns false if it cannot; the position is
/// then unchanged.
bool cmedia_container_seek(cmedia_container *container, double seconds);

/// A packet of the video stream, before it is decoded.
typedef struct cmedia_packet {
  /// Time of its frame on the clip's clock, in seconds; NaN if unknown.
  double seconds;
  /// Duration of its frame in seconds; 0 if unknown.
  double duration;
  /// The frames of all later packets come after this time, in seconds; NaN if unknown.
  double known_until;
} cmedia_packet;

/// Asked before each video packet is decoded. If the frame is not wanted and no other frame refers to it, it is not
/// decoded and never returned.
typedef struct cmedia_frame_filter {
  bool (*is_wanted)(void *context, cmedia_packet packet);
  void *context;
} cmedia_frame_filter;

/// Sets the filter; without `is_wanted`, every frame is decoded. Has no effect on codecs whose decoder does not know
/// which frames are referred to.
void cmedia_container_set_filter(cmedia_container *container, cmedia_frame_filter filter);

typedef struct cmedia_frame {
  cmedia_kind kind;
  /// Time on the clip's clock, in seconds; NaN if unknown.
  double seconds;
  /// Duration in seconds; 0 if unknown.
  double duration;
  /// Sound only.
  int samples;
  int channels;
  int rate;
  /// Whether the decoder reported damage.
  bool damaged;
} cmedia_frame;

/// Decodes the next frame of any selected stream; it stays in the container until the next call.
/// Packets that cannot be decoded are counted and skipped.
cmedia_status cmedia_container_next(cmedia_container *container, cmedia_frame *frame);
/// Deselects the stream of that kind and closes its decoder.
void cmedia_container_stop(cmedia_container *container, cmedia_kind kind);
/// Pushes the current sound frame into `sound`, without its first `skip` samples.
cmedia_status cmedia_container_push_sound(cmedia_container *container, int skip, cmedia_sound *sound);

/// Pushes `frames` sample frames of silence into `sound`, in the format of the current sound frame.
cmedia_status cmedia_container_push_silence(cmedia_container *container, int frames, cmedia_sound *sound);

typedef struct cmedia_counts {
  int64_t packets;
  int64_t frames;
  int64_t errors;
} cmedia_counts;

cmedia_counts cmedia_container_counts(const cmedia_container *container, cmedia_kind kind);
/// Returns whether demuxing ended with an error before the end of the file.
bool cmedia_container_broke_off(const cmedia_container *container);

// MARK: Images: scaling, colour, rotation

typedef struct cmedia_image cmedia_image;

cmedia_status cmedia_image_new(cmedia_image **image);
void cmedia_image_free(cmedia_image *image);
/// Converts the container's current video frame to upright RGB, its longest side at most `longest_side` (0: no limit).
/// `*width` × `*height` is the size of the result, `*shown_width` × `*shown_height` the display size before scaling.
cmedia_status cmedia_image_convert(
    cmedia_image *image, cmedia_container *container, int longest_side, int *width, int *height, int *shown_width,
    int *shown_height);
/// Copies the converted image as packed RGB24 rows; `capacity` must be width × height × 3.
cmedia_status cmedia_image_copy(const cmedia_image *image, uint8_t *rgb, size_t capacity);

// MARK: Writing a short clip

typedef struct cmedia_writer cmedia_writer;

/// Creates an MP4 file with H.264 video, or MPEG-4 where FFmpeg has no x264, and one channel of AAC at `sound_rate` Hz.
/// `width` and `height` are even. On failure `*writer` is NULL and `*system_error` is the errno, or 0.
cmedia_status cmedia_writer_open(
    const char *path, int width, int height, int frame_rate, int sound_rate, cmedia_writer **writer,
    int *system_error);
void cmedia_writer_free(cmedia_writer *writer);
/// Encodes all of the sound, −1 to 1. Called at most once, before the frames.
cmedia_status cmedia_writer_add_sound(cmedia_writer *writer, const float *samples, size_t count);
/// Encodes the next frame: luma (height, width), then blue and red chroma, each (height / 2, width / 2), limited range;
/// `size` must be width × height × 3 / 2.
cmedia_status cmedia_writer_add_frame(cmedia_writer *writer, const uint8_t *planes, size_t size);
/// Completes and closes the file. Without it the file is not readable.
cmedia_status cmedia_writer_finish(cmedia_writer *writer);
