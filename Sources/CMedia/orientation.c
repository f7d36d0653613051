#include "internal.h"
#include <libavutil/display.h>
#include <stdlib.h>

// A display matrix takes the stored point (x, y) to (a x + c y, b x + d y), in the order a b u c d v, y downwards.
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
    // A ratio beyond any camera's is an error in the file.
    if (scaled >= 1 && scaled <= 8LL * width && scaled * 8 >= width) width = (int)scaled;
  }
  *shown_width = orientation.transpose ? height : width;
  *shown_height = orientation.transpose ? width : height;
}
