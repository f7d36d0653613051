#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"

#pragma clang fp reassociate(on) contract(fast)

CK_CLONES void ck_multiply(const float *restrict a, const float *restrict b, float *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = a[i] * b[i];
}

CK_CLONES void ck_add_product(
  const float *restrict a, const float *restrict b, float *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] += a[i] * b[i];
}

CK_CLONES float ck_dot(const float *restrict a, const float *restrict b, size_t count) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += a[i] * b[i];
  return sum;
}

CK_CLONES float ck_sum(const float *values, size_t count) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += values[i];
  return sum;
}

CK_CLONES void ck_standardise(
  const float *restrict values, const float *restrict mean, const float *restrict scale, float *restrict out,
  size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = (values[i] - mean[i]) * scale[i];
}

CK_CLONES void ck_bias_relu(
  const float *values, const float *restrict bias, float *out, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) {
      float sum = values[r * columns + c] + bias[c];
      out[r * columns + c] = sum > 0 ? sum : 0;
    }
}

CK_CLONES void ck_add(float *restrict values, const float *restrict addend, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] += addend[i];
}

CK_CLONES void ck_add_multiple(
  float *restrict values, const float *restrict addend, float factor, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] += factor * addend[i];
}

CK_CLONES void ck_layer_norm(
  float *restrict values, const float *restrict weight, const float *restrict bias, size_t rows, size_t columns,
  float epsilon) {
  for (size_t r = 0; r < rows; r++) {
    float *row = values + r * columns;
    float sum = 0, squares = 0;
    for (size_t c = 0; c < columns; c++) sum += row[c];
    float mean = sum / (float)columns;
    for (size_t c = 0; c < columns; c++) squares += (row[c] - mean) * (row[c] - mean);
    float scale = 1 / sqrtf(squares / (float)columns + epsilon);
    for (size_t c = 0; c < columns; c++) row[c] = (row[c] - mean) * scale * weight[c] + bias[c];
  }
}

CK_CLONES void ck_layer_norm_gradients(
  const float *restrict values, const float *restrict weight, const float *restrict gradient,
  float *restrict to_values, float *restrict to_weight, float *restrict to_bias, size_t rows, size_t columns,
  float epsilon) {
  float count = (float)columns;
  for (size_t r = 0; r < rows; r++) {
    const float *row = values + r * columns, *given = gradient + r * columns;
    float *to_row = to_values + r * columns;
    float sum = 0, squares = 0;
    for (size_t c = 0; c < columns; c++) sum += row[c];
    float mean = sum / count;
    for (size_t c = 0; c < columns; c++) squares += (row[c] - mean) * (row[c] - mean);
    float scale = 1 / sqrtf(squares / count + epsilon);
    // With n the normalised row and g = gradient · weight: scale · (g − mean(g) − n · mean(g · n)).
    float level = 0, slope = 0;
    for (size_t c = 0; c < columns; c++) {
      float normal = (row[c] - mean) * scale;
      to_weight[c] += given[c] * normal;
      to_bias[c] += given[c];
      level += given[c] * weight[c];
      slope += given[c] * weight[c] * normal;
    }
    for (size_t c = 0; c < columns; c++) {
      float normal = (row[c] - mean) * scale;
      to_row[c] += scale * (given[c] * weight[c] - level / count - normal * slope / count);
    }
  }
}

CK_CLONES void ck_half_to_float(const uint16_t *restrict half, float *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) {
    // A multiplication rebiases the exponent, and is right for subnormal halves too; infinity and NaN keep theirs.
    uint32_t sign = (uint32_t)(half[i] & 0x8000) << 16, rest = (uint32_t)(half[i] & 0x7fff) << 13;
    float magnitude;
    memcpy(&magnitude, &rest, sizeof rest);
    magnitude *= 0x1p112f;
    uint32_t bits;
    memcpy(&bits, &magnitude, sizeof bits);
    bits = rest >= 0x0f800000 ? rest | 0x7f800000 : bits;
    bits |= sign;
    memcpy(out + i, &bits, sizeof bits);
  }
}

CK_CLONES void ck_bfloat_to_float(const uint16_t *restrict bfloat, float *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t bits = (uint32_t)bfloat[i] << 16;
    memcpy(out + i, &bits, sizeof bits);
  }
}

CK_CLONES void ck_float_to_half(const float *restrict values, uint16_t *restrict out, size_t count) {
  // Adding 0.5 puts the last place of a float where a subnormal half has its own, so the addition rounds.
  const float small = 0.5f;
  uint32_t small_bits;
  memcpy(&small_bits, &small, sizeof small);
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, values + i, sizeof bits);
    uint32_t sign = bits >> 16 & 0x8000, rest = bits & 0x7fffffff;
    float magnitude;
    memcpy(&magnitude, &rest, sizeof rest);
    magnitude += small;
    uint32_t subnormal;
    memcpy(&subnormal, &magnitude, sizeof subnormal);
    subnormal -= small_bits;
    // Rebias the exponent; adding 0xfff and the last kept bit rounds to nearest, ties to even.
    uint32_t normal = (rest - (112u << 23) + 0xfff + (rest >> 13 & 1)) >> 13;
    uint32_t half = rest < 0x38800000 ? subnormal : normal;
    half = rest >= 0x477ff000 ? 0x7c00 : half;
    half = rest > 0x7f800000 ? 0x7e00 : half;
    out[i] = (uint16_t)(sign | half);
  }
}

CK_CLONES void ck_adam_step(
  float *restrict weights, const float *restrict gradient, float *restrict mean, float *restrict square, size_t count,
  float scale, float rate, float first_memory, float second_memory, float epsilon, float keep) {
  for (size_t i = 0; i < count; i++) {
    float slope = scale * gradient[i];
    mean[i] = first_memory * mean[i] + (1 - first_memory) * slope;
    square[i] = second_memory * square[i] + (1 - second_memory) * slope * slope;
    weights[i] = keep * weights[i] - rate * mean[i] / (sqrtf(square[i]) + epsilon);
  }
}

CK_CLONES void ck_move_towards(
  float *restrict values, const float *restrict target, float share, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] += share * (target[i] - values[i]);
}
