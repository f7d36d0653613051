#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"

// No reassociation or contraction: the path depends on which of two sums is smaller, and must be the same on every
// processor and in the recipes that train on it.
#pragma clang fp reassociate(off) contract(off)

enum { lanes = ck_warp_lanes, last_lane = lanes - 1 };

typedef float floats __attribute__((ext_vector_type(lanes)));
typedef int32_t ints __attribute__((ext_vector_type(lanes)));
typedef uint32_t uints __attribute__((ext_vector_type(lanes)));
typedef bool bits __attribute__((ext_vector_type(lanes)));

size_t ck_warp_scratch(size_t columns, size_t dimension) {
  return columns + 2 * lanes + dimension * (columns + 3 * lanes);
}

/// Reverses the columns of b, so that one contiguous load serves all lanes: each lane is one column behind the
/// previous.
static void reverse(
  const float *restrict b, size_t stride, size_t columns, size_t dimension, float *restrict reversed) {
  size_t length = columns + 2 * lanes;
  memset(reversed, 0, dimension * length * sizeof *reversed);
  for (size_t k = 0; k < dimension; k++)
    for (size_t j = 0; j < columns; j++) reversed[k * length + last_lane + columns - 1 - j] = b[j * stride + k];
}

/// Processes the rows in strips. Within a strip each row is one column behind the row above it, so the cells of a step
/// are independent: each needs only cells from one or two steps before.
///
/// One row of sums is enough: the strip's last row overwrites the row above the strip after the first row has read it.
/// Sums outside the band are infinite.
static inline __attribute__((always_inline)) float warp(
  const float *a, size_t stride, const float *b, size_t stride_b, size_t rows, size_t columns, size_t dimension,
  const int32_t *starts, const int32_t *ends, float *scratch, uint16_t *steps, bool traced) {
  float *sums = scratch + lanes, *reversed = sums + columns + lanes;
  float *strip = reversed + dimension * (columns + 2 * lanes);
  const ints behind = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const floats infinite = INFINITY;
  reverse(b, stride_b, columns, dimension, reversed);
  for (ptrdiff_t j = -lanes; j < (ptrdiff_t)columns + lanes; j++) sums[j] = INFINITY;
  sums[-1] = 0;
  floats current = infinite;
  size_t last = 0;
  for (size_t top = 0; top < rows; top += lanes) {
    last = rows - top < lanes ? rows - top - 1 : last_lane;
    ints start = 0;
    uints width = 0;
    memset(strip, 0, dimension * lanes * sizeof *strip);
    for (size_t lane = 0; lane <= last; lane++) {
      start[lane] = starts[top + lane];
      width[lane] = (uint32_t)(ends[top + lane] - starts[top + lane]);
      for (size_t k = 0; k < dimension; k++) strip[k * lanes + lane] = a[(top + lane) * stride + k];
    }
    current = infinite;
    floats diagonal = infinite;
    diagonal[0] = sums[starts[top] - 1];
    for (ptrdiff_t column = starts[top]; column < ends[top + last] + (ptrdiff_t)last; column++) {
      const float *behind_column = reversed + columns - 1 + last_lane - column;
      floats distance = 0;
      for (size_t k = 0; k < dimension; k++) {
        floats here, there;
        memcpy(&here, strip + k * lanes, sizeof here);
        memcpy(&there, behind_column + k * (columns + 2 * lanes), sizeof there);
        distance += (here - there) * (here - there);
      }
      floats vertical = __builtin_shufflevector(
        (floats)sums[column], current, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
      ints is_vertical = vertical < diagonal;
      floats nearest = is_vertical ? vertical : diagonal;
      ints is_horizontal = current < nearest;
      ints inside = __builtin_convertvector((int32_t)column - behind - start, uints) < width;
      current = inside ? distance + (is_horizontal ? current : nearest) : infinite;
      diagonal = vertical;
      sums[column - last_lane] = current[last_lane];
      if (traced) {
        bits sets[2] = {__builtin_convertvector(is_vertical, bits), __builtin_convertvector(is_horizontal, bits)};
        memcpy(steps, sets, sizeof sets);
        steps += 2;
      }
    }
  }
  return current[last];
}

CK_CLONES float ck_warp(
  const float *a, size_t stride_a, const float *b, size_t stride_b, size_t rows, size_t columns, size_t dimension,
  const int32_t *starts, const int32_t *ends, float *scratch, uint16_t *steps) {
  if (steps) return warp(a, stride_a, b, stride_b, rows, columns, dimension, starts, ends, scratch, steps, true);
  return warp(a, stride_a, b, stride_b, rows, columns, dimension, starts, ends, scratch, steps, false);
}
