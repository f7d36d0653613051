#include "internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/// Returns whether a stream holds cover art or thumbnails instead of video.
static bool is_cover(const AVStream *stream) {
  return stream->disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS);
}

static bool is_of_kind(const AVStream *stream, cmedia_kind kind) {
  if (kind == CMEDIA_KIND_SOUND) return stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
  return stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO && !is_cover(stream);
}

/// Returns FFmpeg's best stream of a kind, and counts the streams of that kind.
static AVStream *choose(AVFormatContext *format, cmedia_kind kind, int *count) {
  AVStream *first = NULL;
  *count = 0;
  for (unsigned i = 0; i < format->nb_streams; i++) {
    if (!is_of_kind(format->streams[i], kind)) continue;
    if (!first) first = format->streams[i];
    ++*count;
  }
  if (*count < 2) return first;
  enum AVMediaType type = kind == CMEDIA_KIND_SOUND ? AVMEDIA_TYPE_AUDIO : AVMEDIA_TYPE_VIDEO;
  int best = av_find_best_stream(format, type, -1, -1, NULL, 0);
  return best >= 0 && is_of_kind(format->streams[best], kind) ? format->streams[best] : first;
}

static double seconds_of(int64_t time, AVRational base) {
  return time == AV_NOPTS_VALUE ? NAN : (double)time * av_q2d(base);
}

/// Returns when a stream's content starts. Encoders put padding before 0, which decoders drop again.
static double start_of(const AVStream *stream) {
  double start = seconds_of(stream->start_time, stream->time_base);
  const AVCodecParameters *parameters = stream->codecpar;
  if (isnan(start) || start >= 0 || parameters->codec_type != AVMEDIA_TYPE_AUDIO || parameters->sample_rate <= 0)
    return start;
  start = fmin(0, start + (double)parameters->initial_padding / parameters->sample_rate);
  return start > -2 * av_q2d(stream->time_base) ? 0 : start;
}

/// Returns the earliest start of all sound and video streams, selected or not, so that the clock never depends on the
/// selection.
static double clip_start(const AVFormatContext *format) {
  double start = NAN;
  for (unsigned i = 0; i < format->nb_streams; i++) {
    const AVStream *stream = format->streams[i];
    if (is_of_kind(stream, CMEDIA_KIND_SOUND) || is_of_kind(stream, CMEDIA_KIND_VIDEO))
      start = fmin(start, start_of(stream));
  }
  return isnan(start) ? 0 : start;
}

/// Reads up to two packets: an animation with fewer is a still.
static void look_ahead(cmedia_container *container) {
  while (container->held_count < 2 &&
         av_read_frame(container->format, container->held[container->held_count]) >= 0)
    container->held_count++;
  container->is_still = container->held_count < 2;
}

/// Returns whether the format has an index of key frames. Seeking in other formats guesses a position in the file, and
/// decoding then does not start at a key frame.
static bool is_indexed(const AVFormatContext *format) {
  static const char *const indexed[] = {"mov,", "matroska,", "avi"};
  for (size_t i = 0; i < sizeof indexed / sizeof *indexed; i++)
    if (strncmp(format->iformat->name, indexed[i], strlen(indexed[i])) == 0) return true;
  return false;
}

static void describe_sound(cmedia_container *container, bool knows_duration, cmedia_sound_stream *sound) {
  const AVStream *stream = container->decoders[CMEDIA_KIND_SOUND].stream;
  if (!stream) return;
  sound->present = true;
  sound->decodable = avcodec_find_decoder(stream->codecpar->codec_id) != NULL;
  snprintf(sound->codec, sizeof sound->codec, "%s", avcodec_get_name(stream->codecpar->codec_id));
  sound->channels = stream->codecpar->ch_layout.nb_channels;
  sound->rate = stream->codecpar->sample_rate;
  sound->start = start_of(stream) - container->start;
  sound->duration = knows_duration ? seconds_of(stream->duration, stream->time_base) : NAN;
  sound->tick = av_q2d(stream->time_base);
  sound->padding = stream->codecpar->initial_padding;
}

static void describe_video(cmedia_container *container, bool knows_duration, cmedia_video_stream *video) {
  AVStream *stream = container->decoders[CMEDIA_KIND_VIDEO].stream;
  if (!stream) return;
  video->present = true;
  video->decodable = avcodec_find_decoder(stream->codecpar->codec_id) != NULL;
  snprintf(video->codec, sizeof video->codec, "%s", avcodec_get_name(stream->codecpar->codec_id));
  AVRational aspect = av_guess_sample_aspect_ratio(container->format, stream, NULL);
  cmedia_orientation orientation = cmedia_orientation_of(cmedia_stream_matrix(stream));
  cmedia_shown_size(
      stream->codecpar->width, stream->codecpar->height, aspect, orientation, &video->width, &video->height);
  video->frame_rate = av_q2d(av_guess_frame_rate(container->format, stream, NULL));
  if (!(video->frame_rate > 0 && video->frame_rate < 1000)) video->frame_rate = 0;
  video->start = start_of(stream) - container->start;
  video->duration = knows_duration ? seconds_of(stream->duration, stream->time_base) : NAN;
}

cmedia_status cmedia_describe(cmedia_container *container, cmedia_container_info *info) {
  AVFormatContext *format = container->format;
  memset(info, 0, sizeof *info);
  for (int kind = 0; kind < 2; kind++) {
    int *count = kind == CMEDIA_KIND_SOUND ? &info->sound_streams : &info->video_streams;
    container->decoders[kind].stream = choose(format, (cmedia_kind)kind, count);
  }
  if (info->sound_streams + info->video_streams == 0) return CMEDIA_NO_STREAMS;
  if (strcmp(format->iformat->name, "gif") == 0 || strcmp(format->iformat->name, "apng") == 0) look_ahead(container);
  for (unsigned i = 0; i < format->nb_streams; i++) format->streams[i]->discard = AVDISCARD_ALL;
  container->start = clip_start(format);
  // Keep the first name of "mov,mp4,m4a".
  snprintf(info->format, sizeof info->format, "%.*s", (int)strcspn(format->iformat->name, ","), format->iformat->name);
  bool knows_duration = format->duration != AV_NOPTS_VALUE && format->duration > 0 && !container->is_still &&
      format->duration_estimation_method != AVFMT_DURATION_FROM_BITRATE;
  info->duration = knows_duration ? (double)format->duration / AV_TIME_BASE : NAN;
  info->start = container->start;
  info->is_still = container->is_still;
  info->is_indexed = is_indexed(format);
  describe_sound(container, knows_duration, &info->sound);
  describe_video(container, knows_duration, &info->video);
  return CMEDIA_OK;
}
