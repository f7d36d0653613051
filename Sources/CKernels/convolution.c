#include "lanes.h"

#pragma clang fp reassociate(on) contract(fast)

/// What a convolution reads and writes.
struct convolution {
  const ck_map *in;
  /// (columns / 16, 3, 3, inputs, 16)
  const float *kernel;
  /// Of `kernel`: the outputs filled up to whole vectors.
  size_t columns;
  const float *bias;
  const ck_map *shortcut, *out;
  size_t stride_down, stride_across;
};

/// Adds bias and shortcut to the sums of some channels of an output cell, rectifies and stores them.
static inline __attribute__((always_inline)) void store(
  const struct convolution *c, lanes sum, size_t offset, size_t channel) {
  sum += LANES(c->bias + channel);
  float *out = c->out->padded + offset + channel;
  const float *added = c->shortcut ? c->shortcut->padded + offset + channel : 0;
  if (channel + lane_count <= c->out->channels) {
    if (added) sum += LANES(added);
    LANES(out) = __builtin_elementwise_max(sum, (lanes){});
    return;
  }
  for (size_t i = 0; channel + i < c->out->channels; i++) {
    float value = added ? sum[i] + added[i] : sum[i];
    out[i] = value > 0 ? value : 0;
  }
}

/// Some neighbouring cells of the output and one or two vectors of their channels; both counts are constants. The sums
/// stay in registers.
static inline __attribute__((always_inline)) void block(
  const struct convolution *c, size_t line, size_t column, size_t channel, size_t cells, size_t vectors) {
  size_t run = 3 * c->in->channels, step = c->stride_across * c->in->channels;
  size_t line_stride = (c->in->width + 2) * c->in->channels;
  const float *top = c->in->padded + line * c->stride_down * line_stride + column * step;
  const float *kernel = c->kernel + channel * 3 * run, *next = kernel + lane_count * 3 * run;
  lanes sums[block_rows][2] = {};
  for (size_t i = 0; i < 3; i++, top += line_stride)
    for (size_t k = 0; k < run; k++, kernel += lane_count, next += lane_count) {
      lanes first = LANES(kernel), second = vectors > 1 ? LANES(next) : first;
      for (size_t cell = 0; cell < cells; cell++) {
        sums[cell][0] += top[cell * step + k] * first;
        if (vectors > 1) sums[cell][1] += top[cell * step + k] * second;
      }
    }
  size_t outputs = c->out->channels;
  size_t offset = (line + 1) * (c->out->width + 2) * outputs + (column + 1) * outputs;
  // Unrolled, or the sums would not stay in registers.
#pragma clang loop unroll(full)
  for (size_t cell = 0; cell < cells; cell++)
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++)
      store(c, sums[cell][v], offset + cell * outputs, channel + v * lane_count);
}

static inline __attribute__((always_inline)) void convolve(const struct convolution *c, bool is_wide) {
  for (size_t channel = 0, vectors; channel < c->columns; channel += vectors * lane_count) {
    vectors = is_wide && channel + 2 * lane_count <= c->columns ? 2 : 1;
    for (size_t line = 0; line < c->out->height; line++)
      for (size_t column = 0; column < c->out->width; column += block_rows) {
        size_t left = c->out->width - column, count = left < block_rows ? left : block_rows;
        LANES_BLOCK(count, vectors, block, c, line, column, channel)
      }
  }
}

// Sixteen registers of eight numbers hold no wide block.
LANES_AVX512 static void convolve_avx512(const struct convolution *c) { convolve(c, true); }
LANES_AVX2 static void convolve_avx2(const struct convolution *c) { convolve(c, false); }
static void convolve_default(const struct convolution *c) { convolve(c, false); }

void ck_convolution(
  const ck_map *in, const float *kernel, size_t columns, const float *bias, const ck_map *shortcut, const ck_map *out,
  size_t stride_down, size_t stride_across) {
  struct convolution c = {in, kernel, columns, bias, shortcut, out, stride_down, stride_across};
  LANES_DISPATCH(convolve, &c);
}
