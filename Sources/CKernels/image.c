#include <string.h>

#include "CKernels.h"
#include "clones.h"

#pragma clang fp reassociate(on) contract(fast)

static inline uint8_t byte_of(int32_t value) {
  value = (value + (1 << 15)) >> 16;
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

CK_CLONES void ck_yuv_to_rgb(
  const uint8_t *restrict luma, const uint8_t *restrict u, const uint8_t *restrict v, ck_yuv_matrix matrix,
  uint8_t *restrict rgb, size_t count) {
  for (size_t i = 0; i < count; i++) {
    int32_t grey = matrix.luma * (luma[i] - matrix.black), across = u[i] - 128, down = v[i] - 128;
    rgb[3 * i] = byte_of(grey + matrix.red_v * down);
    rgb[3 * i + 1] = byte_of(grey + matrix.green_u * across + matrix.green_v * down);
    rgb[3 * i + 2] = byte_of(grey + matrix.blue_u * across);
  }
}

CK_CLONES void ck_luma(const uint8_t *restrict rgb, float *restrict luma, size_t count) {
  for (size_t i = 0; i < count; i++)
    luma[i] = 0.299f * (float)rgb[3 * i] + 0.587f * (float)rgb[3 * i + 1] + 0.114f * (float)rgb[3 * i + 2];
}

CK_CLONES void ck_widen(const uint8_t *restrict bytes, float *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = (float)bytes[i];
}

static inline float clamped(float value, float limit) {
  return value < 0 ? 0 : value > limit ? limit : value;
}

/// The four pixels around a point, as offsets of their first channels, and the shares of those on the right and below.
struct corners {
  int32_t upper_left, upper_right, lower_left, lower_right;
  float right_share, lower_share;
};

static inline __attribute__((always_inline)) struct corners around(
  float x, float y, int32_t width, int32_t height, int32_t channels) {
  x = clamped(x, (float)(width - 1));
  y = clamped(y, (float)(height - 1));
  int32_t left = (int32_t)x, top = (int32_t)y;
  int32_t right = left + 1 < width ? left + 1 : left, below = top + 1 < height ? top + 1 : top;
  return (struct corners){
    (top * width + left) * channels,
    (top * width + right) * channels,
    (below * width + left) * channels,
    (below * width + right) * channels,
    x - (float)left,
    y - (float)top,
  };
}

static inline __attribute__((always_inline)) float mixed(const float *restrict image, struct corners at, int32_t channel) {
  float upper_left = image[at.upper_left + channel], lower_left = image[at.lower_left + channel];
  float upper = upper_left + (image[at.upper_right + channel] - upper_left) * at.right_share;
  float lower = lower_left + (image[at.lower_right + channel] - lower_left) * at.right_share;
  return upper + (lower - upper) * at.lower_share;
}

/// out (columns, channels) += the bilinear samples of the image at (x, y), (x + across_x, y + across_y), … Pixel centres
/// have integer coordinates.
static inline __attribute__((always_inline)) void add_line(
  const float *restrict image, int32_t width, int32_t height, int32_t channels, float x, float y, float across_x,
  float across_y, float *restrict out, int32_t columns) {
  for (int32_t c = 0; c < columns; c++) {
    struct corners at = around(x + (float)c * across_x, y + (float)c * across_y, width, height, channels);
    for (int32_t k = 0; k < channels; k++) out[c * channels + k] += mixed(image, at, k);
  }
}

CK_CLONES void ck_sample(
  const float *image, size_t width, size_t height, size_t channels, ck_crop crop, size_t subsamples, float *out,
  size_t rows, size_t columns) {
  float step = 1 / (float)subsamples, share = step * step;
  for (size_t r = 0; r < rows; r++, out += columns * channels) {
    for (size_t k = 0; k < columns * channels; k++) out[k] = 0;
    for (size_t i = 0; i < subsamples; i++)
      for (size_t j = 0; j < subsamples; j++) {
        float row = (float)r + ((float)i + 0.5f) * step, column = ((float)j + 0.5f) * step;
        float x = crop.origin_x + column * crop.across_x + row * crop.down_x - 0.5f;
        float y = crop.origin_y + column * crop.across_y + row * crop.down_y - 0.5f;
        int32_t w = (int32_t)width, h = (int32_t)height, count = (int32_t)columns;
        // A constant number of channels lets the compiler sample several columns at once.
        if (channels == 1)
          add_line(image, w, h, 1, x, y, crop.across_x, crop.across_y, out, count);
        else
          add_line(image, w, h, (int32_t)channels, x, y, crop.across_x, crop.across_y, out, count);
      }
    for (size_t k = 0; k < columns * channels; k++) out[k] *= share;
  }
}

enum {
  side = ck_gradient_side,
  cells = ck_gradient_cells,
  cell = side / cells,
  /// One more cell on each side takes the shares that fall outside.
  framed = cells + 2,
  bins = 18,
  /// One extra bin, a copy of bin 0, avoids wrapping around. Padded to whole vectors.
  wide = 24
};

/// The pixels of a row: each gradient's magnitude, split between `bin` and the next one.
struct row {
  float first[side], second[side];
  int32_t bin[side];
};

/// The direction of (x, y) in bins, 0…18. The arc tangent is Hastings's polynomial, to 2e-8 radians (Abramowitz and
/// Stegun, "Handbook of mathematical functions", 4.4.49).
static inline __attribute__((always_inline)) float direction(float x, float y) {
  float across = __builtin_fabsf(x), down = __builtin_fabsf(y);
  float less = across < down ? across : down, more = across < down ? down : across;
  float r = less / (more > 1e-20f ? more : 1e-20f), z = r * r;
  float series = 0.0429096138f + z * (-0.0161657367f + z * 0.0028662257f);
  series = 0.1999355085f + z * (-0.1420889944f + z * (0.1065626393f + z * (-0.0752896400f + z * series)));
  float angle = r * (1 + z * (-0.3333314528f + z * series)) * 2.864788976f;
  angle = across < down ? 4.5f - angle : angle;
  angle = x < 0 ? 9 - angle : angle;
  return y < 0 ? 18 - angle : angle;
}

/// Computes the gradients of row y.
static inline __attribute__((always_inline)) void read_row(
  const float *restrict image, size_t y, struct row *restrict row) {
  const float *line = image + y * side;
  const float *above = y > 0 && y + 1 < side ? line - side : line, *below = above == line ? line : line + side;
  float across[side];
  across[0] = across[side - 1] = 0;
  for (size_t x = 1; x + 1 < side; x++) across[x] = (line[x + 1] - line[x - 1]) * 0.5f;
  for (size_t x = 0; x < side; x++) {
    float down = (below[x] - above[x]) * 0.5f;
    float magnitude = __builtin_elementwise_sqrt(across[x] * across[x] + down * down);
    float place = direction(across[x], down);
    int32_t bin = (int32_t)place;
    bin = bin < bins ? bin : bins - 1;
    float share = magnitude * (place - (float)bin);
    row->bin[x] = bin;
    row->second[x] = share;
    row->first[x] = magnitude - share;
  }
}

/// Fills histograms (cells + 2, cells + 2, wide), splitting each pixel's magnitude between two bins and four cells.
static inline __attribute__((always_inline)) void gather(const float *restrict image, float *restrict histograms) {
  struct row row;
  float line[framed * wide];
  for (size_t y = 0; y < side; y++) {
    read_row(image, y, &row);
    memset(line, 0, sizeof line);
    for (size_t x = 0; x < side; x++) {
      float share = ((float)((x + cell / 2) % cell) + 0.5f) / cell;
      float *left = line + (x + cell / 2) / cell * wide + row.bin[x], *right = left + wide;
      left[0] += row.first[x] * (1 - share);
      left[1] += row.second[x] * (1 - share);
      right[0] += row.first[x] * share;
      right[1] += row.second[x] * share;
    }
    float share = ((float)((y + cell / 2) % cell) + 0.5f) / cell;
    float *upper = histograms + (y + cell / 2) / cell * framed * wide, *lower = upper + framed * wide;
    for (size_t i = 0; i < framed * wide; i++) {
      upper[i] += line[i] * (1 - share);
      lower[i] += line[i] * share;
    }
  }
}

/// Computes the 31 features of a cell from its histogram and the scales of the four blocks that contain it.
static inline __attribute__((always_inline)) void normalise(
  const float *restrict signed_bins, const float *restrict scales, float *restrict features) {
  float *both = features + bins, *textures = both + bins / 2;
  for (size_t k = 0; k < bins + bins / 2; k++) features[k] = 0;
  for (size_t block = 0; block < 4; block++) {
    float texture = 0;
    for (size_t k = 0; k < bins; k++) {
      float value = signed_bins[k] * scales[block];
      value = value < 0.2f ? value : 0.2f;
      features[k] += 0.5f * value;
      texture += value;
    }
    for (size_t k = 0; k < bins / 2; k++) {
      float value = (signed_bins[k] + signed_bins[k + bins / 2]) * scales[block];
      both[k] += 0.5f * (value < 0.2f ? value : 0.2f);
    }
    textures[block] = 0.2357f * texture;
  }
}

CK_CLONES void ck_oriented_gradients(const float *restrict image, float *restrict features) {
  float histograms[framed * framed * wide], energies[framed * framed], scales[(cells + 1) * (cells + 1)];
  memset(histograms, 0, sizeof histograms);
  gather(image, histograms);
  for (size_t r = 1; r <= cells; r++)
    for (size_t c = 1; c <= cells; c++) {
      float *histogram = histograms + (r * framed + c) * wide, energy = 0;
      histogram[0] += histogram[bins];
      for (size_t k = 0; k < bins / 2; k++) {
        float both = histogram[k] + histogram[k + bins / 2];
        energy += both * both;
      }
      energies[r * framed + c] = energy;
    }
  // Replicate the outermost cells beyond the edges.
  for (size_t r = 1; r <= cells; r++) {
    energies[r * framed] = energies[r * framed + 1];
    energies[r * framed + cells + 1] = energies[r * framed + cells];
  }
  memcpy(energies, energies + framed, framed * sizeof *energies);
  memcpy(energies + (cells + 1) * framed, energies + cells * framed, framed * sizeof *energies);
  for (size_t r = 0; r <= cells; r++)
    for (size_t c = 0; c <= cells; c++) {
      const float *corner = energies + r * framed + c;
      float energy = corner[0] + corner[1] + corner[framed] + corner[framed + 1];
      scales[r * (cells + 1) + c] = 1 / __builtin_elementwise_sqrt(energy + 1);
    }
  for (size_t r = 0; r < cells; r++)
    for (size_t c = 0; c < cells; c++) {
      const float *corner = scales + r * (cells + 1) + c;
      float four[] = {corner[0], corner[cells + 1], corner[1], corner[cells + 2]};
      normalise(histograms + ((r + 1) * framed + c + 1) * wide, four, features + (r * cells + c) * ck_gradient_features);
    }
}
