#include "lanes.h"

#pragma clang fp reassociate(on) contract(fast)

enum { tile_limit = ck_winograd_tiles };

// MARK: Transforms in one direction

/// The input's transform for two outputs, of four values `stride` apart.
static inline __attribute__((always_inline)) void input_2(lanes *v, size_t stride) {
  lanes a = v[0], b = v[stride], c = v[2 * stride], d = v[3 * stride];
  v[0] = a - c;
  v[stride] = b + c;
  v[2 * stride] = c - b;
  v[3 * stride] = b - d;
}

/// The input's transform for four outputs, of six values.
static inline __attribute__((always_inline)) void input_4(lanes *v, size_t stride) {
  lanes a = v[0], b = v[stride], c = v[2 * stride], d = v[3 * stride], e = v[4 * stride], f = v[5 * stride];
  lanes outer = e - 4 * c, inner = d - 4 * b, wide = e - c, narrow = 2 * (d - b);
  v[0] = 4 * a - 5 * c + e;
  v[stride] = outer + inner;
  v[2 * stride] = outer - inner;
  v[3 * stride] = wide + narrow;
  v[4 * stride] = wide - narrow;
  v[5 * stride] = 4 * b - 5 * d + f;
}

/// The output's transform of four values to two.
static inline __attribute__((always_inline)) void output_2(lanes *v, size_t stride) {
  lanes a = v[0], b = v[stride], c = v[2 * stride], d = v[3 * stride];
  v[0] = a + b + c;
  v[stride] = b - c - d;
}

/// The output's transform of six values to four.
static inline __attribute__((always_inline)) void output_4(lanes *v, size_t stride) {
  lanes sum = v[stride] + v[2 * stride], difference = v[stride] - v[2 * stride];
  lanes far_sum = v[3 * stride] + v[4 * stride], far_difference = v[3 * stride] - v[4 * stride];
  lanes last = v[5 * stride];
  v[0] += sum + far_sum;
  v[stride] = difference + 2 * far_difference;
  v[2 * stride] = sum + 4 * far_sum;
  v[3 * stride] = difference + 8 * far_difference + last;
}

/// The kernel's transform for two outputs, of three values `stride` apart to four.
static inline __attribute__((always_inline)) void kernel_2(lanes *v, size_t stride) {
  lanes a = v[0], b = v[stride], c = v[2 * stride];
  v[stride] = 0.5f * (a + b + c);
  v[2 * stride] = 0.5f * (a - b + c);
  v[3 * stride] = c;
}

/// The kernel's transform for four outputs, of three values to six.
static inline __attribute__((always_inline)) void kernel_4(lanes *v, size_t stride) {
  lanes a = v[0], b = v[stride], c = v[2 * stride];
  lanes outer = a / -6 - c / 6, wide = a / 24 + c / 6;
  v[0] = a / 4;
  v[stride] = outer - b / 6;
  v[2 * stride] = outer + b / 6;
  v[3 * stride] = wide + b / 12;
  v[4 * stride] = wide - b / 12;
  v[5 * stride] = c;
}

typedef void transform(lanes *values, size_t stride);

/// Applies a transform to the first lines of a square of side² values, then to the first columns.
static inline __attribute__((always_inline)) void both_ways(
  transform *apply, lanes *values, size_t side, size_t lines, size_t columns) {
  for (size_t i = 0; i < lines; i++) apply(values + i * side, 1);
  for (size_t j = 0; j < columns; j++) apply(values + j, side);
}

void ck_winograd_kernels(size_t out_side, const float *weight, size_t inputs, size_t outputs, float *kernels) {
  size_t side = out_side + 2;
  for (size_t o = 0; o < outputs; o += lane_count)
    for (size_t c = 0; c < inputs; c++) {
      lanes values[36];
      for (size_t tap = 0; tap < 9; tap++)
        for (size_t lane = 0; lane < lane_count; lane++)
          values[tap / 3 * side + tap % 3][lane] = weight[((o + lane) * 9 + tap) * inputs + c];
      both_ways(out_side == 2 ? kernel_2 : kernel_4, values, side, 3, side);
      for (size_t k = 0; k < side * side; k++) LANES(kernels + (k * outputs + o) * inputs + c * lane_count) = values[k];
    }
}

// MARK: Products

/// c (rows, 16 vectors) = a (rows, depth) · b (vectors, depth, 16); rows and vectors are constants.
static inline __attribute__((always_inline)) void product_block(
  const float *restrict a, const float *restrict b, float *restrict c, size_t depth, size_t columns, size_t rows,
  size_t vectors) {
  lanes sums[block_rows][2] = {};
  for (size_t k = 0; k < depth; k++) {
    lanes first = LANES(b + k * lane_count), second = vectors > 1 ? LANES(b + (depth + k) * lane_count) : first;
    for (size_t r = 0; r < rows; r++) {
      sums[r][0] += a[r * depth + k] * first;
      if (vectors > 1) sums[r][1] += a[r * depth + k] * second;
    }
  }
  for (size_t r = 0; r < rows; r++)
    for (size_t v = 0; v < vectors; v++) LANES(c + r * columns + v * lane_count) = sums[r][v];
}

/// c (rows, columns) = a (rows, depth) · b (columns / 16, depth, 16); columns is a multiple of 16. The sums of a block, 6 rows of
/// 16 or, with `is_wide`, 32 columns, stay in registers.
static inline __attribute__((always_inline)) void product(
  const float *restrict a, const float *restrict b, float *restrict c, size_t rows, size_t depth, size_t columns,
  bool is_wide) {
  for (size_t column = 0, vectors; column < columns; column += vectors * lane_count) {
    vectors = is_wide && column + 2 * lane_count <= columns ? 2 : 1;
    for (size_t row = 0; row < rows; row += block_rows) {
      const float *left = a + row * depth, *right = b + column * depth;
      float *target = c + row * columns + column;
      size_t count = rows - row < block_rows ? rows - row : block_rows;
      LANES_BLOCK(count, vectors, product_block, left, right, target, depth, columns)
    }
  }
}

// MARK: Tiles

/// The first cell of a tile's outputs.
struct place {
  size_t line, column;
};

/// Transforms the inputs under a tile, (side, side, inputs) from its place in the padded map, into row `row` of each of
/// side² matrices (rows, inputs).
static inline __attribute__((always_inline)) void transform_input(
  const ck_map *map, struct place at, size_t out_side, float *restrict matrices, size_t rows, size_t row) {
  size_t side = out_side + 2, inputs = map->channels;
  size_t line_stride = (map->width + 2) * inputs;
  for (size_t channel = 0; channel < inputs; channel += lane_count) {
    lanes values[36];
    for (size_t i = 0; i < side; i++)
      for (size_t j = 0; j < side; j++) {
        size_t line = at.line + i, column = at.column + j;
        int is_inside = line < map->height + 2 && column < map->width + 2;
        values[i * side + j] =
          is_inside ? LANES(map->padded + line * line_stride + column * inputs + channel) : (lanes){};
      }
    both_ways(out_side == 2 ? input_2 : input_4, values, side, side, side);
    for (size_t k = 0; k < side * side; k++) LANES(matrices + (k * rows + row) * inputs + channel) = values[k];
  }
}

/// Transforms row `row` of each of side² matrices (rows, outputs) into a tile of the output, adds bias and shortcut and
/// rectifies.
static inline __attribute__((always_inline)) void transform_output(
  const float *restrict matrices, size_t rows, size_t row, const float *bias, const ck_map *shortcut, const ck_map *out,
  struct place at, size_t out_side) {
  size_t side = out_side + 2, outputs = out->channels;
  size_t line_stride = (out->width + 2) * outputs;
  for (size_t channel = 0; channel < outputs; channel += lane_count) {
    lanes values[36];
    for (size_t k = 0; k < side * side; k++) values[k] = LANES(matrices + (k * rows + row) * outputs + channel);
    both_ways(out_side == 2 ? output_2 : output_4, values, side, side, out_side);
    lanes added = LANES(bias + channel);
    for (size_t i = 0; i < out_side && at.line + i < out->height; i++)
      for (size_t j = 0; j < out_side && at.column + j < out->width; j++) {
        size_t offset = (at.line + i + 1) * line_stride + (at.column + j + 1) * outputs + channel;
        lanes sum = values[i * side + j] + added;
        if (shortcut) sum += LANES(shortcut->padded + offset);
        LANES(out->padded + offset) = __builtin_elementwise_max(sum, (lanes){});
      }
  }
}

static inline __attribute__((always_inline)) void convolve(
  size_t out_side, const ck_map *in, const float *kernels, const float *bias, const ck_map *shortcut, const ck_map *out,
  float *work, bool is_wide) {
  size_t side = out_side + 2, planes = side * side;
  size_t across = (in->width + out_side - 1) / out_side, down = (in->height + out_side - 1) / out_side;
  size_t tiles = across * down;
  for (size_t first = 0; first < tiles; first += tile_limit) {
    size_t count = tiles - first < tile_limit ? tiles - first : tile_limit;
    float *inputs = work, *sums = work + planes * count * in->channels;
    for (size_t tile = 0; tile < count; tile++) {
      struct place at = {(first + tile) / across * out_side, (first + tile) % across * out_side};
      transform_input(in, at, out_side, inputs, count, tile);
    }
    for (size_t k = 0; k < planes; k++)
      product(
        inputs + k * count * in->channels,
        kernels + k * in->channels * out->channels,
        sums + k * count * out->channels,
        count,
        in->channels,
        out->channels,
        is_wide
      );
    for (size_t tile = 0; tile < count; tile++) {
      struct place at = {(first + tile) / across * out_side, (first + tile) % across * out_side};
      transform_output(sums, count, tile, bias, shortcut, out, at, out_side);
    }
  }
}

/// Both tile sizes for one instruction set. Sixteen registers of eight numbers hold no wide block.
#define CONVOLVE(name, target, is_wide) \
  target static void name( \
    size_t out_side, const ck_map *in, const float *kernels, const float *bias, const ck_map *shortcut, \
    const ck_map *out, float *work) { \
    if (out_side == 2) \
      convolve(2, in, kernels, bias, shortcut, out, work, is_wide); \
    else \
      convolve(4, in, kernels, bias, shortcut, out, work, is_wide); \
  }
CONVOLVE(convolve_avx512, LANES_AVX512, true)
CONVOLVE(convolve_avx2, LANES_AVX2, false)
CONVOLVE(convolve_default, , false)

void ck_winograd(
  size_t out_side, const ck_map *in, const float *kernels, const float *bias, const ck_map *shortcut, const ck_map *out,
  float *work) {
  LANES_DISPATCH(convolve, out_side, in, kernels, bias, shortcut, out, work);
}
