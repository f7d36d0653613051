#include "internal.h"
#include <errno.h>
#include <math.h>

// MARK: Selecting and seeking

/// Returns whether HEVC video has a single temporal layer, by its configuration record (ISO/IEC 14496-15, 8.3.3). With
/// several, the decoder takes frames for unreferenced that a higher layer refers to.
static bool has_one_layer(const AVCodecParameters *parameters) {
  return parameters->extradata_size >= 23 && parameters->extradata[0] == 1 &&
      ((parameters->extradata[21] >> 3) & 7) == 1;
}

/// Returns whether the codec's decoder skips exactly the frames that no other frame refers to.
static bool can_skip(const AVCodecParameters *parameters) {
  switch (parameters->codec_id) {
    case AV_CODEC_ID_H264:
    case AV_CODEC_ID_MPEG1VIDEO:
    case AV_CODEC_ID_MPEG2VIDEO:
    case AV_CODEC_ID_MPEG4: return true;
    case AV_CODEC_ID_HEVC: return has_one_layer(parameters);
    default: return false;
  }
}

static cmedia_status open_decoder(cmedia_decoder *decoder) {
  const AVCodec *codec = avcodec_find_decoder(decoder->stream->codecpar->codec_id);
  if (!codec) return CMEDIA_NO_DECODER;
  AVCodecContext *context = avcodec_alloc_context3(codec);
  if (!context) return CMEDIA_NO_MEMORY;
  decoder->context = context;
  if (avcodec_parameters_to_context(context, decoder->stream->codecpar) < 0) return CMEDIA_DAMAGED;
  context->thread_count = 1;
  context->pkt_timebase = decoder->stream->time_base;
  context->max_pixels = CMEDIA_MAX_PIXELS;
  decoder->can_skip = can_skip(decoder->stream->codecpar);
  int error = avcodec_open2(context, codec, NULL);
  if (error >= 0) return CMEDIA_OK;
  if (cmedia_log_take_oversize()) return CMEDIA_TOO_MANY_PIXELS;
  return error == AVERROR_PATCHWELCOME || error == AVERROR(ENOSYS) ? CMEDIA_NO_DECODER : CMEDIA_DAMAGED;
}

cmedia_status cmedia_container_select(cmedia_container *container, cmedia_kind kind) {
  cmedia_decoder *decoder = &container->decoders[kind];
  if (!decoder->stream || decoder->context) return CMEDIA_INTERNAL;
  const AVCodecParameters *parameters = decoder->stream->codecpar;
  if (kind == CMEDIA_KIND_SOUND && parameters->ch_layout.nb_channels > CMEDIA_MAX_CHANNELS)
    return CMEDIA_TOO_MANY_CHANNELS;
  if (kind == CMEDIA_KIND_VIDEO &&
      ((container->is_oversize && parameters->width == 0) ||
       (int64_t)parameters->width * parameters->height > CMEDIA_MAX_PIXELS))
    return CMEDIA_TOO_MANY_PIXELS;
  cmedia_status status = open_decoder(decoder);
  if (status == CMEDIA_OK)
    decoder->stream->discard = AVDISCARD_DEFAULT;
  else
    avcodec_free_context(&decoder->context);
  return status;
}

void cmedia_container_set_deadline(cmedia_container *container, int64_t deadline) { container->deadline = deadline; }

void cmedia_container_set_filter(cmedia_container *container, cmedia_frame_filter filter) { container->filter = filter; }

void cmedia_container_stop(cmedia_container *container, cmedia_kind kind) {
  cmedia_decoder *decoder = &container->decoders[kind];
  if (!decoder->context) return;
  decoder->stream->discard = AVDISCARD_ALL;
  avcodec_free_context(&decoder->context);
  if (container->active == (int)kind) container->active = -1;
}

bool cmedia_container_seek(cmedia_container *container, double seconds) {
  cmedia_decoder *decoder = &container->decoders[CMEDIA_KIND_VIDEO];
  if (!decoder->context) decoder = &container->decoders[CMEDIA_KIND_SOUND];
  if (!decoder->context) return false;
  int64_t target = llrint((seconds + container->start) / av_q2d(decoder->stream->time_base));
  return av_seek_frame(container->format, decoder->stream->index, target, AVSEEK_FLAG_BACKWARD) >= 0;
}

cmedia_counts cmedia_container_counts(const cmedia_container *container, cmedia_kind kind) {
  return container->decoders[kind].counts;
}

bool cmedia_container_broke_off(const cmedia_container *container) { return container->broke_off; }

// MARK: Decoding

static bool is_selected(const cmedia_decoder *decoder) { return decoder->context && !decoder->is_drained; }

/// Reads the next packet of a selected stream into `container->packet`. Returns CMEDIA_END if there is none.
static cmedia_status read_packet(cmedia_container *container, cmedia_kind *kind) {
  for (;;) {
    av_packet_unref(container->packet);
    int error = 0;
    if (container->held_next < container->held_count)
      av_packet_move_ref(container->packet, container->held[container->held_next++]);
    else
      error = av_read_frame(container->format, container->packet);
    if (cmedia_is_past(container->deadline)) return CMEDIA_TIMEOUT;
    if (error == AVERROR(EAGAIN)) continue;
    if (error == AVERROR(ENOMEM)) return CMEDIA_NO_MEMORY;
    if (error < 0) {
      container->broke_off = error != AVERROR_EOF || container->read_failed;
      return CMEDIA_END;
    }
    for (int i = 0; i < 2; i++) {
      cmedia_decoder *decoder = &container->decoders[i];
      if (!is_selected(decoder) || decoder->stream->index != container->packet->stream_index) continue;
      *kind = (cmedia_kind)i;
      return CMEDIA_OK;
    }
  }
}

static double clip_seconds(const cmedia_container *container, const cmedia_decoder *decoder, int64_t time) {
  return time == AV_NOPTS_VALUE ? NAN : (double)time * av_q2d(decoder->stream->time_base) - container->start;
}

/// Tells the decoder whether to leave out the current packet's frame if no other frame refers to it.
static void filter_packet(const cmedia_container *container, cmedia_decoder *decoder) {
  const AVPacket *packet = container->packet;
  decoder->context->skip_frame = AVDISCARD_DEFAULT;
  // Frames outside an edit list are decoded, but never returned.
  if (!container->filter.is_wanted || !decoder->can_skip || (packet->flags & AV_PKT_FLAG_DISCARD)) return;
  cmedia_packet facts = {
      .seconds = clip_seconds(container, decoder, packet->pts),
      .duration = fmax(0, (double)packet->duration * av_q2d(decoder->stream->time_base)),
      .known_until = clip_seconds(container, decoder, packet->dts)};
  if (!container->filter.is_wanted(container->filter.context, facts)) decoder->context->skip_frame = AVDISCARD_NONREF;
}

/// Sends the next packet to its decoder, which becomes active. After the last packet, drains the decoders in turn.
static cmedia_status feed(cmedia_container *container) {
  if (!container->at_end) {
    cmedia_kind kind;
    cmedia_status status = read_packet(container, &kind);
    if (status == CMEDIA_OK) {
      cmedia_decoder *decoder = &container->decoders[kind];
      decoder->counts.packets++;
      if (kind == CMEDIA_KIND_VIDEO) filter_packet(container, decoder);
      int error = avcodec_send_packet(decoder->context, container->packet);
      if (error == AVERROR(ENOMEM)) return CMEDIA_NO_MEMORY;
      if (error < 0) decoder->counts.errors++;
      container->active = (int)kind;
      return CMEDIA_OK;
    }
    if (status != CMEDIA_END) return status;
    container->at_end = true;
    for (int i = 0; i < 2; i++)
      if (container->decoders[i].context) avcodec_send_packet(container->decoders[i].context, NULL);
  }
  for (int i = 0; i < 2; i++) {
    if (!is_selected(&container->decoders[i])) continue;
    container->active = i;
    return CMEDIA_OK;
  }
  return CMEDIA_END;
}

static double frame_duration(const AVFrame *frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
  return (double)frame->duration;
#else
  return (double)frame->pkt_duration;
#endif
}

static void describe_frame(const cmedia_container *container, cmedia_frame *out) {
  const AVFrame *frame = container->frame;
  const cmedia_decoder *decoder = &container->decoders[container->frame_kind];
  double tick = av_q2d(decoder->stream->time_base);
  *out = (cmedia_frame){
      .kind = container->frame_kind,
      .seconds = clip_seconds(container, decoder, frame->best_effort_timestamp),
      .duration = fmax(0, frame_duration(frame) * tick),
      .damaged = frame->decode_error_flags != 0 || (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0};
  if (out->kind == CMEDIA_KIND_SOUND) {
    out->samples = frame->nb_samples;
    out->channels = frame->ch_layout.nb_channels;
    out->rate = frame->sample_rate > 0 ? frame->sample_rate : decoder->context->sample_rate;
  }
}

cmedia_status cmedia_container_next(cmedia_container *container, cmedia_frame *out) {
  for (;;) {
    if (container->active < 0) {
      cmedia_status status = feed(container);
      if (status != CMEDIA_OK) return status;
    }
    cmedia_decoder *decoder = &container->decoders[container->active];
    int error = avcodec_receive_frame(decoder->context, container->frame);
    if (cmedia_log_take_oversize() && container->active == CMEDIA_KIND_VIDEO) return CMEDIA_TOO_MANY_PIXELS;
    if (cmedia_is_past(container->deadline)) return CMEDIA_TIMEOUT;
    if (error >= 0) {
      decoder->counts.frames++;
      container->frame_kind = (cmedia_kind)container->active;
      describe_frame(container, out);
      return CMEDIA_OK;
    }
    if (error == AVERROR(ENOMEM)) return CMEDIA_NO_MEMORY;
    if (error != AVERROR(EAGAIN) && error != AVERROR_EOF) decoder->counts.errors++;
    if (error == AVERROR_EOF || container->at_end) decoder->is_drained = true;
    container->active = -1;
  }
}

cmedia_status cmedia_container_push_sound(cmedia_container *container, int skip, cmedia_sound *sound) {
  const AVFrame *frame = container->frame;
  if (container->frame_kind != CMEDIA_KIND_SOUND || skip < 0) return CMEDIA_INTERNAL;
  enum AVSampleFormat format = (enum AVSampleFormat)frame->format;
  int channels = frame->ch_layout.nb_channels;
  if (channels < 1 || channels > CMEDIA_MAX_CHANNELS) return CMEDIA_TOO_MANY_CHANNELS;
  bool is_planar = av_sample_fmt_is_planar(format);
  size_t stride = (size_t)av_get_bytes_per_sample(format) * (is_planar ? 1 : (size_t)channels);
  const uint8_t *planes[CMEDIA_MAX_CHANNELS] = {0};
  for (int i = 0; i < (is_planar ? channels : 1); i++) planes[i] = frame->extended_data[i] + (size_t)skip * stride;
  int rate = frame->sample_rate > 0 ? frame->sample_rate : container->decoders[0].context->sample_rate;
  return cmedia_sound_push(sound, planes, format, channels, rate, frame->nb_samples - skip);
}

cmedia_status cmedia_container_push_silence(cmedia_container *container, int frames, cmedia_sound *sound) {
  const AVFrame *frame = container->frame;
  if (container->frame_kind != CMEDIA_KIND_SOUND) return CMEDIA_INTERNAL;
  int rate = frame->sample_rate > 0 ? frame->sample_rate : container->decoders[0].context->sample_rate;
  return cmedia_sound_push_silence(
      sound, (enum AVSampleFormat)frame->format, frame->ch_layout.nb_channels, rate, frames);
}
