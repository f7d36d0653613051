#include "internal.h"
#include <errno.h>
#include <libavutil/channel_layout.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <string.h>

/// A stream being encoded, and the time of its next frame in units of the encoder's time base.
typedef struct encoding {
  AVStream *stream;
  AVCodecContext *context;
  int64_t next;
} encoding;

struct cmedia_writer {
  AVFormatContext *format;
  encoding video;
  encoding sound;
  AVPacket *packet;
};

static cmedia_status failure(int error) { return error == AVERROR(ENOMEM) ? CMEDIA_NO_MEMORY : CMEDIA_INTERNAL; }

// MARK: Opening

/// Adds a stream for a codec; the caller sets up and opens the encoder.
static cmedia_status add(cmedia_writer *writer, const AVCodec *codec, AVRational time_base, encoding *made) {
  made->context = avcodec_alloc_context3(codec);
  if (!made->context) return CMEDIA_NO_MEMORY;
  made->context->time_base = time_base;
  // One thread and no version strings, so that every machine with the same libraries makes the same clip.
  made->context->thread_count = 1;
  made->context->flags |= AV_CODEC_FLAG_BITEXACT;
  if (writer->format->oformat->flags & AVFMT_GLOBALHEADER) made->context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  return CMEDIA_OK;
}

/// Opens the encoder and adds its stream to the file.
static cmedia_status start(cmedia_writer *writer, const AVCodec *codec, encoding *made) {
  int error = avcodec_open2(made->context, codec, NULL);
  if (error < 0) return failure(error);
  made->stream = avformat_new_stream(writer->format, NULL);
  if (!made->stream) return CMEDIA_NO_MEMORY;
  made->stream->time_base = made->context->time_base;
  error = avcodec_parameters_from_context(made->stream->codecpar, made->context);
  return error < 0 ? failure(error) : CMEDIA_OK;
}

static cmedia_status add_video(cmedia_writer *writer, int width, int height, int frame_rate) {
  // H.264 is what most clips are, but only a GPL build of FFmpeg encodes it in software.
  const AVCodec *codec = avcodec_find_encoder_by_name("libx264");
  if (!codec) codec = avcodec_find_encoder(AV_CODEC_ID_MPEG4);
  if (!codec) return CMEDIA_NO_ENCODER;
  cmedia_status status = add(writer, codec, (AVRational){1, frame_rate}, &writer->video);
  if (status != CMEDIA_OK) return status;
  AVCodecContext *context = writer->video.context;
  context->width = width;
  context->height = height;
  context->framerate = (AVRational){frame_rate, 1};
  context->pix_fmt = AV_PIX_FMT_YUV420P;
  if (codec->id == AV_CODEC_ID_H264) {
    av_opt_set(context->priv_data, "preset", "veryfast", 0);
    av_opt_set(context->priv_data, "crf", "23", 0);
  } else {
    context->bit_rate = 1500000;
  }
  return start(writer, codec, &writer->video);
}

static cmedia_status add_sound(cmedia_writer *writer, int rate) {
  const AVCodec *codec = avcodec_find_encoder(AV_CODEC_ID_AAC);
  if (!codec) return CMEDIA_NO_ENCODER;
  cmedia_status status = add(writer, codec, (AVRational){1, rate}, &writer->sound);
  if (status != CMEDIA_OK) return status;
  AVCodecContext *context = writer->sound.context;
  context->sample_rate = rate;
  context->sample_fmt = AV_SAMPLE_FMT_FLTP;
  context->bit_rate = 128000;
  av_channel_layout_default(&context->ch_layout, 1);
  return start(writer, codec, &writer->sound);
}

static cmedia_status open_file(cmedia_writer *writer, const char *path, int *system_error) {
  int error = avio_open(&writer->format->pb, path, AVIO_FLAG_WRITE);
  if (error < 0) {
    *system_error = AVUNERROR(error);
    return CMEDIA_NOT_WRITABLE;
  }
  error = avformat_write_header(writer->format, NULL);
  return error < 0 ? failure(error) : CMEDIA_OK;
}

cmedia_status cmedia_writer_open(
    const char *path, int width, int height, int frame_rate, int sound_rate, cmedia_writer **result,
    int *system_error) {
  cmedia_log_install();
  *system_error = 0;
  *result = NULL;
  cmedia_writer *writer = av_mallocz(sizeof *writer);
  if (!writer) return CMEDIA_NO_MEMORY;
  cmedia_status status = CMEDIA_OK;
  writer->packet = av_packet_alloc();
  if (!writer->packet || avformat_alloc_output_context2(&writer->format, NULL, "mp4", path) < 0)
    status = CMEDIA_NO_ENCODER;
  if (status == CMEDIA_OK) {
    writer->format->flags |= AVFMT_FLAG_BITEXACT;
    // Sound comes whole, before the frames that it is interleaved with.
    writer->format->max_interleave_delta = 0;
    status = add_video(writer, width, height, frame_rate);
  }
  if (status == CMEDIA_OK) status = add_sound(writer, sound_rate);
  if (status == CMEDIA_OK) status = open_file(writer, path, system_error);
  if (status == CMEDIA_OK)
    *result = writer;
  else
    cmedia_writer_free(writer);
  return status;
}

void cmedia_writer_free(cmedia_writer *writer) {
  if (!writer) return;
  avcodec_free_context(&writer->video.context);
  avcodec_free_context(&writer->sound.context);
  if (writer->format) avio_closep(&writer->format->pb);
  avformat_free_context(writer->format);
  av_packet_free(&writer->packet);
  av_free(writer);
}

// MARK: Encoding

/// Encodes a frame, or with NULL the rest, and writes the packets that are ready.
static cmedia_status encode(cmedia_writer *writer, encoding *stream, AVFrame *frame) {
  if (frame) frame->pts = stream->next;
  int error = avcodec_send_frame(stream->context, frame);
  while (error >= 0) {
    error = avcodec_receive_packet(stream->context, writer->packet);
    if (error == AVERROR(EAGAIN) || error == AVERROR_EOF) return CMEDIA_OK;
    if (error < 0) break;
    // Not every encoder says how long a frame is shown, and a file whose last frame is shown for no time loses it.
    if (writer->packet->duration == 0 && stream == &writer->video) writer->packet->duration = 1;
    av_packet_rescale_ts(writer->packet, stream->context->time_base, stream->stream->time_base);
    writer->packet->stream_index = stream->stream->index;
    error = av_interleaved_write_frame(writer->format, writer->packet);
  }
  return failure(error);
}

cmedia_status cmedia_writer_add_sound(cmedia_writer *writer, const float *samples, size_t count) {
  AVCodecContext *context = writer->sound.context;
  size_t whole = context->frame_size > 0 ? (size_t)context->frame_size : 1024;
  cmedia_status status = CMEDIA_OK;
  for (size_t start = 0; start < count && status == CMEDIA_OK; start += whole) {
    AVFrame *frame = av_frame_alloc();
    if (!frame) return CMEDIA_NO_MEMORY;
    frame->nb_samples = (int)(count - start < whole ? count - start : whole);
    frame->format = context->sample_fmt;
    frame->sample_rate = context->sample_rate;
    if (av_channel_layout_copy(&frame->ch_layout, &context->ch_layout) < 0 || av_frame_get_buffer(frame, 0) < 0) {
      status = CMEDIA_NO_MEMORY;
    } else {
      memcpy(frame->data[0], samples + start, (size_t)frame->nb_samples * sizeof *samples);
      status = encode(writer, &writer->sound, frame);
      writer->sound.next += frame->nb_samples;
    }
    av_frame_free(&frame);
  }
  return status;
}

cmedia_status cmedia_writer_add_frame(cmedia_writer *writer, const uint8_t *planes, size_t size) {
  AVCodecContext *context = writer->video.context;
  if (size != (size_t)context->width * (size_t)context->height * 3 / 2) return CMEDIA_INTERNAL;
  AVFrame *frame = av_frame_alloc();
  if (!frame) return CMEDIA_NO_MEMORY;
  frame->width = context->width;
  frame->height = context->height;
  frame->format = context->pix_fmt;
  cmedia_status status = CMEDIA_NO_MEMORY;
  if (av_frame_get_buffer(frame, 0) >= 0) {
    uint8_t *source[4];
    int strides[4];
    av_image_fill_arrays(source, strides, planes, context->pix_fmt, context->width, context->height, 1);
    av_image_copy(
        frame->data, frame->linesize, (const uint8_t **)source, strides, context->pix_fmt, context->width,
        context->height);
    status = encode(writer, &writer->video, frame);
    writer->video.next++;
  }
  av_frame_free(&frame);
  return status;
}

cmedia_status cmedia_writer_finish(cmedia_writer *writer) {
  cmedia_status status = encode(writer, &writer->sound, NULL);
  if (status == CMEDIA_OK) status = encode(writer, &writer->video, NULL);
  if (status != CMEDIA_OK) return status;
  int error = av_write_trailer(writer->format);
  int closed = avio_closep(&writer->format->pb);
  return error < 0 || closed < 0 ? failure(error < 0 ? error : closed) : CMEDIA_OK;
}
