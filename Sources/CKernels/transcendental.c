#include <string.h>

#include "CKernels.h"
#include "clones.h"

#pragma clang fp reassociate(on) contract(fast)

/// ln x for positive normal x: x = 2^e · m with m in [√½, √2), ln m by the atanh series in s = (m − 1) / (m + 1).
/// |s| ≤ 0.1716, so the first term left out is below s¹¹/11 · 2 ≈ 7e-10.
static inline __attribute__((always_inline)) float natural_log(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  uint32_t shifted = bits - 0x3f3504f3;
  int32_t exponent = (int32_t)shifted >> 23;
  bits = (shifted & 0x007fffff) + 0x3f3504f3;
  float m;
  memcpy(&m, &bits, sizeof m);
  float s = (m - 1) / (m + 1), z = s * s;
  float series = 2 + z * (2.f / 3 + z * (2.f / 5 + z * (2.f / 7 + z * (2.f / 9))));
  return (float)exponent * 0.693147181f + s * series;
}

/// e^x for x clamped to ±87: 2^n · e^r with |r| ≤ ln 2 / 2 and a polynomial of degree 6, relative error below 3e-7.
static inline __attribute__((always_inline)) float exponential(float x) {
  x = x < -87 ? -87 : x > 87 ? 87 : x;
  // Adding and subtracting 1.5 · 2²³ rounds to the nearest integer; reassociation would undo it.
  float n;
  {
#pragma clang fp reassociate(off)
    n = x * 1.44269504f + 12582912.f;
    n = n - 12582912.f;
  }
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1 + r * (1 + r * (1.f / 2 + r * (1.f / 6 + r * (1.f / 24 + r * (1.f / 120 + r * (1.f / 720))))));
  int32_t bits = ((int32_t)n + 127) << 23;
  float scale;
  memcpy(&scale, &bits, sizeof scale);
  return p * scale;
}

static inline __attribute__((always_inline)) float sigmoid(float x) { return 1 / (1 + exponential(-x)); }

CK_CLONES void ck_log_floor(float *restrict values, size_t count, float floor) {
  for (size_t i = 0; i < count; i++) {
    float value = values[i] > floor ? values[i] : floor;
    values[i] = natural_log(value);
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

CK_CLONES void ck_mean_places(
  const float *restrict heat, size_t side, size_t maps, float *restrict sums, float *restrict places) {
  float *greatest = sums, *shares = sums + maps;
  for (size_t m = 0; m < maps; m++) {
    greatest[m] = heat[m];
    shares[m] = places[2 * m] = places[2 * m + 1] = 0;
  }
  for (size_t cell = 1; cell < side * side; cell++)
    for (size_t m = 0; m < maps; m++) {
      float value = heat[cell * maps + m];
      greatest[m] = value > greatest[m] ? value : greatest[m];
    }
  for (size_t row = 0; row < side; row++) {
    float y = ((float)row + 0.5f) / (float)side - 0.5f;
    for (size_t column = 0; column < side; column++) {
      float x = ((float)column + 0.5f) / (float)side - 0.5f;
      const float *cell = heat + (row * side + column) * maps;
      for (size_t m = 0; m < maps; m++) {
        float share = exponential(cell[m] - greatest[m]);
        shares[m] += share;
        places[2 * m] += share * x;
        places[2 * m + 1] += share * y;
      }
    }
  }
  for (size_t m = 0; m < maps; m++) {
    places[2 * m] /= shares[m];
    places[2 * m + 1] /= shares[m];
  }
}
