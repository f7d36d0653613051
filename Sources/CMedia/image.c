#include "CKernels.h"
#include "internal.h"
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// MARK: Orientation

// A display matrix maps the stored point (x, y) to (a x + c y, b x + d y); its order is a b u c d v, y pointing down.
cmedia_orientation cmedia_orientation_of(const int32_t *matrix) {
  if (!matrix) return (cmedia_orientation){0};
  int64_t a = matrix[0], b = matrix[1], c = matrix[3], d = matrix[4];
  if (llabs(a) + llabs(d) >= llabs(b) + llabs(c)) return (cmedia_orientation){.flip_x = a < 0, .flip_y = d < 0};
  return (cmedia_orientation){.transpose = true, .flip_x = c < 0, .flip_y = b < 0};
}

const int32_t *cmedia_stream_matrix(const AVStream *stream) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 100)
  const AVPacketSideData *data = av_packet_side_data_get(
      stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
  return data && data->size >= 9 * sizeof(int32_t) ? (const int32_t *)data->data : NULL;
#else
  size_t size = 0;
  const uint8_t *data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  return data && size >= 9 * sizeof(int32_t) ? (const int32_t *)data : NULL;
#endif
}

void cmedia_shown_size(
    int width, int height, AVRational aspect, cmedia_orientation orientation, int *shown_width, int *shown_height) {
  if (aspect.num > 0 && aspect.den > 0) {
    int64_t scaled = av_rescale(width, aspect.num, aspect.den);
    // No camera has a ratio beyond 8, so treat one as an error in the file.
    if (scaled >= 1 && scaled <= 8LL * width && scaled * 8 >= width) width = (int)scaled;
  }
  *shown_width = orientation.transpose ? height : width;
  *shown_height = orientation.transpose ? width : height;
}

// MARK: Conversion

/// The conversion that a scaler is configured for. A frame that differs gets a new scaler.
typedef struct scaler_key {
  int width, height, format, colours, is_full_range, out_width, out_height;
} scaler_key;

struct cmedia_image {
  struct SwsContext *scaler;
  scaler_key key;
  /// The scaled image in RGB, before it is turned upright.
  uint8_t *rows[4];
  int strides[4];
  /// The scaled planes of luma and chroma; null if the frame is not in YUV.
  uint8_t *planes[4];
  int plane_strides[4];
  cmedia_orientation orientation;
};

cmedia_status cmedia_image_new(cmedia_image **image) {
  *image = calloc(1, sizeof **image);
  return *image ? CMEDIA_OK : CMEDIA_NO_MEMORY;
}

/// Frees the scaler and what it writes to.
static void reset(cmedia_image *image) {
  sws_freeContext(image->scaler);
  image->scaler = NULL;
  av_freep(&image->rows[0]);
  av_freep(&image->planes[0]);
}

void cmedia_image_free(cmedia_image *image) {
  if (!image) return;
  reset(image);
  free(image);
}

/// Replaces a deprecated full-range (`YUVJ…`) pixel format by its modern equivalent.
static int modern_format(int format, int *is_full_range) {
  static const int twins[][2] = {
      {AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUV420P}, {AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUV422P},
      {AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUV444P}, {AV_PIX_FMT_YUVJ440P, AV_PIX_FMT_YUV440P},
      {AV_PIX_FMT_YUVJ411P, AV_PIX_FMT_YUV411P}};
  for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) {
    if (format != twins[i][0]) continue;
    *is_full_range = 1;
    return twins[i][1];
  }
  return format;
}

static int colours_of(const AVFrame *frame, int is_full_range) {
  switch (frame->colorspace) {
    case AVCOL_SPC_BT709: return SWS_CS_ITU709;
    case AVCOL_SPC_FCC: return SWS_CS_FCC;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M: return SWS_CS_ITU601;
    case AVCOL_SPC_SMPTE240M: return SWS_CS_SMPTE240M;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL: return SWS_CS_BT2020;
    // Unspecified: BT.709 for high definition, BT.601 for all else, JPEG included.
    default: return !is_full_range && (frame->width >= 1280 || frame->height > 576) ? SWS_CS_ITU709 : SWS_CS_ITU601;
  }
}

static scaler_key key_of(const AVFrame *frame) {
  scaler_key key = {.width = frame->width, .height = frame->height};
  key.is_full_range = frame->color_range == AVCOL_RANGE_JPEG;
  key.format = modern_format(frame->format, &key.is_full_range);
  const AVPixFmtDescriptor *facts = av_pix_fmt_desc_get((enum AVPixelFormat)key.format);
  // Grey stills use the full range; grey video states its range.
  if (facts && facts->nb_components <= 2 && frame->color_range == AVCOL_RANGE_UNSPECIFIED) key.is_full_range = 1;
  key.colours = colours_of(frame, key.is_full_range);
  return key;
}

static bool is_yuv(int format) {
  const AVPixFmtDescriptor *facts = av_pix_fmt_desc_get((enum AVPixelFormat)format);
  bool is_xyz = format == AV_PIX_FMT_XYZ12LE || format == AV_PIX_FMT_XYZ12BE;
  return facts && facts->nb_components >= 3 && !(facts->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) && !is_xyz;
}

static ck_yuv_matrix matrix_of(scaler_key key) {
  // For luma of 16 to 235 and chroma of 16 to 240.
  const int *factors = sws_getCoefficients(key.colours);
  ck_yuv_matrix matrix = {16, 76309, factors[0], -factors[2], -factors[3], factors[1]};
  if (!key.is_full_range) return matrix;
  double share = 224.0 / 255;
  return (ck_yuv_matrix){
      0,
      1 << 16,
      (int32_t)lround(matrix.red_v * share),
      (int32_t)lround(matrix.green_u * share),
      (int32_t)lround(matrix.green_v * share),
      (int32_t)lround(matrix.blue_u * share)};
}

static cmedia_status prepare(cmedia_image *image, scaler_key key) {
  if (image->scaler && memcmp(&key, &image->key, sizeof key) == 0) return CMEDIA_OK;
  reset(image);
  if (!sws_isSupportedInput((enum AVPixelFormat)key.format)) return CMEDIA_NO_DECODER;
  // Planes of YUV are scaled as such, three times as fast as into RGB.
  enum AVPixelFormat scaled = is_yuv(key.format) ? AV_PIX_FMT_YUV444P : AV_PIX_FMT_RGB24;
  // Exact rounding, for identical pixels on every processor. Full chroma input, because halved chroma reads beyond the
  // last pixel of an odd row.
  int flags = SWS_BILINEAR | SWS_ACCURATE_RND | SWS_BITEXACT | SWS_FULL_CHR_H_INP;
  image->scaler = sws_getContext(
      key.width, key.height, (enum AVPixelFormat)key.format, key.out_width, key.out_height, scaled, flags, NULL, NULL,
      NULL);
  if (!image->scaler) return CMEDIA_INTERNAL;
  if (scaled == AV_PIX_FMT_YUV444P) {
    const int *factors = sws_getCoefficients(key.colours);
    sws_setColorspaceDetails(
        image->scaler, factors, key.is_full_range, factors, key.is_full_range, 0, 1 << 16, 1 << 16);
  } else {
    // Fails for formats that do not need it.
    sws_setColorspaceDetails(
        image->scaler, sws_getCoefficients(key.colours), key.is_full_range, sws_getCoefficients(SWS_CS_ITU601), 1, 0,
        1 << 16, 1 << 16);
  }
  // The scaler writes whole vectors, so every row, the last included, needs padding.
  int padded = (key.out_width + 63) & ~31;
  int rows = key.out_height + 1;
  bool is_allocated = av_image_alloc(image->rows, image->strides, padded, rows, AV_PIX_FMT_RGB24, 64) >= 0;
  if (is_allocated && scaled == AV_PIX_FMT_YUV444P)
    is_allocated = av_image_alloc(image->planes, image->plane_strides, padded, rows, scaled, 64) >= 0;
  if (!is_allocated) {
    reset(image);
    return CMEDIA_NO_MEMORY;
  }
  image->key = key;
  return CMEDIA_OK;
}

/// Turns the scaled planes into RGB.
static void colour(cmedia_image *image) {
  ck_yuv_matrix matrix = matrix_of(image->key);
  for (ptrdiff_t y = 0; y < image->key.out_height; y++) {
    const uint8_t *planes[3];
    for (int k = 0; k < 3; k++) planes[k] = image->planes[k] + y * image->plane_strides[k];
    uint8_t *row = image->rows[0] + y * image->strides[0];
    ck_yuv_to_rgb(planes[0], planes[1], planes[2], matrix, row, (size_t)image->key.out_width);
  }
}

static int scaled(int side, double factor) {
  int result = (int)lround(side * factor);
  return result < 1 ? 1 : result;
}

cmedia_status cmedia_image_convert(
    cmedia_image *image, cmedia_container *container, int longest_side, int *width, int *height, int *shown_width,
    int *shown_height) {
  if (container->frame_kind != CMEDIA_KIND_VIDEO) return CMEDIA_INTERNAL;
  const AVFrame *frame = container->frame;
  AVStream *stream = container->decoders[CMEDIA_KIND_VIDEO].stream;
  // A photo's EXIF orientation comes with its frame, a video's display matrix with its stream.
  const AVFrameSideData *side_data = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
  const int32_t *matrix = side_data && side_data->size >= 9 * sizeof(int32_t) ? (const int32_t *)side_data->data
                                                                               : cmedia_stream_matrix(stream);
  image->orientation = cmedia_orientation_of(matrix);
  AVRational aspect = av_guess_sample_aspect_ratio(container->format, stream, container->frame);
  cmedia_shown_size(frame->width, frame->height, aspect, image->orientation, shown_width, shown_height);
  int longest = *shown_width > *shown_height ? *shown_width : *shown_height;
  double factor = longest_side > 0 && longest > longest_side ? (double)longest_side / longest : 1;
  *width = scaled(*shown_width, factor);
  *height = scaled(*shown_height, factor);
  scaler_key key = key_of(frame);
  key.out_width = image->orientation.transpose ? *height : *width;
  key.out_height = image->orientation.transpose ? *width : *height;
  cmedia_status status = prepare(image, key);
  if (status != CMEDIA_OK) return status;
  uint8_t **target = image->planes[0] ? image->planes : image->rows;
  const int *strides = image->planes[0] ? image->plane_strides : image->strides;
  int rows = sws_scale(
      image->scaler, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height, target, strides);
  if (rows <= 0) return CMEDIA_INTERNAL;
  if (image->planes[0]) colour(image);
  return CMEDIA_OK;
}

cmedia_status cmedia_image_copy(const cmedia_image *image, uint8_t *rgb, size_t capacity) {
  int width = image->key.out_width, height = image->key.out_height;
  if (!image->rows[0] || capacity != (size_t)width * (size_t)height * 3) return CMEDIA_INTERNAL;
  cmedia_orientation way = image->orientation;
  int out_width = way.transpose ? height : width, out_height = way.transpose ? width : height;
  for (int y = 0; y < out_height; y++) {
    uint8_t *out = rgb + (size_t)y * (size_t)out_width * 3;
    int v = way.flip_y ? out_height - 1 - y : y;
    if (!way.transpose && !way.flip_x) {
      memcpy(out, image->rows[0] + (ptrdiff_t)v * image->strides[0], (size_t)out_width * 3);
      continue;
    }
    for (int x = 0; x < out_width; x++, out += 3) {
      int u = way.flip_x ? out_width - 1 - x : x;
      const uint8_t *row = image->rows[0] + (ptrdiff_t)(way.transpose ? u : v) * image->strides[0];
      memcpy(out, row + (size_t)(way.transpose ? v : u) * 3, 3);
    }
  }
  return CMEDIA_OK;
}
