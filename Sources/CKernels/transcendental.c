#include <math.h>

#include "CKernels.h"
#include "clones.h"

#pragma clang fp reassociate(on) contract(fast)

#include "transcendental.h"

CK_CLONES void ck_log_floor(float *restrict values, size_t count, float floor) {
  for (size_t i = 0; i < count; i++) {
    float value = values[i] > floor ? values[i] : floor;
    values[i] = natural_log(value);
  }
}

CK_CLONES float ck_exp_dot(const float *restrict values, const float *restrict weights, size_t count) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += exponential(values[i]) * weights[i];
  return sum;
}

CK_CLONES void ck_gelu(float *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float x = values[i];
    // Beyond 12 the tail is nothing, but it would become subnormal, which slows the following product down many times.
    float distance = fabsf(x) < 12 ? fabsf(x) : 12;
    float tail = 0.5f * complementary_error(distance * 0.707106781f);
    values[i] = x * (x < 0 ? tail : 1 - tail);
  }
}

/// The greatest of at least one value. Lanes of their own, because the compiler keeps the order of comparisons.
static inline __attribute__((always_inline)) float greatest_of(const float *values, size_t count) {
  enum { lanes = 16 };
  float greatest = values[0], lane[lanes];
  size_t whole = count - count % lanes;
  for (size_t k = 0; k < lanes; k++) lane[k] = greatest;
  for (size_t i = 0; i < whole; i += lanes)
    for (size_t k = 0; k < lanes; k++) lane[k] = values[i + k] > lane[k] ? values[i + k] : lane[k];
  for (size_t k = 0; k < lanes; k++) greatest = lane[k] > greatest ? lane[k] : greatest;
  for (size_t i = whole; i < count; i++) greatest = values[i] > greatest ? values[i] : greatest;
  return greatest;
}

CK_CLONES void ck_softmax(float *values, size_t rows, size_t columns, size_t stride) {
  for (size_t r = 0; r < rows; r++) {
    float *row = values + r * stride;
    float greatest = greatest_of(row, columns), sum = 0;
    for (size_t c = 0; c < columns; c++) {
      // e⁻⁶⁰ is nothing beside 1; smaller ones would become subnormal, which slows the following product down many times.
      float below = row[c] - greatest;
      row[c] = exponential(below > -60 ? below : -60);
      sum += row[c];
    }
    float scale = 1 / sum;
    for (size_t c = 0; c < columns; c++) row[c] *= scale;
  }
}

CK_CLONES void ck_gru_step(
  const float *restrict input, const float *restrict recurrent, float *restrict state, size_t size) {
  for (size_t i = 0; i < size; i++) {
    float reset = sigmoid(input[i] + recurrent[i]);
    float update = sigmoid(input[size + i] + recurrent[size + i]);
    float candidate = 2 * sigmoid(2 * (input[2 * size + i] + reset * recurrent[2 * size + i])) - 1;
    state[i] = candidate + update * (state[i] - candidate);
  }
}

CK_CLONES void ck_soft_argmax(
  const float *restrict heat, size_t side, size_t maps, float *restrict sums, float *restrict positions) {
  float *maxima = sums, *shares = sums + maps;
  for (size_t m = 0; m < maps; m++) {
    maxima[m] = heat[m];
    shares[m] = positions[2 * m] = positions[2 * m + 1] = 0;
  }
  for (size_t cell = 1; cell < side * side; cell++)
    for (size_t m = 0; m < maps; m++) {
      float value = heat[cell * maps + m];
      maxima[m] = value > maxima[m] ? value : maxima[m];
    }
  for (size_t row = 0; row < side; row++) {
    float y = ((float)row + 0.5f) / (float)side - 0.5f;
    for (size_t column = 0; column < side; column++) {
      float x = ((float)column + 0.5f) / (float)side - 0.5f;
      const float *cell = heat + (row * side + column) * maps;
      for (size_t m = 0; m < maps; m++) {
        float share = exponential(cell[m] - maxima[m]);
        shares[m] += share;
        positions[2 * m] += share * x;
        positions[2 * m + 1] += share * y;
      }
    }
  }
  for (size_t m = 0; m < maps; m++) {
    positions[2 * m] /= shares[m];
    positions[2 * m + 1] /= shares[m];
  }
}
