#include "internal.h"
#include <errno.h>
#include <math.h>

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
  if (kind == CMEDIA_KIND_PICTURE &&
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

void cmedia_container_stop(cmedia_container *container, cmedia_kind kind) {
  cmedia_decoder *decoder = &container->decoders[kind];
  if (!decoder->context) return;
  decoder->stream->discard = AVDISCARD_ALL;
  avcodec_free_context(&decoder->context);
  if (container->active == (int)kind) container->active = -1;
}

bool cmedia_container_seek(cmedia_container *container, double seconds) {
  cmedia_decoder *decoder = &container->decoders[CMEDIA_KIND_PICTURE];
  if (!decoder->context) decoder = &container->decoders[CMEDIA_KIND_SOUND];
  if (!decoder->context) return false;
  int64_t target = llrint((seconds + container->start) / av_q2d(decoder->stream->time_base));
  return av_seek_frame(container->format, decoder->stream->index, target, AVSEEK_FLAG_BACKWARD) >= 0;
}

cmedia_counts cmedia_container_counts(const cmedia_container *container, cmedia_kind kind) {
  return container->decoders[kind].counts;
}

bool cmedia_container_broke_off(const cmedia_container *container) { return container->broke_off; }
