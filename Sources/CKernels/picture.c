#include "CKernels.h"
#include "clones.h"

#pragma clang fp reassociate(on) contract(fast)

CK_CLONES void ck_luma(const uint8_t *restrict rgb, float *restrict luma, size_t count) {
  for (size_t i = 0; i < count; i++)
    luma[i] = 0.299f * (float)rgb[3 * i] + 0.587f * (float)rgb[3 * i + 1] + 0.114f * (float)rgb[3 * i + 2];
}

CK_CLONES void ck_widen(const uint8_t *restrict bytes, float *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = (float)bytes[i];
}

static inline float clamped(float value, float greatest) {
  return value < 0 ? 0 : value > greatest ? greatest : value;
}

/// out (channels) += the picture at a point whose pixel centres are whole numbers.
static inline void add_point(
  const float *restrict picture, size_t width, size_t height, size_t channels, float x, float y, float *restrict out) {
  x = clamped(x, (float)(width - 1));
  y = clamped(y, (float)(height - 1));
  size_t left = (size_t)x, top = (size_t)y;
  float right_share = x - (float)left, lower_share = y - (float)top;
  size_t right = left + 1 < width ? channels : 0, below = top + 1 < height ? width * channels : 0;
  const float *corner = picture + (top * width + left) * channels;
  for (size_t c = 0; c < channels; c++) {
    float upper = corner[c] + (corner[right + c] - corner[c]) * right_share;
    float lower = corner[below + c] + (corner[below + right + c] - corner[below + c]) * right_share;
    out[c] += upper + (lower - upper) * lower_share;
  }
}

void ck_sample(
  const float *picture, size_t width, size_t height, size_t channels, ck_crop crop, size_t subsamples, float *out,
  size_t rows, size_t columns) {
  float step = 1 / (float)subsamples, share = step * step;
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++, out += channels) {
      for (size_t k = 0; k < channels; k++) out[k] = 0;
      for (size_t i = 0; i < subsamples; i++)
        for (size_t j = 0; j < subsamples; j++) {
          float row = (float)r + ((float)i + 0.5f) * step, column = (float)c + ((float)j + 0.5f) * step;
          float x = crop.origin_x + column * crop.across_x + row * crop.down_x - 0.5f;
          float y = crop.origin_y + column * crop.across_y + row * crop.down_y - 0.5f;
          add_point(picture, width, height, channels, x, y, out);
        }
      for (size_t k = 0; k < channels; k++) out[k] *= share;
    }
}
